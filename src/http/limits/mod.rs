//! What all clients of one server share: how often it is asked, by how many at a time, and whether at all.

mod admission;
mod circuit_breaker;
mod concurrency;
mod failure_class;
mod rate;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use self::admission::Admission;
use self::circuit_breaker::CircuitBreaker;
use self::concurrency::{ConcurrencyLimit, ConcurrencyPermit};
use self::failure_class::FailureClass;
use self::rate::{RateLimit, RatePermit};
use super::classify::Failure;
use super::retry::{Effect, Outcome};

/// The limits of one server, for all who talk to it.
#[derive(Debug)]
pub(crate) struct Limits {
    rate: RateLimit,
    concurrency: ConcurrencyLimit,
    circuit_breaker: Mutex<CircuitBreaker>,
    /// Reaches all who wait.
    admission: watch::Sender<Admission>,
}

/// Permission to send one request, until it is dropped.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    limits: &'a Limits,
    concurrency: ConcurrencyPermit<'a>,
    rate: RatePermit,
}

impl Limits {
    /// Never lets more than `max_in_flight` requests be in flight. No rate is known yet.
    pub(crate) fn new(max_in_flight: usize) -> Self {
        Self {
            rate: RateLimit::new(None),
            concurrency: ConcurrencyLimit::new(max_in_flight),
            circuit_breaker: Mutex::default(),
            admission: watch::Sender::new(Admission::Everything),
        }
    }

    /// Lowers the requests a minute to those that a user of the server names.
    pub(crate) fn at_most(&self, requests_per_minute: Option<u32>) {
        self.rate.at_most(requests_per_minute);
    }

    /// Lets no write begin any more, also none that waits for its permit. Those in flight are not touched.
    pub(crate) fn stop_writes(&self) {
        self.admission.send_if_modified(|admission| {
            let is_new = *admission == Admission::Everything;
            if is_new {
                *admission = Admission::Reads;
            }
            is_new
        });
    }

    /// True as long as requests with this effect are sent.
    pub(super) fn admits(&self, effect: Effect) -> bool {
        self.admission.borrow().admits(effect)
    }

    /// Waits until requests with this effect are sent no more, and returns what becomes of them.
    pub(super) async fn refusal(&self, effect: Effect) -> Failure {
        let mut admission = self.admission.subscribe();
        // An error would mean that the sender is gone, which is ours.
        let refusing = admission.wait_for(|admission| !admission.admits(effect));
        refusing
            .await
            .map_or(Admission::Nothing, |admission| *admission)
            .refusal()
    }

    /// Waits for a permit. An error once such requests are not sent any more, also for who waits already.
    pub(super) async fn acquire(&self, effect: Effect) -> Result<Permit<'_>, Failure> {
        tokio::select! {
            biased;
            failure = self.refusal(effect) => Err(failure),
            permit = self.permit() => Ok(permit),
        }
    }

    async fn permit(&self) -> Permit<'_> {
        // In this order, because the rate counts a request for the moment in which it is permitted.
        let concurrency = self.concurrency.acquire().await;
        let rate = self.rate.acquire().await;
        Permit {
            limits: self,
            concurrency,
            rate,
        }
    }

    /// Takes note of a request that began then and gave up after it was only ever throttled.
    pub(super) fn throttled_out(&self, began: Instant) {
        self.update(|circuit_breaker| circuit_breaker.throttled_out(began));
    }

    fn update(&self, change: impl FnOnce(&mut CircuitBreaker)) {
        // Every change under the lock is complete, so a panic elsewhere leaves nothing half done.
        let mut circuit_breaker = self
            .circuit_breaker
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut circuit_breaker);
        if circuit_breaker.is_open() {
            self.admission.send_replace(Admission::Nothing);
        }
    }
}

impl Permit<'_> {
    /// Takes note of a 429.
    pub(super) fn throttled(&self, wait: Duration, advertised_per_minute: Option<u32>) {
        self.limits
            .rate
            .throttled(self.rate, wait, advertised_per_minute);
    }

    /// Takes note of an answer.
    pub(super) fn answered(&self) {
        self.concurrency.answered();
        self.limits
            .update(|circuit_breaker| circuit_breaker.answered(Instant::now()));
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
            self.limits.rate.pause(wait.min(longest));
        }
        let fail = |circuit_breaker: &mut CircuitBreaker| circuit_breaker.failed(Instant::now());
        match FailureClass::of(failure) {
            FailureClass::Overload => {
                self.concurrency.failed();
                self.limits.update(fail);
            }
            FailureClass::Unusable => self.limits.update(fail),
            FailureClass::Refusal => self.answered(),
            // How often it is asked is the rate limit's matter, which knows already.
            FailureClass::Throttled | FailureClass::Own => {}
        }
    }
}

#[cfg(test)]
mod tests;
