//! Names and what refers to them, over all documents.

use std::collections::HashMap;

use super::rivals::Rivals;
use crate::diagnostic::{Diagnostic, ManifestCode, nearest_name};
use crate::manifest::document::{Document, Spec};
use crate::manifest::found::shortened;
use crate::manifest::types::{IntegrationSpec, Kind as _, Located, MappingSpec};

/// How many names a misspelt one is compared with, for every comparison takes time.
const MAX_COMPARED: usize = 1_000;

/// How many names there are to choose from, at most.
const MAX_LISTED: usize = 8;

/// Finds names that are repeated, references that lead nowhere, and sync configs that would fight.
pub(super) fn check_names(documents: &[Document], diagnostics: &mut Vec<Diagnostic>) {
    let names = Names::collect(documents, diagnostics);
    let mut rivals = Rivals::default();
    for document in documents {
        if let Spec::SyncConfig(spec) = &document.spec {
            let faults = [
                names.integration(document, &spec.source.integration, TESTOPS),
                names.integration(document, &spec.destination.integration, TESTRAIL),
                spec.mapping
                    .as_ref()
                    .and_then(|name| names.mapping(document, name)),
                rivals.meet(document, spec),
            ];
            diagnostics.extend(faults.into_iter().flatten());
        }
    }
}

const TESTOPS: &str = "testops";

const TESTRAIL: &str = "testrail";

/// The type of an Integration. One without a known type is named by itself.
fn server_type(document: &Document) -> Option<&'static str> {
    match document.spec {
        Spec::Testops(_) => Some(TESTOPS),
        Spec::Testrail(_) => Some(TESTRAIL),
        _ => None,
    }
}

/// Everything that can be referred to.
struct Names<'a> {
    /// By kind and name.
    declared: HashMap<(&'static str, &'a str), &'a Document>,
    /// By kind and, of an Integration, its type; sorted.
    candidates: HashMap<(&'static str, Option<&'static str>), Vec<&'a str>>,
}

impl<'a> Names<'a> {
    fn collect(documents: &'a [Document], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut names = Self {
            declared: HashMap::new(),
            candidates: HashMap::new(),
        };
        for document in documents {
            let name = document.name.as_str();
            let Some(kind) = document.spec.kind().filter(|_| !name.is_empty()) else {
                continue;
            };
            if let Some(first) = names.declared.get(&(kind, name)) {
                let code = ManifestCode::NameRepeated {
                    kind: kind.to_owned(),
                    name: name.to_owned(),
                    first: first.name.place.clone(),
                };
                diagnostics.push(document.source.error(&document.name.span, code));
            } else {
                names.declared.insert((kind, name), document);
                let candidates = names.candidates.entry((kind, server_type(document)));
                candidates.or_default().push(name);
            }
        }
        names
            .candidates
            .values_mut()
            .for_each(|it| it.sort_unstable());
        names
    }

    fn integration(
        &self,
        config: &Document,
        reference: &Located<String>,
        wanted: &'static str,
    ) -> Option<Diagnostic> {
        const KIND: &str = IntegrationSpec::KIND;
        let name = reference.declared()?;
        let candidates = self.candidates(KIND, Some(wanted));
        let Some(named) = self.declared.get(&(KIND, name)) else {
            return Some(unknown_name(config, reference, KIND, candidates));
        };
        let found = server_type(named).filter(|found| *found != wanted)?;
        let code = ManifestCode::IntegrationOfOtherType {
            name: name.clone(),
            found: found.to_owned(),
            wanted: wanted.to_owned(),
            known: listed(candidates),
        };
        Some(config.source.error(&reference.span, code))
    }

    fn mapping(&self, config: &Document, reference: &Located<String>) -> Option<Diagnostic> {
        const KIND: &str = MappingSpec::KIND;
        let name = reference.declared()?;
        let is_known = self.declared.contains_key(&(KIND, name));
        (!is_known).then(|| unknown_name(config, reference, KIND, self.candidates(KIND, None)))
    }

    fn candidates(&self, kind: &'static str, server: Option<&'static str>) -> &[&'a str] {
        self.candidates
            .get(&(kind, server))
            .map_or(&[], Vec::as_slice)
    }
}

fn unknown_name(
    config: &Document,
    reference: &Located<String>,
    kind: &str,
    candidates: &[&str],
) -> Diagnostic {
    let similar = nearest_name(reference, candidates.iter().copied().take(MAX_COMPARED));
    let code = ManifestCode::UnknownName {
        kind: kind.to_owned(),
        name: shortened(reference),
        similar: similar.map(str::to_owned),
        known: listed(candidates),
    };
    config.source.error(&reference.span, code)
}

fn listed(candidates: &[&str]) -> Vec<String> {
    let few = candidates.iter().take(MAX_LISTED);
    few.map(|name| shortened(name)).collect()
}
