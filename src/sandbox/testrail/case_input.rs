//! What a body may set of a case, checked.

use serde_json::Value;

use super::body::{Body, Given};
use super::error::ApiError;
use super::labels::LabelRef;
use super::state::State;
use super::time_span;
use super::{field_values, fields, refs};

/// The longest `refs` of a case in total.
const LONGEST_REFS: usize = 2000;

/// The fields of a case that a body may set, checked.
#[derive(Clone, Debug)]
pub(super) struct CaseInput {
    pub(super) title: Option<String>,
    pub(super) template_id: Option<u64>,
    pub(super) type_id: Option<u64>,
    pub(super) priority_id: Option<u64>,
    pub(super) estimate: Given<String>,
    pub(super) milestone_id: Given<u64>,
    pub(super) refs: Given<String>,
    pub(super) labels: Option<Vec<LabelRef>>,
    /// Of an Enterprise server only.
    pub(super) case_status_id: Option<u64>,
    pub(super) custom: Vec<(String, Value)>,
}

const WRITE_FIELDS: [&str; 12] = [
    "title",
    "template_id",
    "type_id",
    "priority_id",
    "estimate",
    "milestone_id",
    "refs",
    "labels",
    "case_status_id",
    "section_id",
    "is_legacy",
    "case_ids",
];

impl CaseInput {
    /// Of a new case: the title and required fields must be there.
    pub(super) fn new(state: &State, project_id: u64, body: &Body) -> Result<Self, ApiError> {
        let title = body.name("title")?;
        let mut input = Self::common(state, project_id, body)?;
        let template_id = input
            .template_id
            .unwrap_or_else(|| state.default_template());
        input.title = Some(state.switches.text_mode.store_line(&title));
        input.template_id = Some(template_id);
        input.custom = field_values::read(
            state,
            &state.case_fields,
            project_id,
            body,
            Some(template_id),
        )?;
        Ok(input)
    }

    /// Of an update: any subset.
    pub(super) fn changes(state: &State, project_id: u64, body: &Body) -> Result<Self, ApiError> {
        let title = body.optional_name("title")?;
        let mut input = Self::common(state, project_id, body)?;
        input.title = title.map(|title| state.switches.text_mode.store_line(&title));
        input.custom = field_values::read(state, &state.case_fields, project_id, body, None)?;
        Ok(input)
    }

    fn common(state: &State, project_id: u64, body: &Body) -> Result<Self, ApiError> {
        if state.switches.strict_keys {
            refuse_unknown(state, project_id, body)?;
        }
        let template_id = body.id("template_id")?.flatten();
        if template_id.is_some_and(|id| !state.templates.iter().any(|template| template.id == id)) {
            return Err(ApiError::field("template_id", "is not a valid template"));
        }
        let type_id = body.id("type_id")?.flatten();
        if type_id.is_some_and(|id| !state.case_types.iter().any(|known| known.id == id)) {
            return Err(ApiError::field("type_id", "is not a valid case type"));
        }
        let priority_id = body.id("priority_id")?.flatten();
        if priority_id.is_some_and(|id| !state.priorities.iter().any(|known| known.id == id)) {
            return Err(ApiError::field("priority_id", "is not a valid priority"));
        }
        let estimate = match body.string("estimate")? {
            Some(Some(text)) => Some(Some(time_span::normalized("estimate", &text)?)),
            other => other,
        };
        let milestone_id = body.id("milestone_id")?;
        state.check_milestone(milestone_id.flatten(), project_id)?;
        let refs = match body.string("refs")? {
            Some(Some(text)) => Some(refs::normalized("refs", &text, LONGEST_REFS)?),
            other => other,
        };
        Ok(Self {
            title: None,
            template_id,
            type_id,
            priority_id,
            estimate,
            milestone_id,
            refs,
            labels: state.label_refs(body)?,
            case_status_id: state.case_status(body)?,
            custom: Vec::new(),
        })
    }
}

fn refuse_unknown(state: &State, project_id: u64, body: &Body) -> Result<(), ApiError> {
    let unknown = body.keys().find(|key| {
        let is_custom = fields::in_project(&state.case_fields, project_id)
            .any(|field| field.field.system_name == **key);
        !is_custom && !WRITE_FIELDS.contains(key)
    });
    match unknown {
        Some(key) => Err(ApiError::field(key, "is not a valid field")),
        None => Ok(()),
    }
}
