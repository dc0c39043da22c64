//! `railwright resume`.

use super::error::Error;
use super::{Exit, output};
use crate::cli;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::engine;
use crate::manifest::Manifests;
use crate::render::escape;

/// Forgets what was refused to the credentials of an integration.
pub(super) fn resume(args: &cli::Resume) -> Result<Exit, Error> {
    let was_rejected = engine::resume(&args.state_dir, &args.name)
        .map_err(|error| engine::state_unusable(&error))?;
    let name = escape::terminal(&args.name);
    output::data(&if was_rejected {
        format!("The next run tries the credentials of {name} again.\n")
    } else {
        format!("Nothing was held back for {name}.\n")
    })?;
    Ok(Exit::Done)
}

/// The same for the integrations that a command is told to try again. One that is not in the manifests is a slip.
pub(super) fn resume_named(run: &cli::Run, manifests: &Manifests) -> Result<(), Error> {
    let testops = manifests.testops.iter().map(|it| it.name.as_str());
    let testrail = manifests.testrail.iter().map(|it| it.name.as_str());
    let known: Vec<&str> = testops.chain(testrail).collect();
    // A pipeline's variable is there and empty where nothing has to be tried again.
    let names = run.resume.iter().map(|name| name.trim());
    for name in names.filter(|name| !name.is_empty()) {
        if !known.contains(&name) {
            return Err(Diagnostic::error(RunCode::UnknownIntegration {
                name: name.to_owned(),
                known: known.into_iter().map(str::to_owned).collect(),
            })
            .into());
        }
        if !run.is_sandboxed() {
            engine::resume(&run.state_dir, name).map_err(|error| engine::state_unusable(&error))?;
        }
    }
    Ok(())
}
