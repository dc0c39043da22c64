//! What all clients of one server share: how often it is asked, by how many at a time, and whether at all.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::breaker::Breaker;
use super::error::ErrorKind;
use super::judge::Failure;
use super::lanes::{Lane, Lanes};
use super::limiter::{Limiter, Turn};
use super::retry::{Effect, Outcome};

/// The way to one server, for all who talk to it.
#[derive(Debug)]
pub struct Gate {
    limiter: Limiter,
    lanes: Lanes,
    breaker: Mutex<Breaker>,
    /// Tells all who wait.
    closed: watch::Sender<ClosedTo>,
}

/// Whom a gate lets through no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClosedTo {
    /// Nobody yet.
    Nobody,
    /// Who wants to write, because the run was interrupted. What was begun may still be looked up.
    Writers,
    /// Everybody, because the server has failed for so long.
    Everybody,
}

impl ClosedTo {
    fn refuses(self, effect: Effect) -> bool {
        match self {
            Self::Nobody => false,
            Self::Writers => effect != Effect::Read,
            Self::Everybody => true,
        }
    }
}

/// The leave to send one request, until it is dropped.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    gate: &'a Gate,
    lane: Lane<'a>,
    turn: Turn,
}

impl Gate {
    /// Makes a gate that never lets more than `lanes` requests be under way at a time. No rate is known yet.
    pub fn new(lanes: usize) -> Self {
        Self {
            limiter: Limiter::new(None),
            lanes: Lanes::new(lanes),
            breaker: Mutex::default(),
            closed: watch::Sender::new(ClosedTo::Nobody),
        }
    }

    /// Lowers the requests a minute to those that a user of the server names.
    pub fn at_most(&self, requests_per_minute: Option<u32>) {
        self.limiter.at_most(requests_per_minute);
    }

    /// Lets no write begin any more, also none that waits for its turn. Those under way are not touched.
    pub fn close_to_writers(&self) {
        self.closed.send_if_modified(|closed| {
            let is_new = *closed == ClosedTo::Nobody;
            if is_new {
                *closed = ClosedTo::Writers;
            }
            is_new
        });
    }

    /// True once nothing with this effect is sent any more.
    pub(super) fn is_closed(&self, effect: Effect) -> bool {
        self.closed.borrow().refuses(effect)
    }

    /// Returns once nothing with this effect is sent any more, and says why.
    pub(super) async fn closing(&self, effect: Effect) -> ClosedTo {
        let mut closed = self.closed.subscribe();
        // An error would say that the gate is gone, which holds the sender.
        closed
            .wait_for(|closed| closed.refuses(effect))
            .await
            .map_or(ClosedTo::Everybody, |closed| *closed)
    }

    /// Waits for a lane, then for the turn. An error once the gate is closed, also for who waits already.
    pub(super) async fn pass(&self, effect: Effect) -> Result<Pass<'_>, ClosedTo> {
        tokio::select! {
            biased;
            closed = self.closing(effect) => Err(closed),
            pass = self.opened() => Ok(pass),
        }
    }

    async fn opened(&self) -> Pass<'_> {
        // In this order, because a turn is counted for the moment in which it is given.
        let mut lane = self.lanes.free().await;
        let turn = self.limiter.turn().await;
        lane.leave();
        Pass {
            gate: self,
            lane,
            turn,
        }
    }

    /// Takes note of a request that gave up after it was only ever sent away.
    pub(super) fn sent_away(&self, began: Instant) {
        self.learn(|breaker| breaker.sent_away(began));
    }

    fn learn(&self, lesson: impl FnOnce(&mut Breaker)) {
        // Every change under the lock is complete, so a panic elsewhere leaves nothing half done.
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        lesson(&mut breaker);
        if breaker.is_open() {
            self.closed.send_replace(ClosedTo::Everybody);
        }
    }
}

impl Pass<'_> {
    /// Takes note of a 429.
    pub(super) fn throttled(&self, wait: Duration, told_per_minute: Option<u32>) {
        self.gate
            .limiter
            .throttled(self.turn, wait, told_per_minute);
    }

    /// Takes note of an answer, and how long it took where that can be compared with others of its kind.
    pub(super) fn answered(&self, kind: &str, latency: Option<Duration>) {
        if let Some(latency) = latency {
            self.lane.answered(kind, latency);
        }
        self.gate.learn(|breaker| breaker.answered(Instant::now()));
    }

    /// Takes note of what went wrong. Where the server says how long to stay away, everybody does, but for no longer
    /// than this.
    pub(super) fn failed(&self, failure: &Failure, longest: Duration) {
        if let Outcome::Throttled {
            retry_after: Some(wait),
        }
        | Outcome::Unanswered {
            retry_after: Some(wait),
        } = failure.outcome
        {
            self.gate.limiter.pause(wait.min(longest));
        }
        let now = Instant::now();
        match trouble(failure) {
            Trouble::Overload => {
                self.lane.failed();
                self.gate.learn(|breaker| breaker.failed(now));
            }
            Trouble::Unusable => self.gate.learn(|breaker| breaker.failed(now)),
            Trouble::Throttled => self.lane.throttled(),
            Trouble::Refusal => self.gate.learn(|breaker| breaker.answered(now)),
            Trouble::Own => {}
        }
    }
}

/// Whose trouble a failure is.
enum Trouble {
    /// The server is not there, breaks down or takes too long.
    Overload,
    /// Something answers that is not the server, or not well.
    Unusable,
    /// The server is there and asks to be left alone for a while.
    Throttled,
    /// The server is there and says no.
    Refusal,
    /// Ours: nothing was sent.
    Own,
}

fn trouble(failure: &Failure) -> Trouble {
    let Failure { outcome, kind } = failure;
    match kind {
        ErrorKind::Connect { .. } | ErrorKind::Timeout { .. } | ErrorKind::Lost { .. } => {
            Trouble::Overload
        }
        ErrorKind::Status { status: 500.., .. } => Trouble::Overload,
        ErrorKind::Tls { .. } | ErrorKind::Redirect { .. } | ErrorKind::Html { .. } => {
            Trouble::Unusable
        }
        ErrorKind::Content { .. }
        | ErrorKind::Stopped
        | ErrorKind::Failing
        | ErrorKind::Withdrawn
        | ErrorKind::Build { .. } => Trouble::Own,
        ErrorKind::Unauthorized { .. }
        | ErrorKind::Forbidden { .. }
        | ErrorKind::Status { .. }
        | ErrorKind::Decode { .. }
        | ErrorKind::TooLarge { .. }
        | ErrorKind::Unclear { .. } => match outcome {
            Outcome::Throttled { .. } => Trouble::Throttled,
            Outcome::Unanswered { .. } => Trouble::Unusable,
            Outcome::Answered | Outcome::Unreachable | Outcome::Rejected => Trouble::Refusal,
        },
    }
}
