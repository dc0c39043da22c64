//! Results of tests: appended, never removed.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::call::{Call, Outcome};
use super::error::ApiError;
use super::fields;
use super::paging::page;
use super::refs;
use super::result_input::ResultInput;
use super::state::{Made, State, indexed};

/// The status of a test without a result; no result may set it.
pub(super) const UNTESTED: u64 = 3;

/// A result; what it shows of its case is added when it is shown.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct TestResult {
    pub(super) id: u64,
    pub(super) test_id: u64,
    /// None for a mere comment or assignment.
    pub(super) status_id: Option<u64>,
    pub(super) created_on: i64,
    pub(super) assignedto_id: Option<u64>,
    pub(super) comment: Option<String>,
    pub(super) version: Option<String>,
    pub(super) elapsed: Option<String>,
    pub(super) defects: Option<String>,
    pub(super) created_by: u64,
    #[serde(skip)]
    pub(super) attachment_ids: Vec<u64>,
    #[serde(flatten)]
    pub(super) custom: Map<String, Value>,
}

impl TestResult {
    pub(super) fn wire(&self, state: &State) -> Value {
        let test = state.tests.get(self.test_id);
        let run = test.and_then(|test| state.runs.get(test.run_id));
        let mut result = Map::new();
        let mut add = |key: &str, value: Value| {
            result.insert(key.to_owned(), value);
        };
        add("id", json!(self.id));
        add("test_id", json!(self.test_id));
        add("status_id", json!(self.status_id));
        add("created_on", json!(self.created_on));
        add("assignedto_id", json!(self.assignedto_id));
        add("comment", json!(self.comment));
        add("version", json!(self.version));
        add("elapsed", json!(self.elapsed));
        add("defects", json!(self.defects));
        add("created_by", json!(self.created_by));
        let project_id = run.map_or(0, |run| run.project_id);
        for field in fields::in_project(&state.result_fields, project_id) {
            let name = &field.field.system_name;
            add(name, self.custom.get(name).cloned().unwrap_or_default());
        }
        add("attachment_ids", json!(self.attachment_ids));
        if state.switches.is_at_least(10, 5) {
            let case = test.and_then(|test| state.cases.get(test.case_id));
            add("case_id", json!(test.map(|test| test.case_id)));
            add("case_title", json!(case.map(|case| &case.title)));
            add("case_refs", json!(case.and_then(|case| case.refs.as_ref())));
        }
        Value::Object(result)
    }

    fn set(&mut self, input: ResultInput) {
        let ResultInput {
            status_id,
            assignedto_id,
            comment,
            version,
            elapsed,
            defects,
            custom,
        } = input;
        if let Some(status_id) = status_id {
            self.status_id = status_id;
        }
        if let Some(assignedto_id) = assignedto_id {
            self.assignedto_id = assignedto_id;
        }
        if let Some(comment) = comment {
            self.comment = comment;
        }
        if let Some(version) = version {
            self.version = version;
        }
        if let Some(elapsed) = elapsed {
            self.elapsed = elapsed;
        }
        if let Some(defects) = defects {
            self.defects = defects;
        }
        for (name, value) in custom {
            if value.is_null() {
                self.custom.shift_remove(&name);
            } else {
                self.custom.insert(name, value);
            }
        }
    }
}

/// `get_results/{test_id}`
pub(super) fn of_test(state: &mut State, call: &Call<'_>) -> Outcome {
    let test_id = state.test(call, call.id(0, "test_id")?)?.id;
    list(state, call, indexed(&state.index.results_by_test, test_id))
}

/// `get_results_for_case/{run_id}/{case_id}`
pub(super) fn of_case(state: &mut State, call: &Call<'_>) -> Outcome {
    let test_id = test_of(state, call)?;
    list(state, call, indexed(&state.index.results_by_test, test_id))
}

/// `get_results_for_run/{run_id}`
pub(super) fn of_run(state: &mut State, call: &Call<'_>) -> Outcome {
    let run_id = state.run(call, call.id(0, "run_id")?)?.id;
    list(state, call, indexed(&state.index.results_by_run, run_id))
}

/// Newest first.
fn list(state: &State, call: &Call<'_>, ids: impl DoubleEndedIterator<Item = u64>) -> Outcome {
    let created = Made::filter(call, "created")?;
    let statuses = call.params.ids("status_id")?;
    let defect = call.params.get("defects_filter");
    let results = ids
        .rev()
        .filter_map(|id| state.results.get(id))
        .filter(|result| created.admits(result.created_on, result.created_by))
        .filter(|result| {
            let status = result.status_id.unwrap_or(0);
            statuses
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&status))
        })
        .filter(|result| {
            defect.is_none_or(|wanted| refs::contains(result.defects.as_deref(), wanted))
        });
    Ok(page(state, call, "results", results, |result| result.wire(state))?.into())
}

/// `add_result/{test_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let test = state.test(call, call.id(0, "test_id")?)?;
    let (test_id, run_id) = (test.id, test.run_id);
    check_active(state, run_id)?;
    let input = ResultInput::new(state, test_id, &call.body)?;
    let id = state.add_result(call, test_id, input);
    Ok(shown(state, &[id]).remove(0).into())
}

/// `add_result_for_case/{run_id}/{case_id}`
pub(super) fn add_for_case(state: &mut State, call: &Call<'_>) -> Outcome {
    let test_id = test_of(state, call)?;
    check_active(state, call.id(0, "run_id")?)?;
    let input = ResultInput::new(state, test_id, &call.body)?;
    let id = state.add_result(call, test_id, input);
    Ok(shown(state, &[id]).remove(0).into())
}

