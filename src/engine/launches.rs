//! The flow for launches: read what is selected, see what is missing in TestRail, plan.
//!
//! A launch is one run, and a run has one sync config that keeps its description. So the launches of a suite are planned
//! together: side by side, each by the first sync config in name order that has something to export of it.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, future, stream};
use tokio::sync::OnceCell;

use super::attachments::{self, Files};
use super::people::People;
use crate::diagnostic::{Diagnostic, LaunchCode, RunWithRepeats};
use crate::http::try_join_bounded;
use crate::manifest::{Repeats, SyncConfig};
use crate::mapping::launches::{
    DesiredResult, Details, LaunchRules, MARK_PREFIX, Selected, desired_result, is_owned_by,
    link_in, resolve, select,
};
use crate::model::{
    CaseId, Launch, LaunchId, ObservedResult, ObservedRun, RunCatalog, RunId, SuiteId, TestCaseId,
    TestResult, TestResultId, Verdict,
};
use crate::plan::{
    Exported, LaunchFacts, LaunchPlan, LaunchesPlan, LeftOut, Progress, RunAction, Selection,
    plan_complete, plan_launch, progress,
};
use crate::testops::{self, LaunchSelection, LaunchSource, Results};
use crate::testrail::{self, RunReader, UserReader};

/// How many launches are looked at side by side. What they ask for waits for the limits of its server.
const SIDE_BY_SIDE: usize = 32;

/// Why launches could not be planned.
#[derive(Clone, Debug)]
pub(crate) enum ReadError {
    /// TestOps could not be read.
    TestOps(testops::Error),
    /// TestRail could not be read.
    TestRail(testrail::Error),
}

impl From<testops::Error> for ReadError {
    fn from(error: testops::Error) -> Self {
        Self::TestOps(error)
    }
}

impl From<testrail::Error> for ReadError {
    fn from(error: testrail::Error) -> Self {
        Self::TestRail(error)
    }
}

/// A sync config whose launches go into a suite.
#[derive(Debug)]
pub(crate) struct Exporter<'a, S, R> {
    pub(crate) config: &'a SyncConfig,
    pub(crate) source: &'a S,
    /// A reader, because planning cannot write.
    pub(crate) target: &'a R,
    pub(crate) project_id: u64,
    /// The web address of TestOps, without a slash at its end.
    pub(crate) web: &'a str,
    pub(crate) exported: &'a Exported,
}

impl<S, R> Clone for Exporter<'_, S, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, R> Copy for Exporter<'_, S, R> {}

/// An exporter with the launches that it selects.
struct Selecting<'a, S, R> {
    exporter: Exporter<'a, S, R>,
    plan: LaunchesPlan,
    rules: Option<LaunchRules>,
    launches: BTreeMap<LaunchId, Launch>,
}

/// What all exporters of a suite look at.
struct Suite {
    /// Names of all sync configs that export launches into the suite, those outside of the run among them.
    configs: BTreeSet<String>,
    catalog: OnceCell<Result<RunCatalog, testrail::Error>>,
    runs: OnceCell<Result<Vec<ObservedRun>, testrail::Error>>,
    people: OnceCell<Result<People, ReadError>>,
}

/// Plans the launches of all sync configs of one suite, which come in the order of their names. Where none is selected,
/// TestRail is not asked anything.
pub(crate) async fn plan_suite_launches<
    S: LaunchSource + Sync,
    R: RunReader + UserReader + Sync,
