//! Test runs: a selection of cases, and what came out of testing them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::refs;
use super::run_input::RunInput;
use super::state::{Made, State, indexed};
use super::test::Test;

/// The longest `refs` of a run in total.
pub(super) const LONGEST_REFS: usize = 250;

const IN_PLAN: &str = "This operation is not allowed. The test run belongs to a test plan and cannot be edited independently.";

/// A run; its counts, configuration names and link are added when it is shown.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Run {
    pub(super) id: u64,
    pub(super) suite_id: Option<u64>,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) milestone_id: Option<u64>,
    pub(super) assignedto_id: Option<u64>,
    pub(super) include_all: bool,
    /// The selection of a run in a seed; the API does not show it.
    #[serde(skip_serializing)]
    pub(super) case_ids: Option<Vec<u64>>,
    /// Of a seed: nobody may change it.
    #[serde(skip_serializing)]
    pub(super) locked: bool,
    pub(super) is_completed: bool,
    pub(super) completed_on: Option<i64>,
    pub(super) config_ids: Vec<u64>,
    pub(super) project_id: u64,
    #[serde(skip)]
    pub(super) entry: Option<EntryPlace>,
    pub(super) created_on: i64,
    pub(super) updated_on: i64,
    pub(super) refs: Option<String>,
    pub(super) created_by: u64,
    pub(super) start_on: Option<i64>,
    pub(super) due_on: Option<i64>,
    pub(super) dynamic_filters: Value,
}

/// Where in a plan a run is.
#[derive(Clone, Debug)]
pub(super) struct EntryPlace {
    pub(super) plan_id: u64,
    pub(super) entry_id: String,
    pub(super) entry_index: u64,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            id: 0,
            suite_id: None,
            name: String::new(),
            description: None,
            milestone_id: None,
            assignedto_id: None,
            include_all: true,
            case_ids: None,
            locked: false,
            is_completed: false,
            completed_on: None,
            config_ids: Vec::new(),
            project_id: 0,
            entry: None,
            created_on: 0,
            updated_on: 0,
            refs: None,
            created_by: 0,
            start_on: None,
            due_on: None,
            dynamic_filters: Value::Null,
        }
    }
}

impl Run {
    pub(super) fn wire(&self, state: &State) -> Value {
        let mut run = Map::new();
        let mut add = |key: &str, value: Value| {
            run.insert(key.to_owned(), value);
        };
        add("id", json!(self.id));
        add("suite_id", json!(self.suite_id));
        add("name", json!(self.name));
        add("description", json!(self.description));
        add("milestone_id", json!(self.milestone_id));
        add("assignedto_id", json!(self.assignedto_id));
        add("include_all", json!(self.include_all));
        add("is_completed", json!(self.is_completed));
        add("completed_on", json!(self.completed_on));
        add("is_archived", json!(false));
        add("archived_on", Value::Null);
        let config = state.config_names(self.project_id, &self.config_ids);
        add("config", json!(config.ok().flatten()));
        add("config_ids", json!(self.config_ids));
        for (key, count) in state.counts([self.id]) {
            add(key, json!(count));
        }
        add("project_id", json!(self.project_id));
        add(
            "plan_id",
            json!(self.entry.as_ref().map(|entry| entry.plan_id)),
        );
        if let Some(entry) = &self.entry {
            add("entry_index", json!(entry.entry_index));
            add("entry_id", json!(entry.entry_id));
        }
        add("created_on", json!(self.created_on));
        add("updated_on", json!(self.updated_on));
        add("refs", json!(self.refs));
        add("created_by", json!(self.created_by));
        add("start_on", json!(self.start_on));
        add("due_on", json!(self.due_on));
        add("dynamic_filters", self.dynamic_filters.clone());
        add("url", json!(state.url("runs/view", self.id)));
        Value::Object(run)
    }
}

/// `get_run/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(state.run(call, call.id(0, "run_id")?)?.wire(state).into())
}

