//! Test plans: entries of runs, perhaps for several configurations.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::body::{Body, Given};
use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::refs;
use super::runs::{EntryPlace, LONGEST_REFS, Run, RunInput};
use super::state::{Made, State};

/// A plan. It takes its id from the sequence of runs.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Plan {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) milestone_id: Option<u64>,
    pub(super) assignedto_id: Option<u64>,
    pub(super) is_completed: bool,
    pub(super) completed_on: Option<i64>,
    pub(super) project_id: u64,
    pub(super) created_on: i64,
    pub(super) created_by: u64,
    pub(super) refs: Option<String>,
    pub(super) start_on: Option<i64>,
    pub(super) due_on: Option<i64>,
    #[serde(skip)]
    pub(super) entries: Vec<Entry>,
}

/// A suite in a plan.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    id: String,
    suite_id: u64,
    name: String,
    description: Option<String>,
    refs: Option<String>,
    include_all: bool,
    dynamic_filters: Value,
    runs: Vec<u64>,
}

impl Plan {
    /// The plan as the API shows it; lists leave the entries out.
    pub(super) fn wire(&self, state: &State, with_entries: bool) -> Value {
        let mut plan = Map::new();
        if let Value::Object(own) = json!(self) {
            for (key, value) in own {
                if key == "project_id" {
                    let runs = self
                        .entries
                        .iter()
                        .flat_map(|entry| entry.runs.iter().copied());
                    for (key, count) in state.counts(runs) {
                        plan.insert(key.to_owned(), json!(count));
                    }
                }
                plan.insert(key, value);
            }
        }
        plan.insert("url".to_owned(), json!(state.url("plans/view", self.id)));
        if with_entries {
            let entries = self.entries.iter().map(|entry| entry.wire(state)).collect();
            plan.insert("entries".to_owned(), entries);
        }
        Value::Object(plan)
    }
}

impl Entry {
    fn wire(&self, state: &State) -> Value {
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

/// `get_plan/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(state
        .plan(call, call.id(0, "plan_id")?)?
        .wire(state, true)
        .into())
}

/// `get_plans/{project_id}`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let created = Made::filter(call, "created")?;
    let is_completed = call.params.flag("is_completed")?;
    let milestones = call.params.ids("milestone_id")?;
    let plans = state
        .plans
        .iter()
        .rev()
        .filter(|plan| plan.project_id == project_id)
        .filter(|plan| created.admits(plan.created_on, plan.created_by))
        .filter(|plan| is_completed.is_none_or(|wanted| plan.is_completed == wanted))
        .filter(|plan| {
            let milestone = plan.milestone_id.unwrap_or(0);
            milestones
                .as_ref()
                .is_none_or(|wanted| wanted.contains(&milestone))
        });
    Ok(page(state, call, "plans", plans, |plan| plan.wire(state, false))?.into())
}

/// `add_plan/{project_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let mut plan = Plan {
        name: call.body.name("name")?,
        project_id,
        created_on: call.now,
        created_by: call.user.id,
        ..Plan::default()
    };
    change(state, &call.body, &mut plan)?;
    let bodies = if call.body.has("entries") {
        call.body.items("entries")?
    } else {
        Vec::new()
    };
    let drafts = bodies
        .iter()
        .map(|body| Draft::read(state, call, &plan, body))
        .collect::<Result<Vec<_>, _>>()?;
    plan.id = state.runs.next_id();
    let id = plan.id;
    state.plans.put(id, plan);
    for draft in drafts {
        state.add_entry(id, draft);
    }
    Ok(state.plan(call, id)?.wire(state, true).into())
}

/// `update_plan/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let mut plan = open_plan(state, call)?.clone();
    if let Some(name) = call.body.optional_name("name")? {
        plan.name = name;
    }
    change(state, &call.body, &mut plan)?;
    let id = plan.id;
    state.plans.put(id, plan);
    Ok(state.plan(call, id)?.wire(state, true).into())
}

/// `close_plan/{id}`, with all its runs.
pub(super) fn close(state: &mut State, call: &Call<'_>) -> Outcome {
    let plan = open_plan(state, call)?.clone();
    for run in plan.entries.iter().flat_map(|entry| &entry.runs) {
        state.close_run(*run, call.now);
    }
    if let Some(plan) = state.plans.get_mut(plan.id) {
        plan.is_completed = true;
        plan.completed_on = Some(call.now);
    }
    Ok(state.plan(call, plan.id)?.wire(state, true).into())
}

/// `delete_plan/{id}`, with all its runs.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let plan = state.plan(call, call.id(0, "plan_id")?)?.clone();
    if plan.is_completed && !call.user.is_admin {
        return Err(ApiError::forbidden(
            "You are not allowed to delete completed test plans (insufficient permissions)",
        ));
    }
    if call.is_preview()? {
        let n_runs = plan
            .entries
            .iter()
            .map(|entry| entry.runs.len())
            .sum::<usize>();
        return Ok(json!({ "affected_plans": 1, "affected_runs": n_runs }).into());
    }
    for run in plan.entries.iter().flat_map(|entry| &entry.runs) {
        state.remove_run(*run);
    }
    state.plans.remove(plan.id);
    Ok(Reply::Empty)
}

/// `add_plan_entry/{plan_id}`
pub(super) fn add_entry(state: &mut State, call: &Call<'_>) -> Outcome {
    let plan = open_plan(state, call)?;
    let plan_id = plan.id;
    let draft = Draft::read(state, call, plan, &call.body)?;
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

fn open_plan<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a Plan, ApiError> {
    let plan = state.plan(call, call.id(0, "plan_id")?)?;
    if plan.is_completed {
        return Err(ApiError::completed("test plan"));
    }
    Ok(plan)
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

fn unknown_entry() -> ApiError {
    ApiError::field("entry_id", "is not a valid test plan entry")
}

fn change(state: &State, body: &Body, plan: &mut Plan) -> Result<(), ApiError> {
    if let Some(description) = body.string("description")? {
        plan.description = description;
    }
    if let Some(milestone_id) = body.id("milestone_id")? {
        state.check_milestone(milestone_id, plan.project_id)?;
        plan.milestone_id = milestone_id;
    }
    if let Some(assignedto_id) = body.id("assignedto_id")? {
        state.check_assignee(assignedto_id)?;
        plan.assignedto_id = assignedto_id;
    }
    if let Some(refs) = refs_of(body)? {
        plan.refs = refs;
    }
    if let Some(start_on) = body.timestamp("start_on")? {
        plan.start_on = start_on;
    }
    if let Some(due_on) = body.timestamp("due_on")? {
        plan.due_on = due_on;
    }
    Ok(())
}

fn refs_of(body: &Body) -> Result<Given<String>, ApiError> {
    match body.string("refs")? {
        Some(Some(text)) => Ok(Some(refs::normalized("refs", &text, LONGEST_REFS)?)),
        other => Ok(other),
    }
}

/// An entry that has been checked and not been added yet.
#[derive(Debug)]
struct Draft {
    entry: Entry,
    runs: Vec<(Run, Vec<u64>)>,
}

impl Draft {
    fn read(state: &State, call: &Call<'_>, plan: &Plan, body: &Body) -> Result<Self, ApiError> {
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
    fn add_entry(&mut self, plan_id: u64, draft: Draft) -> usize {
        let Draft { mut entry, runs } = draft;
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
