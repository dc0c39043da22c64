//! Names and what refers to them, over all documents.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::nearest_name;
use crate::manifest::document::Document;
use crate::manifest::problem::Problem;
use crate::manifest::suggest;

/// How many names a misspelt one is compared with, for every comparison takes time.
const MAX_COMPARED: usize = 1_000;

/// Complains about names that stand twice, references that lead nowhere, and sync configs that would fight.
pub(super) fn check(documents: &[Document], problems: &mut Vec<Problem>) {
    let mut declared: HashMap<(&str, &str), &Document> = HashMap::new();
    for document in documents {
        let (Some(kind), Some(name)) = (document.kind(), document.name()) else {
            continue;
        };
        if name.is_empty() {
            continue;
        }
        if let Some(first) = declared.get(&(kind, name)) {
            problems.push(
                document
                    .error(
                        "/metadata/name",
                        format!("there are two documents of kind {kind} named `{name}`"),
                    )
                    .help(format!(
                        "rename one of them; the first is at {}",
                        first.place("/metadata/name")
                    )),
            );
        } else {
            declared.insert((kind, name), document);
        }
    }
    let names = Names::new(declared);
    let configs = documents
        .iter()
        .filter(|document| document.kind() == Some("SyncConfig"));
    for config in configs.clone() {
        names.integration(config, "/spec/source/integration", "testops", problems);
        names.integration(
            config,
            "/spec/destination/integration",
            "testrail",
            problems,
        );
        names.mapping(config, problems);
    }
    rivals(configs, problems);
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
        problems: &mut Vec<Problem>,
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
            problems.push(dangling(config, pointer, "Integration", name, candidates));
            return;
        };
        // One whose type is wrong or missing has its own complaint.
        if let Some(other @ ("testops" | "testrail")) = found.text("/spec/type")
            && other != wanted
        {
            let message =
                format!("`{name}` is of type {other}, and this takes one of type {wanted}");
            let help = choose(candidates)
                .unwrap_or_else(|| format!("declare an Integration of type {wanted}"));
            problems.push(config.error(pointer, message).help(help));
        }
    }

    fn mapping(&self, config: &Document, problems: &mut Vec<Problem>) {
        if let Some(name) = config.text("/spec/mapping")
            && !self.declared.contains_key(&("Mapping", name))
        {
            problems.push(dangling(
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
) -> Problem {
    const MAX_SHOWN: usize = 80;
    let shown: String = name.chars().take(MAX_SHOWN).collect();
    let help = match nearest_name(name, candidates.iter().copied().take(MAX_COMPARED)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => choose(candidates).unwrap_or_else(|| {
            format!("declare it, and give its file to this command: `kind: {kind}`")
        }),
    };
    config
        .error(pointer, format!("there is no {kind} named `{shown}`"))
        .help(help)
}

/// The names that there are, if any and not too many.
fn choose(candidates: &[&str]) -> Option<String> {
    const MAX_LISTED: usize = 8;
    match candidates {
        [] => None,
        [only] => Some(format!("the only one is `{only}`")),
        many => Some(format!(
            "choose one of {}",
            suggest::one_of(many.iter().copied().take(MAX_LISTED))
        )),
    }
}

/// Two sync configs that look for the same markers in the same suite.
fn rivals<'a>(configs: impl Iterator<Item = &'a Document>, problems: &mut Vec<Problem>) {
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
            // Two of one name have their own complaint.
            if other_name == name {
                continue;
            }
            problems.push(
                config
                    .warning(
                        "/spec/destination/suiteId",
                        format!(
                            "`{name}` and `{other_name}` look for the same markers in suite {suite}"
                        ),
                    )
                    .help(format!(
                        "a test case that both select goes by one of them and is blocked in the other; give one its \
                         own `identity.prefix`. The other is at {}",
                        other.place("/spec/destination/suiteId")
                    )),
            );
        } else {
            first.insert((server, suite, field, prefix), config);
        }
    }
}
