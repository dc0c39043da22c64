//! One file a verb: arguments → engine → render → exit code. The only place that knows the terminal.

mod apply;
mod check;
mod completions;
mod drift;
mod error;
mod exit;
mod history;
mod load;
mod output;
mod plan;
mod progress;
mod resume;
mod run;
#[cfg(feature = "sandbox")]
mod sandbox;
mod schema;
mod session;
mod signals;
#[cfg(test)]
mod tests;
mod validate;

use std::ffi::OsString;

use clap::Parser as _;

use crate::cli::{Cli, Command};

pub(crate) use exit::Exit;

/// Runs a command line and tells how it ended.
pub(crate) fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    output::log(cli.verbose);
    let ended = match cli.command {
        Command::Validate(args) => validate::validate(&args),
        Command::Check(args) => run::block_on(check::check(&args)),
        Command::Plan(args) => run::block_on(plan::plan(&args)),
        Command::Apply(args) => run::block_on(apply::apply(&args)),
        Command::Drift(args) => run::block_on(drift::drift(&args)),
        Command::History(args) => history::history(&args),
        Command::Resume(args) => resume::resume(&args),
        Command::Schema(args) => schema::schema(&args),
        #[cfg(feature = "sandbox")]
        Command::Sandbox(args) => run::block_on(sandbox::sandbox(&args)),
        Command::Completions(args) => completions::completions(&args),
    };
    ended.unwrap_or_else(|error| error.report())
}

/// Prints what clap has to say. Its own exit code 2 means something else here.
fn usage(error: &clap::Error) -> Exit {
    // Nothing can be done about a closed terminal.
    let _ = error.print();
    if error.use_stderr() {
        Exit::Usage
    } else {
        Exit::Done
    }
}
