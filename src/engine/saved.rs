//! Saved plans: written by `plan --out`, carried out by `apply --plan`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::path::Path;

use tokio::time::Instant;

use super::Failure;
use super::failure::testrail_failed;
use super::people::name_editors;
use super::plan::{Planned, Ready};
use super::refusals::Projects;
use super::servers::{Ends, Servers};
use crate::diagnostic::{Diagnostic, RunCode};
use crate::http;
use crate::manifest::{Manifests, SyncConfig};
use crate::mapping::launches::{MARK_PREFIX, read_comment};
use crate::model::{CaseId, ObservedResult, RunId, TestCaseId};
use crate::plan::{
    self, ConfigPlan, Contradiction, Plan, PlanKey, RunAction, SavedPlan, SavedPlanError, Stale,
};
use crate::state;
use crate::testrail::{CandidateReader as _, CaseScope, Reader as _, RunReader as _};

/// The most bytes of a plan file that are read.
const MAX_FILE: u64 = 1 << 30;

/// What a plan looks like on disk.
pub(crate) fn save(planned: &Planned, manifests: &Manifests) -> SavedPlan {
    let mut servers = BTreeMap::new();
    for config in &planned.plan.configs {
        if let Some(ready) = planned.ready.get(&config.name) {
            servers.insert(config.source.integration.clone(), ready.ends.testops.web());
            servers.insert(
                config.destination.integration.clone(),
                ready.ends.testrail.web(),
            );
        }
    }
    let projects = planned
        .ready
        .iter()
        .map(|(config, ready)| (config.clone(), ready.project_id));
    SavedPlan {
        manifests: manifests.digest.clone(),
        projects: projects.collect(),
        servers,
        plan: without_secrets(&planned.plan),
    }
}

/// What a server echoes of a secret is not kept.
fn without_secrets(plan: &Plan) -> Plan {
    let scrubbed =
        serde_json::to_string(plan)
            .ok()
            .and_then(|text| match http::scrub_json(&text) {
                Cow::Borrowed(_) => None,
                Cow::Owned(scrubbed) => serde_json::from_str(&scrubbed).ok(),
            });
    scrubbed.unwrap_or_else(|| plan.clone())
}

/// Writes a plan, readable by its owner only: it holds the texts of test cases.
pub(crate) fn write_saved(
    path: &Path,
    saved: &SavedPlan,
    key: Option<&PlanKey>,
) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        let file = path.display().to_string();
        Box::new(Diagnostic::error(RunCode::FileUnwritable { file }).caused_by(&error))
    };
    let text = saved.seal(key).map_err(|error| failed(error.into()))?;
    state::replace(path, text.as_bytes()).map_err(failed)?;
    Ok(())
}

/// Reads a plan and makes sure that it may be carried out as it is: that nothing that it touches has moved.
pub(crate) async fn read_saved(
    path: &Path,
    key: Option<&PlanKey>,
    manifests: &Manifests,
    servers: &mut Servers,
) -> Result<Planned, Failure> {
    let file = path.display().to_string();
    let saved = read_file(path, key)?;
    if saved.manifests != manifests.digest {
        return Err(Diagnostic::error(RunCode::SavedPlanOfOtherManifests { file }).into());
    }
    let mut ready = BTreeMap::new();
    let mut stale = Vec::new();
    let touched = saved
        .plan
        .configs
        .iter()
        .filter(|config| !config.is_empty());
    for config_plan in touched {
        let name = &config_plan.name;
        let config = manifests
            .sync_configs
            .iter()
            .find(|config| config.name == *name);
        let (Some(config), Some(project_id)) = (config, saved.projects.get(name)) else {
            return Err(Diagnostic::error(RunCode::SavedPlanOfOtherManifests { file }).into());
        };
        if let Some(contradiction) = plan::contradiction(config_plan, config) {
            let Contradiction {
                key,
                planned,
                declared,
            } = contradiction;
            let code = RunCode::SavedPlanElsewhere {
                file,
                config: name.clone(),
                key: key.to_owned(),
                planned,
                declared,
            };
            return Err(Diagnostic::error(code).into());
        }
        let ends = servers.of(config)?;
        let both = [
            (&config.source.name, ends.testops.web()),
            (&config.destination.name, ends.testrail.web()),
        ];
        for (integration, server) in both {
            if !servers.are_stand_ins() && saved.servers.get(integration) != Some(&server) {
                let code = RunCode::SavedPlanOfOtherServer { file, server };
                return Err(Diagnostic::error(code).into());
            }
        }
        let read_at = Instant::now();
        let verified = verify(config, config_plan, &ends, *project_id, &mut stale).await;
        let cases = match verified {
            Ok(cases) => cases,
            Err(failure) => {
                let projects = Projects::from(config);
                servers.refusals().learn(&ends, &projects, &failure).await;
                return Err(failure);
            }
        };
        let part = Ready {
            ends,
            project_id: *project_id,
            read_at,
            cases,
        };
        ready.insert(name.clone(), part);
    }
    if !stale.is_empty() {
        let moved = stale.into_iter().map(Into::into).collect();
        return Err(Diagnostic::error(RunCode::SavedPlanStale { file, moved }).into());
    }
    let mut plan = saved.plan;
    for config in &mut plan.configs {
        if let Some(ready) = ready.get(&config.name) {
            config.one_by_one = servers.memory(&ready.ends.testrail).one_by_one;
        }
    }
    Ok(Planned {
        plan,
        ready,
        pending: Vec::new(),
    })
}

