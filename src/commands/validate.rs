//! `railwright validate`.

use super::error::Error;
use super::{Exit, load, output};
use crate::cli::Validate;
use crate::render::words;

/// Says everything about manifests that can be known without a network.
pub(super) fn validate(args: &Validate) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.paths, false)?;
    let integrations = manifests.testops.len() + manifests.testrail.len();
    output::data(&format!(
        "Valid: {}, {}, {}.\n",
        words::count(integrations, "integration", "integrations"),
        words::count(manifests.sync_configs.len(), "sync config", "sync configs"),
        words::count(manifests.mappings.len(), "mapping", "mappings")
    ))?;
    Ok(Exit::Done)
}
