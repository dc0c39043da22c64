//! `railwright plan`.

use super::error::Error;
use super::resume::resume_named;
use super::session::{Purpose, Session};
use super::{Exit, load, output};
use crate::cli::{self, Format};
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine;
use crate::render;

/// Shows what would change.
pub(super) async fn plan(args: &cli::Plan) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.run.paths, !args.run.is_sandboxed())?;
    let configs = load::pick_configs(&manifests, &args.run)?;
    resume_named(&args.run, &manifests)?;
    let key = match &args.out {
        Some(_) => engine::read_plan_key(args.plan_key_file.as_deref())?,
        None => None,
    };
    let mut session = Session::start(&args.run, Purpose::Read).await?;
    let planned = engine::plan(&mut session.servers, &manifests, &configs).await;
    let saved = engine::save(&planned, &manifests);
    let digest = saved.digest();
    let is_planned = planned.plan.is_planned();
    let guards = engine::guards(&planned, &manifests, &args.guards.answers());
    match args.format {
        Format::Text => {
            let layout = output::layout(&planned);
            let guards = render::text::guards(&guards, layout.paint);
            let text = render::text::plan(&planned.plan, &layout);
            let digest = output::digest_line(&planned.plan, &digest);
            output::data(&format!("{guards}{text}{digest}"))
        }
        Format::Json => output::json(&render::json::v2::plan(&planned.plan, &guards, &digest)),
        Format::Markdown => output::data(&render::markdown::plan(&planned.plan, &guards, &digest)),
    }?;
    match &args.out {
        Some(path) if is_planned => engine::write_saved(path, &saved, key.as_ref())?,
        // What was there before is no plan of this run.
        Some(path) => output::message(&format!("{} was not written.\n", path.display())),
        None => {}
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
