//! The terminal: data to stdout, everything else to stderr.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::ColorChoice;
use tracing_subscriber::EnvFilter;

use super::error::Error;
use crate::render::escape;
use crate::render::style::Paint;

/// Prints data. A reader that went away, such as `head`, is no failure.
pub(super) fn data(text: &str) -> Result<(), Error> {
    let mut stdout = anstream::stdout().lock();
    match stdout
        .write_all(escape::log(text).as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
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
    message(&format!("{question} Only \"yes\" is taken as consent: "));
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
