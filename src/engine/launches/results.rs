//! The results of one launch: those that are in TestRail, and those that are wanted there with what belongs to them.

use std::collections::BTreeSet;

use super::{Exporter, ReadError, Suite};
use crate::engine::people::People;
use crate::http::try_join_bounded;
use crate::mapping::launches::{DesiredResult, Details, LaunchRules, desired_result, link_in};
use crate::model::{CaseId, Launch, ObservedResult, ObservedRun, RunId, TestResult, Verdict};
use crate::plan::RunSelection;
use crate::testops::LaunchSource;
use crate::testrail::{RunReader, UserReader};

/// The results that are in these runs already.
pub(super) async fn observe_results<S, R: RunReader + Sync>(
    ends: &Exporter<'_, S, R>,
    runs: &[&ObservedRun],
) -> Result<Vec<(RunId, ObservedResult)>, ReadError> {
    let mut all = Vec::new();
    for run in runs {
        let web = ends.web.to_owned();
        let observed = ends
            .target
            .results(run.id, move |comment| link_in(comment, &web))
            .await?;
        all.extend(observed.into_iter().map(|result| (run.id, result)));
    }
    Ok(all)
}

/// The cases that are selected in the open run, if there is one.
pub(super) async fn observe_selection<S, R: RunReader + Sync>(
    ends: &Exporter<'_, S, R>,
    runs: &[&ObservedRun],
) -> Result<RunSelection, ReadError> {
    let Some(open) = runs.iter().find(|run| !run.is_completed) else {
        return Ok(RunSelection::default());
    };
    let tests = ends.target.tests(open.id).await?;
    let cases: BTreeSet<CaseId> = tests.into_iter().map(|test| test.case).collect();
    let test_cases = ends
        .exported
        .iter()
        .filter(|(_, case)| case.is_some_and(|case| cases.contains(&case)))
        .map(|(test_case, _)| *test_case)
        .collect();
    Ok(RunSelection { cases, test_cases })
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
