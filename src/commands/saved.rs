//! Saved plans: written by `plan --out`, carried out by `apply --plan`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::path::Path;

use super::connect::{Ends, Servers};
use super::error::Error;
use super::planning::{Planning, Ready};
use crate::cli::Run;
use crate::engine::name_editors;
use crate::manifest::{Manifests, SyncConfig};
use crate::mapping::launches::{MARK_PREFIX, link_in};
use crate::model::{CaseId, RunId, TestCaseId, TestResultId};
use crate::plan::{self, ConfigPlan, LastChange, RunAction, SavedPlan, Stale};
use crate::render::words;
use crate::state::read_memory;
use crate::testrail::{CaseScope, Reader as _, RunReader as _};

/// The most bytes of a plan file that are read.
const MAX_FILE: u64 = 1 << 30;

/// What a plan looks like on disk.
pub(super) fn saved(planning: &Planning, manifests: &Manifests) -> SavedPlan {
    let mut servers = BTreeMap::new();
    for config in &planning.plan.configs {
        if let Some(ready) = planning.ready.get(&config.name) {
            servers.insert(config.source.integration.clone(), ready.ends.testops.web());
            servers.insert(
                config.destination.integration.clone(),
                ready.ends.testrail.web(),
            );
        }
    }
    let projects = planning
        .ready
        .iter()
        .map(|(config, ready)| (config.clone(), ready.project_id));
    SavedPlan {
        manifests: manifests.digest.clone(),
        projects: projects.collect(),
        servers,
        plan: planning.plan.clone(),
    }
}

/// Writes a plan, readable by its owner only: it holds the texts of test cases.
pub(super) fn write(path: &Path, saved: &SavedPlan) -> Result<(), Error> {
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let text = saved.to_text().map_err(|error| failed(error.into()))?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed)
}

/// Reads a plan and makes sure that it may be carried out as it is.
pub(super) async fn load(path: &Path, manifests: &Manifests, run: &Run) -> Result<Planning, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let mut text = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut text))
        .map_err(failed)?;
    if text.len() as u64 > MAX_FILE {
        return Err(failed(std::io::Error::other(
            "it is larger than a gibibyte",
        )));
    }
    let saved = SavedPlan::from_text(&text).map_err(|source| Error::SavedPlan {
        path: path.to_owned(),
        source,
    })?;
    if saved.manifests != manifests.digest {
        return Err(Error::OtherManifests {
            path: path.to_owned(),
        });
    }
    let mut planning = Planning::empty(Servers::new(run).await?, &run.state_dir);
    let mut stale = Vec::new();
    for config_plan in saved
        .plan
        .configs
        .iter()
        .filter(|config| !config.is_empty())
    {
        let name = &config_plan.name;
        let config = manifests
            .sync_configs
            .iter()
            .find(|config| config.name == *name);
        let (Some(config), Some(project_id)) = (config, saved.projects.get(name)) else {
            return Err(Error::OtherManifests {
                path: path.to_owned(),
            });
        };
        let ends = planning.servers.of(config)?;
        let server = ends.testrail.web();
        if !planning.servers.are_sandboxed()
            && saved.servers.get(&config.destination.name) != Some(&server)
        {
            return Err(Error::OtherServer {
                path: path.to_owned(),
                server,
            });
        }
        let verified = verify(
            manifests,
            config,
            config_plan,
            ends.clone(),
            *project_id,
            &mut stale,
        );
        let ready = verified.await.inspect_err(|error| {
            if let Error::Reconcile { source, .. } = error {
                planning.servers.learn(&ends, source);
            }
        })?;
        planning.ready.insert(name.clone(), ready);
    }
    if !stale.is_empty() {
        return Err(Error::Stale {
            path: path.to_owned(),
            lines: stale.iter().map(line).collect(),
        });
    }
    planning.plan = saved.plan;
    for config in &mut planning.plan.configs {
        if let Some(ready) = planning.ready.get(&config.name) {
            let testrail = &ready.ends.testrail;
            let memory = read_memory(&run.state_dir, &testrail.key(), &testrail.version);
            config.one_by_one = memory.one_by_one;
        }
    }
    Ok(planning)
}

/// Looks whether everything that a sync config's plan touches is as it was.
async fn verify(
    manifests: &Manifests,
    config: &SyncConfig,
    plan: &ConfigPlan,
    ends: Ends,
    project_id: u64,
    stale: &mut Vec<Stale>,
) -> Result<Ready, Error> {
    let target = &ends.testrail.client;
    let failed = |source| Error::Reconcile {
        config: config.name.clone(),
        who: Box::new(ends.who(manifests, config)),
        source: crate::engine::Error::Target(source),
    };
    let suite = plan.destination.suite;
    let scope = CaseScope::suite(project_id, suite);
    let observed = target
        .cases(&scope, &plan.identity, &plan.fields)
        .await
        .map_err(failed)?;
    let mut stale_cases = plan::stale_cases(plan, &observed);
    let editors = stale_cases
        .iter_mut()
        .filter_map(|stale| stale.changed.as_mut()?.by.as_mut());
    name_editors(target, project_id, editors)
        .await
        .map_err(failed)?;
    stale.append(&mut stale_cases);
    if let Some(launches) = plan
        .launches
        .as_ref()
        .filter(|launches| !launches.is_empty())
    {
        let runs = target
            .runs(project_id, suite, MARK_PREFIX)
            .await
            .map_err(failed)?;
        let web = ends.testops.web();
        let mut results: BTreeMap<RunId, BTreeSet<TestResultId>> = BTreeMap::new();
        for launch in &launches.launches {
            if let RunAction::Continue { run, .. } = &launch.run {
                let web = web.clone();
                let link = move |comment: &str| link_in(comment, &web);
                let found = target.results(*run, link).await.map_err(failed)?;
                results.insert(
                    *run,
                    found
                        .into_iter()
                        .filter_map(|result| result.result)
                        .collect(),
                );
            }
        }
        let results_of = |run| results.get(&run).cloned().unwrap_or_default();
        stale.extend(plan::stale_runs(launches, &runs, results_of));
    }
    let cases: BTreeMap<TestCaseId, CaseId> = observed
        .cases
        .iter()
        .flat_map(|case| case.marked.iter().map(|id| (*id, case.id)))
        .collect();
    Ok(Ready {
        ends,
        project_id,
        cases,
    })
}

fn line(stale: &Stale) -> String {
    let Stale { message, changed } = stale;
    match changed {
        Some(LastChange { on, by: Some(who) }) => {
            format!("{message} (last changed by {who} on {})", words::day(*on))
        }
        Some(LastChange { on, by: None }) => {
            format!("{message} (last changed on {})", words::day(*on))
        }
        None => message.clone(),
    }
}
