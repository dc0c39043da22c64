//! `railwright sandbox`.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::error::Error;
use super::signals::Listener;
use super::{Exit, output};
use crate::cli;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::sandbox::{self, Options};

/// Serves both emulators until SIGINT or SIGTERM.
pub(super) async fn sandbox(args: &cli::Sandbox) -> Result<Exit, Error> {
    let options = Options {
        seed: args.seed.clone(),
        testops: args.testops,
        testrail: args.testrail,
    };
    let sandbox = sandbox::start(&options)
        .await
        .map_err(|error| Diagnostic::error(RunCode::SandboxNotStarted).caused_by(&error))?;
    // Whoever has read the lines may stop us at once.
    let mut stop = Listener::new();
    let mut lines = String::new();
    for (name, value) in sandbox.environment() {
        let _ = writeln!(lines, "{name}={}", shell_word(&value));
    }
    output::data(&lines)?;
    stop.next().await;
    sandbox.stop().await;
    Ok(Exit::Done)
}

/// Spells a value so that a shell reads it as one word and carries out nothing of it: a seed names the user.
fn shell_word(value: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/@%+=,".contains(&byte);
    if !value.is_empty() && value.bytes().all(is_plain) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(format!("'{}'", value.replace('\'', r"'\''")))
}
