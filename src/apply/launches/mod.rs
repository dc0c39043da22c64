//! Runs with results, exactly once each.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::attachments::{FailedFile, attach_files};
use super::cases::{Progress, Stop};
use crate::mapping::launches::{MARK_PREFIX, link_in, merge, read};
use crate::model::{
    CaseId, LaunchId, NewResult, NewRun, ObservedResult, RunId, SuiteId, TestCaseId, TestResultId,
};
use crate::plan::{LaunchPlan, LaunchesPlan, RunAction, launch_batches};
use crate::testops::LaunchSource;
use crate::testrail::{AddedResult, RunChange, RunReader, RunWriter, WriteError};

/// How often something whose answer was lost is looked up and, if absent, sent again.
pub(super) const MAX_ROUNDS: usize = 3;

/// How long to wait before looking for what an unclear request left behind.
pub(super) const SETTLE: Duration = Duration::from_secs(1);

/// Where runs are written to.
#[derive(Debug)]
pub struct LaunchTarget<'a, T> {
    /// TestRail.
    pub target: &'a T,
    /// The project.
    pub project_id: u64,
    /// The suite.
    pub suite: SuiteId,
    /// The web address of TestOps, without a slash at its end.
    pub web: &'a str,
    /// The cases that stand for test cases, those of this apply among them.
    pub cases: &'a BTreeMap<TestCaseId, CaseId>,
}

/// What became of one launch.
#[derive(Debug)]
pub struct LaunchReport {
    /// The launch.
    pub launch: LaunchId,
    /// The name of its run.
    pub name: String,
    /// The run, where there is one.
    pub run: Option<RunId>,
    /// True when the run was created.
    pub is_created: bool,
    /// How many results were added.
    pub added: usize,
    /// Results that were not added, and why.
    pub failed: Vec<(TestResultId, Trouble)>,
    /// How many files were attached to results.
    pub attached: usize,
    /// Files that were not attached, and why.
    pub failed_files: Vec<FailedFile>,
    /// True when the run was closed.
    pub is_closed: bool,
    /// Why the rest of the launch was not begun, if so.
    pub stopped: Option<Trouble>,
}

impl LaunchReport {
    /// True when everything that was planned is done.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.failed_files.is_empty() && self.stopped.is_none()
    }

    /// Why everything after some write was not begun, if so.
    pub fn halted(&self) -> Option<&WriteError> {
        let results = self.failed.iter().map(|(_, trouble)| trouble);
        results
            .chain(&self.stopped)
            .find_map(|trouble| match trouble {
                Trouble::Write(error) if error.concerns_all() => Some(error),
                _ => None,
            })
    }

    fn new(plan: &LaunchPlan) -> Self {
        Self {
            launch: plan.launch,
            name: plan.name.clone(),
            run: None,
            is_created: false,
            added: 0,
            failed: Vec::new(),
            attached: 0,
            failed_files: Vec::new(),
            is_closed: false,
            stopped: None,
        }
    }
}

/// Why something of a launch was not done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// TestRail did not take it.
    #[error(transparent)]
    Write(WriteError),
    /// Its case could not be created.
    #[error("its case is not in TestRail")]
    NoCase,
    /// What an unclear answer left behind could not be looked up.
    #[error("cannot look up what an unclear answer left behind")]
    Read(#[source] crate::testrail::Error),
    /// A file that cannot be told from it by name and size was not attached, so that nobody would know which is there.
    #[error("it waits for another file of the same name and size")]
    AfterAlike,
    /// Another apply exported the launch after the plan was made.
    #[error(
        "another apply has exported this launch since the plan was made. Nothing was added; the next apply looks again"
    )]
    Overtaken,
    /// Another apply exported the launch while this one did.
    #[error(
        "another apply exported into this run at the same time. The next plan names the results that stand there twice"
    )]
    Raced,
    /// The run was interrupted before it.
    #[error("not begun")]
    NotBegun,
}

impl From<WriteError> for Trouble {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NotBegun => Self::NotBegun,
            error => Self::Write(error),
        }
    }
}

