//! `railwright check`.

use super::error::Error;
use super::resume::resume_named;
use super::session::{Purpose, Session};
use super::{Exit, load, output};
use crate::cli;
use crate::engine;
use crate::plan::ConfigCheck;
use crate::render;

/// Tries everything that a plan would need.
pub(super) async fn check(args: &cli::Check) -> Result<Exit, Error> {
    let manifests = load::load_manifests(&args.run.paths, !args.run.is_sandboxed())?;
    let configs = load::pick_configs(&manifests, &args.run)?;
    resume_named(&args.run, &manifests)?;
    let mut session = Session::start(&args.run, Purpose::Read).await?;
    let check = engine::check(&mut session.servers, &configs).await;
    session.stop().await;
    let exit = Exit::of_all(check.configs.iter().map(|(_, check)| exit(check)), false);
    let is_fine = exit == Exit::Done;
    output::data(&render::text::check(
        &check,
        is_fine,
        output::stdout_paint(),
    ))?;
    for (_, check) in &check.configs {
        for failure in check.failures().into_iter().chain(check.nothing_selected()) {
            output::failure(failure, &manifests);
        }
    }
    let blocked = check.configs.iter().filter(|(_, check)| check.is_blocked());
    let blocked = blocked.map(|(config, _)| config.name.clone());
    output::blocked_configs(blocked.collect());
    Ok(exit)
}

fn exit(check: &ConfigCheck) -> Exit {
    let failed = check.failures().into_iter().map(Exit::of);
    let blocked = check.blocking().map(Exit::of);
    Exit::of_all(failed.chain(blocked), false)
}
