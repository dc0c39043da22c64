//! What can be said of a value by its shape alone, whatever the type of the field.

use std::borrow::Cow;

use serde_json::{Map, Value as Json, json};

use super::Shown;
use super::shared::SHARED_STEP;
use crate::model::batches::escaped;
use crate::model::{Markup, NamedId, SharedPart, StepRow, Value};
use crate::text;

/// What a key, its quotes and punctuation take at most, beside the value.
const KEY_BYTES: usize = 64;

/// A value by the shape of its JSON.
pub(super) fn decode(stored: &Json) -> Value {
    match stored {
        Json::Null => Value::Empty,
        Json::String(stored) => text(stored.clone()),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Text(number.to_string()), Value::Number),
        Json::Array(rows) if rows.is_empty() => Value::Empty,
        Json::Array(rows) => Value::Steps(rows.iter().map(step).collect()),
        Json::Bool(_) | Json::Object(_) => Value::Text(stored.to_string()),
    }
}

/// A number, which some servers spell as text; what is none, by its shape.
pub(super) fn decode_number(stored: &Json) -> Value {
    let number = match stored {
        Json::String(text) => text.trim().parse().ok(),
        _ => stored.as_i64(),
    };
    number.map_or_else(|| decode(stored), Value::Number)
}

fn step(json: &Json) -> StepRow {
    let Json::Object(step) = json else {
        return StepRow {
            content: json.to_string(),
            ..StepRow::default()
        };
    };
    let text = |key: &str| step.get(key).and_then(Json::as_str).map(str::to_owned);
    // Some servers tell only the id of a shared step. Until its rows are known, it differs from any text, as it should.
    let told = text("content");
    let shared = step.get(SHARED_STEP).filter(|id| id.is_u64());
    let shared = shared.filter(|_| told.is_none());
    // What newer servers may add is no less somebody's.
    let is_theirs = |(name, value): &(&String, &Json)| {
        !matches!(name.as_str(), "content" | "expected")
            && !value.is_null()
            && value.as_str().is_none_or(|text| !text.is_empty())
    };
    let columns = step.iter().filter(is_theirs);
    let columns = columns.map(|(name, value)| (name.clone(), value.clone()));
    StepRow {
        content: told
            .unwrap_or_else(|| shared.map_or_else(String::new, |id| format!("[shared step {id}]"))),
        expected: text("expected").unwrap_or_default(),
        columns: columns.collect(),
        part: shared.map(|_| SharedPart { row: 0, of: 1 }),
    }
}

/// A text, which may be nothing.
pub(super) fn text(text: String) -> Value {
    if text.is_empty() {
        Value::Empty
    } else {
        Value::Text(text)
    }
}

/// The JSON of a value; null where there is none.
pub(super) fn encode(value: &Value) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => (*number).into(),
        Value::Steps(rows) => rows
            .iter()
            .filter_map(|row| {
                // The id stands for all rows of the shared step.
                if let Some(part) = row.part {
                    return (part.row == 0)
                        .then(|| json!({ SHARED_STEP: row.columns.get(SHARED_STEP) }));
                }
                let ours = [("content", &row.content), ("expected", &row.expected)];
                let ours = ours.map(|(name, text)| (name.to_owned(), text.as_str().into()));
                let mut step: Map<String, Json> = ours.into_iter().collect();
                step.extend(row.columns.clone());
                Some(Json::Object(step))
            })
            .collect(),
    }
}

/// The texts of a step by the names of their columns.
pub(super) fn parts(row: &StepRow) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let ours = [
        ("content", row.content.as_str().into()),
        ("expected", row.expected.as_str().into()),
    ];
    let theirs = row.columns.iter();
    ours.into_iter()
        .chain(theirs.map(|(name, value)| (name.as_str(), text_of(value))))
}

/// A value as a text: what is one stays as it is.
fn text_of(value: &Json) -> Cow<'_, str> {
    match value.as_str() {
        Some(text) => text.into(),
        None => value.to_string().into(),
    }
}

/// The JSON of a text, which is emptied by an empty text and not by null.
pub(super) fn encode_text(value: &Value) -> Json {
    match value {
        Value::Empty => "".into(),
        value => encode(value),
    }
}

/// An upper bound of the bytes that a value takes in a request, with its key.
pub(super) fn json_size(name: &str, value: &Value) -> usize {
    let value = match value {
        Value::Empty | Value::Number(_) => 20,
        Value::Text(text) => escaped(text),
        Value::Steps(rows) => rows
            .iter()
            .flat_map(parts)
            .map(|(name, text)| KEY_BYTES + name.len() + escaped(&text))
            .sum(),
    };
    KEY_BYTES + name.len() + value
}

/// Texts as a reader sees them.
pub(super) fn canonical(value: &Value, markup: Markup) -> Value {
    match value {
        Value::Text(text) => Value::Text(text::canonical(text, markup)),
        Value::Steps(rows) => {
            let canonical = |row: &StepRow| StepRow {
                content: text::canonical(&row.content, markup),
                expected: text::canonical(&row.expected, markup),
                columns: row
                    .columns
                    .iter()
                    .map(|(name, value)| (name.clone(), canonical_column(value, markup)))
                    .collect(),
                part: row.part,
            };
            Value::Steps(rows.iter().map(canonical).collect())
        }
        Value::Empty | Value::Number(_) => value.clone(),
    }
}

fn canonical_column(value: &Json, markup: Markup) -> Json {
    match value.as_str() {
        Some(text) => text::canonical(text, markup).into(),
        None => value.clone(),
    }
}

/// True when two values mean the same to a reader.
pub(super) fn is_same(a: &Value, b: &Value, markup: Markup) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => text::same(a, b, markup),
        (Value::Steps(a), Value::Steps(b)) => {
            let is_same = |(a, b): (&StepRow, &StepRow)| {
                text::same(&a.content, &b.content, markup)
                    && text::same(&a.expected, &b.expected, markup)
            };
            a.len() == b.len() && a.iter().zip(b).all(is_same)
        }
        (Value::Text(text), Value::Empty) | (Value::Empty, Value::Text(text)) => {
            text::canonical(text, markup).is_empty()
        }
        (a, b) => a == b || (a.is_empty() && b.is_empty()),
    }
}

/// A value as it is shown, numbers with their names.
pub(super) fn show<'a>(value: &'a Value, options: &'a [NamedId], what: &'static str) -> Shown<'a> {
    match value {
        Value::Empty => Shown::Nothing,
        Value::Text(text) => Shown::Text(text),
        Value::Steps(rows) => Shown::Rows(rows),
        Value::Number(id) => Shown::Named {
            id: *id,
            name: options
                .iter()
                .find(|option| option.id == *id)
                .map(|option| option.name.as_str()),
            what,
        },
    }
}
