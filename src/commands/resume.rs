//! `railwright resume`.

use super::error::Error;
use super::{Exit, output};
use crate::cli;
use crate::engine;
use crate::render::escape;
use crate::state::forget_rejected;

/// Forgets that the credentials of an integration were rejected.
pub(super) fn resume(args: &cli::Resume) -> Result<Exit, Error> {
    let was_rejected = forget_rejected(&args.state_dir, &args.name)
        .map_err(|error| engine::state_unusable(&error))?;
    let name = escape::terminal(&args.name);
    output::data(&if was_rejected {
        format!("The next run tries the credentials of {name} again.\n")
    } else {
        format!("Nothing was held back for {name}.\n")
    })?;
    Ok(Exit::Done)
}