fn read_file(path: &Path, key: Option<&PlanKey>) -> Result<SavedPlan, Failure> {
    let file = || path.display().to_string();
    let unreadable = |error: io::Error| {
        Box::new(Diagnostic::error(RunCode::SavedPlanUnreadable { file: file() }).caused_by(&error))
    };
    let text = read_bytes(path).map_err(unreadable)?;
    let Some(text) = text else {
        return Err(Diagnostic::error(RunCode::NotASavedPlan { file: file() }).into());
    };
    SavedPlan::unseal(&text, key).map_err(|error| {
        let file = file();
        let diagnostic = match &error {
            SavedPlanError::Unreadable(cause) => {
                Diagnostic::error(RunCode::NotASavedPlan { file }).caused_by(cause)
            }
            SavedPlanError::Version { found, expected } => {
                Diagnostic::error(RunCode::SavedPlanOfOtherFormat {
                    file,
                    found: *found,
                    expected: *expected,
                })
            }
            SavedPlanError::Edited => Diagnostic::error(RunCode::SavedPlanChanged { file }),
            SavedPlanError::NotSealed => Diagnostic::error(RunCode::SavedPlanNotSealed { file }),
            SavedPlanError::KeyMissing => Diagnostic::error(RunCode::SavedPlanSealed { file }),
        };
        diagnostic.into()
    })
}

/// The bytes of a file, if its first ones are those of a saved plan: others may have no end.
fn read_bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    /// As many as are needed to tell.
    const FIRST: u64 = 256;
    let mut file = state::open_regular(path)?;
    let mut text = Vec::new();
    file.by_ref().take(FIRST).read_to_end(&mut text)?;
    if !SavedPlan::begins(&text) {
        return Ok(None);
    }
    file.take(MAX_FILE).read_to_end(&mut text)?;
    if text.len() as u64 > MAX_FILE {
        return Err(io::Error::other("it is larger than a gibibyte"));
    }
    Ok(Some(text))
}

/// Looks whether everything that a sync config's plan touches is as it was, and gives the cases that are there.
pub(super) async fn verify(
    config: &SyncConfig,
    plan: &ConfigPlan,
    ends: &Ends,
    project_id: u64,
    stale: &mut Vec<Stale>,
) -> Result<BTreeMap<TestCaseId, CaseId>, Failure> {
    let target = &ends.testrail.client;
    let failed = |error| testrail_failed(config, ends, &error);
    let suite = plan.destination.suite;
    let scope = CaseScope::suite(project_id, suite);
    // A case that is to be adopted carries no marker by which it would be kept.
    let observed = if plan.to_adopt() > 0 {
        target
            .cases_and_candidates(&scope, &plan.identity, &plan.fields, &[])
            .await
    } else {
        target.cases(&scope, &plan.identity, &plan.fields).await
    };
    let observed = observed.map_err(failed)?;
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
        let mut results: BTreeMap<RunId, Vec<ObservedResult>> = BTreeMap::new();
        for launch in &launches.launches {
            if let RunAction::Continue { run, .. } = &launch.run {
                let web = web.clone();
                let link = move |comment: &str| read_comment(comment, &web);
                let found = target.results(*run, link).await.map_err(failed)?;
                results.insert(*run, found);
            }
        }
        let results_of = |run| results.get(&run).cloned().unwrap_or_default();
        stale.extend(plan::stale_runs(launches, &runs, results_of));
    }
    let marked = observed.cases.iter();
    let marked = marked.flat_map(|case| case.marked.iter().map(|id| (*id, case.id)));
    let adopted = plan.updates().map(|update| (update.test_case, update.case));
    Ok(marked.chain(adopted).collect())
}
