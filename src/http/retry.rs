//! What to do after an attempt: one table for both servers, without a network or a clock.
//!
//! | after an attempt | reads, idempotent updates | creates |
//! | --- | --- | --- |
//! | throttled: 429, 409 (maintenance) | again | again: the server did not run it |
//! | in conflict: 409 of another kind | again, not often | again, not often: the server did not run it |
//! | unreachable: nothing was sent | again | again |
//! | unanswered: 5xx, lost connection, timeout, a web page, a cut answer | again | unclear, never resent |
//! | rejected: 400, 401, 403, 404, redirects, bad certificates, answers of the wrong shape | give up | give up |
//!
//! "Again" means after the server's `Retry-After` at least, else after a wait that doubles and is jittered, and not
//! for ever.

use std::time::Duration;

/// What sending a request a second time would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Effect {
    /// Nothing: it changes nothing.
    Read,
    /// The same as once: an update.
    Idempotent,
    /// A second object.
    Create,
}

/// What came of one attempt, as far as retrying is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The server is there and did not run the request.
    Throttled {
        /// How long it asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The server is there and did not run the request, for a reason that may be about this one.
    Conflict,
    /// Nothing was sent.
    Unreachable,
    /// It may have been carried out, and the answer says nothing about that.
    Unanswered {
        /// How long the server asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// The server said no, and would again.
    Rejected,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    /// Send it again after this wait.
    Retry(Duration),
    /// Report what went wrong. The request was not carried out, or repeating it is harmless.
    GiveUp,
    /// Report that nobody knows whether it was carried out.
    Unclear,
}

/// The bounds of retrying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RetryPolicy {
    /// The most attempts where the server fails.
    pub(super) attempts: u32,
    /// The most attempts where the server throttles. More, because it is well and says when to come again.
    pub(super) throttled_attempts: u32,
    /// The first wait, doubled with every further attempt.
    pub(super) first_wait: Duration,
    /// The longest wait that is not the server's own wish.
    pub(super) longest_wait: Duration,
    /// The longest time that all waits of a request may take together.
    pub(super) total_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            throttled_attempts: 12,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            total_wait: Duration::from_mins(5),
        }
    }
}

/// Decides what follows an attempt.
///
/// `attempt` counts from 1, `waited` is the sum of the waits so far, and `jitter` lies between 0 and 1.
pub(super) fn decide_retry(
    policy: &RetryPolicy,
    effect: Effect,
    outcome: Outcome,
    attempt: u32,
    waited: Duration,
    jitter: f64,
) -> Decision {
    let (attempts, retry_after) = match outcome {
        Outcome::Rejected => return Decision::GiveUp,
        Outcome::Unanswered { .. } if effect == Effect::Create => return Decision::Unclear,
        Outcome::Unanswered { retry_after } => (policy.attempts, retry_after),
        Outcome::Unreachable | Outcome::Conflict => (policy.attempts, None),
        Outcome::Throttled { retry_after } => (policy.throttled_attempts, retry_after),
    };
    if attempt >= attempts {
        return Decision::GiveUp;
    }
    let wait = wait(policy, retry_after, attempt, jitter);
    if waited.saturating_add(wait) > policy.total_wait {
        return Decision::GiveUp;
    }
    Decision::Retry(wait)
}

