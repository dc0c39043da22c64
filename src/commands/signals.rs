//! SIGINT and SIGTERM.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Exit, output};
use crate::apply::Stop;

/// What was received, if anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Signals(Arc<AtomicU8>);

const INTERRUPT: u8 = 1;
const TERMINATE: u8 = 2;

impl Signals {
    /// Listens until the process ends: the first signal asks for a stop and calls `no_more_writes`, the second ends at
    /// once.
    pub(super) fn listen(stop: &Stop, no_more_writes: impl Fn() + Send + 'static) -> Self {
        let signals = Self::default();
        let (received, stop) = (signals.clone(), stop.clone());
        let mut listener = Listener::new();
        tokio::spawn(async move {
            let Some(first) = listener.next().await else {
                return;
            };
            received.0.store(first, Ordering::SeqCst);
            stop.request();
            no_more_writes();
            output::message(
                "\nstopping: the write under way ends, then the report follows. Again to end at once.\n",
            );
            if let Some(second) = listener.next().await {
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

/// Receives signals from the moment it is made, so that none is missed before the first wait.
#[cfg(unix)]
pub(super) struct Listener(Option<(Signal, Signal)>);

#[cfg(unix)]
impl Listener {
    pub(super) fn new() -> Self {
        let both = signal(SignalKind::interrupt())
            .and_then(|interrupt| Ok((interrupt, signal(SignalKind::terminate())?)));
        Self(both.ok())
    }

    /// Waits for a signal. `None` where signals cannot be listened to.
    pub(super) async fn next(&mut self) -> Option<u8> {
        let (interrupt, terminate) = self.0.as_mut()?;
        tokio::select! {
            _ = interrupt.recv() => Some(INTERRUPT),
            _ = terminate.recv() => Some(TERMINATE),
        }
    }
}

/// Receives Ctrl-C.
#[cfg(not(unix))]
pub(super) struct Listener;

#[cfg(not(unix))]
impl Listener {
    pub(super) fn new() -> Self {
        Self
    }

    /// Waits for Ctrl-C.
    pub(super) async fn next(&mut self) -> Option<u8> {
        tokio::signal::ctrl_c().await.ok().map(|()| INTERRUPT)
    }
}
