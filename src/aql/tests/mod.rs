//! What the language is, by example and by law.

mod corpus;
mod evaluation;
mod laws;

use super::{Complaint, Entity, check};

/// The first error of a text, if it has any.
fn first_error(text: &str, entity: Entity) -> Option<Complaint> {
    check(text, entity).into_iter().find(Complaint::is_error)
}
