//! What `check` tries of launches.

use std::fmt::Write as _;

use crate::commands::connect::Ends;
use crate::diagnostic::blocks_config;
use crate::engine;
use crate::manifest::SyncConfig;
use crate::mapping;

use crate::render::style::Paint;
use crate::render::{self, words};
use crate::testops::{LaunchSelection, LaunchSource as _};
use crate::testrail::RunReader as _;

/// Lets TestOps read the AQL for launches, and holds the mapping of results against what TestRail accepts. Tells
/// whether launches can be planned.
pub(super) async fn check(
    text: &mut String,
    config: &SyncConfig,
    project_id: u64,
    ends: &Ends,
    paint: Paint,
) -> Result<bool, engine::Error> {
    let selection = LaunchSelection {
        project_id: config.spec.source.project_id.value,
        aql: config.spec.launches.aql.value.clone(),
    };
    let (launches, catalog) = futures_util::future::join(
        ends.testops.client.launches(&selection),
        ends.testrail.client.run_catalog(project_id),
    )
    .await;
    let catalog = catalog.map_err(engine::Error::Target)?;
    let mut findings = Vec::new();
    let rules = mapping::launches::resolve(config, &catalog, &ends.testops.web(), &mut findings);
    text.push_str(&render::text::diagnostics(
        &findings,
        &config.identity.value,
        paint,
    ));
    let launches = launches.map_err(engine::Error::Launches)?;
    let blocks = blocks_config(&findings);
    if rules.is_some() {
        let _ = writeln!(
            text,
            "  {} Launches: the AQL selects {}",
            paint.added("✓"),
            words::count(launches.len(), "launch", "launches")
        );
    }
    Ok(!blocks)
}
