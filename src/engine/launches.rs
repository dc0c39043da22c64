//! The flow for launches: read what is selected, see what is missing in TestRail, plan.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future;

use super::Error;
use super::attachments::{self, Files};
use crate::http::try_join_bounded;
use crate::manifest::{Repeats, SyncConfig};
use crate::mapping::launches::{
    DesiredResult, Details, LaunchRules, MARK_PREFIX, Selected, desired_result, is_owned_by,
    link_in, resolve, select,
};
use crate::model::{
    CaseId, Finding, FindingKind, Launch, LaunchId, ObservedResult, ObservedRun, RunId, Severity,
    SuiteId, TestCaseId, TestResult, TestResultId, Verdict,
};
use crate::plan::{
    LaunchFacts, LaunchPlan, LaunchesPlan, LeftOut, Progress, Selection, plan_complete,
    plan_launch, progress,
};
use crate::testops::{Account, LaunchSelection, LaunchSource, Results};
use crate::testrail::{RunReader, UserReader};

/// How many results a finding names.
const SHOWN_RESULTS: usize = 10;

/// The test cases that a sync config exports, with the case that stands for each of them; `None` where the same apply
/// creates it.
pub type Exported = BTreeMap<TestCaseId, Option<CaseId>>;

/// Where launches come from and go to.
#[derive(Debug)]
pub struct LaunchEnds<'a, S, R> {
    /// TestOps.
    pub source: &'a S,
    /// TestRail: a reader, because planning cannot write.
    pub target: &'a R,
    /// The TestRail project.
    pub project_id: u64,
    /// The web address of TestOps, without a slash at its end.
    pub web: &'a str,
    /// The other sync configs that export launches into the suite.
    pub neighbours: &'a Neighbours,
}

/// The other sync configs that export launches into one suite. A launch is one run, and a run has one sync config that
/// keeps its description; with two of them it would be written for ever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Their names.
    pub configs: BTreeSet<String>,
    /// The launches that those before in this run have taken, with their names.
    pub taken: BTreeMap<LaunchId, String>,
}

impl Neighbours {
    /// The sync config that exports a launch already, if another one does.
    fn owner(&self, launch: LaunchId, runs: &[&ObservedRun]) -> Option<&str> {
        let of_run = |name: &&String| runs.iter().any(|run| is_owned_by(&run.description, name));
        self.taken
            .get(&launch)
            .or_else(|| self.configs.iter().find(of_run))
            .map(String::as_str)
    }
}

/// Plans the launches of a sync config. Where none is selected, TestRail is not asked anything.
pub async fn reconcile_launches<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    config: &SyncConfig,
    ends: &LaunchEnds<'_, S, R>,
    exported: &Exported,
) -> Result<LaunchesPlan, Error> {
    let mut plan = LaunchesPlan {
        repeats: config.launches.repeats,
        ..LaunchesPlan::default()
    };
    let selection = LaunchSelection {
        project_id: config.project_id.value,
        aql: config.launches.aql.value.clone(),
    };
    let launches = ends
        .source
        .launches(&selection)
        .await
        .map_err(Error::Launches)?;
    if launches.is_empty() {
        return Ok(plan);
    }
    let suite = SuiteId(config.suite_id.value);
    let (catalog, runs) = future::try_join(
        ends.target.run_catalog(ends.project_id),
        ends.target.runs(ends.project_id, suite, MARK_PREFIX),
    )
    .await
    .map_err(Error::Target)?;
    plan.labels = catalog
        .statuses
        .iter()
        .map(|status| (status.id, status.label.clone()))
        .collect();
    let Some(rules) = resolve(config, &catalog, ends.web, &mut plan.findings) else {
        plan.is_blocked = true;
        return Ok(plan);
    };
    let mut people = People::default();
    for mut launch in launches {
        let runs: Vec<&ObservedRun> = runs
            .iter()
            .filter(|run| run.marked.contains(&launch.id))
            .collect();
        if let Some(owner) = ends.neighbours.owner(launch.id, &runs) {
            plan.findings.push(belongs_to(&rules, launch.id, owner));
            continue;
        }
        let planned = one(
            ends,
            &rules,
            exported,
            &mut launch,
            &runs,
            &mut people,
            &mut plan.findings,
        )
        .await?;
        plan.launches.extend(planned);
    }
    Ok(plan)
}

