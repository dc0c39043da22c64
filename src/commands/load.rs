//! Loading manifests for a command.

use super::error::Error;
use super::output;
use crate::cli::{Paths, Run};
use crate::manifest::{self, Manifests, SyncConfig};
use crate::render::snippet::render_snippets;

/// Loads manifests and shows their warnings.
pub(super) fn manifests(paths: &Paths) -> Result<Manifests, Error> {
    let manifests = manifest::load(&paths.paths).map_err(Error::Manifests)?;
    output::message(&render_snippets(
        &manifests.warnings,
        output::stderr_paint(),
    ));
    Ok(manifests)
}

/// Picks the sync configs that `--target` names, or all, in the order of their names.
pub(super) fn targets<'a>(
    manifests: &'a Manifests,
    run: &Run,
) -> Result<Vec<&'a SyncConfig>, Error> {
    let mut configs: Vec<&SyncConfig> = manifests.sync_configs.iter().collect();
    configs.sort_by(|a, b| a.name.cmp(&b.name));
    if configs.is_empty() {
        return Err(Error::NoSyncConfig);
    }
    for name in &run.target {
        if !configs.iter().any(|config| config.name == *name) {
            let known = configs.iter().map(|config| config.name.clone()).collect();
            return Err(Error::UnknownTarget {
                name: name.clone(),
                known,
            });
        }
    }
    if !run.target.is_empty() {
        configs.retain(|config| run.target.contains(&config.name));
    }
    Ok(configs)
}
