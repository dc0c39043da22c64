//! Queries, as far as they can be judged offline.

use crate::aql::{self, Complaint, Entity};
use crate::diagnostic::{Diagnostic, Severity};
use crate::manifest::scalar;
use crate::manifest::source::Source;
use crate::manifest::types::{Located, SyncConfigSpec};

/// How many complaints about one query are listed.
const MAX_COMPLAINTS: usize = 50;

/// Checks both queries of a sync config.
pub(super) fn check_queries(
    spec: &SyncConfigSpec,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (query, entity) in [
        (&spec.test_cases.aql, Entity::TestCase),
        (&spec.launches.aql, Entity::Launch),
    ] {
        if let Some(text) = query.declared() {
            let complaints = aql::check(text, entity).into_iter().take(MAX_COMPLAINTS);
            diagnostics.extend(complaints.map(|complaint| placed(query, source, complaint)));
        }
    }
}

/// Translates a place in a query to one in the file; to the whole query where its lines are folded.
fn placed(query: &Located<String>, source: &Source, complaint: Complaint) -> Diagnostic {
    let Complaint {
        span: aql::Span { start, end },
        severity,
        code,
    } = complaint;
    // What is missing at the end is missing behind the last word, not behind the line break of a block.
    let last = query.trim_end().chars().count();
    let characters = start.min(last)..end.min(last);
    let span = scalar::locate(&source.text, &query.span, query, &characters);
    let span = span.unwrap_or_else(|| query.span.clone());
    match severity {
        Severity::Warning => source.warning(&span, code),
        _ => source.error(&span, code),
    }
}
