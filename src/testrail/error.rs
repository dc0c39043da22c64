//! Why the destination cannot be read or written.

use std::io;
use std::sync::Arc;

use crate::http;

/// Why the destination cannot be read. Texts that come from the server are raw: whoever renders them escapes them.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
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
pub enum WriteError {
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
    Unclear(#[source] http::Error),
    /// Username or API key were rejected. Nothing was written, and nothing more will be sent.
    #[error("TestRail rejects the credentials")]
    Credentials(#[source] http::Error),
    /// The user has no right to do this: 403 with TestRail's own words. Nothing was written, and nothing more of the
    /// same kind would be.
    #[error("the TestRail user may not do this")]
    Forbidden(#[source] http::Error),
    /// Not sent, because an earlier part of the same call failed in a way that concerns all.
    #[error("not sent, since the request before it failed")]
    Stopped,
    /// Not sent, because TestRail has not answered anything for a while. It is left for the next apply.
    #[error("not begun, since TestRail does not answer")]
    NotBegun,
    /// Not sent, because it could not be noted beforehand: without that, a crash could not be told from a success.
    #[error("not sent, since the ledger cannot be written")]
    NotRecorded(#[source] Arc<io::Error>),
    /// Anything else. Nothing was created; an update may have been carried out, and may be repeated.
    #[error("cannot write to TestRail")]
    Http(#[source] http::Error),
}

impl WriteError {
    /// True when whatever would be written next fails alike, so that nothing more should be tried.
    pub fn concerns_all(&self) -> bool {
        match self {
            Self::Credentials(_) | Self::Forbidden(_) | Self::NotBegun | Self::NotRecorded(_) => {
                true
            }
            Self::Refused { .. } | Self::Unclear(_) | Self::Stopped | Self::Http(_) => false,
        }
    }
}
