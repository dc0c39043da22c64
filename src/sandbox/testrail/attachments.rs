//! Files at cases, runs, plans and results; kept in memory.

use bytes::Bytes;
use serde_json::{Value, json};

use super::call::{Call, Outcome, Reply};
use super::error::ApiError;
use super::paging::page;
use super::plan_entries;
use super::state::State;
use crate::sandbox::multipart;

const LARGEST_FILE: usize = 256 * 1024 * 1024;

/// A file and what it is attached to.
#[derive(Clone, Debug)]
pub(super) struct Attachment {
    id: u64,
    name: String,
    content_type: String,
    content: Bytes,
    created_on: i64,
    project_id: u64,
    user_id: u64,
    owner: Owner,
}

/// What a file is attached to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Owner {
    Case(u64),
    Result { id: u64, test_id: u64, run_id: u64 },
    Run(u64),
    Plan(u64),
    Entry { plan_id: u64, entry_id: String },
}

impl Owner {
    fn kind(&self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Result { .. } => "test_change",
            Self::Run(_) => "run",
            Self::Plan(_) => "plan",
            Self::Entry { .. } => "entry",
        }
    }

    fn id(&self) -> String {
        match self {
            Self::Case(id) | Self::Result { id, .. } | Self::Run(id) | Self::Plan(id) => {
                id.to_string()
            }
            Self::Entry { entry_id, .. } => entry_id.clone(),
        }
    }
}

impl Attachment {
    pub(super) fn wire(&self, state: &State) -> Value {
        let extension = self
            .name
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension);
        json!({
            "id": self.id,
            "name": self.name,
            "filename": self.name,
            "filetype": extension,
            "cassandra_file_id": state.uuid(self.id),
            "size": self.content.len(),
            "created_on": self.created_on,
            "project_id": self.project_id,
            "user_id": self.user_id,
            "data_id": self.id,
            "entity_type": self.owner.kind(),
            "entity_id": self.owner.id(),
            "is_image": self.content_type.starts_with("image/"),
            "icon": extension,
        })
    }
}

/// `add_attachment_to_case/{case_id}`
pub(super) fn add_to_case(state: &mut State, call: &Call<'_>) -> Outcome {
    let case = state.case(call, call.id(0, "case_id")?)?;
    let project_id = state.project_of_suite(case.suite_id);
    let owner = Owner::Case(case.id);
    add(state, call, project_id, owner)
}

/// `add_attachment_to_result/{result_id}`
pub(super) fn add_to_result(state: &mut State, call: &Call<'_>) -> Outcome {
    let result = state.result(call, call.id(0, "result_id")?)?;
    let test = state.test(call, result.test_id)?;
    let project_id = state.run(call, test.run_id)?.project_id;
    let owner = Owner::Result {
        id: result.id,
        test_id: test.id,
        run_id: test.run_id,
    };
    add(state, call, project_id, owner)
}

/// `add_attachment_to_run/{run_id}`
pub(super) fn add_to_run(state: &mut State, call: &Call<'_>) -> Outcome {
    let run = state.run(call, call.id(0, "run_id")?)?;
    let (project_id, owner) = (run.project_id, Owner::Run(run.id));
    add(state, call, project_id, owner)
}

/// `add_attachment_to_plan/{plan_id}`
pub(super) fn add_to_plan(state: &mut State, call: &Call<'_>) -> Outcome {
    let plan = state.plan(call, call.id(0, "plan_id")?)?;
    let (project_id, owner) = (plan.project_id, Owner::Plan(plan.id));
    add(state, call, project_id, owner)
}

/// `add_attachment_to_plan_entry/{plan_id}/{entry_id}`
pub(super) fn add_to_entry(state: &mut State, call: &Call<'_>) -> Outcome {
    let owner = entry_of(state, call)?;
    let project_id = state.plan(call, call.id(0, "plan_id")?)?.project_id;
    add(state, call, project_id, owner)
}

