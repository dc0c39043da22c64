//! The runtime that commands with a network run in.

use std::future::Future;

use super::Exit;
use super::error::Error;
use crate::diagnostic::{Diagnostic, RunCode};

/// Runs a command to its end.
pub(super) fn block_on(command: impl Future<Output = Result<Exit, Error>>) -> Result<Exit, Error> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Diagnostic::error(RunCode::RuntimeNotStarted).caused_by(&error))?
        .block_on(command)
}