/// `add_results/{run_id}`
pub(super) fn add_many(state: &mut State, call: &Call<'_>) -> Outcome {
    add_batch(state, call, "test_id", "test T", |state, run_id, id| {
        state
            .tests
            .get(id)
            .filter(|test| test.run_id == run_id)
            .map(|test| test.id)
    })
}

/// `add_results_for_cases/{run_id}`
pub(super) fn add_many_for_cases(state: &mut State, call: &Call<'_>) -> Outcome {
    add_batch(state, call, "case_id", "case C", |state, run_id, id| {
        state.index.test_by_case.get(&(run_id, id)).copied()
    })
}

/// All or nothing, in the order of the request; a test may occur more than once.
fn add_batch(
    state: &mut State,
    call: &Call<'_>,
    key: &str,
    label: &str,
    find: impl Fn(&State, u64, u64) -> Option<u64>,
) -> Outcome {
    let run_id = state.run(call, call.id(0, "run_id")?)?.id;
    check_open(state, run_id)?;
    let items = call.body.items("results")?;
    if items.is_empty() {
        return Err(ApiError::field(
            "results",
            "cannot be empty (one result is required)",
        ));
    }
    let mut inputs = Vec::with_capacity(items.len());
    for item in &items {
        let id = item.required_id(key)?;
        let test_id = find(state, run_id, id).ok_or_else(|| {
            ApiError::field(
                "results",
                &format!("contains one or more invalid results ({label}{id} unknown or not part of the test run)"),
            )
        })?;
        inputs.push((test_id, ResultInput::new(state, test_id, item)?));
    }
    let ids: Vec<u64> = inputs
        .into_iter()
        .map(|(test_id, input)| state.add_result(call, test_id, input))
        .collect();
    Ok(Value::Array(shown(state, &ids)).into())
}

/// `edit_result/{id}`
pub(super) fn edit(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = call.id(0, "result_id")?;
    let test_id = state.result(call, id)?.test_id;
    let run = state
        .tests
        .get(test_id)
        .and_then(|test| state.runs.get(test.run_id))
        .ok_or_else(|| ApiError::field("result_id", "is not a valid test result"))?;
    let (run_id, project_id) = (run.id, run.project_id);
    check_open(state, run_id)?;
    let input = ResultInput::read(state, project_id, &call.body, None)?;
    if let Some(result) = state.results.get_mut(id) {
        result.set(input);
    }
    state.settle_status(test_id);
    Ok(shown(state, &[id]).remove(0).into())
}

fn test_of(state: &State, call: &Call<'_>) -> Result<u64, ApiError> {
    let run_id = state.run(call, call.id(0, "run_id")?)?.id;
    let case_id = call.id(1, "case_id")?;
    state
        .index
        .test_by_case
        .get(&(run_id, case_id))
        .copied()
        .ok_or_else(no_active_test)
}

fn no_active_test() -> ApiError {
    ApiError::bad_request("No (active) test found for the run/case combination.")
}

/// The forms for one result call a test of a closed run one that is not active.
fn check_active(state: &State, run_id: u64) -> Result<(), ApiError> {
    check_open(state, run_id).map_err(|_| no_active_test())
}

fn check_open(state: &State, run_id: u64) -> Result<(), ApiError> {
    match state.runs.get(run_id) {
        Some(run) if run.is_completed => Err(ApiError::completed("test run")),
        _ => Ok(()),
    }
}

fn shown(state: &State, ids: &[u64]) -> Vec<Value> {
    ids.iter()
        .filter_map(|id| state.results.get(*id))
        .map(|result| result.wire(state))
        .collect()
}

impl State {
    /// A result in a project that the caller sees.
    pub(super) fn result(&self, call: &Call<'_>, id: u64) -> Result<&TestResult, ApiError> {
        let result = self
            .results
            .get(id)
            .ok_or_else(|| ApiError::field("result_id", "is not a valid test result"))?;
        self.test(call, result.test_id)?;
        Ok(result)
    }

    /// Puts a result where the indexes find it.
    pub(super) fn insert_result(&mut self, result: TestResult) {
        let run_id = self.tests.get(result.test_id).map_or(0, |test| test.run_id);
        self.index
            .results_by_run
            .entry(run_id)
            .or_default()
            .insert(result.id);
        self.index
            .results_by_test
            .entry(result.test_id)
            .or_default()
            .insert(result.id);
        self.results.put(result.id, result);
    }

    /// A test has the status of its latest result that has one.
    pub(super) fn settle_status(&mut self, test_id: u64) {
        let mut results = indexed(&self.index.results_by_test, test_id)
            .rev()
            .filter_map(|id| self.results.get(id));
        let status = results.find_map(|result| result.status_id);
        if let Some(test) = self.tests.get_mut(test_id) {
            test.status_id = status.unwrap_or(UNTESTED);
        }
    }

    fn add_result(&mut self, call: &Call<'_>, test_id: u64, input: ResultInput) -> u64 {
        let mut result = TestResult {
            id: self.results.next_id(),
            test_id,
            created_on: call.now,
            created_by: call.user.id,
            ..TestResult::default()
        };
        result.set(input);
        if let Some(test) = self.tests.get_mut(test_id) {
            test.status_id = result.status_id.unwrap_or(test.status_id);
            test.assignedto_id = result.assignedto_id.or(test.assignedto_id);
        }
        let id = result.id;
        self.insert_result(result);
        id
    }
}
