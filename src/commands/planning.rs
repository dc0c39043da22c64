//! Planning every sync config of a run, as `plan` and `apply` both do first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Exit;
use super::connect::{Ends, Servers, TestRailServer};
use super::error::{Error, chain};
use crate::cli::Run;
use crate::engine::{
    self, Exported, LaunchEnds, Neighbours, Reconciled, reconcile, reconcile_launches,
};
use crate::manifest::{Manifests, SyncConfig};
use crate::model::{CaseId, LaunchId, SuiteId, TestCaseId};
use crate::plan::{self, Claims, ConfigPlan, Memory, Plan, RunAction, Territory};
use crate::render::style::Paint;
use crate::render::text::Layout;
use crate::state::read_memory;

/// A plan and what is needed to carry it out.
pub(super) struct Planning {
    /// The plan.
    pub(super) plan: Plan,
    /// Servers and project of each sync config that could be planned, by its name.
    pub(super) ready: BTreeMap<String, Ready>,
    /// What earlier applies left.
    pub(super) state_dir: PathBuf,
    /// The servers of the run.
    pub(super) servers: Servers,
    /// The launches that sync configs have taken, by server and suite.
    launches: BTreeMap<(String, SuiteId), BTreeMap<LaunchId, String>>,
    /// The worst that happened to a sync config that could not be planned.
    failed: Option<Exit>,
}

/// What carrying out one sync config's plan needs.
pub(super) struct Ready {
    pub(super) ends: Ends,
    pub(super) project_id: u64,
    /// The cases that stand for exported test cases already.
    pub(super) cases: BTreeMap<TestCaseId, CaseId>,
}

/// Plans every sync config, one after the other in the order of their names. One that fails does not stop the others.
pub(super) async fn plan_all(
    manifests: &Manifests,
    configs: &[&SyncConfig],
    run: &Run,
) -> Result<Planning, Error> {
    plan_with(Servers::new(run).await?, manifests, configs, run).await
}

/// Plans once more with the same servers.
pub(super) async fn plan_again(
    manifests: &Manifests,
    configs: &[&SyncConfig],
    before: Planning,
    run: &Run,
) -> Result<Planning, Error> {
    plan_with(before.servers, manifests, configs, run).await
}

async fn plan_with(
    servers: Servers,
    manifests: &Manifests,
    configs: &[&SyncConfig],
    run: &Run,
) -> Result<Planning, Error> {
    let mut planning = Planning::empty(servers, &run.state_dir);
    let mut claims = Claims::default();
    for config in &manifests.sync_configs {
        let is_planned =
            !config.disabled && configs.iter().any(|planned| planned.name == config.name);
        if !is_planned {
            claims.share(planning.servers.territory(config));
        }
    }
    let mut marked = Vec::new();
    for config in configs {
        let planned = if config.disabled {
            engine::paused(config)
        } else {
            match plan_one(&mut planning, manifests, config, &mut claims).await {
                Ok(reconciled) => {
                    marked.push((config, planning.plan.configs.len(), reconciled.marked));
                    reconciled.plan
                }
                Err(error) => {
                    claims.share(planning.servers.territory(config));
                    planning.fail(error.report());
                    engine::failed(config, chain(&error))
                }
            }
        };
        if planned.outcome == plan::Outcome::Blocked {
            claims.share(planning.servers.territory(config));
            planning.fail(Exit::Failed);
        }
        planning.plan.configs.push(planned);
    }
    // Only now is it known which cases some sync config selects. One finding a suite is enough.
    let mut told = std::collections::BTreeSet::new();
    for (config, index, marked) in marked {
        let territory = planning.servers.territory(config);
        let finding = plan::out_of_scope(
            &territory,
            Some(&config.test_case_aql.place),
            &marked,
            &claims,
        );
        let plan = &mut planning.plan.configs[index];
        plan.marked_unclaimed = claims.count_unclaimed(&territory, &marked);
        if let (Some(finding), true) = (finding, told.insert(territory)) {
            let findings = &mut plan.diagnostics;
            findings.push(finding);
            findings.sort();
        }
    }
    Ok(planning)
}