/// Carries out what is planned for launches, one after the other. The source is asked for files only.
pub async fn apply_launches<S: LaunchSource + Sync, T: RunReader + RunWriter + Sync>(
    plan: &LaunchesPlan,
    source: &S,
    target: &LaunchTarget<'_, T>,
    progress: &impl Progress,
    stop: &Stop,
) -> Vec<LaunchReport> {
    let mut reports: Vec<LaunchReport> = Vec::new();
    for launch in plan.launches.iter().filter(|launch| !launch.is_empty()) {
        let mut report = LaunchReport::new(launch);
        let is_halted = reports.iter().any(|report| report.halted().is_some());
        if is_halted || stop.is_requested() {
            report.stopped = Some(Trouble::NotBegun);
        } else if let Err(trouble) = one(launch, source, target, stop, &mut report).await {
            report.stopped = Some(trouble);
        }
        reports.push(report);
        progress.ended(1);
    }
    reports
}

/// Says of everything that is planned for launches that it was not begun.
pub fn launches_not_begun(plan: &LaunchesPlan, progress: &impl Progress) -> Vec<LaunchReport> {
    progress.ended(plan.to_export());
    let launches = plan.launches.iter().filter(|launch| !launch.is_empty());
    launches
        .map(|launch| LaunchReport {
            stopped: Some(Trouble::NotBegun),
            ..LaunchReport::new(launch)
        })
        .collect()
}

async fn one<S: LaunchSource + Sync, T: RunReader + RunWriter + Sync>(
    plan: &LaunchPlan,
    source: &S,
    target: &LaunchTarget<'_, T>,
    stop: &Stop,
    report: &mut LaunchReport,
) -> Result<(), Trouble> {
    let wanted: BTreeSet<CaseId> = plan
        .select
        .iter()
        .filter_map(|case| target.cases.get(case))
        .copied()
        .collect();

    let (run, name) = match &plan.run {
        RunAction::Keep(_) => return Ok(()),
        RunAction::Create { description, .. } => {
            if wanted.is_empty() {
                let lost = plan.result_ids().map(|result| (result, Trouble::NoCase));
                report.failed.extend(lost);
                return Ok(());
            }
            let new = NewRun {
                suite: target.suite,
                name: plan.name.clone(),
                description: description.clone(),
                refs: marker(plan.launch),
                case_ids: wanted.into_iter().collect(),
            };
            let run = create(&new, plan.launch, target).await?;
            report.is_created = true;
            (run, None)
        }
        RunAction::Continue {
            run,
            selected,
            exported,
            name,
        } => {
            report.run = Some(*run);
            if !wanted.is_subset(selected) {
                select(*run, wanted, target).await?;
            }
            if !plan.results.is_empty() && said(*run, target).await?.1 != *exported {
                return Err(Trouble::Overtaken);
            }
            (*run, name.clone())
        }
    };
    report.run = Some(run);
    let mut added = BTreeMap::new();
    for batch in launch_batches(&plan.results) {
        if stop.is_requested() {
            report.stopped = Some(Trouble::NotBegun);
            return Ok(());
        }
        let mut rows = Vec::with_capacity(batch.len());
        for result in &plan.results[batch] {
            match target.cases.get(&result.test_case) {
                Some(case) => rows.push((result.id, result.with_case(*case))),
                None => report.failed.push((result.id, Trouble::NoCase)),
            }
        }
        added.extend(add(run, rows, target, report).await?);
    }
    if let RunAction::Continue { exported, .. } = &plan.run
        && report.added > 0
    {
        has_been_alone(run, exported.as_ref(), target).await?;
    }
    let files = &plan.attachments;
    attach_files(files, &added, source, target.target, stop, report).await?;
    if !report.is_complete() {
        // Neither described as complete nor closed: the next apply looks again.
        return Ok(());
    }
    if plan.description.is_some() || name.is_some() {
        let change = RunChange {
            name,
            description: plan.description.clone(),
            ..RunChange::default()
        };
        target.target.update_run(run, &change).await?;
    }
    if plan.closes {
        target.target.close_run(run).await?;
        report.is_closed = true;
    }
    Ok(())
}

/// Selects further cases in a run. Leaving a case out would delete its results, so that the selection is read again:
/// people may have added cases since the plan was made.
async fn select<T: RunReader + RunWriter + Sync>(
    run: RunId,
    wanted: BTreeSet<CaseId>,
    target: &LaunchTarget<'_, T>,
) -> Result<(), Trouble> {
    let tests = target.target.tests(run).await.map_err(Trouble::Read)?;
    let mut case_ids: BTreeSet<CaseId> = tests.into_iter().map(|test| test.case).collect();
    if wanted.is_subset(&case_ids) {
        return Ok(());
    }
    case_ids.extend(wanted);
    let change = RunChange {
        case_ids: Some(case_ids.into_iter().collect()),
        ..RunChange::default()
    };
    target.target.update_run(run, &change).await?;
    Ok(())
}

