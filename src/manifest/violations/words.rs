//! Values, types and limits in words.

use jsonschema::error::{TypeKind, ValidationErrorKind as Violation};
use serde_json::Value;

use crate::manifest::mask;

/// How much of a text a complaint repeats.
const MAX_QUOTED: usize = 60;

/// The last key of a pointer, for people.
pub(super) fn key(pointer: &str) -> String {
    let mut keys = pointer.rsplit('/');
    let last = keys.next().unwrap_or_default();
    if last.is_empty() {
        return "the document".to_owned();
    }
    // An item of a list is known by the list.
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        let parent = keys.next().unwrap_or_default();
        return format!("{parent}[{last}]");
    }
    last.replace("~1", "/").replace("~0", "~")
}

/// Quotes a text, shortened.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(MAX_QUOTED).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("`{short}`")
}

/// What a value is.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) if text.is_empty() => "an empty text".to_owned(),
        Value::String(text) => format!("the text {}", quoted(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// What a value is, where text speaks for itself.
pub(super) fn named(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => quoted(text),
        other => found(other),
    }
}

/// What a value is, without repeating what may be a secret.
pub(super) fn found_at(pointer: &str, value: &Value) -> String {
    let is_scalar = !matches!(value, Value::Array(_) | Value::Object(_) | Value::Null);
    let key = pointer.rsplit('/').next().unwrap_or_default();
    if is_scalar && (pointer.starts_with("/spec/credentials") || mask::is_secret_key(key)) {
        "a literal value".to_owned()
    } else {
        found(value)
    }
}

/// A value as YAML writes it on one line.
pub(super) fn yaml(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{key}: {}", yaml(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// What a value should be.
pub(super) fn expected(kind: &TypeKind) -> String {
    let name = |kind: &str| match kind {
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a mapping",
        _ => "nothing",
    };
    match kind {
        TypeKind::Single(kind) => name(kind.as_str()).to_owned(),
        TypeKind::Multiple(kinds) => {
            let names: Vec<&str> = kinds
                .iter()
                .map(|kind| name(kind.as_str()))
                // Nothing is always the lesser choice.
                .filter(|name| *name != "nothing")
                .collect();
            names.join(" or ")
        }
    }
}

/// How a value of the wrong type is written in the right one, where that is plain.
pub(super) fn retyped(expected: &str, value: &Value) -> Option<String> {
    match (expected, value) {
        ("text", Value::Number(_) | Value::Bool(_)) => {
            Some(format!("put it in quotes: \"{value}\""))
        }
        ("true or false", Value::String(text)) => match text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => Some("write true".to_owned()),
            "no" | "off" | "n" | "false" => Some("write false".to_owned()),
            _ => None,
        },
        ("a whole number", Value::String(text)) => {
            let is_number = !text.is_empty()
                && text.len() <= 15
                && text.bytes().all(|byte| byte.is_ascii_digit());
            let plain = text.trim_start_matches('0');
            (is_number && !plain.is_empty())
                .then(|| format!("write it without quotes or leading zeros: {plain}"))
        }
        _ => None,
    }
}

/// What limit a value breaks. `spelling` is the value as the file has it.
pub(super) fn limit(
    key: &str,
    pointer: &str,
    value: &Value,
    spelling: &str,
    violation: &Violation,
) -> String {
    match violation {
        Violation::Minimum { limit } => {
            format!("`{key}` must be at least {limit}, and this is {spelling}")
        }
        Violation::Maximum { limit } => {
            format!("`{key}` must be at most {limit}, and this is {spelling}")
        }
        Violation::MinLength { .. } => format!("`{key}` is empty"),
        Violation::MaxLength { limit } => format!("`{key}` is longer than {limit} characters"),
        _ => format!("`{key}` cannot be {}", found_at(pointer, value)),
    }
}
