//! What the language is, by example and by law.

mod corpus;
mod evaluation;
mod laws;
mod messages;

use super::{Entity, Problem, Severity, check};

/// The first error of a text, if it has any.
fn first_error(text: &str, entity: Entity) -> Option<Problem> {
    check(text, entity)
        .into_iter()
        .find(|problem| problem.severity == Severity::Error)
}