/// What the description of a run is now, and what it says about the results in it.
async fn said<T: RunReader>(
    run: RunId,
    target: &LaunchTarget<'_, T>,
) -> Result<(String, Option<String>), Trouble> {
    let description = target.target.description(run).await;
    let description = description.map_err(Trouble::Read)?;
    let exported = read(&description).and_then(|block| block.exported);
    Ok((description, exported))
}

/// Makes sure that no other apply has finished the run since `exported` was read. Otherwise its line about the results
/// goes, because it does not tell of ours, so that the next plan reads what is there.
async fn has_been_alone<T: RunReader + RunWriter>(
    run: RunId,
    exported: Option<&String>,
    target: &LaunchTarget<'_, T>,
) -> Result<(), Trouble> {
    let (description, now) = said(run, target).await?;
    if now.as_ref() == exported {
        return Ok(());
    }
    if let Some(mut block) = read(&description) {
        block.exported = None;
        let change = RunChange {
            description: Some(merge(&description, &block)),
            ..RunChange::default()
        };
        target.target.update_run(run, &change).await?;
    }
    Err(Trouble::Raced)
}

/// The marker of a launch, as an entry of `refs`.
fn marker(launch: LaunchId) -> String {
    format!("{MARK_PREFIX}{}", launch.0)
}

/// Creates a run. Where the answer was lost, it is looked up by its marker before it is created again.
async fn create<T: RunReader + RunWriter + Sync>(
    new: &NewRun,
    launch: LaunchId,
    target: &LaunchTarget<'_, T>,
) -> Result<RunId, Trouble> {
    for round in 1.. {
        let error = match target.target.create_run(target.project_id, new).await {
            Ok(created) => return Ok(created.id),
            Err(error @ WriteError::Unclear(_)) => error,
            Err(error) => return Err(error.into()),
        };
        tokio::time::sleep(SETTLE).await;
        let runs = target
            .target
            .runs(target.project_id, target.suite, MARK_PREFIX)
            .await
            .map_err(Trouble::Read)?;
        let found = runs
            .iter()
            .rev()
            .find(|run| !run.is_completed && run.marked.contains(&launch));
        if let Some(run) = found {
            return Ok(run.id);
        }
        if round == MAX_ROUNDS {
            return Err(error.into());
        }
    }
    Err(Trouble::NotBegun)
}

/// A result with its case, ready to be sent.
type Row = (TestResultId, NewResult);

/// Adds a batch of results and tells where they stand. Those whose answer was lost are looked up by their links before any is sent again.
async fn add<T: RunReader + RunWriter + Sync>(
    run: RunId,
    mut rows: Vec<Row>,
    target: &LaunchTarget<'_, T>,
    report: &mut LaunchReport,
) -> Result<BTreeMap<TestResultId, AddedResult>, Trouble> {
    let mut added = BTreeMap::new();
    for round in 1.. {
        if rows.is_empty() {
            break;
        }
        let news: Vec<NewResult> = rows.iter().map(|(_, row)| row.clone()).collect();
        let answers = target.target.add_results(run, &news).await;
        let mut unclear = Vec::new();
        for (row, answer) in rows.drain(..).zip(answers) {
            match answer {
                Ok(result) => {
                    added.insert(row.0, result);
                }
                Err(error @ WriteError::Unclear(_)) => unclear.push((row, error)),
                Err(error) if error.concerns_all() => {
                    report.added += added.len();
                    return Err(error.into());
                }
                Err(error) => report.failed.push((row.0, error.into())),
            }
        }
        if unclear.is_empty() {
            break;
        }
        tokio::time::sleep(SETTLE).await;
        let web = target.web.to_owned();
        let link = move |comment: &str| link_in(comment, &web);
        let observed = target
            .target
            .results(run, link)
            .await
            .map_err(Trouble::Read)
            .inspect_err(|_| report.added += added.len())?;
        let present: BTreeMap<TestResultId, AddedResult> = observed
            .into_iter()
            .filter_map(|result| {
                let ObservedResult { id, test, .. } = result;
                Some((result.result?, AddedResult { id, test }))
            })
            .collect();
        for (row, error) in unclear {
            if let Some(result) = present.get(&row.0) {
                added.insert(row.0, *result);
            } else if round == MAX_ROUNDS {
                report.failed.push((row.0, error.into()));
            } else {
                rows.push(row);
            }
        }
    }
    report.added += added.len();
    Ok(added)
}

#[cfg(test)]
mod tests;
