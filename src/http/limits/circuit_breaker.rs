//! When a server has failed for so long that it is left alone.

use std::time::Duration;

use tokio::time::Instant;

/// How long every attempt has to fail before the server is left alone: a restart takes less.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many attempts in a row have to fail at least.
const ATTEMPTS: u32 = 5;

/// Counts failures of one server for all who talk to it. Once it is open it stays so: what was not begun is for the
/// next run.
#[derive(Debug, Default)]
pub(super) struct CircuitBreaker {
    /// When the first of the failures in a row was seen, and how many there are.
    failing: Option<(Instant, u32)>,
    answered: Option<Instant>,
    open: bool,
}

impl CircuitBreaker {
    /// True once nothing more should be sent.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// The server answered, whatever it said.
    pub(super) fn answered(&mut self, now: Instant) {
        self.failing = None;
        self.answered = Some(now);
    }

    /// An attempt failed: the server is not there, not well, or silent.
    pub(super) fn failed(&mut self, now: Instant) {
        let (since, before) = self.failing.unwrap_or((now, 0));
        let attempts = before + 1;
        self.failing = Some((since, attempts));
        if attempts >= ATTEMPTS && now.saturating_duration_since(since) >= PATIENCE {
            self.open = true;
        }
    }

    /// A request that began then was throttled until it gave up. That took minutes, so that the next one need not try
    /// unless the server had time for others.
    pub(super) fn throttled_out(&mut self, began: Instant) {
        if self.answered.is_none_or(|answered| answered < began) {
            self.open = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a breaker is open after failures at these seconds.
    fn after(seconds: &[u64]) -> bool {
        let start = Instant::now();
        let mut breaker = CircuitBreaker::default();
        for second in seconds {
            breaker.failed(start + Duration::from_secs(*second));
        }
        breaker.is_open()
    }

    #[test]
    fn it_takes_several_failures_and_some_time() {
        assert!(!after(&[0; 50]), "one bad moment");
        assert!(!after(&[0, 60, 120, 180]), "a few");
        assert!(after(&[0, 60, 120, 180, 240]));
        assert!(!after(&[0, 1, 2, 4, 9]), "a restart");
        assert!(after(&[0, 1, 2, 4, 9, 10]));
    }

    #[test]
    fn one_answer_begins_anew() {
        let start = Instant::now();
        let at = |second| start + Duration::from_secs(second);
        let mut breaker = CircuitBreaker::default();
        for second in 0..9 {
            breaker.failed(at(second));
        }
        breaker.answered(at(9));
        for second in 10..20 {
            breaker.failed(at(second));
            assert!(!breaker.is_open(), "{second}");
        }
        breaker.failed(at(20));
        assert!(breaker.is_open());
    }

    #[test]
    fn a_request_that_was_throttled_out_while_others_were_answered_opens_nothing() {
        let start = Instant::now();
        let mut breaker = CircuitBreaker::default();
        breaker.answered(start + Duration::from_secs(5));
        breaker.throttled_out(start);
        assert!(!breaker.is_open());
        breaker.throttled_out(start + Duration::from_secs(6));
        assert!(breaker.is_open());
    }
}
