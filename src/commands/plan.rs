//! `railwright plan`.

use super::error::Error;
use super::session::Session;
use super::{Exit, load, output};
use crate::cli::{self, Format};
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine;
use crate::plan::{ConfigPlan, Outcome};
use crate::render;

/// Shows what would change.
pub(super) async fn plan(args: &cli::Plan) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.run.paths)?;
    let configs = load::pick_configs(&manifests, &args.run)?;
    let mut session = Session::start(&args.run).await?;
    let planned = engine::plan(&mut session.servers, &manifests, &configs).await;
    let saved = engine::save(&planned, &manifests);
    let digest = saved.digest();
    let is_planned =
        |config: &ConfigPlan| !matches!(config.outcome, Outcome::Failed | Outcome::Blocked);
    let is_planned = planned.plan.configs.iter().any(is_planned);
    let guards = engine::guards(&planned, &manifests, &args.guards.answers());
    output::data(&match args.format {
        Format::Text => {
            let layout = output::layout(&planned);
            let guards = render::text::guards(&guards, layout.paint);
            let text = render::text::plan(&planned.plan, &layout);
            // The digest of nothing would be taken for a plan.
            let digest = if is_planned {
                format!("\nPlan {digest}\n")
            } else {
                String::new()
            };
            format!("{guards}{text}{digest}")
        }
        Format::Json => render::json::v2::plan(&planned.plan, &guards, &digest),
        Format::Markdown => render::markdown::plan(&planned.plan, &guards, &digest),
    })?;
    if let Some(path) = args.out.as_ref().filter(|_| is_planned) {
        engine::write_saved(path, &saved)?;
    }
    session.stop().await;
    let stopped = output::stopped_configs(&planned.plan, &manifests);
    let exit = if output::open_guards(&guards) {
        output::message(
            "An apply of this plan would stop here. If the plan is what you want, answer the guards.\n",
        );
        Exit::of_all([stopped, Exit::Guarded], false)
    } else {
        stopped
    };
    if exit == Exit::Done && args.detailed_exitcode && !planned.plan.is_empty() {
        output::diagnostic(&Diagnostic::notice(RunCode::ChangesFound));
        return Ok(Exit::Changes);
    }
    Ok(exit)
}
