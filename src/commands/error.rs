//! Why a command ended before it was done.

use super::{Exit, output};
use crate::diagnostic::Diagnostic;
use crate::engine::Failure;
use crate::manifest::Problems;

/// Why a command ended before it was done.
#[derive(Debug)]
pub(super) enum Error {
    /// The manifests cannot be used.
    Manifests(Problems),
    /// Anything else.
    Failed(Failure),
}

impl Error {
    /// Shows the error on stderr and gives its exit code.
    pub(super) fn report(&self) -> Exit {
        match self {
            Self::Manifests(problems) => {
                output::message(&problems.render(output::stderr_paint().colour));
                Exit::Usage
            }
            Self::Failed(failure) => {
                output::diagnostic(failure);
                Exit::of(failure)
            }
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Failed(diagnostic.into())
    }
}
