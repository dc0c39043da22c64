//! Names and what refers to them, over all documents.

use std::collections::HashMap;

use serde_json::Value;

use crate::manifest::document::Document;
use crate::manifest::problem::Problem;
use crate::manifest::suggest;

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
    let names = Names { declared };
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

struct Names<'a> {
    declared: HashMap<(&'a str, &'a str), &'a Document>,
}

impl Names<'_> {
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
        let of_type = |document: &Document| document.text("/spec/type") == Some(wanted);
        match self.declared.get(&("Integration", name)) {
            // One whose type is wrong has its own complaint.
            Some(found) => {
                let found_type = found.text("/spec/type");
                if let Some(other @ ("testops" | "testrail")) = found_type
                    && other != wanted
                {
                    let problem = config.error(
                        pointer,
                        format!("`{name}` is of type {other}, and this takes one of type {wanted}"),
                    );
                    problems.push(
                        problem.help(
                            self.choose("Integration", of_type).unwrap_or_else(|| {
                                format!("declare an Integration of type {wanted}")
                            }),
                        ),
                    );
                }
            }
            None => problems.push(self.dangling(config, pointer, "Integration", name, of_type)),
        }
    }

    fn mapping(&self, config: &Document, problems: &mut Vec<Problem>) {
        if let Some(name) = config.text("/spec/mapping")
            && !self.declared.contains_key(&("Mapping", name))
        {
            problems.push(self.dangling(config, "/spec/mapping", "Mapping", name, |_| true));
        }
    }

    fn dangling(
        &self,
        config: &Document,
        pointer: &str,
        kind: &str,
        name: &str,
        suits: impl Fn(&Document) -> bool,
    ) -> Problem {
        let shown: String = name.chars().take(80).collect();
        let near = suggest::nearest(name, self.names(kind, &suits));
        config
            .error(pointer, format!("there is no {kind} named `{shown}`"))
            .help(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => self.choose(kind, suits).unwrap_or_else(|| {
                    format!("declare it, and give its file to this command: `kind: {kind}`")
                }),
            })
    }

    fn choose(&self, kind: &str, suits: impl Fn(&Document) -> bool) -> Option<String> {
        const MAX_LISTED: usize = 8;
        let names = self.names(kind, suits);
        (!names.is_empty()).then(|| {
            format!(
                "these are declared: {}",
                suggest::all_of(names.into_iter().take(MAX_LISTED))
            )
        })
    }

    fn names(&self, kind: &str, suits: impl Fn(&Document) -> bool) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .declared
            .iter()
            .filter(|((declared, _), document)| *declared == kind && suits(document))
            .map(|((_, name), _)| *name)
            .collect();
        names.sort_unstable();
        names
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
                        "a test case that both select is written by both; give one of them its own \
                         `identity.prefix`. The other is at {}",
                        other.place("/spec/destination/suiteId")
                    )),
            );
        } else {
            first.insert((server, suite, field, prefix), config);
        }
    }
}
