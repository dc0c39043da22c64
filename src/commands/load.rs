//! What a command is told: its manifests, and the sync configs that it is about.

use super::error::Error;
use super::output;
use crate::cli::{Paths, Run};
use crate::diagnostic::{Diagnostic, RunCode};
use crate::manifest::{self, Manifests, SyncConfig};

/// Loads manifests and shows their warnings.
pub(super) fn load_manifests(paths: &Paths) -> Result<Manifests, Error> {
    let manifests = manifest::load(&paths.paths).map_err(Error::Manifests)?;
    output::message(&manifests.warnings.render(output::stderr_paint().colour));
    Ok(manifests)
}

/// Picks the sync configs that `--only` names, or all, in the order of their names.
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
    Ok(configs)
}
