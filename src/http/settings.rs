//! How a server is talked to.

use std::sync::Arc;
use std::time::Duration;

use super::fingerprint::Fingerprint;
use super::limits::Limits;
use super::retry::RetryPolicy;

/// How a server is talked to.
#[derive(Clone, Debug)]
pub(crate) struct ClientSettings {
    pub(crate) tls: Tls,
    /// Whether the system's proxies are passed by, as they have to be for a server on this machine.
    pub(crate) direct: bool,
    /// How long connecting may take.
    pub(crate) connect_timeout: Duration,
    /// How long one attempt may take, the answer's body included.
    pub(crate) timeout: Duration,
    /// The largest body that is read, in bytes after decompression.
    pub(crate) max_body: usize,
    /// Shared by all clients of one server.
    pub(crate) limits: Arc<Limits>,
    pub(crate) retry: RetryPolicy,
    /// Whether one 401 stops everything. Until some request was accepted they are then sent one at a time, so that
    /// wrong credentials are tried exactly once.
    pub(crate) stop_on_unauthorized: bool,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            tls: Tls::default(),
            direct: false,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_mins(1),
            max_body: 64 << 20,
            limits: Arc::new(Limits::new(8)),
            retry: RetryPolicy::default(),
            stop_on_unauthorized: false,
        }
    }
}

/// What is trusted besides the system's certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tls {
    pub(crate) insecure_skip_verify: bool,
    /// The one certificate that is accepted, whatever else is trusted.
    pub(crate) pin: Option<Fingerprint>,
    /// Further certificates to trust, as PEM: authorities, or the server's own.
    pub(crate) ca_pem: Option<Vec<u8>>,
}
