//! Closed launches that need no request: their runs are complete and closed, and TestOps counts what it counted before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::launch::{Content, complete_launch};
use super::{Exporter, PlannedLaunch, ReadError};
use crate::apply::LaunchReport;
use crate::mapping::launches::{LaunchRules, exported_in};
use crate::model::{Launch, LaunchId, ObservedRun, TestCaseId, TestResult};
use crate::plan::{LaunchFacts, LaunchPlan, LaunchProgress, LeftOut, has_results, progress};
use crate::state::SeenLaunch;
use crate::testops::{LaunchSource, Statistic};

/// What was seen of launches, before and by this run.
#[derive(Debug, Default)]
pub(crate) struct SeenLaunches {
    before: BTreeMap<(String, String, LaunchId), SeenLaunch>,
    now: Mutex<Vec<(SeenLaunch, Standing)>>,
}

/// How far the run of a launch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It is complete and closed.
    Done,
    /// It will be once its plan is carried out.
    Planned,
}

/// What TestOps counts of the closed launches that a sync config selects.
pub(super) type Statistics = BTreeMap<LaunchId, Statistic>;

impl SeenLaunches {
    pub(crate) fn new(before: Vec<SeenLaunch>) -> Self {
        let key = |seen: &SeenLaunch| {
            let launch = LaunchId(seen.launch);
            (seen.source.clone(), seen.config.clone(), launch)
        };
        Self {
            before: before.into_iter().map(|seen| (key(&seen), seen)).collect(),
            now: Mutex::default(),
        }
    }

    fn get(&self, source: &str, config: &str, launch: LaunchId) -> Option<&SeenLaunch> {
        let key = (source.to_owned(), config.to_owned(), launch);
        self.before.get(&key)
    }

    fn note(&self, seen: SeenLaunch, standing: Standing) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.push((seen, standing));
    }

    /// What is to be kept: all that is done, and of sync configs that were not planned what was known before. Beside it,
    /// what will be done once the plan is carried out.
    pub(crate) fn into_kept(
        self,
        planned: &BTreeSet<String>,
    ) -> (Vec<SeenLaunch>, Vec<SeenLaunch>) {
        let before = self.before.into_values();
        let mut kept: Vec<SeenLaunch> = before
            .filter(|seen| !planned.contains(&seen.config))
            .collect();
        let mut pending = Vec::new();
        for (seen, standing) in self
            .now
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
        {
            match standing {
                Standing::Done => kept.push(seen),
                Standing::Planned => pending.push(seen),
            }
        }
        let order = |seen: &SeenLaunch| (seen.config.clone(), seen.source.clone(), seen.launch);
        kept.sort_by_key(order);
        (kept, pending)
    }
}

/// Those whose runs were closed by an apply, with all that was planned.
pub(crate) fn now_done<'a>(
    pending: &[SeenLaunch],
    config: &str,
    reports: impl Iterator<Item = &'a LaunchReport>,
) -> Vec<SeenLaunch> {
    let closed: BTreeSet<i64> = reports
        .filter(|report| report.is_closed && report.is_complete())
        .map(|report| report.launch.0)
        .collect();
    let is_done = |seen: &&SeenLaunch| seen.config == config && closed.contains(&seen.launch);
    pending.iter().filter(is_done).cloned().collect()
}

/// Counts the results of the closed launches that a sync config selects, with the list of launches.
pub(super) async fn count_closed<S: LaunchSource + Sync, R>(
    ends: &Exporter<'_, S, R>,
    launches: &BTreeMap<LaunchId, Launch>,
) -> Result<Statistics, ReadError> {
    let closed = launches.values().filter(|launch| launch.closed);
    let closed: BTreeSet<LaunchId> = closed.map(|launch| launch.id).collect();
    if closed.is_empty() || ends.seen.is_none() {
        return Ok(Statistics::new());
    }
    let project_id = ends.config.spec.source.project_id.value;
    Ok(ends.source.statistics(project_id, &closed).await?)
}

