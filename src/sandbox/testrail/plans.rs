//! Test plans: entries of runs, perhaps for several configurations.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::body::{Body, Given};
use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::plan_entries::{Entry, EntryDraft};
use super::refs;
use super::runs::LONGEST_REFS;
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
        .map(|body| EntryDraft::read(state, call, &plan, body))
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

pub(super) fn open_plan<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a Plan, ApiError> {
    let plan = state.plan(call, call.id(0, "plan_id")?)?;
    if plan.is_completed {
        return Err(ApiError::completed("test plan"));
    }
    Ok(plan)
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

pub(super) fn refs_of(body: &Body) -> Result<Given<String>, ApiError> {
    match body.string("refs")? {
        Some(Some(text)) => Ok(Some(refs::normalized("refs", &text, LONGEST_REFS)?)),
        other => Ok(other),
    }
}
