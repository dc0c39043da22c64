//! What a body may set of a result, checked.

use serde_json::Value;

use super::body::{Body, Given};
use super::error::ApiError;
use super::results::UNTESTED;
use super::state::State;
use super::time_span;
use super::{field_values, fields};

const WRITE_FIELDS: [&str; 9] = [
    "status_id",
    "comment",
    "version",
    "elapsed",
    "defects",
    "assignedto_id",
    "test_id",
    "case_id",
    "attachments",
];

/// The fields of a result that a body may set, checked.
#[derive(Debug)]
pub(super) struct ResultInput {
    pub(super) status_id: Given<u64>,
    pub(super) assignedto_id: Given<u64>,
    pub(super) comment: Given<String>,
    pub(super) version: Given<String>,
    pub(super) elapsed: Given<String>,
    pub(super) defects: Given<String>,
    pub(super) custom: Vec<(String, Value)>,
}

impl ResultInput {
    /// Of a new result for a test: it must say something.
    pub(super) fn new(state: &State, test_id: u64, body: &Body) -> Result<Self, ApiError> {
        let test = state.tests.get(test_id);
        let case = test.and_then(|test| state.cases.get(test.case_id));
        let template_id = case.map_or(0, |case| case.template_id);
        let project_id = test
            .and_then(|test| state.runs.get(test.run_id))
            .map_or(0, |run| run.project_id);
        let input = Self::read(state, project_id, body, Some(template_id))?;
        let says_something = input.status_id.flatten().is_some()
            || input.assignedto_id.flatten().is_some()
            || input.comment.as_ref().is_some_and(Option::is_some);
        if !says_something {
            return Err(ApiError::bad_request(
                "A result needs at least a status, a comment or an assignee.",
            ));
        }
        Ok(input)
    }

    pub(super) fn read(
        state: &State,
        project_id: u64,
        body: &Body,
        template_id: Option<u64>,
    ) -> Result<Self, ApiError> {
        if state.switches.strict_keys {
            refuse_unknown(state, project_id, body)?;
        }
        let status_id = body.id("status_id")?;
        if let Some(Some(id)) = status_id {
            let is_known = state.statuses.iter().any(|status| status.id == id);
            if id == UNTESTED || !is_known {
                return Err(ApiError::field("status_id", "is not a valid status"));
            }
        }
        let assignedto_id = body.id("assignedto_id")?;
        state.check_assignee(assignedto_id.flatten())?;
        let comment = body.string("comment")?;
        let version = body.short_string("version")?;
        let elapsed = match body.string("elapsed")? {
            Some(Some(text)) => Some(Some(time_span::normalized("elapsed", &text)?)),
            other => other,
        };
        let defects = body.short_string("defects")?;
        let custom =
            field_values::read(state, &state.result_fields, project_id, body, template_id)?;
        Ok(Self {
            status_id,
            assignedto_id,
            comment,
            version,
            elapsed,
            defects,
            custom,
        })
    }
}

fn refuse_unknown(state: &State, project_id: u64, body: &Body) -> Result<(), ApiError> {
    let unknown = body.keys().find(|key| {
        let is_custom = fields::in_project(&state.result_fields, project_id)
            .any(|field| field.field.system_name == **key);
        !is_custom && !WRITE_FIELDS.contains(key)
    });
    match unknown {
        Some(key) => Err(ApiError::field(key, "is not a valid field")),
        None => Ok(()),
    }
}
