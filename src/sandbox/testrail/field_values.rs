//! What values custom fields take, and how they are stored.

use serde_json::{Map, Value, json};

use super::body::{self, Body};
use super::error::ApiError;
use super::field_types;
use super::fields::{self, Field, ProjectField};
use super::state::State;

/// The custom values of a body, checked and in the form in which they are stored.
///
/// What is no active field of the project is ignored, as TestRail does. With a template, the values are those of a new
/// case: required fields must be there and absent ones get their default.
pub(super) fn read(
    state: &State,
    configured: &[Field],
    project_id: u64,
    body: &Body,
    template_id: Option<u64>,
) -> Result<Vec<(String, Value)>, ApiError> {
    let mut values = Vec::new();
    for field in fields::in_project(configured, project_id) {
        let name = &field.field.system_name;
        let given = match body.get(name) {
            Some(value) => Some(field.stored(state, project_id, value)?),
            None => None,
        };
        let is_empty = given.as_ref().is_none_or(Value::is_null);
        let value = match (given, template_id) {
            (given, Some(template_id)) if is_empty => {
                let default = if given.is_none() {
                    field.default()
                } else {
                    Value::Null
                };
                if default.is_null() && field.is_required() && field.is_on(template_id) {
                    return Err(ApiError::required(name));
                }
                default
            }
            (Some(_), None) if is_empty && field.is_required() => {
                return Err(ApiError::required(name));
            }
            (Some(value), _) => value,
            (None, _) => continue,
        };
        values.push((name.clone(), value));
    }
    Ok(values)
}

