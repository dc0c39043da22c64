//! What goes in and out of a running apply.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Hears once of every action and every launch that ended, begun or not, for a progress display.
pub(crate) trait Progress: Sync {
    /// So many further ones ended.
    fn ended(&self, n: usize);
}

/// Asks a running apply to begin no further write. Clones share the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(crate) fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
