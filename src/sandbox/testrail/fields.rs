//! Custom fields: their configuration, and what values they take.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::body::{self, Body};
use super::call::{Call, Outcome};
use super::error::ApiError;
use super::state::State;

/// A custom field as the API shows it.
#[expect(clippy::struct_excessive_bools, reason = "the API's own shape")]
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Field {
    pub(super) id: u64,
    pub(super) is_active: bool,
    pub(super) is_system: bool,
    pub(super) type_id: u64,
    pub(super) name: String,
    pub(super) system_name: String,
    pub(super) label: String,
    pub(super) description: Option<String>,
    pub(super) configs: Vec<FieldConfig>,
    pub(super) display_order: u64,
    pub(super) include_all: bool,
    pub(super) i18n_custom_id: Option<String>,
    pub(super) is_indexed: bool,
    pub(super) template_ids: Vec<u64>,
}

impl Default for Field {
    fn default() -> Self {
        Self {
            id: 0,
            is_active: true,
            is_system: false,
            type_id: STRING,
            name: String::new(),
            system_name: String::new(),
            label: String::new(),
            description: None,
            configs: Vec::new(),
            display_order: 0,
            include_all: true,
            i18n_custom_id: None,
            is_indexed: false,
            template_ids: Vec::new(),
        }
    }
}

/// A field's settings for some or all projects.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct FieldConfig {
    pub(super) context: Context,
    pub(super) options: Map<String, Value>,
    pub(super) id: String,
}

impl FieldConfig {
    /// For all projects, with what TestRail suggests when a field of this type is made.
    pub(super) fn suggested(id: String, type_id: u64) -> Self {
        let options = match type_id {
            TEXT => {
                json!({ "is_required": false, "default_value": "", "format": "markdown", "rows": "5" })
            }
            STEPS => json!({
                "is_required": false, "format": "markdown", "has_expected": true, "has_actual": false,
                "has_additional": true, "has_reference": true, "rows": "5",
            }),
            _ => json!({ "is_required": false }),
        };
        Self {
            context: Context {
                is_global: true,
                project_ids: Value::Null,
            },
            options: options.as_object().cloned().unwrap_or_default(),
            id,
        }
    }
}

/// The projects that a configuration is for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Context {
    pub(super) is_global: bool,
    /// An array, `null` or `""`: all three are seen.
    pub(super) project_ids: Value,
}

/// A field as it stands in one project.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProjectField<'a> {
    pub(super) field: &'a Field,
    options: &'a Map<String, Value>,
}

const STRING: u64 = 1;
const INTEGER: u64 = 2;
const TEXT: u64 = 3;
const URL: u64 = 4;
const CHECKBOX: u64 = 5;
const DROPDOWN: u64 = 6;
const USER: u64 = 7;
const DATE: u64 = 8;
const MILESTONE: u64 = 9;
const STEPS: u64 = 10;
const STEP_RESULTS: u64 = 11;
const MULTI_SELECT: u64 = 12;
const BDD: u64 = 13;
const BDD_RESULTS: u64 = 14;
const RATING: u64 = 16;

const TYPE_NAMES: [(&str, u64); 14] = [
    ("string", STRING),
    ("integer", INTEGER),
    ("text", TEXT),
    ("url", URL),
    ("checkbox", CHECKBOX),
    ("dropdown", DROPDOWN),
    ("user", USER),
    ("date", DATE),
    ("milestone", MILESTONE),
    ("steps", STEPS),
    ("step_results", STEP_RESULTS),
    ("multiselect", MULTI_SELECT),
    ("multi-select", MULTI_SELECT),
    ("bdd", BDD),
];

/// The active fields of a project, in the order in which cases show them.
pub(super) fn in_project(
    fields: &[Field],
    project_id: u64,
) -> impl Iterator<Item = ProjectField<'_>> {
    fields
        .iter()
        .filter(|field| field.is_active)
        .filter_map(move |field| {
            let config = field
                .configs
                .iter()
                .find(|config| config.context.covers(project_id))?;
            Some(ProjectField {
                field,
                options: &config.options,
            })
        })
}