/// `get_runs/{project_id}`, newest first; without runs of plans unless they are asked for.
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let created = Made::filter(call, "created")?;
    let is_completed = call.params.flag("is_completed")?;
    let with_plans = call.params.flag("include_plan_runs")?.unwrap_or(false);
    let milestones = call.params.ids("milestone_id")?;
    let suites = call.params.ids("suite_id")?;
    let reference = call.params.get("refs_filter");
    let runs = state
        .runs
        .iter()
        .rev()
        .filter(|run| run.project_id == project_id)
        .filter(|run| with_plans || run.entry.is_none())
        .filter(|run| created.admits(run.created_on, run.created_by))
        .filter(|run| is_completed.is_none_or(|wanted| run.is_completed == wanted))
        .filter(|run| {
            let milestone = run.milestone_id.unwrap_or(0);
            milestones
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&milestone))
        })
        .filter(|run| {
            let suite = run.suite_id.unwrap_or(0);
            suites.as_ref().is_none_or(|wanted| wanted.contains(&suite))
        })
        .filter(|run| reference.is_none_or(|wanted| refs::contains(run.refs.as_deref(), wanted)));
    Ok(page(state, call, "runs", runs, |run| run.wire(state))?.into())
}

/// `add_run/{project_id}`. `include_all` is true unless it is denied, whatever `case_ids` says.
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let project = state.project_of(call)?;
    let project_id = project.id;
    let suite_id = state.suite_choice(project, call.body.id("suite_id")?.flatten())?;
    let mut run = Run {
        suite_id: Some(suite_id),
        name: call.body.name("name")?,
        project_id,
        created_on: call.now,
        updated_on: call.now,
        created_by: call.user.id,
        ..Run::default()
    };
    let selection = RunInput::read(state, &call.body, &run)?.apply(state, &mut run);
    run.id = state.runs.next_id();
    let id = run.id;
    state.insert_run(run, &selection.unwrap_or_default());
    Ok(state.run(call, id)?.wire(state).into())
}

/// `update_run/{id}`; a selection replaces the old one, and cases that are left out lose their results.
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let run = open_run(state, call)?.clone();
    let id = run.id;
    state.change_run(call, run)?;
    Ok(state.run(call, id)?.wire(state).into())
}

/// `close_run/{id}`, which cannot be undone.
pub(super) fn close(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = open_run(state, call)?.id;
    state.close_run(id, call.now);
    Ok(state.run(call, id)?.wire(state).into())
}

/// `delete_run/{id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let run = state.run(call, call.id(0, "run_id")?)?;
    let id = run.id;
    if run.entry.is_some() {
        return Err(ApiError::forbidden(IN_PLAN));
    }
    if run.is_completed && !call.user.is_admin {
        return Err(ApiError::forbidden(
            "You are not allowed to delete completed test runs (insufficient permissions).",
        ));
    }
    if call.is_preview()? {
        let n_tests = indexed(&state.index.tests_by_run, id).count();
        return Ok(json!({ "affected_runs": 1, "affected_tests": n_tests }).into());
    }
    state.remove_run(id);
    Ok(Reply::Empty)
}

fn open_run<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a Run, ApiError> {
    let run = state.run(call, call.id(0, "run_id")?)?;
    if run.entry.is_some() {
        return Err(ApiError::forbidden(IN_PLAN));
    }
    if run.is_completed {
        return Err(ApiError::completed("test run"));
    }
    Ok(run)
}

impl State {
    /// Every case of a suite.
    pub(super) fn cases_of_suite(&self, suite_id: Option<u64>) -> Vec<u64> {
        // Those in the bin are in no run.
        let is_there = |id: &u64| self.cases.get(*id).is_some_and(|case| case.is_deleted == 0);
        indexed(&self.index.cases_by_suite, suite_id.unwrap_or(0))
            .filter(is_there)
            .collect()
    }

    /// Adds a run with a test for each case.
    pub(super) fn insert_run(&mut self, run: Run, cases: &[u64]) {
        let id = run.id;
        self.runs.put(id, run);
        self.select(id, cases);
    }

