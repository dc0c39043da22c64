//! What a schema cannot say: addresses, paths, references, names, queries.

mod aql;
mod integration;
mod mapping;
mod names;
mod path;
mod setting;

pub(super) use setting::is_setting;

use super::document::Document;
use crate::diagnostic::Diagnostic;

/// Checks the meaning of all documents. Values that the schema already refused are left alone.
pub(super) fn all(documents: &[Document], diagnostics: &mut Vec<Diagnostic>) {
    for document in documents {
        match document.kind() {
            Some("Integration") => integration::check(document, diagnostics),
            Some("Mapping") => mapping::check(document, diagnostics),
            Some("SyncConfig") => aql::check(document, diagnostics),
            _ => {}
        }
    }
    names::check(documents, diagnostics);
}
