//! How a process ends.

use std::process::ExitCode;

/// The exit codes, which pipelines rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; with `--detailed-exitcode`: no changes.
    Done,
    /// Failed for any reason not below.
    Failed,
    /// With `--detailed-exitcode`: there are changes, or changes were made.
    Changes,
    /// The command line or the manifests are wrong.
    Usage,
    /// The saved plan is stale: something that it touches has moved since.
    Stale,
    /// A guard stopped it.
    Guarded,
    /// Applied in part.
    Partial,
    /// Another apply holds the lock.
    Locked,
    /// Credentials rejected or rights missing.
    Credentials,
    /// Interrupted by SIGINT.
    Interrupted,
    /// Terminated by SIGTERM.
    Terminated,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Changes => 2,
            Exit::Usage => 3,
            Exit::Stale => 4,
            Exit::Guarded => 5,
            Exit::Partial => 6,
            Exit::Locked => 7,
            Exit::Credentials => 8,
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
        })
    }
}
