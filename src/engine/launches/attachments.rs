//! The files of a launch's results: what is asked about them, and only where somebody wants them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Exporter, ReadError};
use crate::http::try_join_bounded;
use crate::mapping::launches::{LaunchRules, exported_in, fingerprint_of_ids};
use crate::model::{
    Launch, ObservedAttachment, ObservedResult, ObservedRun, ResultAttachment, RunId, TestId,
    TestResult, TestResultId,
};
use crate::plan::{
    AttachmentsPlan, ExistingResult, LaunchPlan, RunAction, carried_over, existing_result,
    has_results, with_files,
};
use crate::testops::LaunchSource;
use crate::testrail::RunReader;

/// The files of results in TestOps, as far as they were asked for.
pub(super) type Files = BTreeMap<TestResultId, Vec<ResultAttachment>>;

/// The fingerprint that the run of a launch has once everything is in. Where files are not wanted, and where a closed run
/// takes none, what the run says about files stays as it is.
pub(super) async fn fingerprint<S: LaunchSource + Sync, R>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    launch: &Launch,
    runs: &[&ObservedRun],
    results: &[TestResult],
    files: &mut Files,
) -> Result<String, ReadError> {
    let plain = crate::mapping::launches::fingerprint(results);
    let newest = runs.last();
    let is_closed = newest.is_some_and(|run| run.is_completed);
    let exported = newest
        .and_then(|run| exported_in(&run.description))
        .filter(|exported| {
            // A closed run keeps what an earlier version wrote.
            let is_earlier = || has_results(exported, &fingerprint_of_ids(results));
            has_results(exported, &plain) || (is_closed && is_earlier())
        });
    match exported {
        Some(exported) if is_closed || !rules.attachments => return Ok(exported),
        _ if !rules.attachments => return Ok(plain),
        _ => {}
    }
    if launch.closed {
        return Ok(with_files(&plain, None));
    }
    list_attachments(ends, results.iter().map(|result| result.id), files).await?;
    let count = files.values().map(|files| carried_over(files)).sum();
    Ok(with_files(&plain, Some(count)))
}

/// Plans the files of the results that are added, and of those that are in the open run already: an apply may have
/// been cut short between a result and its files.
pub(super) async fn plan_files<S: LaunchSource + Sync, R: RunReader + Sync>(
    ends: &Exporter<'_, S, R>,
    plan: &mut LaunchPlan,
    runs: &[&ObservedRun],
    observed: &[(RunId, ObservedResult)],
    wanted: &BTreeSet<TestResultId>,
    mut files: Files,
) -> Result<(), ReadError> {
    let mut open = runs.iter().filter(|run| !run.is_completed);
    let open = match (open.next(), open.next()) {
        (Some(run), None) => Some(run.id),
        _ => None,
    };
    let existing: BTreeMap<TestResultId, ExistingResult> = observed
        .iter()
        .rev()
        .filter(|(run, _)| Some(*run) == open)
        .filter_map(|(_, result)| Some((result.result?, existing_result(result))))
        .filter(|(id, _)| wanted.contains(id))
        .collect();
    let ids: BTreeSet<TestResultId> = plan.result_ids().chain(existing.keys().copied()).collect();
    list_attachments(ends, ids.iter().copied(), &mut files).await?;
    if plan.closes {
        list_again(ends, &ids, &mut files).await?;
    }
    let doubtful: BTreeSet<TestId> = existing
        .iter()
        .filter(|(id, existing)| {
            !existing.is_bare && files.get(id).is_some_and(|files| carried_over(files) > 0)
        })
        .map(|(_, existing)| existing.test)
        .collect();
    let there = doubtful.into_iter().map(|test| async move {
        let there = ends.target.test_attachments(test).await;
        there.map(|there| (test, there)).map_err(ReadError::from)
    });
    let there: BTreeMap<TestId, Vec<ObservedAttachment>> =
        try_join_bounded(there).await?.into_iter().collect();
    let mut attachments = AttachmentsPlan::default();
    for id in ids {
        let existing = existing.get(&id).copied();
        let there = existing.and_then(|existing| there.get(&existing.test));
        let files = files.remove(&id).unwrap_or_default();
        attachments.add(id, existing, files, there.map_or(&[], Vec::as_slice));
    }
    if let (false, RunAction::Keep(_), Some(run)) = (attachments.is_empty(), &plan.run, open) {
        plan.run = RunAction::Continue {
            run,
            selected: BTreeSet::new(),
            exported: None,
            name: None,
        };
    }
    plan.attachments = attachments;
    Ok(())
}

/// Asks for the files of results once more before their run is closed, since it takes none afterwards. What one answer
/// lacked, the other one has.
async fn list_again<S: LaunchSource + Sync, R>(
    ends: &Exporter<'_, S, R>,
    results: &BTreeSet<TestResultId>,
    files: &mut Files,
) -> Result<(), ReadError> {
    let mut again = Files::default();
    list_attachments(ends, results.iter().copied(), &mut again).await?;
    for (result, found) in again {
        let known = files.entry(result).or_default();
        for file in found {
            if known.iter().all(|known| known.id != file.id) {
                known.push(file);
            }
        }
        known.sort_by_key(|file| file.id);
    }
    Ok(())
}

/// Asks for the files of those results of which they are not known yet.
async fn list_attachments<S: LaunchSource + Sync, R>(
    ends: &Exporter<'_, S, R>,
    results: impl Iterator<Item = TestResultId>,
    files: &mut Files,
) -> Result<(), ReadError> {
    let unknown: Vec<TestResultId> = results.filter(|id| !files.contains_key(id)).collect();
    let listed = unknown.into_iter().map(|id| async move {
        let files = ends.source.attachments(id).await;
        files.map(|files| (id, files)).map_err(ReadError::from)
    });
    files.extend(try_join_bounded(listed).await?);
    Ok(())
}
