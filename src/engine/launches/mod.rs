//! The flow for launches: read what is selected, see what is missing in TestRail, plan.
//!
//! A launch is one run, and a run has one sync config that keeps its description. So the launches of a suite are planned
//! together: side by side, each by the first sync config in name order that has something to export of it.

mod attachments;
mod launch;
mod proof;
mod results;
mod seen;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, future, stream};
use tokio::sync::OnceCell;

use self::launch::observe_launch;
use self::proof::check_foreign;
pub(crate) use self::seen::{SeenLaunches, now_done};
use self::seen::{Statistics, count_closed, unchanged_launch};
use super::people::People;
use crate::diagnostic::{Diagnostic, LaunchCode, Side};
use crate::manifest::SyncConfig;
use crate::mapping::launches::{LaunchRules, MARK_PREFIX, is_owned_by, resolve_rules};
use crate::model::{Launch, LaunchId, ObservedRun, RunCatalog, SuiteId, TestCaseId};
use crate::plan::{Exported, LaunchPlan, LaunchesPlan, Memory, RunAction};
use crate::testops::{self, LaunchSelection, LaunchSource};
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
    /// A server told less than there is by what else it tells, twice.
    Short(ShortListing),
}

/// A list that lacks rows.
#[derive(Clone, Debug)]
pub(crate) struct ShortListing {
    pub(crate) side: Side,
    /// Of what, such as `tests of R1`.
    pub(crate) listing: String,
    pub(crate) found: u64,
    pub(crate) expected: u64,
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
    /// Test cases that are selected and not exported, because something is to be fixed first.
    pub(crate) blocked: &'a [TestCaseId],
    /// What earlier applies left on the TestRail server.
    pub(crate) memory: &'a Memory,
    /// What was seen of closed launches; `None` where nothing lasts.
    pub(crate) seen: Option<&'a SeenLaunches>,
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
    statistics: Statistics,
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
    let created: BTreeSet<LaunchId> = planned
        .iter()
        .flat_map(|(_, considered)| considered)
        .filter_map(|considered| considered.outcome.as_ref().ok()?.plan.as_ref())
        .filter(|plan| matches!(plan.run, RunAction::Create { .. }))
        .map(|plan| plan.launch)
        .collect();
    if let (Some(exporter), Some(Ok(runs))) = (exporters.first(), suite.runs.get())
        && let Err(error) = missed_runs(*exporter, runs, &created).await
    {
        return exporters.iter().map(|_| Err(error.clone())).collect();
    }
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
    for (plan, exporter) in plans.iter_mut().zip(exporters) {
        let Ok(of_config) = plan else {
            continue;
        };
        of_config.diagnostics.sort();
        if let Err(error) = check_foreign(exporter, of_config.launches.iter()).await {
            *plan = Err(error);
        }
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
            repeats: config.spec.launches.repeats.value,
            ..LaunchesPlan::default()
        },
        rules: None,
        launches: BTreeMap::new(),
        statistics: Statistics::new(),
    };
    let selection = LaunchSelection {
        project_id: config.spec.source.project_id.value,
        aql: config.spec.launches.aql.value.clone(),
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
            let suite = SuiteId(config.spec.destination.suite_id.value);
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
    selecting.rules = resolve_rules(config, catalog, exporter.web, &mut plan.diagnostics);
    if selecting.rules.is_some() {
        selecting.launches = launches
            .into_iter()
            .map(|launch| (launch.id, launch))
            .collect();
        selecting.statistics = count_closed(&exporter, &selecting.launches).await?;
    } else {
        plan.is_blocked = true;
    }
    Ok(selecting)
}

/// Makes sure that runs which would be created are not there. One answer that came short is no proof, so that the runs
/// are read once more, unless the ledger knows of runs in the suite and all of them were in the answer.
async fn missed_runs<S: Sync, R: RunReader + Sync>(
    exporter: Exporter<'_, S, R>,
    runs: &[ObservedRun],
    created: &BTreeSet<LaunchId>,
) -> Result<(), ReadError> {
    let suite = SuiteId(exporter.config.spec.destination.suite_id.value);
    let known = exporter.memory.runs.iter();
    let mut known = known.filter(|(_, run)| run.suite == suite).peekable();
    let is_proved =
        known.peek().is_some() && known.all(|(id, _)| runs.iter().any(|run| run.id == *id));
    if is_proved || created.is_empty() {
        return Ok(());
    }
    let read = exporter
        .target
        .runs(exporter.project_id, suite, MARK_PREFIX);
    let again = read.await?;
    let is_new = |run: &&ObservedRun| {
        runs.iter().all(|known| known.id != run.id)
            && run.marked.iter().any(|launch| created.contains(launch))
    };
    let mut missed = again.iter().filter(is_new).count();
    // A run that the ledger knows and no list has was deleted, or the lists come short: it is asked for itself.
    let lost = exporter.memory.runs.iter().filter(|(id, run)| {
        created.contains(&run.launch) && again.iter().all(|known| known.id != **id)
    });
    for (id, _) in lost {
        match exporter.target.run_now(*id).await {
            Ok(_) => missed += 1,
            Err(error) if error.is_unknown() => {}
            Err(error) => return Err(error.into()),
        }
    }
    match missed {
        0 => Ok(()),
        missed => Err(ReadError::Short(ShortListing {
            side: Side::Testrail,
            listing: format!("runs of suite {}", suite.0),
            found: runs.len() as u64,
            expected: (runs.len() + missed) as u64,
        })),
    }
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
            statistics,
            plan: _,
        }) = selecting
        else {
            continue;
        };
        let Some(launch) = launches.get(&id) else {
            continue;
        };
        let name = &ends.config.name;
        let outcome = if let Some(owner) = taken.clone().or_else(|| owner_of_run(name)) {
            Ok(PlannedLaunch {
                plan: None,
                diagnostics: vec![belongs_to(rules, id, owner)],
            })
        } else {
            let statistic = statistics.get(&id);
            let planned = match unchanged_launch(ends, rules, launch, &runs, statistic) {
                Some(unchanged) => Ok(unchanged),
                None => observe_launch(ends, rules, launch.clone(), &runs, suite, statistic).await,
            };
            if let Ok(PlannedLaunch {
                plan: Some(plan), ..
            }) = &planned
                && plan.run != RunAction::Keep(None)
            {
                taken = Some(name.clone());
            }
            planned
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
