//! The attempts at one request: after each that failed, waits for the next or gives up.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::classify::Failure;
use super::error::{Error, ErrorKind};
use super::limits::Limits;
use super::request::Request;
use super::retry::{Decision, Outcome, RetryPolicy, decide_retry};

/// Counts attempts and waits.
pub(super) struct Attempts<'a> {
    limits: &'a Limits,
    started: Instant,
    waited: Duration,
    attempt: u32,
    /// What came of the attempt before.
    last: Option<Failure>,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            started: Instant::now(),
            waited: Duration::ZERO,
            attempt: 1,
            last: None,
        }
    }

    /// Waits until the next attempt may begin, or says that there is none.
    pub(super) async fn after(
        &mut self,
        policy: &RetryPolicy,
        request: &Request,
        failure: Failure,
    ) -> Result<(), Error> {
        let Failure { outcome, kind } = failure;
        let mut attempt = self.attempt;
        let decision = decide_retry(
            policy,
            request.effect,
            outcome,
            attempt,
            self.waited,
            fastrand::f64(),
        );
        let kind = match (decision, self.last.take()) {
            (Decision::Retry(wait), _) if self.limits.admits(request.effect) => {
                tracing::debug!(call = %request.call, attempt, ?wait, %kind, "trying again");
                tokio::select! {
                    // Then the next attempt is refused, and this one's result counts.
                    _ = self.limits.refusal(request.effect) => {}
                    () = sleep(wait) => {}
                }
                self.waited += wait;
                self.attempt += 1;
                self.last = Some(Failure { outcome, kind });
                return Ok(());
            }
            (Decision::Unclear, _) => ErrorKind::Unclear {
                source: kind.into(),
            },
            (_, last) if kind.is_unsent() => {
                attempt -= 1;
                match last {
                    // It was sent before, with this result.
                    Some(last) if !was_turned_away(&last, &kind) => last.kind,
                    _ => kind,
                }
            }
            (Decision::GiveUp, _) if matches!(outcome, Outcome::Throttled { .. }) => {
                self.limits.throttled_out(self.started);
                kind
            }
            (Decision::Retry(_) | Decision::GiveUp, _) => kind,
        };
        Err(Error {
            call: request.call.clone(),
            attempts: attempt,
            elapsed: self.started.elapsed(),
            kind: kind.into(),
        })
    }
}

/// True when a server did not run what was withdrawn while it waited for its next attempt: then it was not begun.
fn was_turned_away(last: &Failure, now: &ErrorKind) -> bool {
    matches!(now, ErrorKind::Withdrawn)
        && matches!(
            last.outcome,
            Outcome::Throttled { .. } | Outcome::Conflict | Outcome::Unreachable
        )
}
