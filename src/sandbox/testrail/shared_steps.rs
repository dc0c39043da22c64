//! Steps that several cases share.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::body::{self, Body};
use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::refs;
use super::state::{Made, State};

/// A set of shared steps; the cases that use it are added when it is shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SharedStep {
    pub(super) id: u64,
    pub(super) title: String,
    pub(super) project_id: u64,
    pub(super) created_by: u64,
    pub(super) created_on: i64,
    pub(super) updated_by: u64,
    pub(super) updated_on: i64,
    pub(super) custom_steps_separated: Vec<Value>,
    #[serde(skip)]
    pub(super) history: Vec<Value>,
}

impl SharedStep {
    pub(super) fn wire(&self, state: &State) -> Value {
        json!({
            "id": self.id,
            "title": self.title,
            "project_id": self.project_id,
            "case_ids": state.cases_sharing(self.id),
            "created_by": self.created_by,
            "created_on": self.created_on,
            "updated_by": self.updated_by,
            "updated_on": self.updated_on,
            "custom_steps_separated": self.custom_steps_separated,
        })
    }

    fn remember(&mut self, entry_id: u64) {
        self.history.push(json!({
            "id": entry_id,
            "timestamp": self.updated_on,
            "user_id": self.updated_by,
            "custom_steps_separated": self.custom_steps_separated,
            "title": self.title,
        }));
    }
}

/// `get_shared_step/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    Ok(named(state, call)?.wire(state).into())
}

/// `get_shared_steps/{project_id}`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let created = Made::filter(call, "created")?;
    let reference = call.params.get("refs");
    let steps = state
        .shared_steps
        .iter()
        .filter(|step| step.project_id == project_id)
        .filter(|step| created.admits(step.created_on, step.created_by))
        .filter(|step| {
            reference.is_none_or(|wanted| {
                step.custom_steps_separated
                    .iter()
                    .any(|item| refs::contains(item["refs"].as_str(), wanted))
            })
        });
    Ok(page(state, call, "shared_steps", steps, |step| step.wire(state))?.into())
}

/// `add_shared_step/{project_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let title = call.body.name("title")?;
    let steps = steps(state, &call.body)?.unwrap_or_default();
    state.last_history_id += 1;
    let mut shared = SharedStep {
        id: state.shared_steps.next_id(),
        title,
        project_id,
        created_by: call.user.id,
        created_on: call.now,
        updated_by: call.user.id,
        updated_on: call.now,
        custom_steps_separated: steps,
        history: Vec::new(),
    };
    shared.remember(state.last_history_id);
    let answer = shared.wire(state);
    state.shared_steps.put(shared.id, shared);
    Ok(answer.into())
}

/// `update_shared_step/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let mut shared = named(state, call)?.clone();
    if let Some(title) = call.body.optional_name("title")? {
        shared.title = title;
    }
    if let Some(steps) = steps(state, &call.body)? {
        shared.custom_steps_separated = steps;
    }
    shared.updated_by = call.user.id;
    shared.updated_on = call.now;
    state.last_history_id += 1;
    shared.remember(state.last_history_id);
    let answer = shared.wire(state);
    state.shared_steps.put(shared.id, shared);
    Ok(answer.into())
}

/// `delete_shared_step/{id}`; unless told otherwise, cases keep the steps as their own.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let shared = named(state, call)?.clone();
    let keeps = call.body.flag("keep_in_cases")?.unwrap_or(true);
    let own = if keeps {
        shared.custom_steps_separated
    } else {
        Vec::new()
    };
    for case in state.cases.iter_mut() {
        for value in case.custom.values_mut() {
            let Value::Array(items) = value else {
                continue;
            };
            *items = items
                .drain(..)
                .flat_map(|item| {
                    if is_shared(&item, shared.id) {
                        own.clone()
                    } else {
                        vec![item]
                    }
                })
                .collect();
        }
    }
    state.shared_steps.remove(shared.id);
    Ok(Reply::Empty)
}

/// `get_shared_step_history/{id}`, a plain array although the manual shows an envelope.
pub(super) fn history(state: &mut State, call: &Call<'_>) -> Outcome {
    let shared = named(state, call)?;
    Ok(Value::Array(shared.history.iter().rev().cloned().collect()).into())
}

impl State {
    fn cases_sharing(&self, id: u64) -> Vec<u64> {
        self.cases
            .iter()
            .filter(|case| {
                let mut values = case.custom.values().filter_map(Value::as_array);
                values.any(|items| items.iter().any(|item| is_shared(item, id)))
            })
            .map(|case| case.id)
            .collect()
    }
}

fn is_shared(item: &Value, id: u64) -> bool {
    item.get("shared_step_id").and_then(body::id) == Some(id)
}

fn named<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a SharedStep, ApiError> {
    let id = call.id(0, "shared_step_id")?;
    let shared = state
        .shared_steps
        .get(id)
        .filter(|step| call.user.sees(step.project_id))
        .ok_or_else(|| ApiError::field("shared_step_id", "is not a valid shared step"))?;
    call.permit()?;
    Ok(shared)
}

fn steps(state: &State, body: &Body) -> Result<Option<Vec<Value>>, ApiError> {
    const FIELD: &str = "custom_steps_separated";
    let invalid = || ApiError::field(FIELD, "is not a valid list of steps");
    let Some(value) = body.get(FIELD) else {
        return Ok(None);
    };
    let items = match value {
        Value::Null => return Ok(Some(Vec::new())),
        Value::Array(items) => items,
        _ => return Err(invalid()),
    };
    items
        .iter()
        .map(|item| {
            let item = item.as_object().ok_or_else(invalid)?;
            let mut step = Map::new();
            for key in ["content", "additional_info", "expected", "refs"] {
                let value = match item.get(key) {
                    None | Some(Value::Null) => Value::Null,
                    Some(Value::String(text)) if key == "refs" => Value::String(text.clone()),
                    Some(Value::String(text)) => {
                        Value::String(state.switches.text_mode.store(text))
                    }
                    Some(_) => return Err(invalid()),
                };
                step.insert(key.to_owned(), value);
            }
            Ok(Value::Object(step))
        })
        .collect::<Result<_, _>>()
        .map(Some)
}
