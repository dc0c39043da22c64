//! Runs with results, one launch after the other.

mod others;
mod report;
mod results;
mod run;

use std::collections::BTreeMap;

pub(crate) use report::{FailedFile, LaunchError, LaunchReport};

use self::others::Others;
use self::results::add_results;
use self::run::{check_not_raced, finish_run, prepare_run};
use super::attachments::attach_files;
use super::exactly_once::NotWritten;
use super::exactly_once::Settle;
use super::{Notes, Progress, Stop, Watch};
use crate::diagnostic::Twice;
use crate::model::{CaseId, SuiteId, TestCaseId};
use crate::plan::{LaunchPlan, LaunchesPlan, RunAction};
use crate::testops::LaunchSource;
use crate::testrail::{Rights, RunReader, RunWriter};

/// Where runs are written to, and read where an answer was lost or another apply may have been.
pub(crate) struct LaunchTarget<'a, R, W> {
    pub(crate) reader: &'a R,
    pub(crate) writer: &'a W,
    pub(crate) project_id: u64,
    pub(crate) suite: SuiteId,
    /// The web address of TestOps, without a slash at its end.
    pub(crate) web: &'a str,
    /// The case of each test case, those that this apply created among them.
    pub(crate) cases: &'a BTreeMap<TestCaseId, CaseId>,
    pub(crate) settle: Settle,
    /// What others created meanwhile is looked for by it.
    pub(crate) watch: Watch,
    pub(crate) notes: Notes<'a>,
}

/// Carries out what is planned for launches, one after the other. The source is asked for files only. Tells which runs
/// somebody else created as well.
pub(crate) async fn apply_launches<R: RunReader, W: RunWriter>(
    plan: &LaunchesPlan,
    source: &(impl LaunchSource + Sync),
    target: &LaunchTarget<'_, R, W>,
    progress: &impl Progress,
    stop: &Stop,
) -> (Vec<LaunchReport>, Vec<Twice>) {
    let mut others = Others::default();
    let mut reports: Vec<LaunchReport> = Vec::new();
    let rights = Rights::default();
    for launch in plan.launches.iter().filter(|launch| !launch.is_empty()) {
        let mut report = LaunchReport::new(launch);
        let applied = if rights.is_over() || stop.is_requested() {
            Err(LaunchError::NotBegun)
        } else {
            apply_launch(launch, source, target, stop, &mut others, &mut report).await
        };
        report.stopped = applied.err();
        note_rights(&rights, &report);
        reports.push(report);
        progress.ended(1);
    }
    // Where others were written, or where there was one run to change, it is that one which is locked.
    let is_one = matches!(&*reports, [report] if report.run.is_some());
    if rights.are_proved() || (is_one && !rights.is_over()) {
        let errors = reports.iter_mut().flat_map(LaunchReport::errors);
        errors.for_each(LaunchError::be_of_one);
    }
    let is_halted = reports.iter().any(|report| report.halted().is_some());
    if reports.iter().any(|report| report.is_created) && !is_halted && !stop.is_requested() {
        // Of two applies at once the one that ends last sees what both have made.
        if let Err(error) = others.look(target).await {
            tracing::warn!("cannot look whether others created the same runs: {error}");
        }
    }
    let twins = others.twins(plan, &reports);
    (reports, twins)
}

/// Takes note of what a launch tells about what the user may do: what was written of it, and why the rest was not.
fn note_rights(rights: &Rights, report: &LaunchReport) {
    if report.is_created || report.added > 0 || report.attached > 0 || report.is_closed {
        rights.note(&Ok(()));
    }
    if let Some(error) = report.halted() {
        rights.note::<()>(&Err(error.clone()));
    }
}

/// Says of everything that is planned for launches that it was not begun.
pub(crate) fn launches_not_begun(
    plan: &LaunchesPlan,
    progress: &impl Progress,
) -> Vec<LaunchReport> {
    progress.ended(plan.to_export());
    let launches = plan.launches.iter().filter(|launch| !launch.is_empty());
    launches
        .map(|launch| LaunchReport {
            stopped: Some(LaunchError::NotBegun),
            ..LaunchReport::new(launch)
        })
        .collect()
}

async fn apply_launch<R: RunReader, W: RunWriter>(
    plan: &LaunchPlan,
    source: &(impl LaunchSource + Sync),
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
    others: &mut Others,
    report: &mut LaunchReport,
) -> Result<(), LaunchError> {
    if matches!(plan.run, RunAction::Create { .. }) {
        if target.watch.is_due() {
            others
                .look(target)
                .await
                .map_err(LaunchError::NotLookedAt)?;
        }
        if let Some(run) = others.of(plan).first() {
            return Err(LaunchError::MadeMeanwhile(*run));
        }
    }
    let Some(run) = prepare_run(plan, target, stop, report).await? else {
        return Ok(());
    };
    report.run = Some(run);
    let added = add_results(run, plan, target, stop, report).await?;
    if let RunAction::Continue { exported, .. } = &plan.run
        && report.added > 0
    {
        check_not_raced(run, exported.as_ref(), target).await?;
    }
    attach_files(&plan.attachments, &added, source, target, stop, report).await?;
    if !report.is_complete() {
        // Neither described as complete nor closed: the next apply looks again.
        return Ok(());
    }
    finish_run(run, plan, target, report).await
}

impl From<NotWritten> for LaunchError {
    fn from(row: NotWritten) -> Self {
        match row.unread {
            Some(error) => Self::Read(*error),
            None => row.error.into(),
        }
    }
}

#[cfg(test)]
mod tests;