/// The plan of a launch that is as it was when its run was closed.
pub(super) fn unchanged_launch<S, R>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    launch: &Launch,
    runs: &[&ObservedRun],
    statistic: Option<&Statistic>,
) -> Option<PlannedLaunch> {
    let seen = ends.seen?.get(ends.web, &ends.config.name, launch.id)?;
    let are_closed = launch.closed && runs.iter().all(|run| run.is_completed);
    let is_same = seen.modified == launch.modified
        && Some(&seen.statistic) == statistic
        && seen.repeats == repeats(rules);
    let is_exported = |case: i64| ends.exported.contains_key(&TestCaseId(case));
    let in_scope = seen.cases.iter().all(|case| is_exported(*case))
        && !seen.foreign.iter().any(|(case, _)| is_exported(*case));
    if !(are_closed && is_same && in_scope) {
        return None;
    }
    let exported = exported_in(&runs.last()?.description)?;
    let facts = LaunchFacts {
        launch,
        runs,
        fingerprint: &exported,
        cases: seen.cases.len(),
        is_unfinished: false,
        written: &ends.memory.runs,
    };
    if !has_results(&exported, &seen.results)
        || !matches!(progress(&facts), LaunchProgress::Complete(_))
    {
        return None;
    }
    let foreign = seen.foreign.iter();
    let left_out = LeftOut {
        hidden: seen.hidden,
        superseded: seen.superseded,
        foreign: foreign.map(|(case, n)| (TestCaseId(*case), *n)).collect(),
        present: seen.present,
        ..LeftOut::default()
    };
    let planned = complete_launch(rules, &facts, left_out);
    if planned.diagnostics.is_empty() {
        ends.seen?.note(seen.clone(), Standing::Done);
    }
    Some(planned)
}

/// Notes a closed launch that was read, where nothing is left to do for it, or will be after its plan.
pub(super) fn note_launch<S, R>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    launch: &Launch,
    runs: &[&ObservedRun],
    sight: &Sight,
    statistic: Option<&Statistic>,
    planned: &PlannedLaunch,
) {
    let (Some(seen), Some(statistic), Some(plan)) = (ends.seen, statistic, &planned.plan) else {
        return;
    };
    let is_settled = launch.closed
        && planned.diagnostics.is_empty()
        && plan.left_out.unlinked == 0
        && plan.left_out.unfinished == 0;
    let Some(Some(standing)) = is_settled.then(|| standing(plan, runs)) else {
        return;
    };
    let LeftOut {
        hidden,
        superseded,
        foreign,
        ..
    } = &plan.left_out;
    let foreign = foreign.iter().map(|(case, n)| (case.0, *n));
    let launch = SeenLaunch {
        source: ends.web.to_owned(),
        config: ends.config.name.clone(),
        launch: launch.id.0,
        modified: launch.modified,
        statistic: statistic.clone(),
        repeats: repeats(rules),
        results: sight.results.clone(),
        present: sight.present,
        hidden: *hidden,
        superseded: *superseded,
        cases: sight.cases.clone(),
        foreign: foreign.collect(),
    };
    seen.note(launch, standing);
}

fn standing(plan: &LaunchPlan, runs: &[&ObservedRun]) -> Option<Standing> {
    let are_closed = !runs.is_empty() && runs.iter().all(|run| run.is_completed);
    match () {
        () if plan.is_empty() => are_closed.then_some(Standing::Done),
        () => plan.closes.then_some(Standing::Planned),
    }
}

/// What counted of a launch, as it is noted.
#[derive(Debug)]
pub(super) struct Sight {
    results: String,
    present: usize,
    cases: Vec<i64>,
}

impl Sight {
    pub(super) fn of(content: &Content, fingerprint: &str) -> Self {
        let case = |result: &TestResult| result.test_case.map(|case| case.0);
        let cases: BTreeSet<i64> = content.results.iter().filter_map(case).collect();
        Self {
            results: fingerprint.to_owned(),
            present: content.results.len(),
            cases: cases.into_iter().collect(),
        }
    }
}

fn repeats(rules: &LaunchRules) -> String {
    format!("{:?}", rules.repeats)
}
