//! What a document holds, as data of a diagnostic: short, and without what may be a secret.

use serde_json::Value;

use super::mask;
use crate::diagnostic::FoundValue;

/// How much of a text a diagnostic repeats.
const MAX_CHARACTERS: usize = 60;

/// Shortens a text.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a value is.
pub(super) fn found(value: &Value) -> FoundValue {
    match value {
        Value::Null => FoundValue::Nothing,
        Value::Bool(value) => FoundValue::Boolean(*value),
        Value::Number(number) => FoundValue::Number(number.to_string()),
        Value::String(text) => FoundValue::Text(shortened(text)),
        Value::Array(_) => FoundValue::List,
        Value::Object(_) => FoundValue::Mapping,
    }
}

/// What the value at a pointer is, without repeating what may be a secret.
pub(super) fn found_at(pointer: &str, value: &Value) -> FoundValue {
    let is_scalar = !matches!(value, Value::Array(_) | Value::Object(_) | Value::Null);
    let key = pointer.rsplit('/').next().unwrap_or_default();
    if is_scalar && (pointer.starts_with("/spec/credentials") || mask::is_secret_key(key)) {
        FoundValue::Hidden
    } else {
        found(value)
    }
}
