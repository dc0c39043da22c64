//! The terminal: data to stdout, everything else to stderr.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::ColorChoice;
use tracing_subscriber::EnvFilter;

use super::Exit;
use super::error::Error;
use crate::diagnostic::{CaseCode, Code, Diagnostic, Object, RunCode, ServerCode};
use crate::engine::Planned;
use crate::http::{scrub, scrub_json};
use crate::manifest::{Manifests, SyncConfig};
use crate::plan::{ConfigPlan, GuardHit, Plan};
use crate::render::style::Paint;
use crate::render::text::Layout;
use crate::render::{self, escape};

/// Prints data. A reader that went away, such as `head`, is no failure.
pub(super) fn data(text: &str) -> Result<(), Error> {
    write_data(&scrub(text))
}

/// Prints data that is JSON, and stays it.
pub(super) fn json(text: &str) -> Result<(), Error> {
    write_data(&escape::json(&scrub_json(text)))
}

fn write_data(text: &str) -> Result<(), Error> {
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
        .write_all(escape::log(&scrub(text)).as_bytes());
}

/// Shows a diagnostic on stderr.
pub(super) fn diagnostic(diagnostic: &Diagnostic) {
    message(&render::error::error(diagnostic, stderr_paint()));
}

/// Shows on stderr what is wrong with a sync config, with the query underlined if it is one that the server does not
/// accept or that selects nothing.
pub(super) fn failure(failure: &Diagnostic, manifests: &Manifests) {
    if matches!(
        failure.code,
        Code::ServerCode(ServerCode::VariableNotSet { .. })
    ) {
        // Said when the sync configs were picked, with all the others.
        return;
    }
    let mut shown = failure.clone();
    let of_launches = match &failure.code {
        Code::ServerCode(ServerCode::QueryRefused { of_launches, .. }) => Some(*of_launches),
        Code::CaseCode(CaseCode::NothingSelected) => Some(false),
        _ => None,
    };
    if let Some(of_launches) = of_launches {
        let is_about = |config: &&SyncConfig| {
            let config = Object::SyncConfig(config.name.clone());
            failure.objects.contains(&config)
        };
        let config = manifests.sync_configs.iter().find(is_about);
        let aql = config.map(|config| {
            if of_launches {
                &config.spec.launches.aql
            } else {
                &config.spec.test_cases.aql
            }
        });
        shown.excerpt = aql.and_then(|aql| manifests.excerpt(aql)).map(Box::new);
    }
    diagnostic(&shown);
}

/// The line with the digest of a plan; none where nothing was planned, since that would be taken for a plan.
pub(super) fn digest_line(plan: &Plan, digest: &str) -> String {
    if plan.is_planned() {
        format!("\nPlan {digest}\n")
    } else {
        String::new()
    }
}

/// Says on stderr which guards were not answered; true where there are some.
pub(super) fn open_guards(guards: &[GuardHit]) -> bool {
    let open: Vec<_> = guards.iter().filter(|hit| !hit.is_accepted).collect();
    for hit in &open {
        diagnostic(&hit.diagnostic);
    }
    !open.is_empty()
}

/// Says on stderr why sync configs could not be planned, and gives the exit code for it.
pub(super) fn stopped_configs(plan: &Plan, manifests: &Manifests) -> Exit {
    for config in &plan.configs {
        if let Some(failed) = &config.failure {
            failure(failed, manifests);
        }
        let of_nothing = config.diagnostics.iter().filter(|diagnostic| {
            matches!(diagnostic.code, Code::CaseCode(CaseCode::NothingSelected))
        });
        for diagnostic in of_nothing {
            let config = Object::SyncConfig(config.name.clone());
            failure(&diagnostic.clone().about(config), manifests);
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

/// Where lines of the log go, each as a whole.
struct Log;

impl io::Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(scrub(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
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
        .with_writer(|| Log)
        .with_ansi(stderr_paint().colour)
        .without_time()
        .with_target(false)
        .try_init();
}