fn belongs_to(rules: &LaunchRules, launch: LaunchId, owner: &str) -> Finding {
    Finding {
        severity: Severity::Notice,
        kind: FindingKind::Destination,
        place: Some(rules.place.clone()),
        test_case: None,
        cases: Vec::new(),
        message: format!(
            "launch {} is exported into this suite by sync config {owner}, and left to it",
            launch.0
        ),
        mend: "Narrow `launches.aql` of one of them, or set `launches.enabled: false`".to_owned(),
    }
}

/// Plans one launch; `None` when there is nothing in it.
async fn one<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    ends: &LaunchEnds<'_, S, R>,
    rules: &LaunchRules,
    exported: &Exported,
    launch: &mut Launch,
    runs: &[&ObservedRun],
    people: &mut People,
    findings: &mut Vec<Finding>,
) -> Result<Option<LaunchPlan>, Error> {
    let source = |result| ends_source(result);
    let (results, environment) = future::try_join(
        ends.source.results(launch.id),
        ends.source.environment(launch.id),
    )
    .await
    .map_err(source)?;
    launch.environment = environment;
    let Results {
        results,
        hidden,
        unfinished,
    } = results;
    let cases: BTreeSet<TestCaseId> = exported.keys().copied().collect();
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
    if results.is_empty() && runs.is_empty() && left_out.is_empty() {
        return Ok(None);
    }
    let mut files = Files::default();
    let fingerprint =
        attachments::fingerprint(ends, rules, launch, runs, &results, &mut files).await?;
    let wanted: BTreeSet<TestResultId> = results.iter().map(|result| result.id).collect();
    let mut observed = Vec::new();
    let tested: BTreeSet<TestCaseId> = results
        .iter()
        .filter_map(|result| result.test_case)
        .collect();
    let facts = LaunchFacts {
        launch,
        runs,
        fingerprint: &fingerprint,
        cases: tested.len(),
        is_unfinished: left_out.unfinished > 0,
    };
    let is_complete = matches!(progress(&facts), Progress::Complete(_));
    let mut planned = match progress(&facts) {
        Progress::Complete(_) => {
            left_out.present = results.len();
            plan_complete(rules, &facts, left_out, findings)
        }
        Progress::Absent => {
            let desired = map(ends, rules, launch, results, people).await?;
            plan_launch(
                rules,
                &facts,
                left_out,
                &Selection::default(),
                desired,
                findings,
            )
        }
        Progress::Unknown => {
            observed = observe(ends, runs).await?;
            let present: BTreeSet<TestResultId> = observed
                .iter()
                .filter_map(|(_, result)| result.result)
                .collect();
            left_out.present = results
                .iter()
                .filter(|result| present.contains(&result.id))
                .count();
            results.retain(|result| !present.contains(&result.id));
            let selection = selection(ends, runs, exported).await?;
            let desired = map(ends, rules, launch, results, people).await?;
            plan_launch(rules, &facts, left_out, &selection, desired, findings)
        }
    };
    if rules.attachments && !is_complete {
        attachments::plan_files(ends, &mut planned, runs, &observed, &wanted, files).await?;
    }
    if let Some(finding) = results_twice(rules, launch.id, &observed) {
        findings.push(finding);
        planned.hold_back();
    }
    Ok(Some(planned))
}

/// The results that are in these runs already.
async fn observe<S, R: RunReader + Sync>(
    ends: &LaunchEnds<'_, S, R>,
    runs: &[&ObservedRun],
) -> Result<Vec<(RunId, ObservedResult)>, Error> {
    let mut all = Vec::new();
    for run in runs {
        let web = ends.web.to_owned();
        let observed = ends
            .target
            .results(run.id, move |comment| link_in(comment, &web))
            .await
            .map_err(Error::Target)?;
        all.extend(observed.into_iter().map(|result| (run.id, result)));
    }
    Ok(all)
}

/// The finding that results stand in a run more than once, as after two applies at once.
fn results_twice(
    rules: &LaunchRules,
    launch: LaunchId,
    observed: &[(RunId, ObservedResult)],
) -> Option<Finding> {
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
    let runs: Vec<String> = twice
        .iter()
        .map(|(run, results)| {
            let ids = results.iter().take(SHOWN_RESULTS);
            let ids: Vec<String> = ids.map(|id| id.0.to_string()).collect();
            let more = results.len().saturating_sub(SHOWN_RESULTS);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            format!(
                "{run} holds results of TestOps more than once: {}{more}",
                ids.join(", ")
            )
        })
        .collect();
    Some(Finding {
        severity: Severity::Notice,
        kind: FindingKind::Duplicate,
        place: Some(rules.place.clone()),
        test_case: None,
        cases: Vec::new(),
        message: format!(
            "launch {}: {}. It is not closed before one of each is gone",
            launch.0,
            runs.join("; ")
        ),
        mend: "Two applies at once add such results. Delete one of each in TestRail".to_owned(),
    })
}

