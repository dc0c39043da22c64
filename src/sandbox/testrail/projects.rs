//! Projects.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::state::State;
use super::suites::Suite;

/// A project; its link is added when it is shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Project {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) announcement: Option<String>,
    pub(super) show_announcement: bool,
    pub(super) is_completed: bool,
    pub(super) completed_on: Option<i64>,
    /// 1 single suite, 2 single suite with baselines, 3 several suites.
    pub(super) suite_mode: u8,
    pub(super) default_role_id: Option<u64>,
    pub(super) default_role: Option<String>,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            id: 0,
            name: String::new(),
            announcement: None,
            show_announcement: false,
            is_completed: false,
            completed_on: None,
            suite_mode: 1,
            default_role_id: None,
            default_role: None,
        }
    }
}

impl Project {
    pub(super) fn wire(&self, state: &State) -> Value {
        let mut project = json!(self);
        project["url"] = json!(state.url("projects/overview", self.id));
        if state.switches.is_at_least(7, 3) {
            project["users"] = json!([]);
            project["groups"] = json!([]);
        }
        project
    }
}

/// `get_project/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(state.project_of(call)?.wire(state).into())
}

/// `get_projects`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let is_completed = call.params.flag("is_completed")?;
    let projects = state
        .projects
        .iter()
        .filter(|project| call.user.sees(project.id))
        .filter(|project| is_completed.is_none_or(|wanted| project.is_completed == wanted));
    Ok(page(state, call, "projects", projects, |project| {
        project.wire(state)
    })?
    .into())
}

/// `add_project`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let name = call.body.name("name")?;
    let announcement = call.body.string("announcement")?.flatten();
    let show_announcement = call.body.flag("show_announcement")?.unwrap_or(false);
    let suite_mode = suite_mode(call)?.unwrap_or(1);
    let id = state.projects.next_id();
    let project = Project {
        id,
        name,
        announcement,
        show_announcement,
        suite_mode,
        ..Project::default()
    };
    let answer = project.wire(state);
    state.projects.put(id, project);
    if suite_mode != 3 {
        let suite_id = state.suites.next_id();
        state.suites.put(suite_id, Suite::master(suite_id, id));
    }
    Ok(answer.into())
}

/// `update_project/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let mut project = state.project_of(call)?.clone();
    if let Some(name) = call.body.optional_name("name")? {
        project.name = name;
    }
    if let Some(announcement) = call.body.string("announcement")? {
        project.announcement = announcement;
    }
    if let Some(show) = call.body.flag("show_announcement")? {
        project.show_announcement = show;
    }
    if let Some(mode) = suite_mode(call)? {
        project.suite_mode = mode;
    }
    if let Some(is_completed) = call.body.flag("is_completed")? {
        project.is_completed = is_completed;
        project.completed_on = is_completed.then_some(call.now);
    }
    let answer = project.wire(state);
    state.projects.put(project.id, project);
    Ok(answer.into())
}

/// `delete_project/{id}`, with everything in it.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.project_of(call)?.id;
    let suites: Vec<u64> = state
        .suites
        .iter()
        .filter(|suite| suite.project_id == id)
        .map(|suite| suite.id)
        .collect();
    let runs: Vec<u64> = state
        .runs
        .iter()
        .filter(|run| run.project_id == id)
        .map(|run| run.id)
        .collect();
    for run in runs {
        state.remove_run(run);
    }
    for suite in suites {
        state.remove_suite(suite);
    }
    state.plans.retain(|plan| plan.project_id != id);
    state
        .milestones
        .retain(|milestone| milestone.project_id != id);
    state.config_groups.retain(|group| group.project_id != id);
    state.shared_steps.retain(|step| step.project_id != id);
    state.projects.remove(id);
    Ok(Reply::Empty)
}

fn suite_mode(call: &Call<'_>) -> Result<Option<u8>, ApiError> {
    match call.body.id("suite_mode")?.flatten() {
        None => Ok(None),
        Some(mode @ 1..=3) => Ok(u8::try_from(mode).ok()),
        Some(_) => Err(ApiError::field("suite_mode", "is not a valid suite mode")),
    }
}
