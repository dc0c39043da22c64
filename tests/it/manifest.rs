//! Manifests: the committed schema, and fixtures that both the schema and the loader accept or refuse.

use std::fs;
use std::path::{Path, PathBuf};

use railwright::manifest;
use serde_json::Value;

mod hostile;
mod refused;

const COMMITTED_SCHEMA: &str = include_str!("../../schemas/railwright.v1.json");

/// The fixtures below a folder of tests/manifests, in name order.
fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new("tests/manifests").join(folder);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

#[test]
fn the_committed_schema_is_current() {
    let current = manifest::schema_text();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write("schemas/railwright.v1.json", &current).unwrap();
        return;
    }
    assert!(
        current == COMMITTED_SCHEMA,
        "schemas/railwright.v1.json is not what the types say. Regenerate it:\n    \
         cargo run -- schema > schemas/railwright.v1.json"
    );
}

#[test]
fn the_schema_is_a_valid_schema() {
    let schema: Value = serde_json::from_str(COMMITTED_SCHEMA).unwrap();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
}

#[test]
fn every_object_of_the_schema_is_closed_and_every_key_described() {
    fn visit(value: &Value, path: &str) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            assert_eq!(value["additionalProperties"], false, "{path} is open");
            for (key, property) in properties {
                let is_constant = property.get("const").is_some();
                assert!(
                    is_constant || property.get("description").is_some(),
                    "{path}/{key} is not described"
                );
            }
        }
        match value {
            Value::Object(map) => map
                .iter()
                .for_each(|(key, inner)| visit(inner, &format!("{path}/{key}"))),
            Value::Array(items) => items.iter().for_each(|inner| visit(inner, path)),
            _ => {}
        }
    }
    visit(&manifest::schema(), "");
}

#[test]
fn the_schema_and_an_independent_parser_accept_what_the_loader_accepts() {
    let validator = jsonschema::validator_for(&manifest::schema()).unwrap();
    for path in fixtures("valid") {
        if let Err(problems) = manifest::load(std::slice::from_ref(&path)) {
            panic!("{}", problems.render(false));
        }
        let text = fs::read_to_string(&path).unwrap();
        for document in yaml_serde::Deserializer::from_str(&text) {
            let value: Value = serde::Deserialize::deserialize(document).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&value)
                .map(|error| error.to_string())
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{}", path.display());
        }
    }
}

#[test]
fn every_fixture_has_a_modeline_that_leads_to_the_schema() {
    for folder in ["valid", "invalid"] {
        for path in fixtures(folder) {
            let text = fs::read_to_string(&path).unwrap();
            let schema = text
                .lines()
                .next()
                .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="))
                .unwrap_or_else(|| panic!("{} has no modeline", path.display()));
            assert!(
                path.parent().unwrap().join(schema).is_file(),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn scratch_speed() {
    let folder = tempfile::TempDir::new().unwrap();
    let base = fs::read_to_string("tests/manifests/base.yaml").unwrap();
    fs::write(folder.path().join("base.yaml"), base).unwrap();
    for n in 0..1000 {
        fs::write(folder.path().join(format!("c{n}.yaml")), format!("apiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {{name: c{n}}}\nspec:\n  source: {{integration: testops, projectId: 7}}\n  destination: {{integration: testrail, project: Web Shop, suiteId: {}, sectionId: 310}}\n  testCases: {{aql: 'tag = \"regression\" and status = \"Active\"'}}\n  launches: {{aql: closed = true}}\n  mapping: default\n", n+1)).unwrap();
    }
    let start = std::time::Instant::now();
    let m = manifest::load(&[folder.path().to_path_buf()]).unwrap();
    println!("SPEED {:?} {}", start.elapsed(), m.sync_configs.len());
    for n in 0..1000 {
        fs::write(folder.path().join(format!("c{n}.yaml")), format!("apiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {{name: c{n}}}\nspec:\n  source: {{integration: testopps, projectId: x7}}\n  destination: {{integration: testrail, project: Web Shop, suiteid: {}, sectionId: 310}}\n  testCases: {{aql: 'tag = \"regression\" and stat us = \"Active\"'}}\n  launches: {{aql: closed = true}}\n  mapping: default\n", n+1)).unwrap();
    }
    let start = std::time::Instant::now();
    let m = manifest::load(&[folder.path().to_path_buf()]).unwrap_err();
    println!("SPEED errors {:?} {}", start.elapsed(), m.len());
    let t = m.render(true);
    println!("SPEED rendered {:?} {}", start.elapsed(), t.len());
    // one file with all
    let mut all = fs::read_to_string("tests/manifests/base.yaml").unwrap();
    for n in 0..10000 {
        all.push_str(&format!("---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {{name: c{n}}}\nspec:\n  source: {{integration: testops, projectId: 7}}\n  destination: {{integration: testrail, project: Web Shop, suiteId: {}, sectionId: 310}}\n  mapping: default\n", n+1));
    }
    println!("bytes {}", all.len());
    let folder = tempfile::TempDir::new().unwrap();
    fs::write(folder.path().join("base.yaml"), all).unwrap();
    let start = std::time::Instant::now();
    let m = manifest::load(&[folder.path().to_path_buf()]);
    match m {
        Ok(m) => println!("SPEED one {:?} {}", start.elapsed(), m.sync_configs.len()),
        Err(p) => println!(
            "SPEED one {:?} {}",
            start.elapsed(),
            p.render(false).chars().take(1000).collect::<String>()
        ),
    }
    // 8 MiB of garbage forms
    for (what, text) in [
        ("list", "- a\n".repeat(2_000_000)),
        ("flow", format!("[{}]", "a,".repeat(4_000_000))),
        ("docs", "---\na\n".repeat(1_300_000)),
        ("keys", (0..600_000).map(|n| format!("k{n}: 1\n")).collect()),
        ("dups", "k: 1\n".repeat(100_000)),
        ("line", "x".repeat(8_000_000)),
        ("text", format!("kind: '{}'", "y ".repeat(4_000_000))),
        (
            "unknownkeys",
            format!(
                "apiVersion: railwright/v1\nkind: Mapping\nmetadata: {{name: a}}\nspec:\n{}",
                (0..90_000)
                    .map(|n| format!("  k{n}: 1\n"))
                    .collect::<String>()
            ),
        ),
        (
            "colons",
            format!("a: \"{}\"\nkind: x", "token: ".repeat(800_000)),
        ),
    ] {
        fs::write(folder.path().join("base.yaml"), &text).unwrap();
        let start = std::time::Instant::now();
        let m = manifest::load(&[folder.path().to_path_buf()]).unwrap_err();
        let loaded = start.elapsed();
        let t = m.render(false);
        println!(
            "SPEED {what} {} bytes: {loaded:?} {:?} {} {}",
            text.len(),
            start.elapsed(),
            m.len(),
            t.chars().take(300).collect::<String>()
        );
    }
}