impl ProjectField<'_> {
    fn is_required(&self) -> bool {
        self.option_flag("is_required")
    }

    fn is_on(&self, template_id: u64) -> bool {
        self.field.include_all || self.field.template_ids.contains(&template_id)
    }

    fn option_flag(&self, name: &str) -> bool {
        self.options.get(name).and_then(body::flag).unwrap_or(false)
    }

    /// Whether the editor's rules apply. Steps have an editor unless they are told otherwise.
    fn is_rich(&self) -> bool {
        match self.options.get("format").and_then(Value::as_str) {
            Some(format) => format == "markdown",
            None => self.field.type_id == field_types::STEPS,
        }
    }

    /// What a new case gets when the field is left out.
    fn default(&self) -> Value {
        let Some(default) = self.options.get("default_value") else {
            return Value::Null;
        };
        let text = default
            .as_str()
            .map_or_else(|| default.to_string(), str::to_owned);
        match self.field.type_id {
            _ if text.is_empty() || text == "null" => Value::Null,
            field_types::CHECKBOX => json!(body::flag(default).unwrap_or(false)),
            field_types::INTEGER
            | field_types::DROPDOWN
            | field_types::USER
            | field_types::MILESTONE => text.parse::<i64>().map_or(Value::Null, Value::from),
            field_types::MULTI_SELECT => text
                .split(',')
                .filter_map(|id| id.trim().parse::<u64>().ok())
                .collect(),
            field_types::STRING | field_types::TEXT | field_types::URL | field_types::DATE => {
                Value::String(text)
            }
            _ => Value::Null,
        }
    }

    /// The ids of the options of a dropdown or multi-select.
    fn has_option(&self, id: u64) -> bool {
        match self.options.get("items") {
            Some(Value::String(items)) => items
                .lines()
                .filter_map(|line| line.split(',').next()?.trim().parse::<u64>().ok())
                .any(|known| known == id),
            _ => false,
        }
    }

    /// The value as it is stored; `null` for what clears.
    fn stored(&self, state: &State, project_id: u64, value: &Value) -> Result<Value, ApiError> {
        let name = &self.field.system_name;
        let refuse = |what: &str| Err(ApiError::field(name, &format!("is not a valid {what}")));
        if value.is_null() || value.as_str() == Some("") {
            return Ok(Value::Null);
        }
        match self.field.type_id {
            field_types::STRING => match value.as_str() {
                Some(text) => body::short(name, text.to_owned()).map(Value::String),
                None => refuse("string"),
            },
            field_types::TEXT => match value.as_str() {
                Some(text) => Ok(Value::String(self.text(state, text))),
                None => refuse("string"),
            },
            field_types::URL => match value.as_str().filter(|text| is_url(text)) {
                Some(text) => Ok(Value::String(text.to_owned())),
                None => refuse("URL"),
            },
            field_types::INTEGER => match value.as_i64().or_else(|| value.as_str()?.parse().ok()) {
                Some(number) => Ok(json!(number)),
                None => refuse("integer"),
            },
            field_types::CHECKBOX => {
                body::flag(value).map_or_else(|| refuse("boolean"), |flag| Ok(json!(flag)))
            }
            field_types::DROPDOWN => match body::id(value).filter(|id| self.has_option(*id)) {
                Some(id) => Ok(json!(id)),
                None => refuse("option"),
            },
            field_types::MULTI_SELECT => match self.options_of(value) {
                Some(ids) => Ok(if ids.is_empty() {
                    Value::Null
                } else {
                    json!(ids)
                }),
                None => refuse("list of options"),
            },
            field_types::USER => match body::id(value).filter(|id| state.users.contains(*id)) {
                Some(id) => Ok(json!(id)),
                None => refuse("user"),
            },
            field_types::MILESTONE => {
                match body::id(value).filter(|id| state.has_milestone(*id, project_id)) {
                    Some(id) => Ok(json!(id)),
                    None => refuse("milestone"),
                }
            }
            field_types::DATE => match value.as_str().filter(|text| is_date(text)) {
                Some(text) => Ok(Value::String(text.to_owned())),
                None => refuse("date"),
            },
            field_types::STEPS => self.steps(state, project_id, value),
            field_types::STEP_RESULTS | field_types::BDD | field_types::BDD_RESULTS => {
                match value.as_array() {
                    Some(items) if items.is_empty() => Ok(Value::Null),
                    Some(items) if items.iter().all(Value::is_object) => Ok(value.clone()),
                    _ => refuse("list of objects"),
                }
            }
            field_types::RATING if !value.is_object() => refuse("object"),
            _ => Ok(value.clone()),
        }
    }

    fn options_of(&self, value: &Value) -> Option<Vec<u64>> {
        let ids = value
            .as_array()?
            .iter()
            .map(body::id)
            .collect::<Option<Vec<u64>>>()?;
        ids.iter().all(|id| self.has_option(*id)).then_some(ids)
    }

    fn text(&self, state: &State, text: &str) -> String {
        if self.is_rich() {
            state.switches.text_mode.store(text)
        } else {
            state.switches.text_mode.store_line(text)
        }
    }

    fn steps(&self, state: &State, project_id: u64, value: &Value) -> Result<Value, ApiError> {
        let name = &self.field.system_name;
        let invalid = || ApiError::field(name, "is not a valid list of steps");
        let items = value.as_array().ok_or_else(invalid)?;
        if items.is_empty() {
            return Ok(Value::Null);
        }
        items
            .iter()
            .map(|item| {
                let item = item.as_object().ok_or_else(invalid)?;
                if let Some(id) = item.get("shared_step_id").filter(|id| !id.is_null()) {
                    return body::id(id)
                        .filter(|id| state.has_shared_step(*id, project_id))
                        .map(|id| json!({ "shared_step_id": id }))
                        .ok_or_else(|| {
                            ApiError::field("shared_step_id", "is not a valid shared step")
                        });
                }
                self.step(state, item)
            })
            .collect()
    }

    fn step(&self, state: &State, item: &Map<String, Value>) -> Result<Value, ApiError> {
        let mut step = Map::new();
        for (key, is_used) in [
            ("content", true),
            // Older servers have no such option, and steps always an expected result.
            (
                "expected",
                !self.options.contains_key("has_expected") || self.option_flag("has_expected"),
            ),
            ("additional_info", self.option_flag("has_additional")),
            ("refs", self.option_flag("has_reference")),
        ] {
            if !is_used {
                continue;
            }
            let text = match item.get(key) {
                None | Some(Value::Null) => "",
                Some(Value::String(text)) => text,
                Some(_) => {
                    return Err(ApiError::field(
                        &self.field.system_name,
                        "is not a valid list of steps",
                    ));
                }
            };
            let text = if key == "refs" {
                text.to_owned()
            } else {
                self.text(state, text)
            };
            step.insert(key.to_owned(), Value::String(text));
        }
        Ok(Value::Object(step))
    }
}

fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && !rest.is_empty()
            && !rest.contains(char::is_whitespace)
    })
}

/// Month, day and year with slashes, as a fresh installation writes dates.
fn is_date(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.split('/').map(|part| part.parse().ok()).collect();
    matches!(parts[..], [Some(1..=12), Some(1..=31), Some(1000..=9999)])
}
