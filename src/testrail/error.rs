//! Why the destination cannot be read or written.

use std::io;
use std::sync::Arc;

use crate::http;
use crate::model::{CaseId, FieldName};

/// Why the destination cannot be read. Texts that come from the server are raw: whoever renders them escapes them.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Username or API key are wrong, or the account is locked.
    #[error("TestRail rejects the credentials")]
    Credentials(#[source] http::Error),
    /// An administrator has to switch the API on: Administration → Site Settings → API → Enable API.
    #[error("TestRail's API is switched off")]
    ApiDisabled(#[source] http::Error),
    /// The user may not read this.
    #[error("the TestRail user may not read this")]
    Forbidden(#[source] http::Error),
    /// Anything else about the request or its answer.
    #[error("cannot read from TestRail")]
    Http(#[source] http::Error),
}

/// Why a case, run or result was not written, or not surely.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum WriteError {
    /// The server, or something before it, said no to this object: 400, 413, or a 403 that is
    /// about this object. The others go on.
    #[error("TestRail refuses it: {message}")]
    Refused {
        /// The server's words, raw.
        message: String,
    },
    /// The answer was lost: it may have been written or not. It has to be looked up by its marker, a result by
    /// its link.
    #[error("TestRail gave no clear answer")]
    Unclear(#[source] UnclearAnswer),
    /// Username or API key were rejected. Nothing was written, and nothing more will be sent.
    #[error("TestRail rejects the credentials")]
    Credentials(#[source] http::Error),
    /// The user has no right to do this: 403 with TestRail's own words. Nothing was written, and nothing more of the
    /// same kind would be.
    #[error("the TestRail user may not do this")]
    Forbidden(#[source] http::Error),
    /// It was created, and TestRail did not keep its marker: nobody would find it again, and the next apply would create
    /// it once more.
    #[error("TestRail stored {object} without its marker in {field}")]
    MarkerNotStored {
        /// The case or run, such as `C501`.
        object: String,
        /// The field that the marker was sent in.
        field: FieldName,
    },
    /// Not sent, because somebody edited these fields since the plan was made, and the mapping does not let edits be
    /// overwritten.
    #[error("{} changed in TestRail since the plan was made", names(.fields))]
    EditedMeanwhile {
        /// The fields.
        fields: Vec<FieldName>,
    },
    /// Not sent, because somebody else created it since the plan was made.
    #[error("{case}, which carries its marker, was created since the plan was made")]
    MadeMeanwhile {
        /// The case that is there.
        case: CaseId,
    },
    /// Not sent, because TestRail has not answered anything for a while. It is left for the next apply.
    #[error("not begun, since TestRail does not answer")]
    NotBegun,
    /// Not sent, because somebody interrupted the apply. It is left for the next one.
    #[error("not begun, since the apply was interrupted")]
    Interrupted,
    /// Not sent, because it could not be noted beforehand: without that, a crash would look like a success.
    #[error("not sent, since the ledger cannot be written")]
    NotRecorded(#[source] Arc<io::Error>),
    /// Anything else. Nothing was created; an update may have been carried out, and may be repeated.
    #[error("cannot write to TestRail")]
    Http(#[source] http::Error),
}

/// Why nobody knows whether something was written.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum UnclearAnswer {
    /// There is no answer, or none that can be read.
    #[error(transparent)]
    Lost(#[from] http::Error),
    /// The answer names some of what was sent, and not this.
    #[error("the answer names {answered} created cases, and none with {marker}")]
    Unnamed {
        /// What it should be marked with.
        marker: String,
        /// How many it names.
        answered: usize,
    },
}

/// What a failed write says about other writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureScope {
    /// Whatever would be written next fails alike: nothing more is tried.
    Everything,
    /// The server said no. One bad row is enough for that, so that a batch is taken apart, whatever the status.
    Row,
    /// Nothing about any row: the answer was lost, or the server could not be asked. When it has to be left alone
    /// altogether is for the circuit breaker to say.
    Request,
}

impl Error {
    /// True when the server knows nothing of what was asked for.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Http(error) if matches!(error.status(), Some(400 | 404)))
    }
}

fn names(fields: &[FieldName]) -> String {
    let names: Vec<&str> = fields.iter().map(FieldName::as_str).collect();
    names.join(", ")
}

impl WriteError {
    /// What the failure says about other writes: the one place that decides it.
    pub(crate) fn scope(&self) -> FailureScope {
        match self {
            Self::Credentials(_)
            | Self::Forbidden(_)
            | Self::MarkerNotStored { .. }
            | Self::NotBegun
            | Self::Interrupted
            | Self::NotRecorded(_) => FailureScope::Everything,
            Self::Refused { .. } | Self::EditedMeanwhile { .. } | Self::MadeMeanwhile { .. } => {
                FailureScope::Row
            }
            Self::Unclear(_) => FailureScope::Request,
            Self::Http(error) => match error.status() {
                // Said of this object, as of one that somebody else is changing.
                Some(409) if error.is_in_conflict() => FailureScope::Row,
                // Sent away until there was no more patience, or no answer of the server at all.
                Some(409 | 429) | None => FailureScope::Request,
                Some(_) => FailureScope::Row,
            },
        }
    }

    /// True when it was not sent, for a reason that is none of its own.
    pub(crate) fn is_not_begun(&self) -> bool {
        matches!(self, Self::NotBegun | Self::Interrupted)
    }

    /// True when whatever would be written next fails alike, so that nothing more should be tried.
    pub(crate) fn concerns_all(&self) -> bool {
        self.scope() == FailureScope::Everything
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::{Call, ErrorKind, Method};

    fn http_error(kind: ErrorKind) -> http::Error {
        http::Error {
            call: Call {
                method: Method::Post,
                path: "add_cases/310".into(),
            },
            attempts: 1,
            elapsed: Duration::ZERO,
            kind: Arc::new(kind),
        }
    }

    fn status(status: u16, message: &str) -> ErrorKind {
        let message = message.to_owned();
        match status {
            401 => ErrorKind::Unauthorized { message },
            403 => ErrorKind::Forbidden { message },
            _ => ErrorKind::Status {
                status,
                message,
                excerpt: String::new(),
            },
        }
    }

    #[test]
    fn one_table_says_what_a_failed_write_means_for_the_others() {
        let io = || Arc::new(io::Error::from(io::ErrorKind::StorageFull));
        let cause = || -> http::Cause { io() };
        let connect = ErrorKind::Connect {
            host: "example.com".into(),
            source: cause(),
        };
        let tls = ErrorKind::Tls {
            certificate: None,
            host: "example.com".into(),
            source: cause(),
        };
        let redirect = ErrorKind::Redirect {
            target: "/login".into(),
            endpoint: None,
        };
        let lost = || Arc::new(ErrorKind::Lost { source: cause() });
        let kinds = [
            ("400", status(400, "Field :title is a required field.")),
            ("403 without a word", status(403, "")),
            (
                "403 of one object",
                status(403, "This operation is not allowed."),
            ),
            ("404", status(404, "")),
            ("413", status(413, "")),
            ("422", status(422, "no")),
            ("501", status(501, "")),
            ("401", status(401, "")),
            (
                "locked account",
                status(400, "The account is temporarily locked."),
            ),
            (
                "403 of a missing right",
                status(403, "You are not allowed to do this."),
            ),
            ("rejected before", ErrorKind::Stopped),
            ("circuit open", ErrorKind::Failing),
            ("interrupted", ErrorKind::Withdrawn),
            ("lost answer", ErrorKind::Unclear { source: lost() }),
            ("409", status(409, "")),
            (
                "409 of one object",
                status(409, "The case is being edited."),
            ),
            ("409 of maintenance", status(409, "Under maintenance.")),
            ("429", status(429, "")),
            ("no connection", connect),
            ("bad certificate", tls),
            ("redirect", redirect),
            ("unreadable file", ErrorKind::Content { source: cause() }),
        ];
        let mut table: Vec<String> = kinds
            .into_iter()
            .map(|(what, kind)| {
                let scope = WriteError::from(http_error(kind)).scope();
                format!("{scope:?}: {what}")
            })
            .collect();
        let unrecorded = WriteError::NotRecorded(io()).scope();
        table.push(format!("{unrecorded:?}: no ledger"));
        insta::assert_snapshot!(table.join("\n"), @"
        Row: 400
        Row: 403 without a word
        Row: 403 of one object
        Row: 404
        Row: 413
        Row: 422
        Row: 501
        Everything: 401
        Everything: locked account
        Everything: 403 of a missing right
        Everything: rejected before
        Everything: circuit open
        Everything: interrupted
        Request: lost answer
        Request: 409
        Row: 409 of one object
        Request: 409 of maintenance
        Request: 429
        Request: no connection
        Request: bad certificate
        Request: redirect
        Request: unreadable file
        Everything: no ledger
        ");
    }
}
