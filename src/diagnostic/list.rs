//! Everything that is to be said about some files.

use std::ops::Deref;

use super::{Diagnostic, Severity};

/// Diagnostics in the order of their places, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a diagnostic that is not shown helps nobody"]
pub(crate) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// True when at least one of them is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(mut all: Vec<Diagnostic>) -> Self {
        all.sort_by(|a, b| (&a.place, a.severity, &a.code).cmp(&(&b.place, b.severity, &b.code)));
        all.dedup();
        Self(all)
    }
}

impl Deref for Diagnostics {
    type Target = [Diagnostic];

    fn deref(&self) -> &[Diagnostic] {
        &self.0
    }
}
