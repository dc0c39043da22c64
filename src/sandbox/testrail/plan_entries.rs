//! The entries of test plans and their runs.

use serde_json::{Value, json};

use super::body::Body;
use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::plans::{Plan, open_plan, refs_of};
use super::run_input::RunInput;
use super::runs::{EntryPlace, Run};
use super::state::State;

/// A suite in a plan.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) suite_id: u64,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) refs: Option<String>,
    pub(super) include_all: bool,
    pub(super) dynamic_filters: Value,
    pub(super) runs: Vec<u64>,
}

impl Entry {
    pub(super) fn wire(&self, state: &State) -> Value {
        let runs: Vec<Value> = self
            .runs
            .iter()
            .filter_map(|id| state.runs.get(*id))
            .map(|run| run.wire(state))
            .collect();
        json!({
            "id": self.id,
            "suite_id": self.suite_id,
            "name": self.name,
            "description": self.description,
            "refs": self.refs,
            "include_all": self.include_all,
            "dynamic_filters": self.dynamic_filters,
            "runs": runs,
        })
    }
}

/// `add_plan_entry/{plan_id}`
pub(super) fn add_entry(state: &mut State, call: &Call<'_>) -> Outcome {
    let plan = open_plan(state, call)?;
    let plan_id = plan.id;
    let draft = EntryDraft::read(state, call, plan, &call.body)?;
    let place = state.add_entry(plan_id, draft);
    let plan = state.plan(call, plan_id)?;
    let entry = plan.entries.get(place).ok_or_else(unknown_entry)?;
    Ok(entry.wire(state).into())
}

/// `update_plan_entry/{plan_id}/{entry_id}`
pub(super) fn update_entry(state: &mut State, call: &Call<'_>) -> Outcome {
    let (plan_id, place) = open_entry(state, call)?;
    let plan = state.plan(call, plan_id)?;
    let mut entry = plan.entries.get(place).ok_or_else(unknown_entry)?.clone();
    let runs: Vec<Run> = entry
        .runs
        .iter()
        .filter_map(|id| state.runs.get(*id))
        .cloned()
        .collect();
    for run in &runs {
        RunInput::read(state, &call.body, run)?;
    }
    if let Some(name) = call.body.optional_name("name")? {
        entry.name = name;
    }
    if let Some(description) = call.body.string("description")? {
        entry.description = description;
    }
    if let Some(include_all) = call.body.flag("include_all")? {
        entry.include_all = include_all;
    }
    if let Some(refs) = refs_of(&call.body)? {
        entry.refs = refs;
    }
    for run in runs {
        state.change_run(call, run)?;
    }
    let answer = entry.wire(state);
    if let Some(plan) = state.plans.get_mut(plan_id) {
        plan.entries[place] = entry;
    }
    Ok(answer.into())
}

/// `delete_plan_entry/{plan_id}/{entry_id}`
pub(super) fn delete_entry(state: &mut State, call: &Call<'_>) -> Outcome {
    let (plan_id, place) = open_entry(state, call)?;
    let removed = state
        .plans
        .get_mut(plan_id)
        .map(|plan| plan.entries.remove(place));
    for run in removed.iter().flat_map(|entry| &entry.runs) {
        state.remove_run(*run);
    }
    Ok(Reply::Empty)
}

/// `add_run_to_plan_entry/{plan_id}/{entry_id}`, answered with the whole plan.
pub(super) fn add_run(state: &mut State, call: &Call<'_>) -> Outcome {
    let (plan_id, place) = open_entry(state, call)?;
    call.body.required_ids("config_ids")?;
    let plan = state.plan(call, plan_id)?;
    let entry = plan.entries.get(place).ok_or_else(unknown_entry)?;
    let template = blank_run(call, plan, entry.suite_id, &entry.name);
    let draft = draft_run(state, template, &[&call.body])?;
    state.add_run_to_entry(plan_id, place, draft);
    Ok(state.plan(call, plan_id)?.wire(state, true).into())
}

/// `update_run_in_plan_entry/{run_id}`, answered with the whole plan.
pub(super) fn update_run(state: &mut State, call: &Call<'_>) -> Outcome {
    let (plan_id, run) = run_in_plan(state, call)?;
    state.change_run(call, run)?;
    Ok(state.plan(call, plan_id)?.wire(state, true).into())
}

/// `delete_run_from_plan_entry/{run_id}`
pub(super) fn delete_run(state: &mut State, call: &Call<'_>) -> Outcome {
    let (plan_id, run) = run_in_plan(state, call)?;
    if let Some(plan) = state.plans.get_mut(plan_id) {
        for entry in &mut plan.entries {
            entry.runs.retain(|id| *id != run.id);
        }
    }
    state.remove_run(run.id);
    Ok(Reply::Empty)
}

