//! `railwright plan`.

use super::error::Error;
use super::session::Session;
use super::{Exit, load, output};
use crate::cli::{self, Format};
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine;
use crate::render;

/// Shows what would change.
pub(super) async fn plan(args: &cli::Plan) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.run.paths)?;
    let configs = load::pick_configs(&manifests, &args.run)?;
    let mut session = Session::start(&args.run).await?;
    let planned = engine::plan(&mut session.servers, &manifests, &configs).await;
    let saved = engine::save(&planned, &manifests);
    let digest = saved.digest();
    output::data(&match args.format {
        Format::Text => {
            let layout = output::layout(&planned);
            let text = render::text::plan(&planned.plan, &layout);
            format!("{text}\nPlan {digest}\n")
        }
        Format::Json => render::json::v2::plan(&planned.plan, &digest),
        Format::Markdown => render::markdown::plan(&planned.plan, &digest),
    })?;
    if let Some(path) = &args.out {
        engine::write_saved(path, &saved)?;
    }
    session.stop().await;
    let exit = output::stopped_configs(&planned.plan, &manifests);
    if exit == Exit::Done && args.detailed_exitcode && !planned.plan.is_empty() {
        output::diagnostic(&Diagnostic::notice(RunCode::ChangesFound));
        return Ok(Exit::Changes);
    }
    Ok(exit)
}
