//! Mappings: nothing is named twice.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, MappingCode};
use crate::manifest::document::Document;
use crate::manifest::resolve::with_custom;

/// How many repeated rows of one mapping are listed.
const MAX_REPEATED: usize = 100;

/// Checks one Mapping.
pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    repeated_fields(document, diagnostics);
    repeated_rows(document, diagnostics);
    if let Some(Value::Object(status)) = document.value.pointer("/spec/status") {
        let has_rows = status
            .get("values")
            .is_some_and(|rows| rows != &Value::Array(Vec::new()));
        if status.contains_key("field")
            && !has_rows
            && status.get("default").is_none_or(Value::is_null)
        {
            diagnostics.push(document.source.warning(
                &document.key_span("/spec/status"),
                MappingCode::StatusMappingEmpty,
            ));
        }
    }
}

fn repeated_fields(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let fields = document
        .value
        .pointer("/spec/fields")
        .and_then(Value::as_object);
    let mut named: Vec<(String, String)> = fields
        .into_iter()
        .flatten()
        .filter_map(|(key, target)| {
            Some((format!("/spec/fields/{key}"), target.as_str()?.to_owned()))
        })
        .collect();
    if let Some(field) = document.text("/spec/status/field") {
        named.push(("/spec/status/field".to_owned(), with_custom(field)));
    }
    let mut first: HashMap<&str, &str> = HashMap::new();
    for (pointer, target) in &named {
        if let Some(earlier) = first.get(target.as_str()) {
            let code = MappingCode::FieldWrittenTwice {
                field: target.clone(),
                first: document.place(earlier),
            };
            diagnostics.push(document.error(pointer, code));
        } else {
            first.insert(target, pointer);
        }
    }
}

fn repeated_rows(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let rows = document
        .value
        .pointer("/spec/status/values")
        .and_then(Value::as_array);
    let mut first: HashMap<i64, String> = HashMap::new();
    let mut n_repeated = 0;
    for (index, row) in rows.into_iter().flatten().enumerate() {
        let Some(id) = row.get("sourceId").and_then(Value::as_i64) else {
            continue;
        };
        let pointer = format!("/spec/status/values/{index}/sourceId");
        if let Some(earlier) = first.get(&id) {
            n_repeated += 1;
            if n_repeated > MAX_REPEATED {
                return;
            }
            let code = MappingCode::StatusRowRepeated {
                status: id,
                first: document.place(earlier),
            };
            diagnostics.push(document.error(&pointer, code));
        } else {
            first.insert(id, pointer);
        }
    }
}
