//! Queries, as far as they can be judged offline.

use crate::aql::{self, Entity};
use crate::manifest::document::Document;
use crate::manifest::problem::Problem;
use crate::manifest::scalar;

/// How many complaints about one query are listed.
const MAX_COMPLAINTS: usize = 50;

/// Complains about both queries of a sync config.
pub(super) fn check(document: &Document, problems: &mut Vec<Problem>) {
    for (pointer, entity) in [
        ("/spec/testCases/aql", Entity::TestCase),
        ("/spec/launches/aql", Entity::Launch),
    ] {
        if let Some(text) = document.text(pointer) {
            problems.extend(
                aql::check(text, entity)
                    .into_iter()
                    .take(MAX_COMPLAINTS)
                    .map(|problem| placed(document, pointer, text, problem)),
            );
        }
    }
}

/// Translates a place in a query to one in the file; to the whole query where its lines are folded.
fn placed(document: &Document, pointer: &str, text: &str, problem: aql::Problem) -> Problem {
    let aql::Problem {
        severity,
        start,
        end,
        message,
        hint,
    } = problem;
    let source = &document.source;
    let whole = document.span(pointer);
    // What is missing at the end is missing behind the last word, not behind the line break of a block.
    let last = text.trim_end().chars().count();
    let (start, end) = (start.min(last), end.min(last));
    let span = scalar::locate(&source.text, &whole, text, &(start..end)).unwrap_or(whole);
    let problem = match severity {
        aql::Severity::Error => Problem::error(source, &span, message),
        aql::Severity::Warning => Problem::warning(source, &span, message),
    };
    match hint {
        Some(hint) => problem.help(hint),
        None => problem,
    }
}