    /// Changes a run, which may be part of a plan, by the body of the call.
    pub(super) fn change_run(&mut self, call: &Call<'_>, mut run: Run) -> Result<(), ApiError> {
        let mut input = RunInput::read(self, &call.body, &run)?;
        if run.entry.is_none() && !self.switches.is_at_least(10, 2) {
            // `update_run` knows it from 10.2 only; before that it is ignored.
            input.assignedto_id = None;
        }
        let selection = input.apply(self, &mut run);
        run.updated_on = call.now;
        let id = run.id;
        self.runs.put(id, run);
        if let Some(cases) = selection {
            self.select(id, &cases);
        }
        Ok(())
    }

    /// Makes a run's tests those of the given cases. Other tests go, with their results.
    pub(super) fn select(&mut self, run_id: u64, cases: &[u64]) {
        let wanted: BTreeSet<u64> = cases.iter().copied().collect();
        let superfluous: Vec<u64> = indexed(&self.index.tests_by_run, run_id)
            .filter(|id| {
                self.tests
                    .get(*id)
                    .is_none_or(|test| !wanted.contains(&test.case_id))
            })
            .collect();
        for test in superfluous {
            self.remove_test(test);
        }
        for case in cases {
            if !self.index.test_by_case.contains_key(&(run_id, *case)) {
                let id = self.tests.next_id();
                self.insert_test(Test::new(id, run_id, *case));
            }
        }
    }

    /// A new case joins the open runs that follow its suite.
    pub(super) fn join_open_runs(&mut self, suite_id: u64, case_id: u64) {
        let runs: Vec<u64> = self
            .runs
            .iter()
            .filter(|run| run.suite_id == Some(suite_id) && run.include_all && !run.is_completed)
            .map(|run| run.id)
            .collect();
        for run_id in runs {
            let id = self.tests.next_id();
            self.insert_test(Test::new(id, run_id, case_id));
        }
    }

    /// Closes a run; from then on its tests show the cases as they are now.
    pub(super) fn close_run(&mut self, id: u64, now: i64) {
        let tests: Vec<u64> = indexed(&self.index.tests_by_run, id).collect();
        for test in tests {
            if let Some(test) = self.tests.get_mut(test) {
                test.frozen = self.cases.get(test.case_id).cloned().map(Box::new);
            }
        }
        if let Some(run) = self.runs.get_mut(id) {
            run.is_completed = true;
            run.completed_on = Some(now);
            run.updated_on = now;
        }
    }

    /// Removes a run with its tests and results.
    pub(super) fn remove_run(&mut self, id: u64) {
        let tests: Vec<u64> = indexed(&self.index.tests_by_run, id).collect();
        for test in tests {
            self.remove_test(test);
        }
        self.index.tests_by_run.remove(&id);
        self.index.results_by_run.remove(&id);
        self.runs.remove(id);
    }

    /// How many tests of some runs have which status, by the keys that runs and plans show.
    pub(super) fn counts(
        &self,
        runs: impl IntoIterator<Item = u64>,
    ) -> [(&'static str, usize); 12] {
        let mut counts = COUNT_KEYS.map(|(_, key)| (key, 0));
        for run in runs {
            let tests = indexed(&self.index.tests_by_run, run).filter_map(|id| self.tests.get(id));
            for test in tests {
                if let Some(place) = COUNT_KEYS
                    .iter()
                    .position(|(status, _)| *status == test.status_id)
                {
                    counts[place].1 += 1;
                }
            }
        }
        counts
    }
}

/// Status ids and their counters, in the order in which runs show them.
const COUNT_KEYS: [(u64, &str); 12] = [
    (1, "passed_count"),
    (2, "blocked_count"),
    (3, "untested_count"),
    (4, "retest_count"),
    (5, "failed_count"),
    (6, "custom_status1_count"),
    (7, "custom_status2_count"),
    (8, "custom_status3_count"),
    (9, "custom_status4_count"),
    (10, "custom_status5_count"),
    (11, "custom_status6_count"),
    (12, "custom_status7_count"),
];
