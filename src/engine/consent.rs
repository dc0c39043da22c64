//! The question whether to go on, which a person may answer much later.

use tokio::time::Instant;

use super::Failure;
use super::plan::Planned;
use super::refusals::Projects;
use super::saved::verify;
use super::servers::Servers;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::manifest::Manifests;
use crate::plan::Plan;

/// Asks whether a plan may be carried out. Where the answer is yes, it looks once more whether all that the plan touches is
/// as it was: somebody else may have applied meanwhile.
pub(crate) async fn consent<E: From<Failure>>(
    planned: &mut Planned,
    manifests: &Manifests,
    servers: &Servers,
    ask: impl AsyncFnOnce(&Plan) -> Result<bool, E>,
) -> Result<bool, E> {
    if !ask(&planned.plan).await? {
        return Ok(false);
    }
    let mut stale = Vec::new();
    let configs = planned.plan.configs.iter();
    for plan in configs.filter(|config| !config.is_empty()) {
        let mut all = manifests.sync_configs.iter();
        let config = all.find(|config| config.name == plan.name);
        let (Some(config), Some(ready)) = (config, planned.ready.get_mut(&plan.name)) else {
            continue;
        };
        ready.read_at = Instant::now();
        let verified = verify(config, plan, &ready.ends, ready.project_id, &mut stale).await;
        if let Err(failure) = verified {
            let projects = Projects::from(config);
            let refusals = servers.refusals();
            refusals.learn(&ready.ends, &projects, &failure).await;
            return Err(failure.into());
        }
    }
    if stale.is_empty() {
        return Ok(true);
    }
    let moved = stale.into_iter().map(Into::into).collect();
    Err(Failure::from(Diagnostic::error(RunCode::PlanStale { moved })).into())
}
