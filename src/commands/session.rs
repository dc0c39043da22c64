//! The servers of one command, which are emulators in this process where `--sandbox` says so.

use std::time::Duration;

use super::error::Error;
use crate::cli::Run;
use crate::engine::{Options, Servers};

/// What a command speaks to servers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To read from them.
    Read,
    /// To write what is planned.
    Write,
}

/// The servers of a command, and the emulators behind them.
pub(super) struct Session {
    pub(super) servers: Servers,
    #[cfg(feature = "sandbox")]
    sandbox: Option<crate::sandbox::Sandbox>,
}

#[cfg(feature = "sandbox")]
impl Session {
    /// Prepares; with `--sandbox` this starts the emulators.
    pub(super) async fn start(run: &Run, purpose: Purpose) -> Result<Self, Error> {
        let sandbox = match &run.sandbox {
            None => None,
            Some(seed) => Some(start_sandbox(seed.clone()).await?),
        };
        let stand_ins = sandbox.as_ref().map(stand_ins).transpose()?;
        Ok(Self {
            servers: Servers::new(&options(run, purpose, stand_ins)),
            sandbox,
        })
    }

    /// Ends what `--sandbox` started.
    pub(super) async fn stop(self) {
        self.servers.note_api_prefixes();
        // Idle connections of the clients would be waited for.
        drop(self.servers);
        if let Some(sandbox) = self.sandbox {
            sandbox.stop().await;
        }
    }
}

#[cfg(not(feature = "sandbox"))]
#[expect(clippy::unused_async, reason = "as with emulators")]
impl Session {
    /// Prepares.
    pub(super) async fn start(run: &Run, purpose: Purpose) -> Result<Self, Error> {
        Ok(Self {
            servers: Servers::new(&options(run, purpose, None)),
        })
    }

    /// Ends nothing.
    pub(super) async fn stop(self) {
        self.servers.note_api_prefixes();
    }
}

fn options(run: &Run, purpose: Purpose, stand_ins: Option<crate::engine::StandIns>) -> Options {
    Options {
        state_dir: run.state_dir.clone(),
        timeout: Duration::from_secs(run.timeout),
        is_writing: purpose == Purpose::Write,
        stand_ins,
    }
}

#[cfg(feature = "sandbox")]
async fn start_sandbox(seed: Option<std::path::PathBuf>) -> Result<crate::sandbox::Sandbox, Error> {
    use crate::diagnostic::{Diagnostic, RunCode};
    let options = crate::sandbox::Options {
        seed,
        testops: None,
        testrail: None,
    };
    let started = crate::sandbox::start(&options).await;
    started.map_err(|error| {
        Diagnostic::error(RunCode::SandboxNotStarted)
            .caused_by(&error)
            .into()
    })
}

/// What the emulators print for others.
#[cfg(feature = "sandbox")]
fn stand_ins(sandbox: &crate::sandbox::Sandbox) -> Result<crate::engine::StandIns, Error> {
    use crate::diagnostic::{Diagnostic, RunCode};
    use crate::http::Secret;
    let lines = sandbox.environment();
    let value = |wanted: &str| {
        let line = lines.iter().find(|(name, _)| *name == wanted);
        line.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let url = |wanted: &str| {
        url::Url::parse(&value(wanted)).map_err(|error| {
            Error::from(Diagnostic::error(RunCode::SandboxNotStarted).caused_by(&error))
        })
    };
    Ok(crate::engine::StandIns {
        testops: url("TESTOPS_URL")?,
        token: Secret::new(value("TESTOPS_TOKEN")),
        testrail: url("TESTRAIL_URL")?,
        username: value("TESTRAIL_USERNAME"),
        api_key: Secret::new(value("TESTRAIL_API_KEY")),
    })
}
