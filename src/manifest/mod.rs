//! What was declared: manifests found, read, checked and resolved, with the place of every value.
//!
//! The way of a manifest: file → text (`files`) → spanned nodes (`load`) → plain JSON with places (`document`) →
//! what the schema says against it (`violations`) → what a schema cannot say (`checks`) → types → the view that
//! the rest of the program uses (`resolved`). Nothing here reads the environment or a clock, and secrets are only
//! ever named.

use std::path::PathBuf;
use std::sync::Arc;

pub mod types;
mod checks;
mod document;
mod files;
mod found;
mod load;
mod mask;
mod named_file;
mod resolve;
mod resolve_mapping;
mod resolved;
mod scalar;
mod schema;
mod source;
#[cfg(test)]
mod tests;
mod violations;

pub use named_file::{FileError, NamedFile};
pub use resolved::{
    Guard, Launches, Located, Manifests, MappedField, Mapping, ResultRule, ResultStatus, Setting,
    SyncConfig, TestopsIntegration, TestrailIntegration, Tls,
};
pub use schema::{schema, schema_text};
pub use types::{CloseRun, OnClosedRun, OnDrift, OnUnmapped, Repeats, StatusRef};

use crate::diagnostic::{Diagnostic, Diagnostics, FileCode, ManifestCode, Place};

use document::Document;
use source::Source;

/// How many faults in the shape of one document are listed. Nobody reads more, and a hostile file could have millions.
const MAX_FAULTS: usize = 200;

/// Loads the manifests at and below some paths.
///
/// # Errors
///
/// Everything about every file at once, warnings included. Without an error among it, the warnings are in
/// [`Manifests::warnings`].
pub fn load(paths: &[PathBuf]) -> Result<Manifests, Diagnostics> {
    let mut diagnostics = Vec::new();
    let mut documents = Vec::new();
    for file in files::discover(paths, &mut diagnostics) {
        match files::read(&file) {
            Ok(source) => documents.extend(read_documents(source, &mut diagnostics)),
            Err(unreadable) => diagnostics.push(unreadable),
        }
    }
    checks::all(&documents, &mut diagnostics);
    let diagnostics = Diagnostics::from(diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    resolve::resolve(&documents, diagnostics)
}

/// Parses one file into documents, and says where their shape is wrong.
fn read_documents(mut source: Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<Document> {
    let nodes = match load::parse(&source) {
        Ok(nodes) => nodes,
        Err(broken) => {
            diagnostics.push(broken);
            return Vec::new();
        }
    };
    if nodes.is_empty() {
        let place = Place::whole(Arc::clone(&source.name));
        diagnostics.push(Diagnostic::error(FileCode::NoDocuments).at(&place));
    }
    let projected: Vec<_> = nodes
        .into_iter()
        .map(|node| document::project(node, &source))
        .collect();
    let secrets = projected
        .iter()
        .flat_map(|(value, spans, _)| spans.secrets(value))
        .collect();
    source.hide(secrets);
    let source = Arc::new(source);
    projected
        .into_iter()
        .map(|(value, spans, repeated)| {
            let document = Document::new(Arc::clone(&source), value, spans);
            let mut faults: Vec<Diagnostic> = repeated
                .iter()
                .take(MAX_FAULTS)
                .map(|repeated| repeated.diagnostic(&source))
                .collect();
            violations::complain(&document, MAX_FAULTS, &mut faults);
            if faults.len() >= MAX_FAULTS {
                let limit = MAX_FAULTS;
                faults.push(document.error("", ManifestCode::TooManyFaults { limit }));
            }
            diagnostics.append(&mut faults);
            document
        })
        .collect()
}
