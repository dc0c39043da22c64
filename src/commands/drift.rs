//! `railwright drift`.

use super::error::Error;
use super::session::Session;
use super::{Exit, load, output};
use crate::cli;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine;
use crate::plan::{self, ConfigDrift};
use crate::render;

/// Reports what people did in TestRail beside the sync.
pub(super) async fn drift(args: &cli::Drift) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.run.paths, !args.run.is_sandboxed())?;
    let configs = load::pick_configs(&manifests, &args.run)?;
    let mut session = Session::start(&args.run).await?;
    let planned = engine::plan(&mut session.servers, &manifests, &configs).await;
    session.stop().await;
    let drift = plan::drift(&planned.plan);
    let differences = drift.iter().map(ConfigDrift::count).sum();
    let stopped = output::stopped_configs(&planned.plan, &manifests);
    if differences == 0 && stopped == Exit::Done {
        output::data("No drift: TestRail holds what the last apply left there.\n")?;
    } else {
        output::data(&render::text::drift(&drift, output::stdout_paint()))?;
    }
    if differences == 0 {
        return Ok(stopped);
    }
    output::diagnostic(&Diagnostic::notice(RunCode::DriftFound { differences }));
    Ok(Exit::of_all([stopped, Exit::Changes], false))
}