/// The cases that are selected in the open run, if there is one.
async fn selection<S, R: RunReader + Sync>(
    ends: &LaunchEnds<'_, S, R>,
    runs: &[&ObservedRun],
    exported: &Exported,
) -> Result<Selection, Error> {
    let Some(open) = runs.iter().find(|run| !run.is_completed) else {
        return Ok(Selection::default());
    };
    let tests = ends.target.tests(open.id).await.map_err(Error::Target)?;
    let cases: BTreeSet<CaseId> = tests.into_iter().map(|test| test.case).collect();
    let test_cases = exported
        .iter()
        .filter(|(_, case)| case.is_some_and(|case| cases.contains(&case)))
        .map(|(test_case, _)| *test_case)
        .collect();
    Ok(Selection { cases, test_cases })
}

/// Maps results, with what has to be asked for each of them.
async fn map<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
    ends: &LaunchEnds<'_, S, R>,
    rules: &LaunchRules,
    launch: &Launch,
    results: Vec<TestResult>,
    people: &mut People,
) -> Result<Vec<DesiredResult>, Error> {
    if results.iter().any(|result| result.tested_by.is_some()) {
        people.load(ends).await?;
    }
    let people = &*people;
    let desired = results.into_iter().filter_map(|result| {
        let test_case = result.test_case?;
        Some(async move {
            let details = details(ends, rules, &result, people).await?;
            Ok(desired_result(rules, launch, &result, test_case, &details))
        })
    });
    try_join_bounded(desired).await
}

/// What a result has beside itself. Passed results have no issues worth a request each.
async fn details<S: LaunchSource + Sync, R: RunReader + Sync>(
    ends: &LaunchEnds<'_, S, R>,
    rules: &LaunchRules,
    result: &TestResult,
    people: &People,
) -> Result<Details, Error> {
    let mut details = Details {
        assigned_to: result
            .tested_by
            .as_deref()
            .and_then(|login| people.find(login)),
        ..Details::default()
    };
    if matches!(result.status, Verdict::Failed | Verdict::Broken) {
        details.issues = ends.source.issues(result.id).await.map_err(ends_source)?;
    }
    if rules.step_results.is_some() {
        details.steps = ends
            .source
            .execution(result.id)
            .await
            .map_err(ends_source)?;
    }
    Ok(details)
}

/// Who is who on both sides, asked for when the first result names somebody.
#[derive(Debug, Default)]
struct People {
    by_login: Option<BTreeMap<String, u64>>,
    by_email: BTreeMap<String, u64>,
}

impl People {
    async fn load<S: LaunchSource + Sync, R: RunReader + UserReader + Sync>(
        &mut self,
        ends: &LaunchEnds<'_, S, R>,
    ) -> Result<(), Error> {
        if self.by_login.is_some() {
            return Ok(());
        }
        let (accounts, users) = future::try_join(
            async { ends.source.users().await.map_err(ends_source) },
            async {
                let users = ends.target.users(ends.project_id);
                users.await.map_err(Error::Target)
            },
        )
        .await?;
        self.by_email = users
            .unwrap_or_default()
            .into_iter()
            .filter(|user| user.is_active && !user.email.is_empty())
            .map(|user| (user.email.to_lowercase(), user.id))
            .collect();
        let known =
            accounts
                .unwrap_or_default()
                .into_iter()
                .filter_map(|Account { login, email }| {
                    Some((login, *self.by_email.get(&email.to_lowercase())?))
                });
        self.by_login = Some(known.collect());
        Ok(())
    }

    /// The TestRail user behind a TestOps login, by the e-mail address, which may be the login itself.
    fn find(&self, login: &str) -> Option<u64> {
        let by_login = self.by_login.as_ref()?.get(login).copied();
        by_login.or_else(|| self.by_email.get(&login.to_lowercase()).copied())
    }
}

fn ends_source(error: crate::testops::Error) -> Error {
    Error::Launches(error)
}
