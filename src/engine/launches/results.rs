//! The results of one launch: those that are in TestRail, and those that are wanted there with what belongs to them.

use std::collections::BTreeSet;

use super::{Exporter, ReadError, ShortListing, Suite};
use crate::diagnostic::Side;
use crate::engine::people::People;
use crate::http::try_join_bounded;
use crate::mapping::launches::{DesiredResult, Details, LaunchRules, desired_result, read_comment};
use crate::model::{
    CaseId, Launch, ObservedResult, ObservedRun, ObservedTest, RunId, RunNow, TestId, TestResult,
    Verdict,
};
use crate::plan::RunSelection;
use crate::testops::LaunchSource;
use crate::testrail::{RunReader, UserReader};

/// The results that are in these runs already. A test that has a verdict has a result: where the list lacks it, it came
/// short, and results would be added twice.
pub(super) async fn observe_results<S, R: RunReader + Sync>(
    ends: &Exporter<'_, S, R>,
    runs: &[&ObservedRun],
) -> Result<Vec<(RunId, ObservedResult)>, ReadError> {
    let mut all = Vec::new();
    for run in runs {
        let listing = format!("results of {}", run.id);
        let tested = |tests: u64, untested: u64| tests.saturating_sub(untested);
        let expected = |now: &RunNow| tested(now.tests, now.untested);
        let read = async || {
            let web = ends.web.to_owned();
            let link = move |comment: &str| read_comment(comment, &web);
            Ok(ends.target.results(run.id, link).await?)
        };
        let count = |results: &Vec<ObservedResult>| {
            let tests: BTreeSet<TestId> = results.iter().map(|result| result.test).collect();
            tests.len() as u64
        };
        let known = tested(run.tests, run.untested);
        let results = read_whole(ends, run.id, listing, known, read, count, expected).await?;
        all.extend(results.into_iter().map(|result| (run.id, result)));
    }
    Ok(all)
}

/// The cases that are selected in the open run, if there is one. Whoever selects more has to name all of them again.
pub(super) async fn observe_selection<S, R: RunReader + Sync>(
    ends: &Exporter<'_, S, R>,
    runs: &[&ObservedRun],
) -> Result<RunSelection, ReadError> {
    let Some(open) = runs.iter().find(|run| !run.is_completed) else {
        return Ok(RunSelection::default());
    };
    let listing = format!("tests of {}", open.id);
    let read = async || Ok(ends.target.tests(open.id).await?);
    let count = |tests: &Vec<ObservedTest>| tests.len() as u64;
    let expected = |now: &RunNow| now.tests;
    let tests = read_whole(ends, open.id, listing, open.tests, read, count, expected).await?;
    let cases: BTreeSet<CaseId> = tests.into_iter().map(|test| test.case).collect();
    let test_cases = ends
        .exported
        .iter()
        .filter(|(_, case)| case.is_some_and(|case| cases.contains(&case)))
        .map(|(test_case, _)| *test_case)
        .collect();
    Ok(RunSelection { cases, test_cases })
}

/// Reads a list of a run that is held against the run's counters: once more where it lacks rows, and against the counters
/// of that moment.
async fn read_whole<S, R: RunReader + Sync, T>(
    ends: &Exporter<'_, S, R>,
    run: RunId,
    listing: String,
    known: u64,
    read: impl AsyncFn() -> Result<T, ReadError>,
    count: impl Fn(&T) -> u64,
    expected: impl Fn(&RunNow) -> u64,
) -> Result<T, ReadError> {
    let rows = read().await?;
    if count(&rows) >= known {
        return Ok(rows);
    }
    let rows = read().await?;
    if count(&rows) >= known {
        return Ok(rows);
    }
    let expected = expected(&ends.target.run_now(run).await?);
    let found = count(&rows);
    if found >= expected {
        return Ok(rows);
    }
    Err(ReadError::Short(ShortListing {
        side: Side::Testrail,
        listing,
        found,
        expected,
    }))
}

/// Maps results, with what has to be asked for each of them.
pub(super) async fn map_results<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    launch: &Launch,
    results: Vec<TestResult>,
    suite: &Suite,
) -> Result<Vec<DesiredResult>, ReadError> {
    let nobody = People::default();
    let people = if results.iter().any(|result| result.tested_by.is_some()) {
        let people = suite
            .people
            .get_or_init(|| People::read(ends.source, ends.target, ends.project_id));
        people.await.as_ref().map_err(Clone::clone)?
    } else {
        &nobody
    };
    let desired = results.into_iter().filter_map(|result| {
        let test_case = result.test_case?;
        Some(async move {
            let details = read_details(ends, rules, &result, people).await?;
            Ok(desired_result(rules, launch, &result, test_case, &details))
        })
    });
    try_join_bounded(desired).await
}

/// What a result has beside itself. Passed results have no issues worth a request each.
async fn read_details<S: LaunchSource + Sync, R: RunReader + Sync>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    result: &TestResult,
    people: &People,
) -> Result<Details, ReadError> {
    let mut details = Details {
        assigned_to: result
            .tested_by
            .as_deref()
            .and_then(|login| people.find(login)),
        ..Details::default()
    };
    if matches!(result.status, Verdict::Failed | Verdict::Broken) {
        details.issues = ends.source.issues(result.id).await?;
    }
    if rules.step_results.is_some() {
        details.steps = ends.source.execution(result.id).await?;
    }
    Ok(details)
}
