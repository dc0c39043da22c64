//! What a failure says about the server.

use super::super::classify::Failure;
use super::super::error::ErrorKind;
use super::super::retry::Outcome;

/// What a failure says about the server.
pub(super) enum FailureClass {
    /// It is not there, breaks down or takes too long.
    Overload,
    /// Something answers that is not the server, or not well.
    Unusable,
    /// It is there and asks to be left alone for a while.
    Throttled,
    /// It is there and says no.
    Refusal,
    /// Nothing: the request was not sent.
    Own,
}

impl FailureClass {
    pub(super) fn of(failure: &Failure) -> Self {
        let Failure { outcome, kind } = failure;
        match kind {
            ErrorKind::Connect { .. }
            | ErrorKind::Timeout { .. }
            | ErrorKind::Lost { .. }
            | ErrorKind::Status { status: 500.., .. } => Self::Overload,
            ErrorKind::Tls { .. } | ErrorKind::Redirect { .. } | ErrorKind::Html { .. } => {
                Self::Unusable
            }
            ErrorKind::Content { .. }
            | ErrorKind::Stopped
            | ErrorKind::Failing
            | ErrorKind::Withdrawn
            | ErrorKind::Build { .. } => Self::Own,
            ErrorKind::Unauthorized { .. }
            | ErrorKind::Forbidden { .. }
            | ErrorKind::Status { .. }
            | ErrorKind::Decode { .. }
            | ErrorKind::TooLarge { .. }
            | ErrorKind::Unclear { .. } => match outcome {
                Outcome::Throttled { .. } => Self::Throttled,
                // One is a matter of that request. Where nothing else is answered for a while, it is the server's.
                Outcome::Unanswered { .. } | Outcome::Conflict => Self::Unusable,
                Outcome::Unreachable | Outcome::Rejected => Self::Refusal,
            },
        }
    }
}
