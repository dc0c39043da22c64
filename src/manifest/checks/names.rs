//! Names and what refers to them, over all documents.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::{CaseCode, Diagnostic, ManifestCode, nearest_name};
use crate::manifest::document::Document;
use crate::manifest::found::shortened;

/// How many names a misspelt one is compared with, for every comparison takes time.
const MAX_COMPARED: usize = 1_000;

/// Finds names that are repeated, references that lead nowhere, and sync configs that would fight.
pub(super) fn check(documents: &[Document], diagnostics: &mut Vec<Diagnostic>) {
    let mut declared: HashMap<(&str, &str), &Document> = HashMap::new();
    for document in documents {
        let (Some(kind), Some(name)) = (document.kind(), document.name()) else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        if let Some(first) = declared.get(&(kind, name)) {
            let code = ManifestCode::NameRepeated {
                kind: kind.to_owned(),
                name: name.to_owned(),
                first: first.place("/metadata/name"),
            };
            diagnostics.push(document.error("/metadata/name", code));
        } else {
            declared.insert((kind, name), document);
        }
    }
    let names = Names::new(declared);
    let configs = documents
        .iter()
        .filter(|document| document.kind() == Some("SyncConfig"));
    for config in configs.clone() {
        names.integration(config, "/spec/source/integration", "testops", diagnostics);
        names.integration(
            config,
            "/spec/destination/integration",
            "testrail",
            diagnostics,
        );
        names.mapping(config, diagnostics);
    }
    rivals(configs, diagnostics);
}

/// Everything that can be referred to.
struct Names<'a> {
    declared: HashMap<(&'a str, &'a str), &'a Document>,
    testops: Vec<&'a str>,
    testrail: Vec<&'a str>,
    mappings: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(declared: HashMap<(&'a str, &'a str), &'a Document>) -> Self {
        let sorted = |kind: &str, of_type: Option<&str>| {
            let mut names: Vec<&str> = declared
                .iter()
                .filter(|((declared, _), document)| {
                    *declared == kind
                        && (of_type.is_none() || document.text("/spec/type") == of_type)
                })
                .map(|((_, name), _)| *name)
                .collect();
            names.sort_unstable();
            names
        };
        Self {
            testops: sorted("Integration", Some("testops")),
            testrail: sorted("Integration", Some("testrail")),
            mappings: sorted("Mapping", None),
            declared,
        }
    }

    fn integration(
        &self,
        config: &Document,
        pointer: &str,
        wanted: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let Some(name) = config.text(pointer) else {
            return;
        };
        let candidates = if wanted == "testops" {
            &self.testops
        } else {
            &self.testrail
        };
        let Some(found) = self.declared.get(&("Integration", name)) else {
            diagnostics.push(dangling(config, pointer, "Integration", name, candidates));
            return;
        };
        // One whose type is wrong or missing is named by itself.
        if let Some(other @ ("testops" | "testrail")) = found.text("/spec/type")
            && other != wanted
        {
            let code = ManifestCode::IntegrationOfOtherType {
                name: name.to_owned(),
                found: other.to_owned(),
                wanted: wanted.to_owned(),
                known: listed(candidates),
            };
            diagnostics.push(config.error(pointer, code));
        }
    }

    fn mapping(&self, config: &Document, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(name) = config.text("/spec/mapping")
            && !self.declared.contains_key(&("Mapping", name))
        {
            diagnostics.push(dangling(
                config,
                "/spec/mapping",
                "Mapping",
                name,
                &self.mappings,
            ));
        }
    }
}

fn dangling(
    config: &Document,
    pointer: &str,
    kind: &str,
    name: &str,
    candidates: &[&str],
) -> Diagnostic {
    let similar = nearest_name(name, candidates.iter().copied().take(MAX_COMPARED));
    let code = ManifestCode::UnknownName {
        kind: kind.to_owned(),
        name: shortened(name),
        similar: similar.map(str::to_owned),
        known: listed(candidates),
    };
    config.error(pointer, code)
}

/// The first names that there are: a manifest with a fault in each of a thousand references lists no million names.
fn listed(candidates: &[&str]) -> Vec<String> {
    const MAX_LISTED: usize = 8;
    let few = candidates.iter().take(MAX_LISTED);
    few.map(|name| shortened(name)).collect()
}

/// Two sync configs that look for the same markers in the same suite.
fn rivals<'a>(configs: impl Iterator<Item = &'a Document>, diagnostics: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(&str, u64, &str, &str), &Document> = HashMap::new();
    for config in configs {
        if config.value.pointer("/spec/disabled") == Some(&Value::Bool(true)) {
            continue;
        }
        let (Some(server), Some(suite), Some(name)) = (
            config.text("/spec/destination/integration"),
            config
                .value
                .pointer("/spec/destination/suiteId")
                .and_then(Value::as_u64),
            config.name(),
        ) else {
            continue;
        };
        let field = config.text("/spec/identity/field").unwrap_or("refs");
        let prefix = config.text("/spec/identity/prefix").unwrap_or("ALLURE-");
        if let Some(other) = first.get(&(server, suite, field, prefix)) {
            let other_name = other.name().unwrap_or_default();
            // Two of one name are named by themselves.
            if other_name == name {
                continue;
            }
            let code = CaseCode::SharedMarkers {
                config: name.to_owned(),
                other: other_name.to_owned(),
                suite,
                first: other.place("/spec/destination/suiteId"),
            };
            diagnostics.push(config.warning("/spec/destination/suiteId", code));
        } else {
            first.insert((server, suite, field, prefix), config);
        }
    }
}
