//! Which module may import which, and what the pure ones may not name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with everything of the crate that it may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("aql", &[]),
    ("model", &[]),
    ("cli", &[]),
    ("http", &[]),
    ("field", &["model"]),
    ("text", &["model"]),
    ("manifest", &["aql", "model"]),
    ("testops", &["http", "model"]),
    ("testrail", &["http", "model"]),
    ("mapping", &["manifest", "model", "text"]),
    (
        "plan",
        &["field", "manifest", "mapping", "model", "testrail", "text"],
    ),
    (
        "engine",
        &[
            "http", "manifest", "mapping", "model", "plan", "testops", "testrail", "text",
        ],
    ),
    (
        "apply",
        &[
            "field", "http", "mapping", "model", "plan", "testops", "testrail",
        ],
    ),
    (
        "render",
        &[
            "apply", "manifest", "mapping", "model", "plan", "testrail", "text",
        ],
    ),
    ("sandbox", &["aql"]),
];

/// Modules that do no input or output.
const PURE: &[&str] = &["aql", "model", "text", "mapping", "plan", "render", "field"];

const WORLD: &[&str] = &[
    "tokio",
    "reqwest",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "Instant",
    "SystemTime",
    "Timestamp::now",
];

/// Adapters, which only commands choose.
const ADAPTERS: &[&str] = &["testops::TestOps", "testrail::TestRail"];

struct Source {
    module: String,
    path: PathBuf,
    text: String,
}

/// The files below src, without their unit tests.
fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !is_test(&path) {
                let text = fs::read_to_string(&path).unwrap();
                let text = text
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .unwrap()
                    .to_owned();
                let module = path
                    .components()
                    .nth(1)
                    .unwrap()
                    .as_os_str()
                    .to_str()
                    .unwrap();
                sources.push(Source {
                    module: module.trim_end_matches(".rs").to_owned(),
                    path,
                    text,
                });
            }
        }
    }
    sources
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests")
        || path.ends_with("tests.rs")
        || path.ends_with("testing.rs")
}

/// The code of a file, without comments.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of the crate that a text names.
fn named(code: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (index, _) in code.match_indices("crate::") {
        let rest = &code[index + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => group
                .split('}')
                .next()
                .unwrap()
                .split(',')
                .map(|name| name.trim().split("::").next().unwrap())
                .collect(),
            None => vec![
                rest.split(|c: char| !c.is_ascii_lowercase() && c != '_')
                    .next()
                    .unwrap(),
            ],
        };
        modules.extend(
            names
                .into_iter()
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
        );
    }
    modules
}

#[test]
fn every_module_names_only_what_it_may() {
    let table: BTreeMap<&str, &[&str]> = MAY_NAME.iter().copied().collect();
    let mut imports = 0;
    for Source { module, path, text } in sources() {
        let Some(may) = table.get(module.as_str()) else {
            assert!(
                matches!(module.as_str(), "lib" | "main" | "commands"),
                "{module} is missing in the table"
            );
            continue;
        };
        for name in named(&code(&text)) {
            imports += 1;
            assert!(
                name == module || may.contains(&name.as_str()),
                "{} names crate::{name}",
                path.display()
            );
        }
    }
    assert!(imports > 100, "only {imports} imports were recognised");
}

#[test]
fn pure_modules_name_nothing_of_the_world() {
    for Source { module, path, text } in sources() {
        if PURE.contains(&module.as_str()) {
            let code = code(&text);
            for name in WORLD {
                assert!(!code.contains(name), "{} names {name}", path.display());
            }
        }
    }
}

#[test]
fn only_commands_choose_adapters() {
    for Source { module, path, text } in sources() {
        let code = code(&text);
        for adapter in ADAPTERS {
            let own = adapter.starts_with(module.as_str());
            assert!(
                own || module == "commands" || !code.contains(adapter),
                "{} names {adapter}",
                path.display()
            );
        }
    }
}

#[test]
fn only_one_file_names_the_yaml_parser() {
    let naming: Vec<PathBuf> = sources()
        .into_iter()
        .filter(|source| code(&source.text).contains("serde_yaml"))
        .map(|source| source.path)
        .collect();
    assert_eq!(naming.len(), 1, "{naming:?}");
}

#[test]
fn printing_goes_through_one_place() {
    for Source { path, text, .. } in sources() {
        if path != Path::new("src/commands/output.rs") {
            let code = code(&text);
            assert!(
                !code.contains("stdout()"),
                "{} prints by itself",
                path.display()
            );
        }
    }
}
