//! Manifests: the committed schema, and fixtures that both the schema and the loader accept or refuse.

use std::fs;

use crate::manifest;
use serde_json::Value;

use super::{Document, fixtures};

const COMMITTED_SCHEMA: &str = include_str!("../../../schemas/railwright.v1.json");

#[test]
fn the_committed_schema_is_current() {
    let current = manifest::schema_text();
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
    visit(&manifest::schema::schema(), "");
}

#[test]
fn the_schema_and_an_independent_parser_accept_what_the_loader_accepts() {
    let validator = jsonschema::validator_for(&manifest::schema::schema()).unwrap();
    for path in fixtures("valid") {
        if let Err(refused) = manifest::load(std::slice::from_ref(&path)) {
            panic!("{refused:?}");
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
fn the_fixture_with_everything_has_every_key_of_the_schema() {
    fn keys(value: &Value, found: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            found.extend(properties.keys().cloned());
        }
        match value {
            Value::Object(map) => map.values().for_each(|inner| keys(inner, found)),
            Value::Array(items) => items.iter().for_each(|inner| keys(inner, found)),
            _ => {}
        }
    }
    let everything = fs::read_to_string("tests/manifests/valid/everything.yaml").unwrap();
    let mut found = Vec::new();
    keys(&manifest::schema::schema(), &mut found);
    assert!(found.len() > 40, "{found:?}");
    found.retain(|key| !everything.contains(&format!("{key}:")));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn editors_know_of_every_fault_but_these() {
    let validator = jsonschema::validator_for(&manifest::schema::schema()).unwrap();
    let unknown: Vec<String> = fixtures("invalid")
        .into_iter()
        .filter(|path| {
            let text = fs::read_to_string(path).unwrap();
            yaml_serde::Deserializer::from_str(&text).all(|document| {
                // What is no YAML, editors refuse without a schema.
                <Value as serde::Deserialize>::deserialize(document)
                    .is_ok_and(|value| validator.is_valid(&value))
            })
        })
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    insta::assert_snapshot!(unknown.join("\n"), @r"
    aql
    dangling_references
    duplicate_keys
    duplicate_names
    endpoints
    ");
}

/// The checker of schemas tells places as pointers, so that a few keys are named in text. A key that is renamed must
/// take them along: otherwise its complaints would fall back to general words without anybody noticing.
#[test]
fn a_pointer_in_the_code_names_a_key_of_a_manifest() {
    const SOURCES: [&str; 5] = [
        include_str!("../violations/mod.rs"),
        include_str!("../violations/special.rs"),
        include_str!("../violations/settings.rs"),
        include_str!("../violations/form.rs"),
        include_str!("../found.rs"),
    ];
    // Every key of every kind; a test of its own holds that it is complete.
    let (documents, _) = super::load(super::LEAKY.as_bytes());
    let pointers = SOURCES.iter().flat_map(|source| {
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        code.split('"').filter(|text| text.starts_with("/spec"))
    });
    let pointers: std::collections::BTreeSet<&str> = pointers.collect();
    assert!(pointers.len() > 10, "{pointers:?}");
    for pointer in pointers {
        let pointer = pointer.trim_end_matches('/');
        let is_known = |document: &Document| document.value.pointer(pointer).is_some();
        assert!(documents.iter().any(is_known), "no manifest has {pointer}");
    }
}