async fn plan_one(
    planning: &mut Planning,
    manifests: &Manifests,
    config: &SyncConfig,
    claims: &mut Claims,
) -> Result<Reconciled, Error> {
    let ends = planning.servers.of(config)?;
    let memory = planning.memory(&ends.testrail);
    let (testops, testrail) = (&ends.testops.client, &ends.testrail.client);
    let base = ends.testops.base();
    let failed = |source, ends: &Ends| Error::Reconcile {
        config: config.name.clone(),
        who: Box::new(ends.who(manifests, config)),
        source,
    };
    let territory = planning.servers.territory(config);
    let mut reconciled =
        match reconcile(config, testops, testrail, base, &memory, &territory, claims).await {
            Ok(reconciled) => reconciled,
            Err(error) => {
                planning.servers.learn(&ends, &error);
                return Err(failed(error, &ends));
            }
        };
    let Some(project_id) = reconciled.project_id else {
        return Ok(reconciled);
    };
    let exported = exported(&reconciled);
    if config.launches.enabled && reconciled.plan.outcome == plan::Outcome::Compared {
        let web = ends.testops.web();
        let neighbours = planning.neighbours(manifests, config);
        let launch_ends = LaunchEnds {
            source: testops,
            target: testrail,
            project_id,
            web: &web,
            neighbours: &neighbours,
        };
        let launches = reconcile_launches(config, &launch_ends, &exported)
            .await
            .inspect_err(|error| planning.servers.learn(&ends, error))
            .map_err(|source| failed(source, &ends))?;
        if launches.is_blocked {
            planning.fail(Exit::Failed);
        }
        let runs = launches
            .launches
            .iter()
            .filter(|launch| launch.run != RunAction::Keep(None));
        let taken = runs.map(|launch| (launch.launch, config.name.clone()));
        planning
            .launches
            .entry(suite_of(&territory))
            .or_default()
            .extend(taken);
        reconciled.plan.launches = Some(launches);
    }
    let cases = exported
        .into_iter()
        .filter_map(|(id, case)| Some((id, case?)))
        .collect();
    planning.ready.insert(
        config.name.clone(),
        Ready {
            ends,
            project_id,
            cases,
        },
    );
    Ok(reconciled)
}

/// The test cases that a sync config exports, with the cases that stand for them already.
fn exported(reconciled: &Reconciled) -> Exported {
    let plan = &reconciled.plan;
    let standing: BTreeMap<TestCaseId, CaseId> = reconciled
        .marked
        .iter()
        .flat_map(|(case, ids)| ids.iter().map(|id| (*id, *case)))
        .collect();
    let in_plan = plan.actions.iter().map(plan::Action::test_case);
    plan.unchanged
        .iter()
        .copied()
        .chain(in_plan)
        .map(|id| (id, standing.get(&id).copied()))
        .collect()
}

/// The server and the suite, whatever cases are marked with: runs are marked in one way only.
fn suite_of(territory: &Territory) -> (String, SuiteId) {
    (territory.server.clone(), territory.suite)
}

impl Planning {
    /// The other sync configs that export launches into the suite of this one.
    fn neighbours(&self, manifests: &Manifests, config: &SyncConfig) -> Neighbours {
        let suite = suite_of(&self.servers.territory(config));
        let others = manifests.sync_configs.iter().filter(|other| {
            other.name != config.name
                && other.launches.enabled
                && !other.disabled
                && suite_of(&self.servers.territory(other)) == suite
        });
        Neighbours {
            configs: others.map(|other| other.name.clone()).collect(),
            taken: self.launches.get(&suite).cloned().unwrap_or_default(),
        }
    }

    /// Nothing planned yet.
    pub(super) fn empty(servers: Servers, state_dir: &Path) -> Self {
        Self {
            plan: Plan::default(),
            ready: BTreeMap::new(),
            state_dir: state_dir.to_owned(),
            servers,
            launches: BTreeMap::new(),
            failed: None,
        }
    }

    /// What earlier applies learnt about a server.
    pub(super) fn memory(&self, testrail: &TestRailServer) -> Memory {
        read_memory(&self.state_dir, &testrail.key(), &testrail.version).into()
    }

    /// The exit code when some sync config could not be planned.
    pub(super) fn failure(&self) -> Option<Exit> {
        self.failed
    }

    /// How the plan is laid out for people.
    pub(super) fn layout(&self, paint: Paint) -> Layout {
        let rates = self.plan.configs.iter().filter_map(|config: &ConfigPlan| {
            let ready = self.ready.get(&config.name)?;
            let rate = ready.ends.testrail.requests_per_minute?;
            Some((config.destination.integration.clone(), rate))
        });
        Layout {
            paint,
            rates: rates.collect(),
            differences_below: false,
        }
    }

    fn fail(&mut self, exit: Exit) {
        // Rejected credentials are what somebody has to act upon first.
        if self.failed != Some(Exit::Credentials) {
            self.failed = Some(exit);
        }
    }
}
