//! Keeps wrong credentials from being tried twice, because servers lock accounts.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, MutexGuard};

use super::error::ErrorKind;

/// What a server thinks of our credentials, as far as is known.
#[derive(Debug)]
pub(super) struct CredentialCheck {
    /// Off where rejected credentials are renewed and not wrong.
    on: bool,
    /// Held by the request that tries the credentials.
    trying: Mutex<()>,
    accepted: AtomicBool,
    rejected: AtomicBool,
}

impl CredentialCheck {
    pub(super) fn new(on: bool) -> Self {
        Self {
            on,
            trying: Mutex::new(()),
            accepted: AtomicBool::new(!on),
            rejected: AtomicBool::new(false),
        }
    }

    /// Waits until the credentials are known to be good, or until it is this request's turn to try them, which it does
    /// for as long as it holds the guard.
    pub(super) async fn enter(&self) -> Option<MutexGuard<'_, ()>> {
        if self.accepted.load(Ordering::Acquire) {
            return None;
        }
        let guard = self.trying.lock().await;
        // Somebody else may have been accepted while we waited.
        (!self.accepted.load(Ordering::Acquire)).then_some(guard)
    }

    /// True once the server has rejected the credentials.
    pub(super) fn is_rejected(&self) -> bool {
        self.rejected.load(Ordering::Acquire)
    }

    /// Takes note of what an attempt says about the credentials; `None` is a success.
    pub(super) fn learn(&self, failure: Option<&ErrorKind>) {
        match failure {
            Some(ErrorKind::Unauthorized { .. }) => self.rejected.store(self.on, Ordering::Release),
            // A refusal for another reason comes after the credentials were looked at.
            None | Some(ErrorKind::Status { status: 400, .. } | ErrorKind::Forbidden { .. }) => {
                self.accepted.store(true, Ordering::Release);
            }
            Some(_) => {}
        }
    }
}