fn add(state: &mut State, call: &Call<'_>, project_id: u64, owner: Owner) -> Outcome {
    let part = multipart::parts(call.request)
        .into_iter()
        .flatten()
        .find(|part| part.name == "attachment" && part.file_name.is_some())
        .ok_or_else(|| ApiError::required("attachment"))?;
    if part.content.len() > LARGEST_FILE {
        return Err(ApiError::too_large());
    }
    let id = state.attachments.next_id();
    if let Owner::Result { id: result_id, .. } = owner
        && let Some(result) = state.results.get_mut(result_id)
    {
        result.attachment_ids.push(id);
    }
    let attachment = Attachment {
        id,
        name: part.file_name.unwrap_or_default(),
        content_type: part
            .content_type
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        content: part.content,
        created_on: call.now,
        project_id,
        user_id: call.user.id,
        owner,
    };
    state.attachments.put(id, attachment);
    Ok(json!({ "attachment_id": id }).into())
}

/// `get_attachments_for_case/{case_id}`
pub(super) fn of_case(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.case(call, call.id(0, "case_id")?)?.id;
    list(state, call, |owner| *owner == Owner::Case(id))
}

/// `get_attachments_for_run/{run_id}`, those of its results included.
pub(super) fn of_run(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.run(call, call.id(0, "run_id")?)?.id;
    list(state, call, |owner| match owner {
        Owner::Run(run_id) | Owner::Result { run_id, .. } => *run_id == id,
        Owner::Case(_) | Owner::Plan(_) | Owner::Entry { .. } => false,
    })
}

/// `get_attachments_for_plan/{plan_id}`
pub(super) fn of_plan(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.plan(call, call.id(0, "plan_id")?)?.id;
    list(state, call, |owner| *owner == Owner::Plan(id))
}

/// `get_attachments_for_test/{test_id}`: a plain array of the files of its results.
pub(super) fn of_test(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = state.test(call, call.id(0, "test_id")?)?.id;
    Ok(array(
        state,
        |owner| matches!(owner, Owner::Result { test_id, .. } if *test_id == id),
    )
    .into())
}

/// `get_attachments_for_plan_entry/{plan_id}/{entry_id}`: a plain array.
pub(super) fn of_entry(state: &mut State, call: &Call<'_>) -> Outcome {
    let wanted = entry_of(state, call)?;
    Ok(array(state, |owner| *owner == wanted).into())
}

/// `get_attachment/{id}`: the file itself.
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let attachment = named(state, call)?;
    Ok(Reply::File {
        content_type: attachment.content_type.clone(),
        name: attachment.name.clone(),
        content: attachment.content.clone(),
    })
}

/// `delete_attachment/{id}`
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Outcome {
    let id = named(state, call)?.id;
    if let Some(Owner::Result { id: result_id, .. }) = state
        .attachments
        .remove(id)
        .map(|attachment| attachment.owner)
        && let Some(result) = state.results.get_mut(result_id)
    {
        result.attachment_ids.retain(|attached| *attached != id);
    }
    Ok(Reply::Empty)
}

fn named<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a Attachment, ApiError> {
    let id = call.id(0, "attachment_id")?;
    let attachment = state
        .attachments
        .get(id)
        .filter(|attachment| call.user.sees(attachment.project_id))
        .ok_or_else(|| ApiError::field("attachment_id", "is not a valid attachment"))?;
    call.permit()?;
    Ok(attachment)
}

fn entry_of(state: &State, call: &Call<'_>) -> Result<Owner, ApiError> {
    let (plan_id, _) = plan_entries::entry(state, call)?;
    let entry_id = call.segment(1).unwrap_or_default().to_owned();
    Ok(Owner::Entry { plan_id, entry_id })
}

fn list(state: &State, call: &Call<'_>, is_wanted: impl Fn(&Owner) -> bool) -> Outcome {
    let attachments = state
        .attachments
        .iter()
        .filter(|attachment| is_wanted(&attachment.owner));
    Ok(page(state, call, "attachments", attachments, |attachment| {
        attachment.wire(state)
    })?
    .into())
}

fn array(state: &State, is_wanted: impl Fn(&Owner) -> bool) -> Value {
    state
        .attachments
        .iter()
        .filter(|attachment| is_wanted(&attachment.owner))
        .map(|attachment| attachment.wire(state))
        .collect()
}
