//! What was declared: manifests found, read, checked and resolved, with the place of every value.
//!
//! The way of a manifest: file → text (`files`) → spanned nodes (`load`) → plain JSON with places (`document`) →
//! the schema's complaints in words (`violations`) → what a schema cannot say (`checks`) → types → the view that
//! the rest of the program uses (`resolved`). Nothing here reads the environment or a clock, and secrets are only
//! ever named.

use std::path::PathBuf;
use std::sync::Arc;

pub mod types;
mod checks;
mod document;
mod files;
mod load;
mod mask;
mod problem;
mod resolve;
mod resolved;
mod scalar;
mod schema;
mod snippet;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
mod violations;

pub use problem::{Problem, Problems, Severity};
pub use resolved::{
    Launches, Located, Manifests, MappedField, Mapping, ResultRule, ResultStatus, Setting,
    SourceField, StatusMapping, StatusRow, SyncConfig, TestopsIntegration, TestrailIntegration,
    Tls,
};
pub use schema::{schema, schema_text};
pub use types::{CloseRun, OnClosedRun, Repeats, StatusRef};

use document::Document;
use source::Source;

/// Loads the manifests at and below some paths.
///
/// # Errors
///
/// Every complaint about every file at once, warnings included. Without an error among them, the warnings are in
/// [`Manifests::warnings`].
pub fn load(paths: &[PathBuf]) -> Result<Manifests, Problems> {
    let mut problems = Vec::new();
    let mut documents = Vec::new();
    for file in files::discover(paths, &mut problems) {
        match files::read(&file) {
            Ok(source) => documents.extend(read_documents(source, &mut problems)),
            Err(problem) => problems.push(problem),
        }
    }
    checks::all(&documents, &mut problems);
    if problems
        .iter()
        .any(|problem| problem.severity == Severity::Error)
    {
        return Err(Problems::new(problems));
    }
    resolve::resolve(&documents, problems)
}

/// Parses one file into documents whose shape is complained about where it is wrong.
fn read_documents(mut source: Source, problems: &mut Vec<Problem>) -> Vec<Document> {
    let nodes = match load::parse(&source) {
        Ok(nodes) => nodes,
        Err(problem) => {
            problems.push(problem);
            return Vec::new();
        }
    };
    if nodes.is_empty() {
        problems.push(
            Problem::file(Arc::clone(&source.name), "this file holds no documents")
                .help("declare something in it, or remove it"),
        );
    }
    let projected: Vec<_> = nodes
        .into_iter()
        .map(|node| document::project(node, &source))
        .collect();
    for (value, spans, _) in &projected {
        spans.mask_secrets(value, &mut source);
    }
    let source = Arc::new(source);
    projected
        .into_iter()
        .map(|(value, spans, repeated)| {
            problems.extend(repeated.iter().map(|repeated| repeated.problem(&source)));
            let document = Document::new(Arc::clone(&source), value, spans);
            violations::complain(&document, problems);
            document
        })
        .collect()
}
