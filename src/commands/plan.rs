//! `railwright plan`.

use super::error::Error;
use super::planning::{Planning, plan_all};
use super::{Exit, load, output, saved};
use crate::cli::{self, Format};
use crate::render;

/// Shows what would change.
pub(super) async fn plan(args: &cli::Plan) -> Result<Exit, Error> {
    let manifests = load::manifests(&args.run.paths)?;
    let configs = load::targets(&manifests, &args.run)?;
    let planning = plan_all(&manifests, &configs, &args.run).await?;
    let saved = saved::saved(&planning, &manifests);
    let digest = saved.digest();
    output::data(&match args.format {
        Format::Text => {
            let text = render::text::plan(&planning.plan, &planning.layout(output::stdout_paint()));
            format!(
                "{text}
Plan {digest}
"
            )
        }
        Format::Json => render::json::v2::plan(&planning.plan, &digest),
        Format::Markdown => render::markdown::plan(&planning.plan, &digest),
    })?;
    if let Some(path) = &args.out {
        saved::write(path, &saved)?;
    }
    let exit = exit(&planning, args.detailed_exitcode);
    planning.servers.stop().await;
    Ok(exit)
}

fn exit(planning: &Planning, detailed: bool) -> Exit {
    match planning.failure() {
        Some(exit) => exit,
        None if detailed && !planning.plan.is_empty() => Exit::Changes,
        None => Exit::Done,
    }
}
