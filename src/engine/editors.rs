//! Asks TestRail who changed what differs: one request a case, and only where the answer can change what is done or said.

use std::collections::BTreeSet;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::people::other_own_users;
use crate::model::{CaseId, FieldSpec};
use crate::plan::{Histories, PlannedConfig};
use crate::testrail::{Error, HistoryReader, UserReader};

/// How many cases of a run are asked about where the answer changes only what is said.
const MOST_ASKED: usize = 200;

/// How many cases are asked about at once.
const IN_FLIGHT: usize = 10;

/// Which cases of a run are asked about: all whose edits are kept or have to be settled, and of the others those with the
/// lowest ids.
pub(super) fn cases_to_ask<'a>(
    planned: impl Iterator<Item = &'a PlannedConfig>,
) -> BTreeSet<CaseId> {
    let (decided, mut told): (Vec<_>, Vec<_>) = planned
        .flat_map(PlannedConfig::questions)
        .partition(|(_, decides)| *decides);
    told.sort_unstable();
    told.truncate(MOST_ASKED);
    decided
        .into_iter()
        .chain(told)
        .map(|(case, _)| case)
        .collect()
}

/// Finds out who changed what differs in a sync config, and settles it.
pub(super) async fn settle_editors(
    target: &(impl HistoryReader + UserReader + Sync),
    project_id: u64,
    also_writes_as: &[String],
    asked: &BTreeSet<CaseId>,
    mut planned: PlannedConfig,
) -> Result<PlannedConfig, Error> {
    // Where nobody knows who we are, nobody knows who somebody else is.
    let Some(user) = planned.user() else {
        return Ok(planned.settle(&Histories::new()));
    };
    let cases = planned.questions().map(|(case, _)| case);
    let cases: Vec<CaseId> = cases.filter(|case| asked.contains(case)).collect();
    let histories = read_histories(target, &cases, &planned.plan.fields).await?;
    let seen = planned.users(&histories);
    let own = other_own_users(target, project_id, user, also_writes_as, seen).await?;
    planned.add_own_users(own);
    Ok(planned.settle(&histories))
}

async fn read_histories(
    target: &(impl HistoryReader + Sync),
    cases: &[CaseId],
    fields: &[FieldSpec],
) -> Result<Histories, Error> {
    let Some((first, rest)) = cases.split_first() else {
        return Ok(Histories::new());
    };
    // A server that does not tell it of one case tells it of none.
    let told = target.history(*first, fields).await?;
    if told.is_none() {
        return Ok(cases.iter().map(|case| (*case, None)).collect());
    }
    let read = rest.iter().map(|case| async move {
        let history = target.history(*case, fields).await?;
        Ok::<_, Error>((*case, history))
    });
    let mut histories: Histories = stream::iter(read)
        .buffer_unordered(IN_FLIGHT)
        .try_collect()
        .await?;
    histories.insert(*first, told);
    Ok(histories)
}
