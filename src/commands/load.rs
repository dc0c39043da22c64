//! What a command is told: its manifests, and the sync configs that it is about.

use super::error::Error;
use super::output;
use crate::cli::{Allow, Paths, Run};
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine::{self, Allowed, Pattern};
use crate::manifest::{self, Manifests, SyncConfig};
use crate::render::snippet::render_snippets;

/// Loads manifests and shows their warnings. Where servers are going to be spoken to, their addresses are looked at first.
pub(super) fn load_manifests(paths: &Paths, are_servers_used: bool) -> Result<Manifests, Error> {
    let manifests = manifest::load(&paths.paths).map_err(Error::Manifests)?;
    output::message(&render_snippets(
        &manifests.warnings,
        output::stderr_paint(),
    ));
    let named = engine::judge_named(&manifests, &allowed(&paths.allow), are_servers_used);
    if named.has_errors() {
        return Err(Error::Manifests(named));
    }
    output::message(&render_snippets(&named, output::stderr_paint()));
    Ok(manifests)
}

fn allowed(allow: &Allow) -> Allowed {
    let patterns = |given: &Option<Vec<String>>| -> Option<Vec<Pattern>> {
        let given = given.as_ref()?.iter();
        Some(given.map(|text| Pattern::new(text.trim())).collect())
    };
    Allowed {
        hosts: patterns(&allow.allow_host),
        variables: patterns(&allow.allow_env),
        files: patterns(&allow.allow_file),
    }
}

/// Picks the sync configs that `--only` names, or all, in the order of their names. Says at once which variables they
/// lack.
pub(super) fn pick_configs<'a>(
    manifests: &'a Manifests,
    run: &Run,
) -> Result<Vec<&'a SyncConfig>, Error> {
    let mut configs: Vec<&SyncConfig> = manifests.sync_configs.iter().collect();
    configs.sort_by(|a, b| a.name.cmp(&b.name));
    if configs.is_empty() {
        return Err(Diagnostic::error(RunCode::NoSyncConfig).into());
    }
    for name in &run.only {
        if !configs.iter().any(|config| config.name == *name) {
            return Err(Diagnostic::error(RunCode::UnknownSyncConfig {
                name: name.clone(),
                known: configs.iter().map(|config| config.name.clone()).collect(),
            })
            .into());
        }
    }
    if !run.only.is_empty() {
        configs.retain(|config| run.only.contains(&config.name));
    }
    if !run.is_sandboxed() {
        let missing = engine::missing_variables(&configs);
        missing.iter().for_each(output::diagnostic);
    }
    Ok(configs)
}
