//! The whole flow on one page: observe every sync config, then plan them all.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future;

use tokio::time::Instant;

use super::Failure;
use super::absence::missed_cases;
use super::editors::{cases_to_ask, settle_editors};
use super::failure::{launches_failed, listing_short, testrail_failed};
use super::launches::{Exporter, ReadError, SeenLaunches, ShortListing, plan_suite_launches};
use super::observe::{Connected, ObservedConfig, observe_cases};
use super::outline;
use super::people::name_editors;
use super::refusals::Projects;
use super::servers::{Ends, Servers};
use crate::manifest::{Manifests, SyncConfig};
use crate::model::{CaseId, SuiteId, TestCaseId};
use crate::plan::{LaunchesPlan, MarkerScope, Plan, PlannedConfig, plan_cases};
use crate::state::SeenLaunch;
use crate::testops::TestOps;
use crate::testrail::{self, SectionReader, TestRail};

/// A plan, and what is needed to carry it out.
pub(crate) struct Planned {
    pub(crate) plan: Plan,
    /// Servers and project of each sync config that could be planned, by its name.
    pub(crate) ready: BTreeMap<String, Ready>,
    /// The closed launches whose runs this plan completes and closes.
    pub(crate) pending: Vec<SeenLaunch>,
}

/// What carrying out one sync config's plan needs.
pub(crate) struct Ready {
    pub(crate) ends: Ends,
    pub(crate) project_id: u64,
    /// When reading what is there began.
    pub(crate) read_at: Instant,
    /// The cases of exported test cases that are in TestRail already.
    pub(crate) cases: BTreeMap<TestCaseId, CaseId>,
}

/// Plans sync configs, which come in the order of their names. One that fails does not stop the others.
pub(crate) async fn plan(
    servers: &mut Servers,
    manifests: &Manifests,
    configs: &[&SyncConfig],
) -> Planned {
    let read_at = Instant::now();
    let elsewhere: Vec<MarkerScope> = manifests
        .sync_configs
        .iter()
        .filter(|config| !configs.iter().any(|part| part.name == config.name))
        .map(|config| servers.marker_scope(config))
        .collect();
    let connected: Vec<Connected<'_>> = configs
        .iter()
        .map(|config| servers.connect(config))
        .collect();

    let (readings, project_ids): (Vec<_>, Vec<_>) = observe_cases(&connected)
        .await
        .into_iter()
        .map(
            |ObservedConfig {
                 reading,
                 project_id,
             }| (reading, project_id),
        )
        .unzip();
    let planned = plan_cases(readings, &elsewhere);
    let mut planned = settle(&connected, planned, &project_ids).await;

    let seen = servers.seen_launches();
    let launches = plan_launches(
        servers,
        manifests,
        &connected,
        &planned,
        &project_ids,
        seen.as_ref(),
    )
    .await;
    let mut ready = BTreeMap::new();
    let mut plan = Plan::default();
    for (((connected, mut planned), project_id), launches) in connected
        .iter()
        .zip(planned.drain(..))
        .zip(project_ids)
        .zip(launches)
    {
        let finished = match (&connected.ends, project_id) {
            (Ok(Some(ends)), Some(project_id)) if planned.is_compared() => {
                let named = name_editors(&ends.testrail.client, project_id, planned.editors())
                    .await
                    .map_err(|error| testrail_failed(connected.config, ends, &error));
                named.and(launches).map(|launches| {
                    let cases = planned.exported.iter();
                    let cases = cases
                        .filter_map(|(id, case)| Some((*id, (*case)?)))
                        .collect();
                    let part = Ready {
                        ends: ends.clone(),
                        project_id,
                        read_at,
                        cases,
                    };
                    ready.insert(connected.config.name.clone(), part);
                    planned.plan.launches = launches;
                    planned.finish()
                })
            }
            _ => Ok(planned.finish()),
        };
        plan.configs
            .push(finished.unwrap_or_else(|failure| outline::failed(connected.config, *failure)));
    }
    for (connected, plan) in connected.iter().zip(&plan.configs) {
        if let (Ok(Some(ends)), Some(failure)) = (&connected.ends, &plan.failure) {
            let projects = Projects::from(connected.config);
            servers.refusals().learn(ends, &projects, failure).await;
        }
    }
    let exporting = launched(&connected, &plan);
    let pending = seen.map(|seen| servers.note_launches(seen, &exporting));
    Planned {
        plan,
        ready,
        pending: pending.unwrap_or_default(),
    }
}

