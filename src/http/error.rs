//! Why a request has no usable answer.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::fingerprint::RefusedCertificate;

/// A verb, as far as the two APIs use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Method {
    /// Reads.
    Get,
    /// Changes something.
    Post,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
        })
    }
}

/// What a request was, in words that may be shown: its verb and its path, without query values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) method: Method,
    /// The API's own name for it, such as `get_cases/7` or `/api/testcase/__search`.
    pub(crate) path: Arc<str>,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, path } = self;
        write!(f, "{method} {path}")
    }
}

/// A request that did not end in a usable answer: which one, how many attempts it took, and why.
///
/// Cheap to clone, because one failed batch concerns many cases.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", describe(.call, *.attempts, *.elapsed))]
pub(crate) struct Error {
    pub(crate) call: Call,
    /// How often it was sent, at least tried to be.
    pub(crate) attempts: u32,
    /// How long all attempts took together, waits included.
    pub(crate) elapsed: Duration,
    /// What went wrong in the last attempt.
    #[source]
    pub(crate) kind: Arc<ErrorKind>,
}

/// What went wrong. Texts that come from a server are raw: whoever renders them escapes them.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ErrorKind {
    /// No connection: name not found, refused, unreachable. Nothing was sent.
    #[error("cannot connect to {host}")]
    Connect {
        /// The host and port.
        host: String,
        /// The transport's words.
        #[source]
        source: Cause,
    },
    /// The server's certificate is not accepted, or TLS failed otherwise. Nothing was sent.
    #[error("no secure connection to {host}")]
    Tls {
        /// The host and port.
        host: String,
        /// The certificate that is not accepted, if it is about that.
        certificate: Option<RefusedCertificate>,
        /// The words of TLS.
        #[source]
        source: Cause,
    },
    /// No answer in time.
    #[error("no answer within {}", seconds(*.after))]
    Timeout {
        /// The limit.
        after: Duration,
    },
    /// The connection broke before the answer was complete.
    #[error("the connection was lost")]
    Lost {
        /// The transport's words.
        #[source]
        source: Cause,
    },
    /// The server points elsewhere, where credentials must not follow.
    #[error("the server redirects to {target}{}", match .endpoint { Some(url) => format!("; enter {url} as the endpoint"), None => String::new() })]
    Redirect {
        /// Where to, without its query.
        target: String,
        /// What the endpoint should be, where it leads to another server or to HTTPS.
        endpoint: Option<String>,
    },
    /// 401: the credentials are wrong, expired or missing.
    #[error("401, the server rejects the credentials{}", colon(.message))]
    Unauthorized {
        /// The server's words; may be empty.
        message: String,
    },
    /// 403: known, but not allowed to.
    #[error("403, not allowed{}", colon(.message))]
    Forbidden {
        /// The server's words; may be empty.
        message: String,
    },
    /// Any other status that is not a success.
    #[error("{status}{}", colon(if .message.is_empty() { .excerpt } else { .message }))]
    Status {
        /// The HTTP status.
        status: u16,
        /// The server's words, when the body has the API's shape; else empty.
        message: String,
        /// The first bytes of the body.
        excerpt: String,
    },
    /// 200 with a web page: the request did not reach the API.
    #[error("the answer is a web page and not the API's: {excerpt}")]
    Html {
        /// The first bytes of the page.
        excerpt: String,
    },
    /// The answer is not what the API documents.
    #[error("cannot read {what}: {reason}{}", match .excerpt.as_str() { "" => String::new(), excerpt => format!("; the answer begins with: {excerpt}") })]
    Decode {
        /// What was expected, such as "a page of cases".
        what: &'static str,
        /// What is wrong and where in the body.
        reason: String,
        /// The first bytes of the body; empty when they must not be shown.
        excerpt: String,
    },
    /// The answer is larger than any answer should be.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A write that must not be repeated has no answer: it may or may not have been carried out.
    #[error("no clear answer: it may have been carried out or not")]
    Unclear {
        /// What came instead of an answer.
        #[source]
        source: Arc<Self>,
    },
    /// What should be sent cannot be read. The server got nothing that it could carry out.
    #[error("cannot read what should be sent")]
    Content {
        /// The reason.
        #[source]
        source: Cause,
    },
    /// Not sent, because this server rejected the credentials before, and repeating that locks accounts.
    #[error("not sent, since the server rejected the credentials before")]
    Stopped,
    /// Not sent, because the server has not answered anything for a while.
    #[error("not sent: the server is not responding")]
    Failing,
    /// Not sent, because the run was interrupted before.
    #[error("not sent, since the run was interrupted")]
    Withdrawn,
    /// The request or the client cannot be built.
    #[error("cannot build the request")]
    Build {
        /// The reason.
        #[source]
        source: Cause,
    },
}

impl ErrorKind {
    /// True when nothing was sent, and nothing else will be for now.
    pub(super) fn is_unsent(&self) -> bool {
        matches!(self, Self::Failing | Self::Withdrawn)
    }
}

/// An error of the transport, shared so that an [`Error`] can be cloned.
pub(crate) type Cause = Arc<dyn StdError + Send + Sync>;

impl Error {
    /// True when the credentials were rejected, now or before.
    pub(crate) fn is_unauthorized(&self) -> bool {
        matches!(
            *self.kind,
            ErrorKind::Unauthorized { .. } | ErrorKind::Stopped
        )
    }

    /// True when nothing was sent, because the server has not answered anything for a while or the run was interrupted.
    pub(crate) fn is_unsent(&self) -> bool {
        self.kind.is_unsent()
    }

    /// True when it was not sent because the run was interrupted before.
    pub(crate) fn is_withdrawn(&self) -> bool {
        matches!(*self.kind, ErrorKind::Withdrawn)
    }

    /// True when a write may or may not have been carried out.
    pub(crate) fn is_unclear(&self) -> bool {
        matches!(*self.kind, ErrorKind::Unclear { .. })
    }

    /// The status that the server answered, where it did with one that is no success.
    pub(crate) fn status(&self) -> Option<u16> {
        match *self.kind {
            ErrorKind::Unauthorized { .. } => Some(401),
            ErrorKind::Forbidden { .. } => Some(403),
            ErrorKind::Status { status, .. } => Some(status),
            _ => None,
        }
    }

    /// True for a 409 that is no maintenance: it is about what was asked.
    pub(crate) fn is_in_conflict(&self) -> bool {
        self.status() == Some(409)
            && self
                .server_message()
                .is_some_and(|words| !names_maintenance(words))
    }

    /// The server's own words, where it had some.
    pub(crate) fn server_message(&self) -> Option<&str> {
        match &*self.kind {
            ErrorKind::Unauthorized { message }
            | ErrorKind::Forbidden { message }
            | ErrorKind::Status { message, .. } => {
                Some(message.as_str()).filter(|message| !message.is_empty())
            }
            _ => None,
        }
    }
}

/// True where a server says that it is being worked on. How it is worded is not documented.
pub(super) fn names_maintenance(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["maint", "temporar", "unavailable"]
        .iter()
        .any(|word| message.contains(word))
}

fn describe(call: &Call, attempts: u32, elapsed: Duration) -> String {
    match attempts {
        0 | 1 => format!("{call} failed"),
        _ => format!(
            "{call} failed after {attempts} attempts in {:.1} seconds",
            elapsed.as_secs_f64()
        ),
    }
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

/// The server's words after a colon, where there are some.
fn colon(words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!(": {words}")
    }
}
