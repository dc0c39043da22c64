//! The results of a launch, exactly once each.

use std::collections::BTreeMap;

use super::{LaunchError, LaunchReport, LaunchTarget};
use crate::apply::Stop;
use crate::apply::exactly_once::{NotWritten, exactly_once};
use crate::mapping::launches::{DesiredResult, read_comment};
use crate::model::{NewResult, ObservedResult, RunId, RunResultId, TestResultId};
use crate::plan::{LaunchPlan, launch_batches};
use crate::testrail::{AddedResult, Error, ResultParts, RunReader, RunWriter};

/// Where results are in TestRail.
pub(super) type Added = BTreeMap<TestResultId, AddedResult>;

/// Adds the results that are planned, batch by batch.
pub(super) async fn add_results<R: RunReader, W: RunWriter>(
    run: RunId,
    plan: &LaunchPlan,
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
    report: &mut LaunchReport,
) -> Result<Added, LaunchError> {
    let mut added = Added::new();
    for batch in launch_batches(&plan.results) {
        if stop.is_requested() {
            return Err(LaunchError::NotBegun);
        }
        let mut rows = Vec::with_capacity(batch.len());
        let corrects = corrected(&plan.results[batch.clone()]);
        for result in &plan.results[batch] {
            match target.cases.get(&result.test_case) {
                Some(case) => rows.push((result.id, result.with_case(*case))),
                None => report.failed.push((result.id, LaunchError::NoCase)),
            }
        }
        add_batch(run, rows, &corrects, target, stop, report, &mut added).await?;
    }
    Ok(added)
}

/// Adds a batch of results. Those whose answer was lost are looked up by their links.
async fn add_batch<R: RunReader, W: RunWriter>(
    run: RunId,
    rows: Vec<(TestResultId, NewResult)>,
    corrects: &BTreeMap<TestResultId, RunResultId>,
    target: &LaunchTarget<'_, R, W>,
    stop: &Stop,
    report: &mut LaunchReport,
    added: &mut Added,
) -> Result<(), LaunchError> {
    let send = async |results: &[NewResult]| target.writer.add_results(run, results).await;
    let find = async || {
        let mut found = find_results(run, target).await?;
        // What is corrected is there, too.
        found.retain(|id, row| corrects.get(id).is_none_or(|earlier| row.id > *earlier));
        Ok(found)
    };
    let mut over: Option<NotWritten> = None;
    for (id, outcome) in exactly_once(target.settle, rows, send, find, stop).await {
        match outcome {
            Ok(result) => {
                report.added += 1;
                if !result.lacks.is_empty() {
                    report.reduced.push((id, result.lacks));
                }
                added.insert(id, result);
            }
            Err(reason) if reason.error.concerns_all() => over = Some(reason),
            Err(reason) if reason.unread.is_some() => {
                over.get_or_insert(reason);
            }
            Err(reason) => report.failed.push((id, reason.into())),
        }
    }
    over.map_or(Ok(()), |reason| Err(reason.into()))
}

/// The results that some of these correct.
fn corrected(results: &[DesiredResult]) -> BTreeMap<TestResultId, RunResultId> {
    let corrected = results
        .iter()
        .filter_map(|result| Some((result.id, result.corrects?)));
    corrected.collect()
}

/// The results of a run that are from TestOps, the latest of each.
async fn find_results<R: RunReader, W>(
    run: RunId,
    target: &LaunchTarget<'_, R, W>,
) -> Result<Added, Error> {
    let web = target.web.to_owned();
    let link = move |comment: &str| read_comment(comment, &web);
    let observed = target.reader.results(run, link).await?;
    let ours = observed.into_iter().filter_map(|result| {
        let ObservedResult { id, test, .. } = result;
        let lacks = ResultParts::default();
        Some((result.result?, AddedResult { id, test, lacks }))
    });
    Ok(ours.collect())
}
