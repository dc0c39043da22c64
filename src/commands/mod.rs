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
use crate::render::escape;

pub(crate) use exit::Exit;

/// Runs a command line and tells how it ended.
pub(crate) fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&arguments, error),
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
fn usage(arguments: &[OsString], error: clap::Error) -> Exit {
    // It repeats arguments as they are, and they may be anything: a title, a name of a branch.
    let harmless = arguments.iter().map(|argument| {
        let argument = argument.to_string_lossy();
        escape::log(&escape::terminal(&argument)).into_owned()
    });
    let error = Cli::try_parse_from(harmless).err().unwrap_or(error);
    // Nothing can be done about a closed terminal.
    let _ = error.print();
    if error.use_stderr() {
        Exit::Usage
    } else {
        Exit::Done
    }
}
