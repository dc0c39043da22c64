//! What a run is told besides the manifests.

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::http::Secret;

/// How a run speaks to servers, and where it keeps what it learns.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The state directory.
    pub(crate) state_dir: PathBuf,
    /// The longest that one attempt of a request may take.
    pub(crate) timeout: Duration,
    /// Whether the run is there to write, so that a right to write that is known to be missing ends it early.
    pub(crate) is_writing: bool,
    /// Servers that stand in for all that the manifests name. Nothing is kept of what they say.
    pub(crate) stand_ins: Option<StandIns>,
}

/// Emulators of both servers in this process.
#[derive(Clone, Debug)]
pub(crate) struct StandIns {
    pub(crate) testops: Url,
    pub(crate) token: Secret,
    pub(crate) testrail: Url,
    pub(crate) username: String,
    pub(crate) api_key: Secret,
}
