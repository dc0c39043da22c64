//! Guards that a plan meets.

use schemars::JsonSchema;
use serde::Serialize;

use super::diagnostics::Diagnostic;
use crate::plan::{GuardHit, GuardedPart};

/// A guard that the plan meets.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Guard {
    /// True where it was answered with `--accept` or `--ignore-guards`, so that it stops nothing.
    is_accepted: bool,
    /// What an apply leaves out because of it, unless it was answered.
    stops: GuardedPart,
    #[serde(flatten)]
    diagnostic: Diagnostic,
}

impl From<&GuardHit> for Guard {
    fn from(hit: &GuardHit) -> Self {
        Self {
            is_accepted: hit.is_accepted,
            stops: hit.stops(),
            diagnostic: Diagnostic::from(&hit.diagnostic),
        }
    }
}
