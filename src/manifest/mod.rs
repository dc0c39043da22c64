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
mod named_file;
mod problem;
mod resolve;
mod resolve_mapping;
mod resolved;
mod scalar;
mod schema;
mod snippet;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
mod violations;

pub use named_file::{FileError, NamedFile};
pub use problem::{Problem, Problems, Severity};
pub use resolved::{
    Guard, Launches, Located, Manifests, MappedField, Mapping, ResultRule, ResultStatus, Setting,
    SyncConfig, TestopsIntegration, TestrailIntegration, Tls,
};
pub use schema::{schema, schema_text};
pub use types::{CloseRun, OnClosedRun, OnDrift, OnUnmapped, Repeats, StatusRef};

use document::Document;
use source::Source;

/// How many complaints about the shape of one document are listed. Nobody reads more, and a hostile file could have
/// millions.
const MAX_COMPLAINTS: usize = 200;

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
            let mut complaints: Vec<Problem> = repeated
                .iter()
                .take(MAX_COMPLAINTS)
                .map(|repeated| repeated.problem(&source))
                .collect();
            violations::complain(&document, MAX_COMPLAINTS, &mut complaints);
            if complaints.len() >= MAX_COMPLAINTS {
                complaints.push(
                    document
                        .error(
                            "",
                            format!("this document has {MAX_COMPLAINTS} faults or more"),
                        )
                        .help("those beyond are not listed; mend these first"),
                );
            }
            problems.append(&mut complaints);
            document
        })
        .collect()
}
