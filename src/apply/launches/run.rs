//! The run of a launch: made ready for results, watched for other applies, finished.

use std::collections::BTreeSet;

use super::{LaunchError, LaunchReport, LaunchTarget};
use crate::apply::Stop;
use crate::apply::exactly_once::one_exactly_once;
use crate::mapping::launches::{MARK_PREFIX, exported_in, without_exported};
use crate::model::{CaseId, LaunchId, NewRun, ObservedRun, RunId};
use crate::plan::{LaunchPlan, RunAction};
use crate::testrail::{RunChange, RunReader, RunWriter};

/// Makes the run ready for the results of a launch; `None` when there is nothing to put into one.
pub(super) async fn prepare_run<R: RunReader, W: RunWriter>(
    plan: &LaunchPlan,
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
    report: &mut LaunchReport,
) -> Result<Option<RunId>, LaunchError> {
    let wanted = plan.select.iter().filter_map(|case| target.cases.get(case));
    let wanted: BTreeSet<CaseId> = wanted.copied().collect();
    match &plan.run {
        RunAction::Keep(_) => Ok(None),
        RunAction::Create { .. } if wanted.is_empty() => {
            let lost = plan.result_ids().map(|id| (id, LaunchError::NoCase));
            report.failed.extend(lost);
            Ok(None)
        }
        RunAction::Create { description, .. } => {
            let new = NewRun {
                suite: target.suite,
                name: plan.name.clone(),
                description: description.clone(),
                refs: format!("{MARK_PREFIX}{}", plan.launch.0),
                case_ids: wanted.into_iter().collect(),
            };
            let run = create_run(&new, plan.launch, target, stop).await?;
            report.is_created = true;
            Ok(Some(run))
        }
        RunAction::Continue {
            run,
            selected,
            exported,
            name: _,
        } => {
            report.run = Some(*run);
            if !wanted.is_subset(selected) {
                select_cases(*run, wanted, target).await?;
            }
            if !plan.results.is_empty() && exported_so_far(*run, target).await?.1 != *exported {
                return Err(LaunchError::Overtaken);
            }
            Ok(Some(*run))
        }
    }
}

/// Creates a run. Where the answer was lost, it is looked up by its marker.
async fn create_run<R: RunReader, W: RunWriter>(
    new: &NewRun,
    launch: LaunchId,
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
) -> Result<RunId, LaunchError> {
    let send = async || {
        let created = target.writer.create_run(target.project_id, new).await?;
        Ok(created.id)
    };
    let find = async || {
        let runs = target
            .reader
            .runs(target.project_id, target.suite, MARK_PREFIX);
        let runs = runs.await?;
        let is_it = |run: &&ObservedRun| !run.is_completed && run.marked.contains(&launch);
        Ok(runs.iter().rev().find(is_it).map(|run| run.id))
    };
    Ok(one_exactly_once(target.settle, send, find, stop).await?)
}

/// Selects further cases in a run. Leaving a case out would delete its results, so that the selection is read again:
/// people may have added cases since the plan was made.
async fn select_cases<R: RunReader, W: RunWriter>(
    run: RunId,
    wanted: BTreeSet<CaseId>,
    target: &LaunchTarget<'_, R, W>,
) -> Result<(), LaunchError> {
    let tests = target.reader.tests(run).await.map_err(LaunchError::Read)?;
    let mut case_ids: BTreeSet<CaseId> = tests.into_iter().map(|test| test.case).collect();
    if wanted.is_subset(&case_ids) {
        return Ok(());
    }
    case_ids.extend(wanted);
    let change = RunChange {
        case_ids: Some(case_ids.into_iter().collect()),
        ..RunChange::default()
    };
    target.writer.update_run(run, &change).await?;
    Ok(())
}

/// The description of a run as it is now, and what it says about the results in it.
async fn exported_so_far<R: RunReader, W>(
    run: RunId,
    target: &LaunchTarget<'_, R, W>,
) -> Result<(String, Option<String>), LaunchError> {
    let description = target.reader.description(run).await;
    let description = description.map_err(LaunchError::Read)?;
    let exported = exported_in(&description);
    Ok((description, exported))
}

/// Makes sure that no other apply has finished the run since `exported` was read. Otherwise its line about the results
/// goes, because it does not speak of ours, so that the next plan reads what is there. No plan can announce this write.
pub(super) async fn check_not_raced<R: RunReader, W: RunWriter>(
    run: RunId,
    exported: Option<&String>,
    target: &LaunchTarget<'_, R, W>,
) -> Result<(), LaunchError> {
    let (description, now) = exported_so_far(run, target).await?;
    if now.as_ref() == exported {
        return Ok(());
    }
    if let Some(description) = without_exported(&description) {
        let change = RunChange {
            description: Some(description),
            ..RunChange::default()
        };
        target.writer.update_run(run, &change).await?;
    }
    Err(LaunchError::Raced)
}

/// Describes a run as complete, and closes it if that is planned.
pub(super) async fn finish_run<R, W: RunWriter>(
    run: RunId,
    plan: &LaunchPlan,
    target: &LaunchTarget<'_, R, W>,
    report: &mut LaunchReport,
) -> Result<(), LaunchError> {
    let name = match &plan.run {
        RunAction::Continue { name, .. } => name.clone(),
        RunAction::Keep(_) | RunAction::Create { .. } => None,
    };
    if plan.description.is_some() || name.is_some() {
        let change = RunChange {
            name,
            description: plan.description.clone(),
            ..RunChange::default()
        };
        target.writer.update_run(run, &change).await?;
    }
    if plan.closes {
        target.writer.close_run(run).await?;
        report.is_closed = true;
    }
    Ok(())
}
