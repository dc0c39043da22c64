//! Custom fields and their configuration.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::body;
use super::call::{Call, Outcome};
use super::field_types;
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
            type_id: field_types::STRING,
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
            field_types::TEXT => {
                json!({ "is_required": false, "default_value": "", "format": "markdown", "rows": "5" })
            }
            field_types::STEPS => json!({
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

/// A field as it is in one project.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProjectField<'a> {
    pub(super) field: &'a Field,
    pub(super) options: &'a Map<String, Value>,
}

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

/// `get_case_fields`
pub(super) fn case_fields(state: &mut State, _call: &Call<'_>) -> Outcome {
    Ok(json!(state.case_fields).into())
}

/// `get_result_fields`
pub(super) fn result_fields(state: &mut State, _call: &Call<'_>) -> Outcome {
    Ok(json!(state.result_fields).into())
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
