//! What was declared: manifests found, read, checked and followed, with the place of every value.
//!
//! The way of a manifest: file → text (`files`) → tree with places (`load`) → typed values (`read`, `types`) and plain
//! JSON → what the schema says against the JSON (`violations`) → what a schema cannot say, of the typed values
//! (`checks`) → references followed (`follow`). Only `files` does input; nothing here reads the environment or a clock,
//! and secrets are only ever named.

use std::path::PathBuf;
use std::sync::Arc;

pub(crate) mod types;
mod checks;
mod document;
mod files;
mod follow;
mod found;
mod load;
mod manifests;
mod mapping;
mod mask;
mod node;
mod read;
mod scalar;
mod schema;
mod secrets;
mod source;
#[cfg(test)]
mod tests;
mod violations;

pub(crate) use checks::before_page;
pub(crate) use files::{FileError, locate_file};
pub(crate) use manifests::{Manifests, SyncConfig, TestopsIntegration, TestrailIntegration};
pub(crate) use mapping::{MappedField, ResultRule, ResultStatus};
pub(crate) use schema::schema_text;
pub(crate) use types::{
    AdoptWrite, CloseRun, EvidenceSpec, Guard, Located, NamedFile, OnClosedRun, OnDrift, OnEmpty,
    OnUnmapped, Origin, Repeats, SettingValue, StatusRef, TextOr, TlsSpec,
};
#[cfg(test)]
pub(crate) use {mapping::Mapping, types::Launches};

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
pub(crate) fn load(paths: &[PathBuf]) -> Result<Manifests, Diagnostics> {
    let mut diagnostics = Vec::new();
    let mut documents = Vec::new();
    for file in files::discover(paths, &mut diagnostics) {
        match files::read_file(&file) {
            Ok(source) => documents.extend(read_documents(source, &mut diagnostics)),
            Err(unreadable) => diagnostics.push(*unreadable),
        }
    }
    checks::all(&documents, locate_file, &mut diagnostics);
    let diagnostics = Diagnostics::from(diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    follow::follow(documents, diagnostics)
}

/// Parses one file into documents, and says where their shape is wrong.
fn read_documents(mut source: Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<Document> {
    let mut nodes = match load::parse_documents(&source) {
        Ok(nodes) => nodes,
        Err(broken) => {
            diagnostics.push(*broken);
            return Vec::new();
        }
    };
    if nodes.is_empty() {
        let place = Place::whole(Arc::clone(&source.name));
        diagnostics.push(Diagnostic::error(FileCode::NoDocuments).at(&place));
    }
    let repeated: Vec<_> = nodes.iter_mut().map(node::Node::remove_repeated).collect();
    source.hide(nodes.iter().flat_map(secrets::secrets).collect());
    let source = Arc::new(source);
    let documents = nodes
        .into_iter()
        .map(|node| Document::new(Arc::clone(&source), node));
    let documents: Vec<_> = documents.collect();
    for (document, repeated) in documents.iter().zip(repeated) {
        diagnostics.append(&mut faults(document, &repeated));
    }
    documents
}

/// What is wrong with the shape of a document.
fn faults(document: &Document, repeated: &[node::RepeatedKey]) -> Vec<Diagnostic> {
    let source = &document.source;
    let mut faults: Vec<Diagnostic> = repeated
        .iter()
        .take(MAX_FAULTS)
        .map(|repeated| {
            let code = ManifestCode::KeyRepeated {
                key: repeated.key.clone(),
                first: source.place(repeated.first.start),
            };
            source.error(&repeated.again, code)
        })
        .collect();
    violations::complain(document, MAX_FAULTS, &mut faults);
    if faults.len() >= MAX_FAULTS {
        let limit = MAX_FAULTS;
        faults.push(document.error("", ManifestCode::TooManyFaults { limit }));
    }
    if let (true, Some(misfit)) = (faults.is_empty(), &document.misfit) {
        let reason = misfit.reason.clone();
        faults.push(source.error(&misfit.span, ManifestCode::Unusable { reason }));
    }
    faults
}
