//! Test suites.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::state::State;

/// A suite; its link is added when it is shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Suite {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) project_id: u64,
    pub(super) is_master: bool,
    pub(super) is_baseline: bool,
    pub(super) is_completed: bool,
    pub(super) completed_on: Option<i64>,
}

impl Suite {
    /// The suite that a project has from its beginning.
    pub(super) fn master(id: u64, project_id: u64) -> Self {
        Self {
            id,
            name: "Master".to_owned(),
            project_id,
            is_master: true,
            ..Self::default()
        }
    }

    pub(super) fn wire(&self, state: &State) -> Value {
        let mut suite = json!(self);
        suite["url"] = json!(state.url("suites/view", self.id));
        suite
    }
}

/// `get_suite/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let suite = state.suite(call, call.id(0, "suite_id")?)?;
    Ok(suite.wire(state).into())
}

/// `get_suites/{project_id}`, paged from version 9.3.1.
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let suites = state
        .suites
        .iter()
        .filter(|suite| suite.project_id == project_id);
    if state.switches.before931 {
        return Ok(Value::Array(suites.map(|suite| suite.wire(state)).collect()).into());
    }
    Ok(page(state, call, "suites", suites, |suite| suite.wire(state))?.into())
}

/// `add_suite/{project_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let project = state.project_of(call)?;
    let (project_id, suite_mode) = (project.id, project.suite_mode);
    if suite_mode == 1 {
        return Err(ApiError::forbidden(
            "You are not allowed to add test suites (the project uses a single test suite).",
        ));
    }
    let name = call.body.name("name")?;
    let description = call.body.string("description")?.flatten();
    let id = state.suites.next_id();
    let suite = Suite {
        id,
        name,
        description,
        project_id,
        is_baseline: suite_mode == 2,
        ..Suite::default()
    };
    let answer = suite.wire(state);
    state.suites.put(id, suite);
    Ok(answer.into())
}

/// `update_suite/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let mut suite = state.suite(call, call.id(0, "suite_id")?)?.clone();
    if let Some(name) = call.body.optional_name("name")? {
        suite.name = name;
    }
    if let Some(description) = call.body.string("description")? {
        suite.description = description;
    }
    let answer = suite.wire(state);
    state.suites.put(suite.id, suite);
    Ok(answer.into())
}

/// `delete_suite/{id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let suite = state.suite(call, call.id(0, "suite_id")?)?;
    if suite.is_master {
        return Err(ApiError::bad_request(
            "The master test suite cannot be deleted.",
        ));
    }
    let id = suite.id;
    if call.is_preview()? {
        let cases: Vec<u64> = super::state::indexed(&state.index.cases_by_suite, id).collect();
        let n_sections = state
            .sections
            .iter()
            .filter(|section| section.suite_id == id)
            .count();
        return Ok(json!({
            "affected_suites": 1,
            "affected_sections": n_sections,
            "affected_cases": cases.len(),
            "affected_tests": state.open_tests_of(&cases).len(),
        })
        .into());
    }
    state.remove_suite(id);
    Ok(Reply::Empty)
}

impl State {
    /// Removes a suite with its sections and cases; its runs lose it.
    pub(super) fn remove_suite(&mut self, id: u64) {
        let cases: Vec<u64> = super::state::indexed(&self.index.cases_by_suite, id).collect();
        self.remove_cases(&cases);
        self.sections.retain(|section| section.suite_id != id);
        for run in self.runs.iter_mut().filter(|run| run.suite_id == Some(id)) {
            run.suite_id = None;
        }
        self.suites.remove(id);
    }
}