/// The custom values of a body, checked and in the form in which they are stored.
///
/// What is no active field of the project is ignored, as TestRail does. With a template, the values are those of a new
/// case: required fields must be there and absent ones get their default.
pub(super) fn read(
    state: &State,
    fields: &[Field],
    project_id: u64,
    body: &Body,
    template_id: Option<u64>,
) -> Result<Vec<(String, Value)>, ApiError> {
    let mut values = Vec::new();
    for field in in_project(fields, project_id) {
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

/// `get_case_fields`
pub(super) fn case_fields(state: &mut State, _call: &Call<'_>) -> Outcome {
    Ok(json!(state.case_fields).into())
}

/// `get_result_fields`
pub(super) fn result_fields(state: &mut State, _call: &Call<'_>) -> Outcome {
    Ok(json!(state.result_fields).into())
}

/// `add_case_field`, whose answer is unlike that of `get_case_fields`: flags are numbers and `configs` is a string.
pub(super) fn add_case_field(state: &mut State, call: &Call<'_>) -> Outcome {
    let field = new_field(state, &call.body)?;
    let answer = json!({
        "id": field.id,
        "name": field.name,
        "system_name": field.system_name,
        "entity_id": 1,
        "label": field.label,
        "description": field.description,
        "type_id": field.type_id,
        "location_id": 2,
        "display_order": field.display_order,
        "configs": json!(field.configs).to_string(),
        "is_multi": u8::from(field.type_id == MULTI_SELECT),
        "is_active": 1,
        "status_id": 1,
        "is_system": 0,
        "include_all": u8::from(field.include_all),
        "template_ids": field.template_ids,
    });
    state.case_fields.push(field);
    Ok(answer.into())
}

fn new_field(state: &State, body: &Body) -> Result<Field, ApiError> {
    let type_id = type_id(body.get("type").ok_or_else(|| ApiError::required("type"))?)?;
    let name = body.name("name")?;
    let is_plain = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !is_plain {
        return Err(ApiError::field(
            "name",
            "does not match the required pattern",
        ));
    }
    let system_name = format!("custom_{name}");
    if state
        .case_fields
        .iter()
        .any(|field| field.system_name == system_name)
    {
        return Err(ApiError::field("name", "is already in use"));
    }
    let label = body.name("label")?;
    let include_all = body.flag("include_all")?.unwrap_or(false);
    let template_ids = body.ids("template_ids")?.unwrap_or_default();
    if let Some(unknown) = template_ids
        .iter()
        .find(|id| !state.templates.iter().any(|template| template.id == **id))
    {
        return Err(ApiError::bad_request(format!(
            "Field :template_ids contains an unknown template ({unknown})."
        )));
    }
    let configs = match body.get("configs") {
        None => return Err(ApiError::required("configs")),
        Some(configs) => configs_from(state, configs)?,
    };
    let taken = state.case_fields.iter().chain(&state.result_fields);
    Ok(Field {
        id: taken.map(|field| field.id).max().unwrap_or(0) + 1,
        type_id,
        name,
        system_name,
        label,
        description: body.string("description")?.flatten(),
        configs,
        display_order: state
            .case_fields
            .iter()
            .map(|field| field.display_order)
            .max()
            .unwrap_or(0)
            + 1,
        include_all,
        template_ids,
        ..Field::default()
    })
}

fn type_id(value: &Value) -> Result<u64, ApiError> {
    let invalid = || ApiError::field("type", "is not a valid field type");
    if let Some(id) = body::id(value) {
        return TYPE_NAMES
            .iter()
            .map(|(_, known)| *known)
            .find(|known| *known == id)
            .ok_or_else(invalid);
    }
    let name = value.as_str().ok_or_else(invalid)?.to_ascii_lowercase();
    TYPE_NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, id)| *id)
        .ok_or_else(invalid)
}

fn configs_from(state: &State, value: &Value) -> Result<Vec<FieldConfig>, ApiError> {
    let mut configs: Vec<FieldConfig> = serde_json::from_value(value.clone())
        .map_err(|_| ApiError::field("configs", "is not a valid list of configurations"))?;
    for (place, config) in configs.iter_mut().enumerate() {
        config.id = state.uuid(10_000 + state.case_fields.len() as u64 * 100 + place as u64);
    }
    Ok(configs)
}

impl Context {
    fn covers(&self, project_id: u64) -> bool {
        self.is_global
            || self
                .project_ids
                .as_array()
                .is_some_and(|ids| ids.iter().any(|id| body::id(id) == Some(project_id)))
    }
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
            None => self.field.type_id == STEPS,
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
            CHECKBOX => json!(body::flag(default).unwrap_or(false)),
            INTEGER | DROPDOWN | USER | MILESTONE => {
                text.parse::<i64>().map_or(Value::Null, Value::from)
            }
            MULTI_SELECT => text
                .split(',')
                .filter_map(|id| id.trim().parse::<u64>().ok())
                .collect(),
            STRING | TEXT | URL | DATE => Value::String(text),
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
            STRING => match value.as_str() {
                Some(text) => body::short(name, text.to_owned()).map(Value::String),
                None => refuse("string"),
            },
            TEXT => match value.as_str() {
                Some(text) => Ok(Value::String(self.text(state, text))),
                None => refuse("string"),
            },
            URL => match value.as_str().filter(|text| is_url(text)) {
                Some(text) => Ok(Value::String(text.to_owned())),
                None => refuse("URL"),
            },
            INTEGER => match value.as_i64().or_else(|| value.as_str()?.parse().ok()) {
                Some(number) => Ok(json!(number)),
                None => refuse("integer"),
            },
            CHECKBOX => body::flag(value).map_or_else(|| refuse("boolean"), |flag| Ok(json!(flag))),
            DROPDOWN => match body::id(value).filter(|id| self.has_option(*id)) {
                Some(id) => Ok(json!(id)),
                None => refuse("option"),
            },
            MULTI_SELECT => match self.options_of(value) {
                Some(ids) => Ok(if ids.is_empty() {
                    Value::Null
                } else {
                    json!(ids)
                }),
                None => refuse("list of options"),
            },
            USER => match body::id(value).filter(|id| state.users.contains(*id)) {
                Some(id) => Ok(json!(id)),
                None => refuse("user"),
            },
            MILESTONE => match body::id(value).filter(|id| state.has_milestone(*id, project_id)) {
                Some(id) => Ok(json!(id)),
                None => refuse("milestone"),
            },
            DATE => match value.as_str().filter(|text| is_date(text)) {
                Some(text) => Ok(Value::String(text.to_owned())),
                None => refuse("date"),
            },
            STEPS => self.steps(state, project_id, value),
            STEP_RESULTS | BDD | BDD_RESULTS => match value.as_array() {
                Some(items) if items.is_empty() => Ok(Value::Null),
                Some(items) if items.iter().all(Value::is_object) => Ok(value.clone()),
                _ => refuse("list of objects"),
            },
            RATING if !value.is_object() => refuse("object"),
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
            text.to_owned()
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
