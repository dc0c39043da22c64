//! The attempts at one request: after each that failed, waits for the next or gives up.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::error::{Error, ErrorKind};
use super::judge::Failure;
use super::request::Request;
use super::retry::{Decision, Policy, decide};

/// Counts attempts and waits.
pub(super) struct Attempts {
    started: Instant,
    waited: Duration,
    attempt: u32,
}

impl Attempts {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            waited: Duration::ZERO,
            attempt: 1,
        }
    }

    /// Waits until the next attempt may begin, or says that there is none.
    pub(super) async fn after(
        &mut self,
        policy: &Policy,
        request: &Request,
        failure: Failure,
    ) -> Result<(), Error> {
        let Failure { outcome, kind } = failure;
        let attempt = self.attempt;
        let decision = decide(
            policy,
            request.effect,
            outcome,
            attempt,
            self.waited,
            fastrand::f64(),
        );
        let kind = match decision {
            Decision::Retry(wait) => {
                tracing::debug!(call = %request.call, attempt, ?wait, %kind, "trying again");
                sleep(wait).await;
                self.waited += wait;
                self.attempt += 1;
                return Ok(());
            }
            Decision::Unclear => ErrorKind::Unclear {
                source: kind.into(),
            },
            Decision::Done | Decision::GiveUp => kind,
        };
        Err(Error {
            call: request.call.clone(),
            attempts: attempt,
            elapsed: self.started.elapsed(),
            kind: kind.into(),
        })
    }
}
