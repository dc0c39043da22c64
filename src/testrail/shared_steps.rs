//! Reads the rows of shared steps of which cases tell the id alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value as Json;

use super::TestRail;
use super::pages::{self, Listing};
use super::wire;
use crate::field::{rows_of, shared_steps_of, with_shared_steps};
use crate::http;
use crate::model::{StepRow, Value};

#[derive(Debug, Deserialize)]
struct SharedStep {
    id: u64,
    #[serde(rename = "custom_steps_separated", default)]
    steps: Json,
}

/// What was read so far, so that nothing is read twice in a run.
#[derive(Debug, Default)]
pub(super) struct SharedSteps {
    known: BTreeMap<u64, Vec<StepRow>>,
    /// Those of which TestRail does not tell anything.
    untold: BTreeSet<u64>,
}

/// Puts their rows where values name shared steps by their ids. Nothing is sent where none does. One alone is read by its
/// id, several with the list of their project, where it is known.
pub(super) async fn tell(
    testrail: &TestRail,
    project_id: Option<u64>,
    mut values: Vec<&mut Value>,
) -> Result<(), http::Error> {
    values.retain(|value| shared_steps_of(value).next().is_some());
    if values.is_empty() {
        return Ok(());
    }
    let wanted: BTreeSet<u64> = values.iter().flat_map(|it| shared_steps_of(it)).collect();
    // Whoever else wants them waits, and finds them here.
    let mut shared = testrail.shared_steps.lock().await;
    let is_new = |shared: &SharedSteps, id: &u64| {
        !shared.known.contains_key(id) && !shared.untold.contains(id)
    };
    let count = wanted.iter().filter(|id| is_new(&shared, id)).count();
    if let (Some(project_id), 2..) = (project_id, count) {
        shared.known.extend(list(testrail, project_id).await?);
    }
    for id in &wanted {
        if is_new(&shared, id) {
            match one(testrail, *id).await? {
                Some(rows) => _ = shared.known.insert(*id, rows),
                None => _ = shared.untold.insert(*id),
            }
        }
    }
    for value in values {
        *value = with_shared_steps(std::mem::take(value), &shared.known);
    }
    Ok(())
}

async fn list(
    testrail: &TestRail,
    project_id: u64,
) -> Result<BTreeMap<u64, Vec<StepRow>>, http::Error> {
    let method = format!("get_shared_steps/{project_id}");
    let listing = Listing {
        method: &method,
        filter: "",
        expected: "a page of shared steps",
        is_always_paged: false,
    };
    let read = pages::read_pages(&testrail.api, listing, wire::list::<SharedStep>, |row| {
        row.id
    });
    match known(read.await)? {
        Some(rows) => Ok(rows
            .into_iter()
            .map(|row| (row.id, rows_of(&row.steps)))
            .collect()),
        None => Ok(BTreeMap::new()),
    }
}

async fn one(testrail: &TestRail, id: u64) -> Result<Option<Vec<StepRow>>, http::Error> {
    let method = format!("get_shared_step/{id}");
    let decode = |body: &[u8]| serde_json::from_slice::<SharedStep>(body);
    let read = testrail.api.get(&method, "", "a shared step", decode);
    Ok(known(read.await)?.map(|row| rows_of(&row.steps)))
}

/// What a role may not see, or what is gone, is only not known.
fn known<T>(answer: Result<T, http::Error>) -> Result<Option<T>, http::Error> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => {
            tracing::warn!("{error}: it does not tell what shared steps hold");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
