//! Queries, as far as they can be judged offline.

use crate::aql::{self, Complaint, Entity};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::document::Document;
use crate::manifest::scalar;

/// How many complaints about one query are listed.
const MAX_COMPLAINTS: usize = 50;

/// Checks both queries of a sync config.
pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    for (pointer, entity) in [
        ("/spec/testCases/aql", Entity::TestCase),
        ("/spec/launches/aql", Entity::Launch),
    ] {
        if let Some(text) = document.text(pointer) {
            diagnostics.extend(
                aql::check(text, entity)
                    .into_iter()
                    .take(MAX_COMPLAINTS)
                    .map(|complaint| placed(document, pointer, text, complaint)),
            );
        }
    }
}

/// Translates a place in a query to one in the file; to the whole query where its lines are folded.
fn placed(document: &Document, pointer: &str, text: &str, complaint: Complaint) -> Diagnostic {
    let Complaint {
        span: aql::Span { start, end },
        severity,
        code,
    } = complaint;
    let source = &document.source;
    let whole = document.span(pointer);
    // What is missing at the end is missing behind the last word, not behind the line break of a block.
    let last = text.trim_end().chars().count();
    let (start, end) = (start.min(last), end.min(last));
    let span = scalar::locate(&source.text, &whole, text, &(start..end)).unwrap_or(whole);
    match severity {
        Severity::Warning => source.warning(&span, code),
        _ => source.error(&span, code),
    }
}
