//! What a schema cannot say: addresses, paths, references, names, queries.

mod aql;
mod integration;
mod mapping;
mod names;
mod path;
mod setting;

pub(super) use setting::is_setting;

use super::document::Document;
use super::problem::Problem;

/// Complains about the meaning of all documents. Values that the schema already refused are left alone.
pub(super) fn all(documents: &[Document], problems: &mut Vec<Problem>) {
    for document in documents {
        match document.kind() {
            Some("Integration") => integration::check(document, problems),
            Some("Mapping") => mapping::check(document, problems),
            Some("SyncConfig") => aql::check(document, problems),
            _ => {}
        }
    }
    names::check(documents, problems);
}
