//! SIGINT and SIGTERM.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::{Exit, output};
use crate::apply::Stop;

/// What was received, if anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Signals(Arc<AtomicU8>);

const INTERRUPT: u8 = 1;
const TERMINATE: u8 = 2;

impl Signals {
    /// Listens until the process ends: the first signal asks for a stop, the second ends at once.
    pub(super) fn listen(stop: &Stop) -> Self {
        let signals = Self::default();
        let (received, stop) = (signals.clone(), stop.clone());
        tokio::spawn(async move {
            let Some(first) = next().await else { return };
            received.0.store(first, Ordering::SeqCst);
            stop.request();
            output::message(
                "\nstopping: the write under way ends, then the report follows. Again to end at once.\n",
            );
            if let Some(second) = next().await {
                std::process::exit(if second == INTERRUPT { 130 } else { 143 });
            }
        });
        signals
    }

    /// How the process has to end because of a signal.
    pub(super) fn exit(&self) -> Option<Exit> {
        match self.0.load(Ordering::SeqCst) {
            INTERRUPT => Some(Exit::Interrupted),
            TERMINATE => Some(Exit::Terminated),
            _ => None,
        }
    }
}

/// Waits for a signal. `None` where signals cannot be listened to.
#[cfg(unix)]
pub(super) async fn next() -> Option<u8> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).ok()?;
    let mut terminate = signal(SignalKind::terminate()).ok()?;
    tokio::select! {
        _ = interrupt.recv() => Some(INTERRUPT),
        _ = terminate.recv() => Some(TERMINATE),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(super) async fn next() -> Option<u8> {
    tokio::signal::ctrl_c().await.ok().map(|()| INTERRUPT)
}