/// The sync configs whose launches were planned.
fn launched(connected: &[Connected<'_>], plan: &Plan) -> BTreeSet<String> {
    let configs = connected.iter().zip(&plan.configs);
    let launched = configs.filter(|(_, plan)| plan.launches.is_some());
    launched
        .map(|(connected, _)| connected.config.name.clone())
        .collect()
}

/// Settles what differs in each sync config, side by side. One that fails is asked nothing more about.
async fn settle(
    connected: &[Connected<'_>],
    planned: Vec<PlannedConfig>,
    project_ids: &[Option<u64>],
) -> Vec<PlannedConfig> {
    let asked = &cases_to_ask(planned.iter());
    let short = &find_missed_cases(connected, &planned, project_ids).await;
    let all = connected.iter().zip(planned).zip(project_ids);
    let settled = all.map(|((connected, planned), project_id)| async move {
        let (Ok(Some(ends)), Some(project_id), true) =
            (&connected.ends, project_id, planned.is_compared())
        else {
            return planned;
        };
        let failed_by =
            |failure: Failure| PlannedConfig::stopped(outline::failed(connected.config, *failure));
        let suite = suite_of(&connected.scope);
        let failed = match short.get(&suite) {
            None | Some(Ok(None)) => None,
            Some(Ok(Some(short))) => Some(listing_short(connected.config, short.clone())),
            Some(Err(error)) => Some(testrail_failed(connected.config, ends, error)),
        };
        if let (Some(failure), Some(_)) = (failed, planned.believed_absent()) {
            return failed_by(failure);
        }
        let emails = &connected.config.destination.spec.also_writes_as;
        let client = &ends.testrail.client;
        let settled = settle_editors(client, *project_id, emails, asked, planned).await;
        let settled = match settled {
            Ok(planned) => note_twins(client, *project_id, suite.1, planned).await,
            Err(error) => Err(error),
        };
        settled.unwrap_or_else(|error| failed_by(testrail_failed(connected.config, ends, &error)))
    });
    future::join_all(settled).await
}

/// What a list of cases lacks, by server and suite.
type MissedCases = BTreeMap<(String, SuiteId), Result<Option<ShortListing>, testrail::Error>>;

/// Looks once more at the lists of cases from which it follows that cases are created, each suite once.
async fn find_missed_cases(
    connected: &[Connected<'_>],
    planned: &[PlannedConfig],
    project_ids: &[Option<u64>],
) -> MissedCases {
    let mut missed = MissedCases::new();
    for ((connected, planned), project_id) in connected.iter().zip(planned).zip(project_ids) {
        let suite = suite_of(&connected.scope);
        if let (Ok(Some(ends)), Some(project_id), Some((observed, memory))) =
            (&connected.ends, project_id, planned.believed_absent())
            && !missed.contains_key(&suite)
        {
            let client = &ends.testrail.client;
            let found = missed_cases(client, *project_id, suite.1, observed, memory).await;
            missed.insert(suite, found);
        }
    }
    missed
}

/// Counts the cases that would be created beside one of the same title. The tree of sections is read only where such a
/// case is in another section.
async fn note_twins(
    reader: &impl SectionReader,
    project_id: u64,
    suite: SuiteId,
    mut planned: PlannedConfig,
) -> Result<PlannedConfig, testrail::Error> {
    if planned.has_twins_elsewhere() {
        planned.note_twins(&reader.sections(project_id, suite).await?);
    } else {
        planned.note_twins(&[]);
    }
    Ok(planned)
}

/// Plans the launches of all sync configs, suite by suite and side by side; `None` where they are switched off.
async fn plan_launches(
    servers: &Servers,
    manifests: &Manifests,
    connected: &[Connected<'_>],
    planned: &[PlannedConfig],
    project_ids: &[Option<u64>],
    seen: Option<&SeenLaunches>,
) -> Vec<Result<Option<LaunchesPlan>, Failure>> {
    let mut suites: BTreeMap<(String, SuiteId), Vec<usize>> = BTreeMap::new();
    for (index, (connected, planned)) in connected.iter().zip(planned).enumerate() {
        if connected.config.spec.launches.enabled.value && planned.is_compared() {
            let suite = suite_of(&connected.scope);
            suites.entry(suite).or_default().push(index);
        }
    }
    let webs: Vec<String> = connected.iter().map(web).collect();
    let (webs, suites) = (&webs, suites.into_iter());
    let of_suites = suites.map(|(suite, members)| async move {
        let exporters: Vec<(usize, &Ends, Exporter<'_, TestOps, TestRail>)> = members
            .into_iter()
            .filter_map(|index| {
                let connected = &connected[index];
                let ends = connected.ends.as_ref().ok()?.as_ref()?;
                let exporter = Exporter {
                    config: connected.config,
                    source: &ends.testops.client,
                    target: &ends.testrail.client,
                    project_id: project_ids[index]?,
                    web: &webs[index],
                    exported: &planned[index].exported,
                    blocked: &planned[index].plan.blocked,
                    memory: &connected.memory,
                    seen,
                };
                Some((index, ends, exporter))
            })
            .collect();
        let configs = exporting_into(&suite, servers, manifests);
        let only: Vec<_> = exporters.iter().map(|(.., exporter)| *exporter).collect();
        let plans = plan_suite_launches(&only, configs).await;
        let plans = exporters.into_iter().zip(plans);
        let plans = plans.map(|((index, ends, exporter), plan)| {
            let config = exporter.config;
            let plan = plan.map(Some).map_err(|error| match error {
                ReadError::TestOps(error) => launches_failed(config, &error),
                ReadError::TestRail(error) => testrail_failed(config, ends, &error),
                ReadError::Short(short) => listing_short(config, short),
            });
            (index, plan)
        });
        plans.collect::<Vec<_>>()
    });
    let mut launches: Vec<_> = connected.iter().map(|_| Ok(None)).collect();
    for (index, plan) in future::join_all(of_suites).await.into_iter().flatten() {
        launches[index] = plan;
    }
    launches
}

fn web(connected: &Connected<'_>) -> String {
    match &connected.ends {
        Ok(Some(ends)) => ends.testops.web(),
        _ => String::new(),
    }
}

/// The sync configs that export launches into a suite, those outside of the run among them.
fn exporting_into(
    suite: &(String, SuiteId),
    servers: &Servers,
    manifests: &Manifests,
) -> BTreeSet<String> {
    let exporting = manifests.sync_configs.iter().filter(|config| {
        config.spec.launches.enabled.value
            && !config.spec.disabled.value
            && suite_of(&servers.marker_scope(config)) == *suite
    });
    exporting.map(|config| config.name.clone()).collect()
}

/// The server and the suite, whatever cases are marked with: runs are marked in one way only.
fn suite_of(scope: &MarkerScope) -> (String, SuiteId) {
    (scope.server.clone(), scope.suite)
}
