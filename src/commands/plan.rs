//! `railwright plan`.

use std::fs;
use std::path::Path;

use super::error::Error;
use super::planning::{Planning, plan_all};
use super::{Exit, load, output};
use crate::cli::{self, Format};
use crate::plan::Plan;
use crate::render;

/// Shows what would change.
pub(super) async fn plan(args: &cli::Plan) -> Result<Exit, Error> {
    let manifests = load::manifests(&args.run.paths)?;
    let configs = load::targets(&manifests, &args.run)?;
    let planning = plan_all(&manifests, &configs, &args.run).await?;
    output::data(&match args.format {
        Format::Text => {
            render::text::plan(&planning.plan, &planning.layout(output::stdout_paint()))
        }
        Format::Json => render::json::v1::plan(&planning.plan),
        Format::Markdown => render::markdown::plan(&planning.plan),
    })?;
    if let Some(path) = &args.out {
        save(path, &planning.plan)?;
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

fn save(path: &Path, plan: &Plan) -> Result<(), Error> {
    fs::write(path, render::json::v1::plan(plan)).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}
