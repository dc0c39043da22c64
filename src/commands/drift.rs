//! `railwright drift`.

use super::error::Error;
use super::resume::resume_named;
use super::session::{Purpose, Session};
use super::{Exit, load, output};
use crate::cli;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine;
use crate::plan::{self, ConfigDrift, ConfigPlan, Outcome};
use crate::render;

/// Reports what people did in TestRail beside the sync.
pub(super) async fn drift(args: &cli::Drift) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.run.paths, !args.run.is_sandboxed())?;
    let configs = load::pick_configs(&manifests, &args.run)?;
    resume_named(&args.run, &manifests)?;
    let mut session = Session::start(&args.run, Purpose::Read).await?;
    let planned = engine::plan(&mut session.servers, &manifests, &configs).await;
    session.stop().await;
    let drift = plan::drift(&planned.plan);
    let differences = drift.iter().map(ConfigDrift::count).sum();
    let stopped = output::stopped_configs(&planned.plan, &manifests);
    let is_paused = |config: &&ConfigPlan| config.outcome == Outcome::Paused;
    let paused = planned.plan.configs.iter().filter(is_paused);
    let paused = render::text::Paused {
        names: paused.map(|config| config.name.as_str()).collect(),
        of: planned.plan.configs.len(),
    };
    let mut text = match (differences, stopped) {
        (0, Exit::Done) if paused.is_all() => String::new(),
        (0, Exit::Done) => "No drift: TestRail holds what the last apply left there.\n".to_owned(),
        _ => render::text::drift(&drift, output::stdout_paint()),
    };
    text.push_str(&paused.line());
    output::data(&text)?;
    if differences == 0 {
        return Ok(stopped);
    }
    output::diagnostic(&Diagnostic::notice(RunCode::DriftFound { differences }));
    Ok(Exit::of_all([stopped, Exit::Changes], false))
}
