//! Mappings: what a row says has an effect, and nothing stands there twice.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, MappingCode};
use crate::field::{SourceKey, folded_name};
use crate::manifest::document::{Document, pointer_token};
use crate::manifest::resolve_mapping::source_key;
use crate::model::{CaseSource, SourceShape};

/// How many repeated rows of one mapping are listed.
const MAX_REPEATED: usize = 100;

/// Checks one Mapping.
pub(super) fn check(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let fields = document.value.pointer("/spec/fields");
    let fields = fields.and_then(Value::as_object);
    let mut repeated = Vec::new();
    for (field, row) in fields.into_iter().flatten() {
        let Value::Object(row) = row else {
            continue;
        };
        let pointer = format!("/spec/fields/{}", pointer_token(field));
        diagnostics.extend(join_without_list(document, &pointer, row));
        for key in ["values", "default"] {
            if let Some(value) = row.get(key) {
                nothing_written(document, &format!("{pointer}/{key}"), value, diagnostics);
            }
        }
        if let Some(Value::Object(values)) = row.get("values") {
            repeated.extend(repeated_keys(
                document,
                &format!("{pointer}/values"),
                values,
            ));
        }
    }
    diagnostics.extend(repeated.into_iter().take(MAX_REPEATED));
}

/// `join` needs something to join.
fn join_without_list(
    document: &Document,
    pointer: &str,
    row: &Map<String, Value>,
) -> Option<Diagnostic> {
    row.get("join")?.as_str()?;
    let source = CaseSource::parse(row.get("from")?.as_str()?)?;
    let is_list = matches!(source.shape(), SourceShape::Names | SourceShape::Links);
    (!is_list).then(|| {
        let source = source.to_string();
        document.error(
            &format!("{pointer}/join"),
            MappingCode::NothingToJoin { source },
        )
    })
}

/// Nothing at all is easily an accident, where `null` is not.
fn nothing_written(
    document: &Document,
    pointer: &str,
    value: &Value,
    diagnostics: &mut Vec<Diagnostic>,
) {
    match value {
        Value::Object(rows) => {
            for (key, value) in rows {
                let pointer = format!("{pointer}/{}", pointer_token(key));
                nothing_written(document, &pointer, value, diagnostics);
            }
        }
        Value::Null if document.is_blank(pointer) => {
            diagnostics.push(document.key_error(pointer, MappingCode::OptionMissing));
        }
        _ => {}
    }
}

/// Two spellings of one thing.
fn repeated_keys(
    document: &Document,
    pointer: &str,
    values: &Map<String, Value>,
) -> Vec<Diagnostic> {
    let mut first: HashMap<SourceKey, String> = HashMap::new();
    let mut diagnostics = Vec::new();
    for key in values.keys() {
        let pointer = format!("{pointer}/{}", pointer_token(key));
        let meant = match source_key(document, &pointer, key) {
            SourceKey::Name(name) => SourceKey::Name(folded_name(&name)),
            id @ SourceKey::Id(_) => id,
        };
        if let Some(earlier) = first.get(&meant) {
            let code = MappingCode::RowRepeated {
                key: key.clone(),
                first: document.key_place(earlier),
            };
            diagnostics.push(document.key_error(&pointer, code));
        } else {
            first.insert(meant, pointer);
        }
    }
    diagnostics
}
