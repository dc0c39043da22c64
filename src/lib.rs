//! railwright keeps TestRail in step with Allure TestOps.

use std::process::ExitCode;

pub mod cli;
pub mod commands;
pub mod manifest;
pub mod aql;
pub mod model;
pub mod text;
pub mod source;
pub mod mapping;
pub mod target;
pub mod plan;
pub mod reconcile;
pub mod apply;
pub mod render;
pub mod http;
mod fingerprint;
#[cfg(feature = "sandbox")]
pub mod sandbox;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    commands::main(std::env::args_os()).into()
}
