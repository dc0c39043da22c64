//! What a schema cannot say: addresses, paths, references, names, queries. Values that the schema already refused are
//! left alone.

mod adopt;
mod aql;
mod integration;
mod mapping;
mod names;
mod rivals;

pub(crate) use integration::before_page;

use std::path::PathBuf;

use super::document::{Document, Spec};
use super::files::FileError;
use super::types::{Located, NamedFile};
use crate::diagnostic::Diagnostic;

/// Looks where a file really is.
pub(super) type LocateFile = fn(&Located<NamedFile>) -> Result<PathBuf, FileError>;

/// Checks the meaning of all documents.
pub(super) fn all(documents: &[Document], locate: LocateFile, diagnostics: &mut Vec<Diagnostic>) {
    for document in documents {
        let source = &document.source;
        match &document.spec {
            Spec::Testrail(spec) => {
                diagnostics.extend(integration::testrail(spec, source, locate));
            }
            Spec::Testops(spec) => diagnostics.extend(integration::testops(spec, source, locate)),
            Spec::SyncConfig(spec) => {
                aql::check_queries(spec, source, diagnostics);
                adopt::check_adoption(spec, source, diagnostics);
            }
            Spec::Mapping(spec) => mapping::check_mapping(spec, source, diagnostics),
            Spec::Integration | Spec::Unknown => {}
        }
    }
    names::check_names(documents, diagnostics);
}
