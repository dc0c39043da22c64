//! Why the source cannot be read.

use crate::http;

/// Why the source cannot be read. Texts that come from the server are raw: whoever renders them escapes them.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The server does not accept the AQL.
    #[error("TestOps does not accept the AQL{}", match .message { Some(words) => format!(": {words}"), None => String::new() })]
    Aql {
        /// The server's words, where it has some.
        message: Option<String>,
    },
    /// There is no such project, or the token's owner cannot see it.
    #[error("there is no TestOps project {id} that the token's owner can see")]
    Project {
        /// The wanted project.
        id: i64,
        /// The answer that says so.
        #[source]
        source: http::Error,
    },
    /// The token is wrong, expired or revoked.
    #[error("TestOps rejects the API token")]
    Credentials(#[source] http::Error),
    /// The token's owner may not read this.
    #[error("the owner of the TestOps API token may not read this")]
    Forbidden(#[source] http::Error),
    /// Anything else about the request or its answer.
    #[error("cannot read from TestOps")]
    Http(#[source] http::Error),
    /// A list tells of more rows than it has, however often it is read.
    #[error("TestOps tells {found} of {expected} {listing}")]
    Short {
        /// What it is a list of.
        listing: &'static str,
        /// How many rows came.
        found: u64,
        /// How many there are.
        expected: u64,
    },
}
