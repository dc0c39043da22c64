//! railwright keeps TestRail in step with Allure TestOps.

use std::process::ExitCode;

pub mod aql;
pub mod model;
pub mod text;
pub mod manifest;
pub mod http;
pub mod source;
pub mod target;
#[cfg(feature = "sandbox")]
pub mod sandbox;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
