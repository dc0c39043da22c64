//! Labels on cases and tests.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::body::{self, Body};
use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::state::State;

const MOST_LABELS: usize = 10;
const LONGEST_TITLE: usize = 20;

/// A label as the API shows it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Label {
    pub(super) id: u64,
    pub(super) title: String,
    /// A string, unlike elsewhere.
    pub(super) created_by: String,
    pub(super) created_on: i64,
    #[serde(skip_serializing)]
    pub(super) project_id: u64,
}

/// A label in a request: by id, or by a title that may be new.
#[derive(Clone, Debug)]
pub(super) enum LabelRef {
    Id(u64),
    Title(String),
}

/// `get_label/{id}`
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let label = state.label(call, call.id(0, "label_id")?)?;
    Ok(json!(label).into())
}

/// `get_labels/{project_id}`
pub(super) fn list(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let labels = state
        .labels
        .iter()
        .filter(|label| label.project_id == project_id);
    Ok(page(state, call, "labels", labels, |label| json!(label))?.into())
}

/// `add_label/{project_id}`
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let project_id = state.project_of(call)?.id;
    let title = title(&call.body)?;
    let id = state.new_label(call, project_id, title);
    Ok(json!({ "label": state.label(call, id)? }).into())
}

/// `update_label/{id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.label(call, call.id(0, "label_id")?)?.id;
    let project_id = call.body.required_id("project_id")?;
    state.project(call, project_id, "project_id")?;
    let title = title(&call.body)?;
    if let Some(label) = state.labels.get_mut(id) {
        label.title = title;
    }
    Ok(json!(state.label(call, id)?).into())
}

/// `delete_label/{id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.label(call, call.id(0, "label_id")?)?.id;
    state.remove_label(id);
    Ok(Reply::Empty)
}

/// `delete_labels`
pub(super) fn delete_many(state: &mut State, call: &Call<'_>) -> Outcome {
    let ids = call.body.required_ids("label_ids")?;
    for id in &ids {
        state.label(call, *id)?;
    }
    for id in ids {
        state.remove_label(id);
    }
    Ok(Reply::Empty)
}

impl State {
    /// The labels that a body names; `None` if it says nothing about labels.
    pub(super) fn label_refs(&self, body: &Body) -> Result<Option<Vec<LabelRef>>, ApiError> {
        let invalid = || ApiError::field("labels", "is not a valid list of labels");
        let values = match body.get("labels") {
            None => return Ok(None),
            Some(Value::Null) => return Ok(Some(Vec::new())),
            Some(value) => value.as_array().ok_or_else(invalid)?,
        };
        if values.len() > MOST_LABELS {
            return Err(ApiError::field(
                "labels",
                "contains too many labels (maximum 10)",
            ));
        }
        values
            .iter()
            .map(|value| match value {
                Value::Number(_) => body::id(value)
                    .filter(|id| self.labels.contains(*id))
                    .map(LabelRef::Id)
                    .ok_or_else(|| ApiError::field("labels", "contains an unknown label")),
                Value::String(title) => checked_title("labels", title).map(LabelRef::Title),
                _ => Err(invalid()),
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The ids of labels, of which new titles are added.
    pub(super) fn resolve_labels(
        &mut self,
        call: &Call<'_>,
        suite_id: u64,
        refs: Vec<LabelRef>,
    ) -> Vec<u64> {
        let project_id = self.project_of_suite(suite_id);
        let mut ids = Vec::with_capacity(refs.len());
        for label in refs {
            let id = match label {
                LabelRef::Id(id) => id,
                LabelRef::Title(title) => {
                    let known = self
                        .labels
                        .iter()
                        .find(|label| label.project_id == project_id && label.title == title)
                        .map(|label| label.id);
                    known.unwrap_or_else(|| self.new_label(call, project_id, title))
                }
            };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// Labels as cases and tests show them.
    pub(super) fn label_list(&self, ids: &[u64]) -> Value {
        ids.iter()
            .filter_map(|id| self.labels.get(*id))
            .map(|label| json!(label))
            .collect()
    }

    fn label(&self, call: &Call<'_>, id: u64) -> Result<&Label, ApiError> {
        let label = self
            .labels
            .get(id)
            .filter(|label| call.user.sees(label.project_id))
            .ok_or_else(|| ApiError::field("label_id", "is not a valid label"))?;
        call.permit()?;
        Ok(label)
    }

    fn new_label(&mut self, call: &Call<'_>, project_id: u64, title: String) -> u64 {
        let id = self.labels.next_id();
        let label = Label {
            id,
            title,
            created_by: call.user.id.to_string(),
            created_on: call.now,
            project_id,
        };
        self.labels.put(id, label);
        id
    }

    fn remove_label(&mut self, id: u64) {
        self.labels.remove(id);
        for case in self.cases.iter_mut() {
            case.labels.retain(|label| *label != id);
        }
        for test in self.tests.iter_mut() {
            test.labels.retain(|label| *label != id);
        }
    }
}

fn title(body: &Body) -> Result<String, ApiError> {
    checked_title("title", &body.name("title")?)
}

fn checked_title(field: &str, title: &str) -> Result<String, ApiError> {
    let title = title.trim();
    if title.is_empty() {
        return Err(ApiError::required(field));
    }
    if title.chars().count() > LONGEST_TITLE {
        return Err(ApiError::field(
            field,
            &format!("is too long ({LONGEST_TITLE} characters at most)"),
        ));
    }
    Ok(title.to_owned())
}