/// At least what the server asks for. A server that keeps asking for one second is left alone for longer and longer.
fn wait(
    policy: &RetryPolicy,
    retry_after: Option<Duration>,
    attempt: u32,
    jitter: f64,
) -> Duration {
    let doublings = attempt.saturating_sub(1).min(20);
    let full = policy
        .first_wait
        .saturating_mul(1 << doublings)
        .min(policy.longest_wait);
    let backoff = full.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
    match retry_after {
        // Spread over a tenth more, so that requests that were throttled together do not come back together.
        Some(asked) => backoff.max(
            asked.saturating_add(
                asked
                    .min(policy.longest_wait)
                    .mul_f64(jitter.clamp(0.0, 1.0) / 10.0),
            ),
        ),
        None => backoff,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EFFECTS: [Effect; 3] = [Effect::Read, Effect::Idempotent, Effect::Create];

    fn first(effect: Effect, outcome: Outcome) -> Decision {
        decide_retry(
            &RetryPolicy::default(),
            effect,
            outcome,
            1,
            Duration::ZERO,
            1.0,
        )
    }

    #[test]
    fn the_table_holds() {
        let outcomes = [
            Outcome::Throttled { retry_after: None },
            Outcome::Unreachable,
            Outcome::Unanswered { retry_after: None },
            Outcome::Rejected,
        ];
        let mut table = Vec::new();
        for outcome in outcomes {
            for effect in EFFECTS {
                let decision = first(effect, outcome);
                table.push(format!("{outcome:?} {effect:?}: {decision:?}"));
            }
        }
        insta::assert_snapshot!(table.join("\n"), @r"
        Throttled { retry_after: None } Read: Retry(500ms)
        Throttled { retry_after: None } Idempotent: Retry(500ms)
        Throttled { retry_after: None } Create: Retry(500ms)
        Unreachable Read: Retry(500ms)
        Unreachable Idempotent: Retry(500ms)
        Unreachable Create: Retry(500ms)
        Unanswered { retry_after: None } Read: Retry(500ms)
        Unanswered { retry_after: None } Idempotent: Retry(500ms)
        Unanswered { retry_after: None } Create: Unclear
        Rejected Read: GiveUp
        Rejected Idempotent: GiveUp
        Rejected Create: GiveUp
        ");
    }

    #[test]
    fn waits_double_up_to_a_bound() {
        let policy = RetryPolicy {
            attempts: 10,
            ..RetryPolicy::default()
        };
        let outcome = Outcome::Unanswered { retry_after: None };
        let waits: Vec<_> = (1..=7)
            .map(|attempt| {
                decide_retry(&policy, Effect::Read, outcome, attempt, Duration::ZERO, 1.0)
            })
            .collect();
        insta::assert_compact_debug_snapshot!(waits, @"[Retry(500ms), Retry(1s), Retry(2s), Retry(4s), Retry(8s), Retry(16s), Retry(20s)]");
    }

    #[test]
    fn a_server_that_asks_for_more_than_we_would_wait_is_given_up() {
        let retry_after = Some(Duration::from_hours(1));
        assert_eq!(
            first(Effect::Read, Outcome::Throttled { retry_after }),
            Decision::GiveUp
        );
    }

    proptest! {
        #[test]
        fn retrying_ends_and_never_comes_before_the_server_asks(
            effect in prop::sample::select(EFFECTS.to_vec()),
            throttled: bool,
            seconds in prop::option::of(0u64..100),
            jitter in 0.0f64..=1.0,
        ) {
            let retry_after = seconds.map(Duration::from_secs);
            let outcome = if throttled { Outcome::Throttled { retry_after } } else { Outcome::Unanswered { retry_after } };
            let policy = RetryPolicy::default();
            let mut waited = Duration::ZERO;
            for attempt in 1.. {
                match decide_retry(&policy, effect, outcome, attempt, waited, jitter) {
                    Decision::Retry(wait) => {
                        prop_assert!(wait >= retry_after.unwrap_or_default());
                        waited += wait;
                    }
                    Decision::GiveUp | Decision::Unclear => break,
                }
                prop_assert!(attempt < policy.throttled_attempts);
            }
            prop_assert!(waited <= policy.total_wait);
        }

        #[test]
        fn a_create_is_resent_only_where_the_server_did_not_run_it(seconds in prop::option::of(0u64..100), attempt in 1u32..20) {
            let outcome = Outcome::Unanswered { retry_after: seconds.map(Duration::from_secs) };
            let decision = decide_retry(&RetryPolicy::default(), Effect::Create, outcome, attempt, Duration::ZERO, 0.5);
            prop_assert_eq!(decision, Decision::Unclear);
        }
    }
}
