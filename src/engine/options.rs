//! What a run is told besides the manifests.

use std::path::PathBuf;
use std::time::Duration;

/// How a run speaks to servers, and where it keeps what it learns.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The state directory.
    pub(crate) state_dir: PathBuf,
    /// The longest that one attempt of a request may take.
    pub(crate) timeout: Duration,
    /// Emulators in this process stand in for every server, seeded from a folder or with the built-in shop.
    #[cfg(feature = "sandbox")]
    pub(crate) sandbox: Option<Option<PathBuf>>,
}
