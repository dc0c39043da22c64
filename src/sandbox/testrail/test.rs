//! Tests: cases inside a run.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::call::{Call, Outcome};
use super::cases::Case;
use super::error::ApiError;
use super::paging::page;
use super::results::UNTESTED;
use super::state::{State, indexed};

/// A test; what it shows of its case is added when it is shown.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Test {
    pub(super) id: u64,
    pub(super) case_id: u64,
    pub(super) status_id: u64,
    pub(super) assignedto_id: Option<u64>,
    pub(super) run_id: u64,
    #[serde(skip)]
    pub(super) labels: Vec<u64>,
    /// The case as it was when the run was closed.
    #[serde(skip)]
    pub(super) frozen: Option<Box<Case>>,
}

impl Default for Test {
    fn default() -> Self {
        Self::new(0, 0, 0)
    }
}

impl Test {
    /// A test that has no result yet.
    pub(super) fn new(id: u64, run_id: u64, case_id: u64) -> Self {
        Self {
            id,
            case_id,
            status_id: UNTESTED,
            assignedto_id: None,
            run_id,
            labels: Vec::new(),
            frozen: None,
        }
    }

    pub(super) fn wire(&self, state: &State) -> Value {
        let nothing = Case::default();
        let case = self
            .frozen
            .as_deref()
            .or_else(|| state.cases.get(self.case_id))
            .unwrap_or(&nothing);
        let section_order = state
            .sections
            .get(case.section_id)
            .map(|section| section.display_order);
        let mut test = Map::new();
        let mut add = |key: &str, value: Value| {
            test.insert(key.to_owned(), value);
        };
        add("id", json!(self.id));
        add("case_id", json!(self.case_id));
        add("status_id", json!(self.status_id));
        add("assignedto_id", json!(self.assignedto_id));
        add("run_id", json!(self.run_id));
        add("title", json!(case.title));
        add("template_id", json!(case.template_id));
        add("type_id", json!(case.type_id));
        add("priority_id", json!(case.priority_id));
        add("estimate", json!(case.estimate));
        add("estimate_forecast", json!(case.estimate_forecast));
        add("refs", json!(case.refs));
        add("milestone_id", json!(case.milestone_id));
        case.add_custom(state, &mut test);
        let mut add = |key: &str, value: Value| {
            test.insert(key.to_owned(), value);
        };
        add("sections_display_order", json!(section_order));
        add("cases_display_order", json!(case.display_order));
        add("case_comments", json!([]));
        if state.switches.has_labels() {
            add("labels", state.label_list(&self.labels));
        }
        Value::Object(test)
    }
}

/// `get_test/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(state.test(call, call.id(0, "test_id")?)?.wire(state).into())
}

/// `get_tests/{run_id}`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let run_id = state.run(call, call.id(0, "run_id")?)?.id;
    let statuses = call.params.ids("status_id")?;
    let labels = call.params.ids("label_id")?;
    let tests = indexed(&state.index.tests_by_run, run_id)
        .filter_map(|id| state.tests.get(id))
        .filter(|test| {
            statuses
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&test.status_id))
        })
        .filter(|test| {
            labels
                .as_ref()
                .is_none_or(|wanted| test.labels.iter().any(|label| wanted.contains(label)))
        });
    Ok(page(state, call, "tests", tests, |test| test.wire(state))?.into())
}

/// `update_test/{id}`: labels only.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.test(call, call.id(0, "test_id")?)?.id;
    set_labels(state, call, &[id])?;
    Ok(state.test(call, id)?.wire(state).into())
}

/// `update_tests`: labels of many.
pub(super) fn update_many(state: &mut State, call: &Call<'_>) -> Outcome {
    let ids = call.body.required_ids("test_ids")?;
    for id in &ids {
        state.test(call, *id)?;
    }
    set_labels(state, call, &ids)?;
    Ok(json!({ "test_ids": ids, "labels": call.body.get("labels") }).into())
}

fn set_labels(state: &mut State, call: &Call<'_>, ids: &[u64]) -> Result<(), ApiError> {
    let labels = state
        .label_refs(&call.body)?
        .ok_or_else(|| ApiError::required("labels"))?;
    for id in ids {
        let case = state
            .tests
            .get(*id)
            .and_then(|test| state.cases.get(test.case_id));
        let suite_id = case.map_or(0, |case| case.suite_id);
        let labels = state.resolve_labels(call, suite_id, labels.clone());
        if let Some(test) = state.tests.get_mut(*id) {
            test.labels = labels;
        }
    }
    Ok(())
}

impl State {
    /// Puts a test where the indexes find it.
    pub(super) fn insert_test(&mut self, test: Test) {
        self.index
            .tests_by_run
            .entry(test.run_id)
            .or_default()
            .insert(test.id);
        self.index
            .test_by_case
            .insert((test.run_id, test.case_id), test.id);
        self.tests.put(test.id, test);
    }

    /// Removes a test with its results.
    pub(super) fn remove_test(&mut self, id: u64) {
        let Some(test) = self.tests.remove(id) else {
            return;
        };
        if let Some(tests) = self.index.tests_by_run.get_mut(&test.run_id) {
            tests.remove(&id);
        }
        self.index.test_by_case.remove(&(test.run_id, test.case_id));
        let results = self.index.results_by_test.remove(&id).unwrap_or_default();
        for result in results {
            if let Some(of_run) = self.index.results_by_run.get_mut(&test.run_id) {
                of_run.remove(&result);
            }
            self.results.remove(result);
        }
    }
}
