//! Reference data: what cases and results point to by id. All of it comes as plain arrays.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::body::Body;
use super::call::{Call, Outcome};
use super::error::ApiError;
use super::paging::page;
use super::state::State;

/// A template as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Template {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) is_default: bool,
    pub(super) i18n_custom_id: Option<String>,
}

/// A case type as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct CaseType {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) is_default: bool,
    pub(super) i18n_custom_id: Option<String>,
}

/// A priority as the API shows it.
#[expect(clippy::struct_field_names, reason = "the API's own names")]
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Priority {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) short_name: String,
    pub(super) is_default: bool,
    pub(super) priority: u64,
}

/// A status of tests and results as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Status {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) label: String,
    pub(super) color_dark: u32,
    pub(super) color_medium: u32,
    pub(super) color_bright: u32,
    pub(super) is_system: bool,
    pub(super) is_untested: bool,
    pub(super) is_final: bool,
    pub(super) i18n_custom_id: Option<String>,
}

/// A status of cases as the API shows it; Enterprise only.
#[expect(clippy::struct_field_names, reason = "the API's own names")]
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct CaseStatus {
    pub(super) case_status_id: u64,
    pub(super) name: String,
    pub(super) abbreviation: Option<String>,
    pub(super) is_default: bool,
    pub(super) is_approved: bool,
    /// Of a seed: cases of this status are not edited.
    #[serde(skip_serializing, rename = "refusesEdits")]
    pub(super) refuses_edits: bool,
}

/// `get_case_types`
pub(super) fn case_types(state: &mut State, _call: &Call<'_>) -> Outcome {
    Ok(json!(state.case_types).into())
}

/// `get_priorities`
pub(super) fn priorities(state: &mut State, _call: &Call<'_>) -> Outcome {
    Ok(json!(state.priorities).into())
}

/// `get_statuses`
pub(super) fn statuses(state: &mut State, _call: &Call<'_>) -> Outcome {
    Ok(json!(state.statuses).into())
}

/// `get_templates/{project_id}`
pub(super) fn templates(state: &mut State, call: &Call<'_>) -> Outcome {
    state.project_of(call)?;
    Ok(json!(state.templates).into())
}

/// `get_case_statuses`
pub(super) fn case_statuses(state: &mut State, call: &Call<'_>) -> Outcome {
    enterprise(state)?;
    let statuses = &state.case_statuses;
    Ok(page(state, call, "case_statuses", statuses, |status| {
        json!(status)
    })?
    .into())
}

/// `get_datasets/{project_id}`; the sandbox keeps none.
pub(super) fn datasets(state: &mut State, call: &Call<'_>) -> Outcome {
    state.project_of(call)?;
    enterprise(state)?;
    Ok(page(state, call, "datasets", Vec::<()>::new(), |()| json!(null))?.into())
}

/// `get_variables/{project_id}`; the sandbox keeps none.
pub(super) fn variables(state: &mut State, call: &Call<'_>) -> Outcome {
    state.project_of(call)?;
    enterprise(state)?;
    Ok(page(state, call, "variables", Vec::<()>::new(), |()| json!(null))?.into())
}

/// `get_reports/{project_id}`; the sandbox keeps none.
pub(super) fn reports(state: &mut State, call: &Call<'_>) -> Outcome {
    state.project_of(call)?;
    Ok(json!([]).into())
}

impl State {
    /// The status of new cases.
    pub(super) fn default_case_status(&self) -> Option<u64> {
        let default = self.case_statuses.iter().find(|status| status.is_default);
        default.map(|status| status.case_status_id)
    }

    /// The status that a body gives a case. A server that is no Enterprise takes no notice of it.
    pub(super) fn case_status(&self, body: &Body) -> Result<Option<u64>, ApiError> {
        if !self.switches.enterprise {
            return Ok(None);
        }
        let given = body.id("case_status_id")?.flatten();
        let is_known = |id| self.case_statuses.iter().any(|it| it.case_status_id == id);
        match given {
            Some(id) if !is_known(id) => Err(ApiError::field(
                "case_status_id",
                "is not a valid case status",
            )),
            given => Ok(given),
        }
    }
}

fn enterprise(state: &State) -> Result<(), ApiError> {
    if state.switches.enterprise {
        return Ok(());
    }
    Err(ApiError::forbidden(
        "Not an Enterprise license/subscription.",
    ))
}
