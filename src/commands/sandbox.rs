//! `railwright sandbox`.

use std::fmt::Write as _;

use super::error::Error;
use super::{Exit, output, signals};
use crate::cli;
use crate::sandbox::{self, Options};

/// Serves both emulators until SIGINT or SIGTERM.
pub(super) async fn sandbox(args: &cli::Sandbox) -> Result<Exit, Error> {
    let cli::Sandbox {
        seed,
        testops,
        testrail,
    } = args;
    let options = Options {
        seed: seed.clone(),
        testops: *testops,
        testrail: *testrail,
    };
    let sandbox = sandbox::start(&options).await.map_err(Error::Sandbox)?;
    let mut lines = String::new();
    for (name, value) in sandbox.environment() {
        let _ = writeln!(lines, "{name}={value}");
    }
    output::data(&lines)?;
    signals::next().await;
    sandbox.stop().await;
    Ok(Exit::Done)
}
