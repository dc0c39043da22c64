//! Milestones.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::refs;
use super::state::State;

const LONGEST_REFS: usize = 250;

/// A milestone; its link and children are added when it is shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Milestone {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) start_on: Option<i64>,
    pub(super) started_on: Option<i64>,
    pub(super) is_started: bool,
    pub(super) due_on: Option<i64>,
    pub(super) is_completed: bool,
    pub(super) completed_on: Option<i64>,
    pub(super) project_id: u64,
    pub(super) parent_id: Option<u64>,
    pub(super) refs: Option<String>,
}

impl Milestone {
    pub(super) fn wire(&self, state: &State) -> Value {
        let mut milestone = json!(self);
        milestone["url"] = json!(state.url("milestones/view", self.id));
        milestone["milestones"] = state
            .milestones
            .iter()
            .filter(|child| child.parent_id == Some(self.id))
            .map(|child| child.wire(state))
            .collect();
        milestone
    }
}

/// `get_milestone/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(named(state, call)?.wire(state).into())
}

/// `get_milestones/{project_id}`: those at the top; the others are inside them.
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let is_completed = call.params.flag("is_completed")?;
    let is_started = call.params.flag("is_started")?;
    let milestones = state
        .milestones
        .iter()
        .filter(|milestone| milestone.project_id == project_id && milestone.parent_id.is_none())
        .filter(|milestone| is_completed.is_none_or(|wanted| milestone.is_completed == wanted))
        .filter(|milestone| is_started.is_none_or(|wanted| milestone.is_started == wanted));
    Ok(page(state, call, "milestones", milestones, |milestone| {
        milestone.wire(state)
    })?
    .into())
}

/// `add_milestone/{project_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let name = call.body.name("name")?;
    let mut milestone = Milestone {
        name,
        project_id,
        ..Milestone::default()
    };
    change(state, call, &mut milestone)?;
    milestone.id = state.milestones.next_id();
    let id = milestone.id;
    state.milestones.put(id, milestone.clone());
    Ok(milestone.wire(state).into())
}

/// `update_milestone/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let mut milestone = named(state, call)?.clone();
    if let Some(name) = call.body.optional_name("name")? {
        milestone.name = name;
    }
    change(state, call, &mut milestone)?;
    state.milestones.put(milestone.id, milestone.clone());
    Ok(milestone.wire(state).into())
}

/// `delete_milestone/{id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = named(state, call)?.id;
    state.milestones.remove(id);
    for case in state
        .cases
        .iter_mut()
        .filter(|case| case.milestone_id == Some(id))
    {
        case.milestone_id = None;
    }
    for run in state
        .runs
        .iter_mut()
        .filter(|run| run.milestone_id == Some(id))
    {
        run.milestone_id = None;
    }
    for child in state
        .milestones
        .iter_mut()
        .filter(|child| child.parent_id == Some(id))
    {
        child.parent_id = None;
    }
    Ok(Reply::Empty)
}

fn named<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a Milestone, ApiError> {
    let id = call.id(0, "milestone_id")?;
    let milestone = state
        .milestones
        .get(id)
        .filter(|milestone| call.user.sees(milestone.project_id))
        .ok_or_else(|| ApiError::field("milestone_id", "is not a valid milestone"))?;
    call.permit()?;
    Ok(milestone)
}

fn change(state: &State, call: &Call<'_>, milestone: &mut Milestone) -> Result<(), ApiError> {
    let body = &call.body;
    if let Some(description) = body.string("description")? {
        milestone.description = description;
    }
    if let Some(due_on) = body.timestamp("due_on")? {
        milestone.due_on = due_on;
    }
    if let Some(parent_id) = body.id("parent_id")? {
        let is_valid = parent_id.is_none_or(|parent| {
            parent != milestone.id && state.has_milestone(parent, milestone.project_id)
        });
        if !is_valid {
            return Err(ApiError::field("parent_id", "is not a valid milestone"));
        }
        milestone.parent_id = parent_id;
    }
    if let Some(refs) = body.string("refs")? {
        milestone.refs = match refs {
            Some(refs) => refs::normalized("refs", &refs, LONGEST_REFS)?,
            None => None,
        };
    }
    if let Some(start_on) = body.timestamp("start_on")? {
        milestone.start_on = start_on;
    }
    if let Some(is_started) = body.flag("is_started")? {
        milestone.is_started = is_started;
        milestone.started_on = is_started.then_some(call.now);
    }
    if let Some(is_completed) = body.flag("is_completed")? {
        milestone.is_completed = is_completed;
        milestone.completed_on = is_completed.then_some(call.now);
    }
    Ok(())
}