>(
    exporters: &[Exporter<'_, S, R>],
    configs: BTreeSet<String>,
) -> Vec<Result<LaunchesPlan, ReadError>> {
    let suite = Suite {
        configs,
        catalog: OnceCell::new(),
        runs: OnceCell::new(),
        people: OnceCell::new(),
    };
    let selecting = exporters
        .iter()
        .map(|exporter| select_launches(*exporter, &suite));
    let selecting: Vec<_> = future::join_all(selecting).await;
    let mut ids: BTreeSet<LaunchId> = BTreeSet::new();
    for selecting in selecting.iter().flatten() {
        ids.extend(selecting.launches.keys());
    }
    let mut planned: Vec<(LaunchId, Vec<Considered>)> = stream::iter(ids)
        .map(|launch| {
            let (selecting, suite) = (&selecting, &suite);
            async move { (launch, consider_launch(launch, selecting, suite).await) }
        })
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    planned.sort_by_key(|(launch, _)| *launch);
    let mut plans: Vec<_> = selecting
        .into_iter()
        .map(|selecting| selecting.map(|selecting| selecting.plan))
        .collect();
    for considered in planned.into_iter().flat_map(|(_, considered)| considered) {
        let slot = &mut plans[considered.exporter];
        match (slot.as_mut(), considered.outcome) {
            (Ok(plan), Ok(outcome)) => {
                plan.launches.extend(outcome.plan);
                plan.diagnostics.extend(outcome.diagnostics);
            }
            (Ok(_), Err(error)) => *slot = Err(error),
            (Err(_), _) => {}
        }
    }
    for plan in plans.iter_mut().flatten() {
        plan.diagnostics.sort();
    }
    plans
}

/// What one exporter makes of one launch.
struct Considered {
    /// Its place in the list.
    exporter: usize,
    outcome: Result<PlannedLaunch, ReadError>,
}

#[derive(Default)]
struct PlannedLaunch {
    /// `None` when there is nothing in the launch for this exporter.
    plan: Option<LaunchPlan>,
    diagnostics: Vec<Diagnostic>,
}

async fn select_launches<'a, S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    exporter: Exporter<'a, S, R>,
    suite: &Suite,
) -> Result<Selecting<'a, S, R>, ReadError> {
    let config = exporter.config;
    let mut selecting = Selecting {
        exporter,
        plan: LaunchesPlan {
            repeats: config.launches.repeats,
            ..LaunchesPlan::default()
        },
        rules: None,
        launches: BTreeMap::new(),
    };
    let selection = LaunchSelection {
        project_id: config.project_id.value,
        aql: config.launches.aql.value.clone(),
    };
    let launches = exporter.source.launches(&selection).await?;
    if launches.is_empty() {
        return Ok(selecting);
    }
    let (catalog, runs) = future::join(
        suite
            .catalog
            .get_or_init(|| exporter.target.run_catalog(exporter.project_id)),
        suite.runs.get_or_init(|| {
            let suite = SuiteId(config.suite_id.value);
            exporter
                .target
                .runs(exporter.project_id, suite, MARK_PREFIX)
        }),
    )
    .await;
    let catalog = catalog.as_ref().map_err(Clone::clone)?;
    runs.as_ref().map_err(Clone::clone)?;
    let plan = &mut selecting.plan;
    plan.labels = catalog
        .statuses
        .iter()
        .map(|status| (status.id, status.label.clone()))
        .collect();
    selecting.rules = resolve(config, catalog, exporter.web, &mut plan.diagnostics);
    if selecting.rules.is_some() {
        selecting.launches = launches
            .into_iter()
            .map(|launch| (launch.id, launch))
            .collect();
    } else {
        plan.is_blocked = true;
    }
    Ok(selecting)
}

/// Lets the sync configs that select a launch have it, one after the other, until one exports it. The others say so.
async fn consider_launch<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    id: LaunchId,
    selecting: &[Result<Selecting<'_, S, R>, ReadError>],
    suite: &Suite,
) -> Vec<Considered> {
    let runs = suite.runs.get().and_then(|runs| runs.as_ref().ok());
    let runs: Vec<&ObservedRun> = runs
        .into_iter()
        .flatten()
        .filter(|run| run.marked.contains(&id))
        .collect();
    let owner_of_run = |name: &str| {
        let others = suite.configs.iter().filter(|other| *other != name);
        let is_owner =
            |other: &&String| runs.iter().any(|run| is_owned_by(&run.description, other));
        others.into_iter().find(is_owner).cloned()
    };
    let mut taken: Option<String> = None;
    let mut considered = Vec::new();
    for (exporter, selecting) in selecting.iter().enumerate() {
        let Ok(Selecting {
            exporter: ends,
            rules: Some(rules),
            launches,
            plan: _,
        }) = selecting
        else {
            continue;
        };
        let Some(launch) = launches.get(&id) else {
            continue;
        };
        let name = &ends.config.name;
        let outcome = match taken.clone().or_else(|| owner_of_run(name)) {
            Some(owner) => Ok(PlannedLaunch {
                plan: None,
                diagnostics: vec![belongs_to(rules, id, owner)],
            }),
            None => {
                let planned = observe_launch(ends, rules, launch.clone(), &runs, suite).await;
                if let Ok(PlannedLaunch {
                    plan: Some(plan), ..
                }) = &planned
                    && plan.run != RunAction::Keep(None)
                {
                    taken = Some(name.clone());
                }
                planned
            }
        };
        considered.push(Considered { exporter, outcome });
    }
    considered
}

fn belongs_to(rules: &LaunchRules, launch: LaunchId, owner: String) -> Diagnostic {
    let code = LaunchCode::LaunchOfOtherConfig {
        launch: launch.0,
        owner,
    };
    Diagnostic::notice(code).about(launch).at(&rules.place)
}

/// Reads what has to be known about one launch, and plans it.
async fn observe_launch<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    mut launch: Launch,
    runs: &[&ObservedRun],
    suite: &Suite,
) -> Result<PlannedLaunch, ReadError> {
    let (results, environment) = future::try_join(
        ends.source.results(launch.id),
        ends.source.environment(launch.id),
    )
    .await?;
    launch.environment = environment;
    let (results, left_out) = choose_results(ends, rules, &launch, results);
    if results.is_empty() && runs.is_empty() && left_out.is_empty() {
        return Ok(PlannedLaunch::default());
    }
    let mut files = Files::default();
    let fingerprint =
        attachments::fingerprint(ends, rules, &launch, runs, &results, &mut files).await?;
    let tested: BTreeSet<TestCaseId> = results
        .iter()
        .filter_map(|result| result.test_case)
        .collect();
    let facts = LaunchFacts {
        launch: &launch,
        runs,
        fingerprint: &fingerprint,
        cases: tested.len(),
        is_unfinished: left_out.unfinished > 0,
    };
    match progress(&facts) {
        Progress::Complete(_) => Ok(complete_launch(rules, &facts, left_out, results.len())),
        Progress::Absent | Progress::Unknown => {
            growing_launch(ends, rules, &facts, left_out, results, files, suite).await
        }
    }
}

