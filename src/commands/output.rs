//! The terminal: data to stdout, everything else to stderr.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::ColorChoice;
use tracing_subscriber::EnvFilter;

use super::Exit;
use super::error::Error;
use crate::diagnostic::{Code, Diagnostic, Object, RunCode, ServerCode};
use crate::engine::Planned;
use crate::manifest::Manifests;
use crate::plan::{ConfigPlan, Plan};
use crate::render::diagnostics::Words;
use crate::render::style::Paint;
use crate::render::text::Layout;
use crate::render::{self, escape};

/// Prints data. A reader that went away, such as `head`, is no failure.
pub(super) fn data(text: &str) -> Result<(), Error> {
    let mut stdout = anstream::stdout().lock();
    match stdout
        .write_all(escape::log(text).as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::error(RunCode::OutputClosed)
                .caused_by(&error)
                .into())
        }
        _ => Ok(()),
    }
}

/// Prints anything that is not data.
pub(super) fn message(text: &str) {
    // There is nowhere to say that stderr is closed.
    let _ = anstream::stderr()
        .lock()
        .write_all(escape::log(text).as_bytes());
}

/// Shows a diagnostic on stderr.
pub(super) fn diagnostic(diagnostic: &Diagnostic) {
    message(&render::error::error(diagnostic, stderr_paint()));
}

/// Shows on stderr what ended something, with the query underlined if it is one that the server does not accept.
pub(super) fn failure(failure: &Diagnostic, manifests: &Manifests) {
    diagnostic(failure);
    if let Code::ServerCode(ServerCode::QueryRefused { of_launches, .. }) = &failure.code {
        let config = manifests.sync_configs.iter().find(|config| {
            failure
                .objects
                .contains(&Object::SyncConfig(config.name.clone()))
        });
        if let Some(config) = config {
            let aql = if *of_launches {
                &config.launches.aql
            } else {
                &config.test_case_aql
            };
            let Words {
                message: said,
                help,
            } = render::diagnostics::words(&failure.code);
            let problems = manifests.complain(aql, &said, help.as_deref().unwrap_or_default());
            message(&problems.render(stderr_paint().colour));
        }
    }
}

/// Says on stderr why sync configs could not be planned, and gives the exit code for it.
pub(super) fn stopped_configs(plan: &Plan, manifests: &Manifests) -> Exit {
    for config in &plan.configs {
        if let Some(failed) = &config.failure {
            failure(failed, manifests);
        }
    }
    let is_blocked =
        |config: &&ConfigPlan| config.failure.is_none() && Exit::of_config(config) == Exit::Usage;
    let blocked = plan.configs.iter().filter(is_blocked);
    blocked_configs(blocked.map(|config| config.name.clone()).collect());
    Exit::of_all(plan.configs.iter().map(Exit::of_config), false)
}

/// Says on stderr which sync configs a diagnostic stops.
pub(super) fn blocked_configs(configs: Vec<String>) {
    if !configs.is_empty() {
        diagnostic(&Diagnostic::error(RunCode::ConfigsStopped { configs }));
    }
}

/// How a plan is laid out for people.
pub(super) fn layout(planned: &Planned) -> Layout {
    let rates = planned.plan.configs.iter().filter_map(|config| {
        let ready = planned.ready.get(&config.name)?;
        let rate = ready.ends.testrail.requests_per_minute?;
        Some((config.destination.integration.clone(), rate))
    });
    Layout {
        paint: stdout_paint(),
        rates: rates.collect(),
        differences_below: false,
    }
}

/// Whether stdout shows colours.
pub(super) fn stdout_paint() -> Paint {
    Paint {
        colour: anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

/// Whether stderr shows colours.
pub(super) fn stderr_paint() -> Paint {
    Paint {
        colour: anstream::AutoStream::choice(&io::stderr()) != ColorChoice::Never,
    }
}

/// True when somebody watches: stderr is a terminal and no CI system says otherwise.
pub(super) fn is_watched() -> bool {
    io::stderr().is_terminal() && std::env::var_os("CI").is_none_or(|value| value.is_empty())
}

/// Asks a question and waits for `yes`. `None` without a terminal to ask on.
pub(super) fn confirm(question: &str) -> Option<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return None;
    }
    message(&format!("{question} Type \"yes\" to continue: "));
    let mut answer = String::new();
    match io::stdin().read_line(&mut answer) {
        Ok(_) => Some(answer.trim() == "yes"),
        Err(_) => Some(false),
    }
}

/// Starts logging to stderr: warnings, more with `-v`, every request with `-vv`; `RAILWRIGHT_LOG` overrides.
pub(super) fn log(verbose: u8) {
    let default = match verbose {
        0 => "warn",
        1 => "railwright=info,warn",
        _ => "railwright=debug,info",
    };
    let filter =
        EnvFilter::try_from_env("RAILWRIGHT_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    // A second call in one process changes nothing.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(stderr_paint().colour)
        .without_time()
        .with_target(false)
        .try_init();
}
