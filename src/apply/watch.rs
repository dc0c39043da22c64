//! When it is looked for what others created since the plan was made: with one request for all, once so much time has
//! passed, and at the end.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// How far the server's clock may be from ours, as long as no answer told it.
const CLOCK_MARGIN: Duration = Duration::from_hours(24);

/// How late a server may show what was created, and whole seconds.
const LAG_MARGIN: Duration = Duration::from_mins(1);

/// Knows when the server was last looked at, and what its clock says.
#[derive(Debug)]
pub(crate) struct Watch {
    times: Mutex<Times>,
    every: Duration,
}

#[derive(Clone, Copy, Debug)]
struct Times {
    looked_at: Instant,
    /// A moment, and what the server's clock said not later than that.
    server: Option<(Instant, i64)>,
}

impl Watch {
    /// Since the server was read at this moment. A look lasts so long.
    pub(crate) fn new(read_at: Instant, every: Duration) -> Self {
        let times = Times {
            looked_at: read_at,
            server: None,
        };
        Self {
            times: Mutex::new(times),
            every,
        }
    }

    /// True when the last look is so long ago that something is not to be created without another one.
    pub(super) fn is_due(&self) -> bool {
        self.with(|times| times.looked_at.elapsed() > self.every)
    }

    /// Begins a look, and tells since when it has to look, in seconds since 1970 by the server's clock.
    pub(super) fn look(&self) -> i64 {
        self.with(|times| {
            let since = std::mem::replace(&mut times.looked_at, Instant::now());
            let Some((at, told)) = times.server else {
                let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                return seconds(now.unwrap_or_default()) - seconds(since.elapsed() + CLOCK_MARGIN);
            };
            // Before `at` or after it.
            let back = seconds(at.saturating_duration_since(since) + LAG_MARGIN);
            told + seconds(since.saturating_duration_since(at)) - back
        })
    }

    /// Learns the server's clock from something that it has created just now. Some servers do not tell.
    pub(super) fn note_created(&self, created_on: i64) {
        if created_on > 0 {
            self.with(|times| times.server = Some((Instant::now(), created_on)));
        }
    }

    fn with<T>(&self, look: impl FnOnce(&mut Times) -> T) -> T {
        look(&mut self.times.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_look_is_due_once_a_minute_and_begins_where_the_last_one_did() {
        let watch = Watch::new(Instant::now(), Duration::from_mins(1));
        tokio::time::advance(Duration::from_secs(50)).await;
        assert!(!watch.is_due());
        // The server is a year ahead.
        watch.note_created(2_000_000_050);
        tokio::time::advance(Duration::from_secs(11)).await;
        assert!(watch.is_due());
        assert_eq!(watch.look(), 2_000_000_000 - 60);
        assert!(!watch.is_due());
        tokio::time::advance(Duration::from_secs(61)).await;
        assert_eq!(watch.look(), 2_000_000_061 - 60);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_word_about_the_servers_clock_a_day_is_looked_through() {
        let watch = Watch::new(Instant::now(), Duration::from_mins(1));
        watch.note_created(0);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let day = seconds(now.unwrap()) - watch.look();
        assert!((86_399..86_403).contains(&day), "{day}");
    }
}
