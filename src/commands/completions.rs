//! `railwright completions`.

use clap::CommandFactory as _;

use super::error::Error;
use super::{Exit, output};
use crate::cli::{Cli, Completions};

/// Prints a completion script.
pub(super) fn completions(args: &Completions) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "railwright", &mut script);
    output::data(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
