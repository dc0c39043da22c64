//! The token bucket behind an emulated rate limit.

use std::time::{Duration, Instant};

/// Lets a number of requests through each minute, all of them at once if they come at once.
#[derive(Debug)]
pub(crate) struct Bucket {
    per_minute: u32,
    tokens: f64,
    filled_at: Option<Instant>,
}

impl Bucket {
    /// A full bucket. Zero requests a minute mean that there is no limit.
    pub(crate) fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            tokens: f64::from(per_minute),
            filled_at: None,
        }
    }

    /// The number of requests a minute; zero is no limit.
    pub(crate) fn per_minute(&self) -> u32 {
        self.per_minute
    }

    /// Takes one token, or says how long the client has to wait for the next one.
    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let capacity = f64::from(self.per_minute);
        let per_second = capacity / 60.0;
        let elapsed = self
            .filled_at
            .map_or(Duration::ZERO, |then| now.saturating_duration_since(then));
        self.filled_at = Some(now);
        self.tokens = (self.tokens + elapsed.as_secs_f64() * per_second).min(capacity);
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        Err(Duration::from_secs_f64((1.0 - self.tokens) / per_second))
    }
}

/// The value of a `Retry-After` header: whole seconds, rounded up, never zero.
pub(crate) fn retry_after(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0 || wait.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_limit_never_refuses() {
        let now = Instant::now();
        let mut bucket = Bucket::new(0);
        assert!((0..1000).all(|_| bucket.take(now).is_ok()));
    }

    #[test]
    fn an_empty_bucket_says_how_long_to_wait_and_fills_again() {
        let now = Instant::now();
        let mut bucket = Bucket::new(30);
        assert!((0..30).all(|_| bucket.take(now).is_ok()));
        let wait = bucket.take(now).expect_err("the bucket is empty");
        assert_eq!(retry_after(wait), 2);
        assert!(bucket.take(now + Duration::from_secs(1)).is_err());
        assert!(bucket.take(now + Duration::from_millis(2001)).is_ok());
    }

    #[test]
    fn a_bucket_never_holds_more_than_a_minute() {
        let now = Instant::now();
        let mut bucket = Bucket::new(2);
        let later = now + Duration::from_hours(1);
        assert!(bucket.take(later).is_ok());
        assert!(bucket.take(later).is_ok());
        assert!(bucket.take(later).is_err());
    }
}
