//! The run of a launch: made ready for results, watched for other applies, finished.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::{LaunchError, LaunchReport, LaunchTarget};
use crate::apply::Stop;
use crate::apply::exactly_once::one_exactly_once;
use crate::apply::notes::RunTexts;
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
            let (run, stored) = create_run(&new, plan.launch, target, stop).await?;
            let texts = RunTexts::new(Some((&plan.name, &stored)), None);
            note_texts(run, plan, target, texts, report);
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
                select_cases(*run, &wanted, selected, target, stop).await?;
            }
            if !plan.results.is_empty() && exported_so_far(*run, target).await?.1 != *exported {
                return Err(LaunchError::Overtaken);
            }
            Ok(Some(*run))
        }
    }
}

/// Notes what TestRail made of the texts of a run.
fn note_texts<R, W>(
    run: RunId,
    plan: &LaunchPlan,
    target: &LaunchTarget<'_, R, W>,
    texts: RunTexts,
    report: &mut LaunchReport,
) {
    report.rewritten.extend(texts.rewritten());
    let notes = target.notes;
    notes.note_run(target.suite, run, plan.launch, texts);
}

/// Creates a run, and tells the name that it has. Where the answer was lost, it is looked up by its marker.
async fn create_run<R: RunReader, W: RunWriter>(
    new: &NewRun,
    launch: LaunchId,
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
) -> Result<(RunId, String), LaunchError> {
    let send = async || {
        let created = target.writer.create_run(target.project_id, new).await?;
        Ok((created.id, created.name))
    };
    let find = async || {
        let runs = target
            .reader
            .runs(target.project_id, target.suite, MARK_PREFIX);
        let runs = runs.await?;
        let is_it = |run: &&ObservedRun| !run.is_completed && run.marked.contains(&launch);
        let found = runs.iter().rev().find(is_it);
        Ok(found.map(|run| (run.id, run.name.clone())))
    };
    Ok(one_exactly_once(target.settle, send, find, stop).await?)
}

/// How often a selection is read that changes under our eyes.
const READINGS: usize = 4;

/// Selects further cases in a run. TestRail takes a selection as a whole, and a case that is left out of it loses its
/// results: so it is read again before, until nothing of it can be missing, and looked at afterwards.
async fn select_cases<R: RunReader, W: RunWriter>(
    run: RunId,
    wanted: &BTreeSet<CaseId>,
    planned: &BTreeSet<CaseId>,
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
) -> Result<(), LaunchError> {
    let selected = read_selection(run, planned, target).await?;
    if wanted.is_subset(&selected) {
        return Ok(());
    }
    let all: BTreeSet<CaseId> = selected.union(wanted).copied().collect();
    let tests = send_selection(run, &all, target, stop).await?;
    // The answer tells how many tests there are now; where it does not, or others are at work, it is looked at.
    if usize::try_from(tests) == Ok(all.len()) {
        return Ok(());
    }
    let now = read_tests(run, target).await?;
    if all.is_subset(&now) {
        return Ok(());
    }
    let all: BTreeSet<CaseId> = all.union(&now).copied().collect();
    send_selection(run, &all, target, stop).await?;
    let now = read_tests(run, target).await?;
    match all.difference(&now).count() {
        0 => Ok(()),
        lost => Err(LaunchError::NotSelected(lost)),
    }
}

/// Reads which cases are selected. What the plan saw and this does not see was taken out since, or is missing from the
/// answer: then two readings have to agree with each other and with the run's counters.
async fn read_selection<R: RunReader, W>(
    run: RunId,
    planned: &BTreeSet<CaseId>,
    target: &LaunchTarget<'_, R, W>,
) -> Result<BTreeSet<CaseId>, LaunchError> {
    let mut selected = read_tests(run, target).await?;
    if planned.is_subset(&selected) {
        return Ok(selected);
    }
    for _ in 0..READINGS {
        let again = read_tests(run, target).await?;
        let counted = target.reader.run_now(run).await;
        let counted = counted.map_err(LaunchError::Read)?.tests;
        if again == selected && usize::try_from(counted) == Ok(again.len()) {
            return Ok(again);
        }
        selected = again;
    }
    Err(LaunchError::SelectionUnclear)
}

async fn read_tests<R: RunReader, W>(
    run: RunId,
    target: &LaunchTarget<'_, R, W>,
) -> Result<BTreeSet<CaseId>, LaunchError> {
    let tests = target.reader.tests(run).await.map_err(LaunchError::Read)?;
    Ok(tests.into_iter().map(|test| test.case).collect())
}

/// Sends a selection, and tells how many tests the run has then. Where the answer was lost, the run is looked at before
/// anything is sent again, with what was selected meanwhile.
async fn send_selection<R: RunReader, W: RunWriter>(
    run: RunId,
    all: &BTreeSet<CaseId>,
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
) -> Result<u64, LaunchError> {
    let seen: Mutex<BTreeSet<CaseId>> = Mutex::new(all.clone());
    let send = async || {
        let case_ids = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let change = RunChange {
            case_ids: Some(case_ids.into_iter().collect()),
            ..RunChange::default()
        };
        Ok(target.writer.update_run(run, &change).await?.tests)
    };
    let find = async || {
        let tests = target.reader.tests(run).await?;
        let now: BTreeSet<CaseId> = tests.into_iter().map(|test| test.case).collect();
        let is_there = all.is_subset(&now);
        let tests = now.len() as u64;
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(now);
        Ok(is_there.then_some(tests))
    };
    Ok(one_exactly_once(target.settle, send, find, stop).await?)
}

/// The description of a run as it is now, and what it says about the results in it.
async fn exported_so_far<R: RunReader, W>(
    run: RunId,
    target: &LaunchTarget<'_, R, W>,
) -> Result<(String, Option<String>), LaunchError> {
    let now = target.reader.run_now(run).await;
    let description = now.map_err(LaunchError::Read)?.description;
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
        let stored = target.writer.update_run(run, &change).await?;
        let texts = RunTexts::new(
            change.name.as_deref().map(|sent| (sent, &*stored.name)),
            change
                .description
                .as_deref()
                .map(|sent| (sent, &*stored.description)),
        );
        note_texts(run, plan, target, texts, report);
    }
    if plan.closes {
        target.writer.close_run(run).await?;
        report.is_closed = true;
    }
    Ok(())
}
