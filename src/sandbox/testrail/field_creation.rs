//! The call that adds a custom field.

use serde_json::{Value, json};

use super::body::{self, Body};
use super::call::{Call, Outcome};
use super::error::ApiError;
use super::field_types;
use super::fields::{Field, FieldConfig};
use super::state::State;

/// `add_case_field`, whose answer is unlike that of `get_case_fields`: flags are numbers and `configs` is a string.
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
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
        "is_multi": u8::from(field.type_id == field_types::MULTI_SELECT),
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
        return field_types::NAMES
            .iter()
            .map(|(_, known)| *known)
            .find(|known| *known == id)
            .ok_or_else(invalid);
    }
    let name = value.as_str().ok_or_else(invalid)?.to_ascii_lowercase();
    field_types::NAMES
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
