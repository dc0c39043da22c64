//! What a body may set of a run, checked.

use serde_json::Value;

use super::body::{Body, Given};
use super::error::ApiError;
use super::refs;
use super::runs::{LONGEST_REFS, Run};
use super::state::State;

/// The fields of a run that a body may set, checked.
#[derive(Debug)]
pub(super) struct RunInput {
    name: Option<String>,
    description: Given<String>,
    milestone_id: Given<u64>,
    pub(super) assignedto_id: Given<u64>,
    include_all: Option<bool>,
    case_ids: Option<Vec<u64>>,
    config_ids: Option<Vec<u64>>,
    refs: Given<String>,
    start_on: Given<i64>,
    due_on: Given<i64>,
    dynamic_filters: Option<Value>,
}

impl RunInput {
    /// Reads a body for a run whose project and suite are known.
    pub(super) fn read(state: &State, body: &Body, run: &Run) -> Result<Self, ApiError> {
        let name = body.optional_name("name")?;
        let description = body.string("description")?;
        let milestone_id = body.id("milestone_id")?;
        state.check_milestone(milestone_id.flatten(), run.project_id)?;
        let assignedto_id = body.id("assignedto_id")?;
        state.check_assignee(assignedto_id.flatten())?;
        let include_all = body.flag("include_all")?;
        let case_ids = body.ids("case_ids")?;
        let is_selection = !include_all.unwrap_or(run.include_all);
        let is_known = |id: &u64| {
            state
                .cases
                .get(*id)
                .is_some_and(|case| Some(case.suite_id) == run.suite_id)
        };
        if is_selection && !case_ids.iter().flatten().all(is_known) {
            return Err(ApiError::field(
                "case_ids",
                "contains unrecognized case IDs",
            ));
        }
        let config_ids = body.ids("config_ids")?;
        state.config_names(run.project_id, config_ids.as_deref().unwrap_or_default())?;
        let refs = match body.string("refs")? {
            Some(Some(text)) => Some(refs::normalized("refs", &text, LONGEST_REFS)?),
            other => other,
        };
        Ok(Self {
            name,
            description,
            milestone_id,
            assignedto_id,
            include_all,
            case_ids,
            config_ids,
            refs,
            start_on: body.timestamp("start_on")?,
            due_on: body.timestamp("due_on")?,
            dynamic_filters: body.get("dynamic_filters").cloned(),
        })
    }

    /// Sets what the body gave; returns the cases of the run if they are to be chosen anew.
    pub(super) fn apply(self, state: &State, run: &mut Run) -> Option<Vec<u64>> {
        let Self {
            name,
            description,
            milestone_id,
            assignedto_id,
            include_all,
            case_ids,
            config_ids,
            refs,
            start_on,
            due_on,
            dynamic_filters,
        } = self;
        let is_new = run.id == 0;
        if let Some(name) = name {
            run.name = name;
        }
        if let Some(description) = description {
            run.description = description;
        }
        if let Some(milestone_id) = milestone_id {
            run.milestone_id = milestone_id;
        }
        if let Some(assignedto_id) = assignedto_id {
            run.assignedto_id = assignedto_id;
        }
        if let Some(include_all) = include_all {
            run.include_all = include_all;
        }
        if let Some(config_ids) = config_ids {
            run.config_ids = config_ids;
        }
        if let Some(refs) = refs {
            run.refs = refs;
        }
        if let Some(start_on) = start_on {
            run.start_on = start_on;
        }
        if let Some(due_on) = due_on {
            run.due_on = due_on;
        }
        if let Some(filters) = dynamic_filters {
            run.dynamic_filters = filters;
        }
        if run.include_all {
            (is_new || include_all.is_some()).then(|| state.cases_of_suite(run.suite_id))
        } else {
            case_ids
        }
    }
}
