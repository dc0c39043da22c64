//! Which requests are still sent to a server.

use super::super::classify::Failure;
use super::super::error::ErrorKind;
use super::super::retry::{Effect, Outcome};

/// Which requests are still sent to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    Everything,
    /// The run was interrupted. What was begun may still be looked up.
    Reads,
    /// The server has failed for so long.
    Nothing,
}

impl Admission {
    pub(super) fn admits(self, effect: Effect) -> bool {
        match self {
            Self::Everything => true,
            Self::Reads => effect == Effect::Read,
            Self::Nothing => false,
        }
    }

    /// What becomes of a request that is not admitted.
    pub(super) fn refusal(self) -> Failure {
        Failure {
            outcome: Outcome::Rejected,
            kind: match self {
                Self::Reads => ErrorKind::Withdrawn,
                Self::Everything | Self::Nothing => ErrorKind::Failing,
            },
        }
    }
}
