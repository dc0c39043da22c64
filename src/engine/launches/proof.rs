//! Whether what TestOps lists of a launch is all of it, asked where it decides something that cannot be undone: TestRail
//! opens no closed run again.

use std::collections::BTreeSet;

use super::{Exporter, ReadError, ShortListing};
use crate::diagnostic::Side;
use crate::manifest::{CloseRun, OnClosedRun};
use crate::mapping::launches::LaunchRules;
use crate::model::{LaunchId, TestCaseId};
use crate::plan::{LaunchFacts, LaunchPlan, LaunchProgress, progress};
use crate::testops::{LaunchSource, Results, Statistic};

/// How many results a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    /// Those that no retry replaced.
    visible: u64,
    hidden: u64,
}

impl Listed {
    pub(super) fn of(results: &Results) -> Self {
        Self {
            visible: (results.results.len() + results.unfinished) as u64,
            hidden: results.hidden as u64,
        }
    }

    /// True when there are more results than these. Whether a count holds those that a retry replaced is not documented.
    fn is_short_of(self, counted: u64) -> bool {
        counted > self.visible && counted != self.visible + self.hidden
    }
}

/// True when something follows from the results of a launch that no later apply can mend: its run is closed, or the
/// launch is taken to be exported for good.
pub(super) fn is_final(rules: &LaunchRules, facts: &LaunchFacts<'_>) -> bool {
    if !facts.launch.closed || facts.is_unfinished {
        return false;
    }
    let has_open = facts.runs.iter().any(|run| !run.is_completed);
    match progress(facts) {
        LaunchProgress::Absent => true,
        LaunchProgress::Unknown => has_open || rules.on_closed_run == OnClosedRun::Continue,
        LaunchProgress::Complete(_) => has_open && rules.close == CloseRun::WhenLaunchClosed,
    }
}

/// Holds the list of a launch's results against what TestOps counts apart from it. Gives the results of a second reading
/// where the first one does not agree with that.
pub(super) async fn read_again<S: LaunchSource + Sync, R>(
    ends: &Exporter<'_, S, R>,
    launch: LaunchId,
    listed: Listed,
) -> Result<Option<Results>, ReadError> {
    if counted(ends, launch).await? == Some(listed.visible) {
        return Ok(None);
    }
    let again = ends.source.results(launch).await?;
    let found = Listed::of(&again);
    let expected = match counted(ends, launch).await? {
        Some(counted) if counted == found.visible => return Ok(Some(again)),
        Some(counted) if found.is_short_of(counted) => counted,
        _ if found.visible < listed.visible => listed.visible,
        _ => return Ok(Some(again)),
    };
    Err(ReadError::Short(ShortListing {
        side: Side::Testops,
        listing: format!("results of launch {}", launch.0),
        found: found.visible,
        expected,
    }))
}

async fn counted<S: LaunchSource + Sync, R>(
    ends: &Exporter<'_, S, R>,
    launch: LaunchId,
) -> Result<Option<u64>, ReadError> {
    let statistic: Option<Statistic> = ends.source.statistic(launch).await?;
    Ok(statistic.map(|statistic| statistic.values().sum()))
}

/// Makes sure that test cases whose results a run lacks when it is closed are really not selected: the list of test cases
/// may have come short.
pub(super) async fn check_foreign<'a, S: LaunchSource + Sync, R>(
    ends: &Exporter<'_, S, R>,
    plans: impl Iterator<Item = &'a LaunchPlan>,
) -> Result<(), ReadError> {
    let foreign: BTreeSet<TestCaseId> = plans
        .filter(|plan| plan.closes)
        .flat_map(|plan| plan.left_out.foreign.keys().copied())
        .filter(|case| !ends.blocked.contains(case))
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let spec = &ends.config.spec;
    let (project_id, aql) = (spec.source.project_id.value, &spec.test_cases.aql.value);
    let selected = ends.source.selected_among(project_id, aql, &foreign);
    match selected.await? {
        None | Some(0) => Ok(()),
        Some(missing) => {
            let found = ends.exported.len() as u64;
            Err(ReadError::Short(ShortListing {
                side: Side::Testops,
                listing: "test cases".to_owned(),
                found,
                expected: found + missing,
            }))
        }
    }
}