/// The results that count, and how many do not and why.
fn choose_results<S, R>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    launch: &Launch,
    results: Results,
) -> (Vec<TestResult>, LeftOut) {
    let Results {
        results,
        hidden,
        unfinished,
    } = results;
    let cases: BTreeSet<TestCaseId> = ends.exported.keys().copied().collect();
    let Selected {
        mut results,
        foreign,
        unlinked,
        superseded,
    } = select(results, &cases, rules.repeats);
    let mut left_out = LeftOut {
        hidden,
        unfinished,
        unlinked,
        superseded,
        foreign,
        present: 0,
    };
    if rules.repeats != Repeats::All && !launch.closed {
        // What stands for a test case may still change, and a result in TestRail cannot be taken back.
        left_out.unfinished += results.len();
        results.clear();
    }
    (results, left_out)
}

/// A launch whose results are all in TestRail, so that none of them has to be read there.
fn complete_launch(
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    left_out: LeftOut,
    present: usize,
) -> PlannedLaunch {
    let mut diagnostics = Vec::new();
    let left_out = LeftOut {
        present,
        ..left_out
    };
    let plan = plan_complete(rules, facts, left_out, &mut diagnostics);
    PlannedLaunch {
        plan: Some(plan),
        diagnostics,
    }
}

/// A launch that has results to add, or may have.
async fn growing_launch<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    ends: &Exporter<'_, S, R>,
    rules: &LaunchRules,
    facts: &LaunchFacts<'_>,
    mut left_out: LeftOut,
    mut results: Vec<TestResult>,
    files: Files,
    suite: &Suite,
) -> Result<PlannedLaunch, ReadError> {
    let runs = facts.runs;
    let wanted: BTreeSet<TestResultId> = results.iter().map(|result| result.id).collect();
    let observed = observe_results(ends, runs).await?;
    let present: BTreeSet<TestResultId> = observed
        .iter()
        .filter_map(|(_, result)| result.result)
        .collect();
    let before = results.len();
    results.retain(|result| !present.contains(&result.id));
    left_out.present = before - results.len();
    let selection = observe_selection(ends, runs).await?;
    let desired = map_results(ends, rules, facts.launch, results, suite).await?;
    let mut diagnostics = Vec::new();
    let mut plan = plan_launch(
        rules,
        facts,
        left_out,
        &selection,
        desired,
        &mut diagnostics,
    );
    if rules.attachments {
        attachments::plan_files(ends, &mut plan, runs, &observed, &wanted, files).await?;
    }
    if let Some(diagnostic) = results_repeated(rules, facts.launch.id, &observed) {
        diagnostics.push(diagnostic);
        plan.hold_back();
    }
    Ok(PlannedLaunch {
        plan: Some(plan),
        diagnostics,
    })
}

/// The results that are in these runs already.
async fn observe_results<S, R: RunReader + Sync>(
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

/// The diagnostic that results are in a run more than once, as after two applies at once.
fn results_repeated(
    rules: &LaunchRules,
    launch: LaunchId,
    observed: &[(RunId, ObservedResult)],
) -> Option<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut twice: BTreeMap<RunId, BTreeSet<TestResultId>> = BTreeMap::new();
    for (run, result) in observed {
        if let Some(id) = result.result
            && !seen.insert((*run, id))
        {
            twice.entry(*run).or_default().insert(id);
        }
    }
    if twice.is_empty() {
        return None;
    }
    let runs = twice.iter().map(|(run, results)| RunWithRepeats {
        run: run.0,
        results: results.iter().map(|result| result.0).collect(),
    });
    let code = LaunchCode::ResultsRepeated {
        launch: launch.0,
        runs: runs.collect(),
    };
    let diagnostic = Diagnostic::notice(code).at(&rules.place);
    Some(diagnostic.about(launch).about_all(twice.into_keys()))
}

/// The cases that are selected in the open run, if there is one.
async fn observe_selection<S, R: RunReader + Sync>(
    ends: &Exporter<'_, S, R>,
    runs: &[&ObservedRun],
) -> Result<Selection, ReadError> {
    let Some(open) = runs.iter().find(|run| !run.is_completed) else {
        return Ok(Selection::default());
    };
    let tests = ends.target.tests(open.id).await?;
    let cases: BTreeSet<CaseId> = tests.into_iter().map(|test| test.case).collect();
    let test_cases = ends
        .exported
        .iter()
        .filter(|(_, case)| case.is_some_and(|case| cases.contains(&case)))
        .map(|(test_case, _)| *test_case)
        .collect();
    Ok(Selection { cases, test_cases })
}

/// Maps results, with what has to be asked for each of them.
async fn map_results<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
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