/// The plan and the place in it of the entry that the path names.
pub(super) fn entry(state: &State, call: &Call<'_>) -> Result<(u64, usize), ApiError> {
    let plan = state.plan(call, call.id(0, "plan_id")?)?;
    let entry_id = call
        .segment(1)
        .ok_or_else(|| ApiError::required("entry_id"))?;
    let place = plan.entries.iter().position(|entry| entry.id == entry_id);
    Ok((plan.id, place.ok_or_else(unknown_entry)?))
}

fn unknown_entry() -> ApiError {
    ApiError::field("entry_id", "is not a valid test plan entry")
}

fn open_entry(state: &State, call: &Call<'_>) -> Result<(u64, usize), ApiError> {
    open_plan(state, call)?;
    entry(state, call)
}

fn run_in_plan(state: &State, call: &Call<'_>) -> Result<(u64, Run), ApiError> {
    let run = state.run(call, call.id(0, "run_id")?)?;
    let place = run.entry.as_ref().ok_or_else(|| {
        ApiError::forbidden(
            "This operation is not allowed. The test run does not belong to a test plan.",
        )
    })?;
    if run.is_completed {
        return Err(ApiError::completed("test plan"));
    }
    Ok((place.plan_id, run.clone()))
}

/// An entry that has been checked and not been added yet.
#[derive(Debug)]
pub(super) struct EntryDraft {
    entry: Entry,
    runs: Vec<(Run, Vec<u64>)>,
}

impl EntryDraft {
    pub(super) fn read(
        state: &State,
        call: &Call<'_>,
        plan: &Plan,
        body: &Body,
    ) -> Result<Self, ApiError> {
        let project = state.project(call, plan.project_id, "project_id")?;
        let suite_id = state.suite_choice(project, body.id("suite_id")?.flatten())?;
        let name = match body.optional_name("name")? {
            Some(name) => name,
            None => state
                .suites
                .get(suite_id)
                .map_or_else(String::new, |suite| suite.name.clone()),
        };
        let runs = if body.has("runs") {
            body.items("runs")?
        } else {
            vec![Body::default()]
        };
        // A run of the entry inherits what it does not say itself; the configurations of an entry are only a choice.
        let common = if body.has("runs") {
            body.without("config_ids")
        } else {
            body.clone()
        };
        let runs = runs
            .iter()
            .map(|run| {
                let blank = blank_run(call, plan, suite_id, &name);
                draft_run(state, blank, &[&common, run])
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            entry: Entry {
                id: String::new(),
                suite_id,
                name,
                description: body.string("description")?.flatten(),
                refs: refs_of(body)?.flatten(),
                include_all: body.flag("include_all")?.unwrap_or(true),
                dynamic_filters: body.get("dynamic_filters").cloned().unwrap_or_default(),
                runs: Vec::new(),
            },
            runs,
        })
    }
}

fn blank_run(call: &Call<'_>, plan: &Plan, suite_id: u64, name: &str) -> Run {
    Run {
        suite_id: Some(suite_id),
        name: name.to_owned(),
        milestone_id: plan.milestone_id,
        project_id: plan.project_id,
        created_on: call.now,
        updated_on: call.now,
        created_by: call.user.id,
        ..Run::default()
    }
}

/// A run and its cases, by bodies of which later ones override earlier ones.
fn draft_run(state: &State, mut run: Run, bodies: &[&Body]) -> Result<(Run, Vec<u64>), ApiError> {
    let mut selection = Vec::new();
    for body in bodies {
        if let Some(cases) = RunInput::read(state, body, &run)?.apply(state, &mut run) {
            selection = cases;
        }
    }
    Ok((run, selection))
}

impl State {
    pub(super) fn add_entry(&mut self, plan_id: u64, draft: EntryDraft) -> usize {
        let EntryDraft { mut entry, runs } = draft;
        self.last_entry += 1;
        entry.id = self.uuid(self.last_entry);
        let mut place = 0;
        if let Some(plan) = self.plans.get_mut(plan_id) {
            place = plan.entries.len();
            plan.entries.push(entry);
        }
        for run in runs {
            self.add_run_to_entry(plan_id, place, run);
        }
        place
    }

    fn add_run_to_entry(&mut self, plan_id: u64, place: usize, (mut run, cases): (Run, Vec<u64>)) {
        let id = self.runs.next_id();
        let Some(entry) = self
            .plans
            .get_mut(plan_id)
            .and_then(|plan| plan.entries.get_mut(place))
        else {
            return;
        };
        entry.runs.push(id);
        run.id = id;
        run.entry = Some(EntryPlace {
            plan_id,
            entry_id: entry.id.clone(),
            entry_index: place as u64 + 1,
        });
        self.insert_run(run, &cases);
    }
}
