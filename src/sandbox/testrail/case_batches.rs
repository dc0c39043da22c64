//! Calls on many cases at once.

use serde_json::{Value, json};

use super::call::{Call, Outcome, Reply};
use super::case_input::CaseInput;
use super::error::ApiError;
use super::state::State;

/// `add_cases/{section_id}`: all or nothing, answered in the order of the request.
///
/// Seen on TestRail Cloud, June 2026; the manual does not list it, and not every server has it.
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let section_id = call.id(0, "section_id")?;
    let suite_id = state.section(call, section_id, "section_id")?.suite_id;
    let project_id = state.project_of_suite(suite_id);
    let items = call.body.items("cases")?;
    if items.is_empty() {
        return Err(ApiError::field(
            "cases",
            "cannot be empty (one case is required)",
        ));
    }
    let inputs = items
        .iter()
        .map(|item| CaseInput::new(state, project_id, item))
        .collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<u64> = inputs
        .into_iter()
        .map(|input| state.add_case(call, section_id, input))
        .collect();
    Ok(json!({ "cases": shown(state, &ids) }).into())
}

/// `update_cases/{suite_id}`: one set of values for all cases.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let suite_id = state.suite(call, call.id(0, "suite_id")?)?.id;
    let ids = cases_of(state, call, suite_id)?;
    let input = CaseInput::changes(state, state.project_of_suite(suite_id), &call.body)?;
    for id in &ids {
        state.update_case(call, *id, input.clone());
    }
    Ok(json!({ "updated_cases": shown(state, &ids) }).into())
}

/// `delete_cases/{suite_id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let suite_id = state.suite(call, call.id(0, "suite_id")?)?.id;
    if let Some(project_id) = call.params.id("project_id")? {
        state.project(call, project_id, "project_id")?;
    }
    let ids = cases_of(state, call, suite_id)?;
    if call.is_preview()? {
        return Ok(json!({
            "affected_cases": ids.len(),
            "affected_tests": state.open_tests_of(&ids).len(),
        })
        .into());
    }
    state.remove_cases(&ids);
    Ok(Reply::Empty)
}

/// `copy_cases_to_section/{section_id}`, which does not tell the new ids.
pub(super) fn copy(state: &mut State, call: &Call<'_>) -> Outcome {
    let section_id = call.id(0, "section_id")?;
    let suite_id = state.section(call, section_id, "section_id")?.suite_id;
    let ids = known_cases(state, call, |_| true)?;
    for id in ids {
        let Some(mut case) = state.cases.get(id).cloned() else {
            continue;
        };
        case.id = state.cases.next_id();
        case.display_order = state.next_case_order(section_id);
        case.section_id = section_id;
        case.suite_id = suite_id;
        case.created_by = call.user.id;
        case.created_on = call.now;
        case.updated_by = call.user.id;
        case.updated_on = call.now;
        let copy = case.id;
        state.insert_case(case);
        state.join_open_runs(suite_id, copy);
    }
    Ok(Reply::Empty)
}

/// `move_cases_to_section/{section_id}`, where `suite_id` is the suite of that section.
pub(super) fn relocate(state: &mut State, call: &Call<'_>) -> Outcome {
    let section_id = call.id(0, "section_id")?;
    let suite_id = state.section(call, section_id, "section_id")?.suite_id;
    let project_id = state.project_of_suite(suite_id);
    let project = state.project(call, project_id, "project_id")?;
    if state.suite_choice(project, call.body.id("suite_id")?.flatten())? != suite_id {
        return Err(ApiError::field("suite_id", "is not a valid test suite"));
    }
    let ids = known_cases(state, call, |suite| {
        state.project_of_suite(suite) == project_id
    })?;
    for id in ids {
        state.move_case(call, id, section_id);
    }
    Ok(Reply::Empty)
}

fn cases_of(state: &State, call: &Call<'_>, suite_id: u64) -> Result<Vec<u64>, ApiError> {
    known_cases(state, call, |suite| suite == suite_id)
}

fn known_cases(
    state: &State,
    call: &Call<'_>,
    admits_suite: impl Fn(u64) -> bool,
) -> Result<Vec<u64>, ApiError> {
    let ids = call.body.required_ids("case_ids")?;
    if ids.is_empty() {
        return Err(ApiError::required("case_ids"));
    }
    let is_known = |id: &u64| {
        state
            .cases
            .get(*id)
            .is_some_and(|case| admits_suite(case.suite_id))
    };
    if !ids.iter().all(is_known) {
        return Err(ApiError::field(
            "case_ids",
            "contains unrecognized case IDs",
        ));
    }
    for case in ids.iter().filter_map(|id| state.cases.get(*id)) {
        state.permit_case(call, case)?;
    }
    Ok(ids)
}

fn shown(state: &State, ids: &[u64]) -> Value {
    ids.iter()
        .filter_map(|id| state.cases.get(*id))
        .map(|case| case.wire(state))
        .collect()
}
