//! Between TestRail's JSON of a case and the project's values.

use serde_json::{Map, Value as Json};

use super::wire::{self, Case};
use crate::model::{
    CaseId, DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Identity, ObservedCase,
    SectionId, StepRow, TemplateId, TestCaseId, Value,
};

/// The TestOps cases whose markers a case carries, each once.
pub(super) fn marks(case: &Case<'_>, identity: &Identity) -> Vec<TestCaseId> {
    let Some(text) = case.optional::<String>(identity.field.as_str()) else {
        return Vec::new();
    };
    marks_in(&text, identity)
}

/// The same for the text of the identity's field.
pub(super) fn marks_in(text: &str, identity: &Identity) -> Vec<TestCaseId> {
    let mut marks: Vec<_> = if identity.in_refs() {
        text.split(',')
            .filter_map(|entry| identity.parse(entry))
            .collect()
    } else {
        // A Text field in place of a String field is wrapped by newer servers.
        let text = text.trim();
        let inner = text
            .strip_prefix("<p>")
            .and_then(|text| text.strip_suffix("</p>"));
        identity.parse(inner.unwrap_or(text)).into_iter().collect()
    };
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// A marked case, reduced to the fields that are asked for.
pub(super) fn observed(
    case: &Case<'_>,
    marked: Vec<TestCaseId>,
    fields: &[FieldSpec],
) -> Result<ObservedCase, serde_json::Error> {
    let value = |FieldSpec { name, kind }: &FieldSpec| match case.raw(name.as_str()) {
        Some(raw) => serde_json::from_str(raw).map(|json| observed_value(&json, kind)),
        None => Ok(Value::Empty),
    };
    Ok(ObservedCase {
        id: CaseId(case.required("id")?),
        marked,
        section: SectionId(case.required("section_id")?),
        title: case.required("title")?,
        template: case.optional("template_id").map(TemplateId),
        fields: fields.iter().map(value).collect::<Result<_, _>>()?,
        created_on: case.optional("created_on").unwrap_or_default(),
        updated_on: case.optional("updated_on").unwrap_or_default(),
        updated_by: case.optional("updated_by"),
    })
}

fn observed_value(json: &Json, kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Dropdown(_) => number(json).map_or_else(|| value(json), Value::Option),
        FieldKind::String
        | FieldKind::Text(_)
        | FieldKind::Steps { .. }
        | FieldKind::Other(_)
        | FieldKind::Unknown(_) => value(json),
    }
}

/// What was stored in place of a value that was sent, which tells what kind of value is due.
pub(super) fn stored(json: Option<&Json>, sent: &Value) -> Value {
    let Some(json) = json else {
        return Value::Empty;
    };
    match sent {
        Value::Option(_) => number(json).map_or_else(|| value(json), Value::Option),
        Value::Template(_) => json
            .as_u64()
            .map_or(Value::Empty, |id| Value::Template(TemplateId(id))),
        Value::Empty | Value::Text(_) | Value::Steps(_) => value(json),
    }
}

/// A value by its shape.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Empty,
        Json::String(text) if text.is_empty() => Value::Empty,
        Json::String(text) => Value::Text(text.clone()),
        Json::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Text(number.to_string()), Value::Option),
        Json::Array(rows) if rows.is_empty() => Value::Empty,
        Json::Array(rows) => Value::Steps(rows.iter().map(step).collect()),
        Json::Bool(_) | Json::Object(_) => Value::Text(json.to_string()),
    }
}

fn step(json: &Json) -> StepRow {
    let Ok(wire::Step {
        content,
        expected,
        shared_step_id,
    }) = serde::Deserialize::deserialize(json)
    else {
        return StepRow {
            content: json.to_string(),
            expected: String::new(),
        };
    };
    StepRow {
        // Some servers tell only the id of a shared step: it differs from any text, as it should.
        content: content.unwrap_or_else(|| {
            shared_step_id.map_or_else(String::new, |id| format!("[shared step {id}]"))
        }),
        expected: expected.unwrap_or_default(),
    }
}

fn number(json: &Json) -> Option<i64> {
    match json {
        Json::String(text) => text.trim().parse().ok(),
        _ => json.as_i64(),
    }
}

/// The JSON of a new case.
pub(super) fn new_case(
    case: &DesiredCase,
    identity: &Identity,
    is_text: impl Fn(&FieldName) -> bool,
) -> Json {
    let DesiredCase {
        id,
        title,
        section: _,
        template,
        fields,
    } = case;
    let mut json = Map::new();
    json.insert("title".into(), title.as_str().into());
    if let Some(TemplateId(template)) = template {
        json.insert("template_id".into(), (*template).into());
    }
    for DesiredField {
        name,
        value,
        reason: _,
    } in fields
    {
        json.insert(name.as_str().into(), sent(value, is_text(name)));
    }
    // Last, so that no field can take the marker's place.
    let marker = identity.marker(*id);
    json.insert(identity.field.as_str().into(), marker.0.as_ref().into());
    Json::Object(json)
}

/// The JSON of a change.
pub(super) fn changes(
    changes: &[(FieldName, Value)],
    is_text: impl Fn(&FieldName) -> bool,
) -> Json {
    let entry =
        |(name, value): &(FieldName, Value)| (name.as_str().to_owned(), sent(value, is_text(name)));
    Json::Object(changes.iter().map(entry).collect())
}

fn sent(value: &Value, is_text: bool) -> Json {
    match value {
        // Text is emptied by an empty text, everything else by null.
        Value::Empty if is_text => "".into(),
        Value::Empty => Json::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Option(option) => (*option).into(),
        Value::Template(TemplateId(template)) => (*template).into(),
        Value::Steps(rows) => rows
            .iter()
            .map(|StepRow { content, expected }| {
                serde_json::json!({"content": content, "expected": expected})
            })
            .collect(),
    }
}
