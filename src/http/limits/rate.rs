//! How often a server may be asked.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The span over which a limit counts, with a margin: requests that leave 60 seconds apart may arrive closer together.
const WINDOW: Duration = Duration::from_millis(60_500);

/// How long a pace is kept before it is quickened by one step.
const STEP: Duration = Duration::from_secs(10);

/// Requests a minute below which a server without a known limit does not throttle because of us.
const NOTICEABLE: u32 = 30;

/// Holds back requests to one server, for all who talk to it.
///
/// Below the limit nothing is delayed: of 180 requests a minute, the first 180 may leave at once. A server that
/// throttles all the same, because others use it too or because nobody knew its limit, is given a pause, then a slower
/// pace that quickens again while it stays content.
#[derive(Debug)]
pub(super) struct RateLimit {
    state: Mutex<State>,
}

/// Permission to send one request, and when it was given.
#[derive(Clone, Copy, Debug)]
pub(super) struct RatePermit {
    sent: Instant,
}

#[derive(Debug)]
struct State {
    /// Requests a minute that a manifest names.
    limit: Option<u32>,
    /// Requests a minute that the server names.
    advertised: Option<u32>,
    /// What left before this does not count for the limit that the server names.
    advertised_from: Option<Instant>,
    /// When requests left within the last window.
    log: VecDeque<Instant>,
    /// Nobody sends before this.
    paused_until: Option<Instant>,
    pace: Option<Pace>,
}

/// What a 429 has taught.
#[derive(Clone, Copy, Debug)]
struct Pace {
    per_minute: u32,
    /// The pace is forgotten when it has come back to this.
    forget_at: u32,
    learned: Instant,
    quickened: Instant,
    next: Instant,
}

impl RateLimit {
    /// `None` means that no limit is known.
    pub(super) fn new(requests_per_minute: Option<u32>) -> Self {
        Self {
            state: Mutex::new(State {
                limit: requests_per_minute.map(|limit| limit.max(1)),
                advertised: None,
                advertised_from: None,
                log: VecDeque::new(),
                paused_until: None,
                pace: None,
            }),
        }
    }

    /// Lowers the limit to one that another user of the server names.
    pub(super) fn at_most(&self, requests_per_minute: Option<u32>) {
        if let Some(limit) = requests_per_minute {
            let mut state = self.state();
            state.limit = Some(state.limit.map_or(limit, |known| known.min(limit)).max(1));
        }
    }

    /// Waits until a request may be sent, and counts it for the limit.
    pub(super) async fn acquire(&self) -> RatePermit {
        loop {
            let now = Instant::now();
            let Some(wake) = self.state().reserve(now) else {
                return RatePermit { sent: now };
            };
            sleep_until(wake).await;
        }
    }

    /// Takes note of a 429: everybody pauses for `wait`, and the pace goes down.
    pub(super) fn throttled(
        &self,
        permit: RatePermit,
        wait: Duration,
        advertised_per_minute: Option<u32>,
    ) {
        self.state()
            .throttled(permit, Instant::now(), wait, advertised_per_minute);
    }

    /// Nobody sends anything for `wait`.
    pub(super) fn pause(&self, wait: Duration) {
        self.state().pause(Instant::now() + wait);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change under the lock is complete, so a panic elsewhere leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes a place for a request that leaves now, or says when to ask again.
    fn reserve(&mut self, now: Instant) -> Option<Instant> {
        if let Some(until) = self.paused_until.filter(|&until| until > now) {
            return Some(until);
        }
        self.paused_until = None;
        self.quicken(now);
        if let Some(pace) = self.pace.as_ref().filter(|pace| pace.next > now) {
            return Some(pace.next);
        }
        self.forget_the_past(now);
        if let Some(wake) = self.full_until() {
            if let Some(pace) = &mut self.pace {
                // While nobody sends, the server has no reason to complain.
                pace.quickened = pace.quickened.max(wake);
            }
            return Some(wake);
        }
        // Without a limit the log still says how fast we were when the server complains.
        self.log.push_back(now);
        if let Some(pace) = &mut self.pace {
            pace.next = now + pace.gap();
        }
        None
    }

    /// When one more fits into the window, if it is full.
    fn full_until(&self) -> Option<Instant> {
        let counted_from = match self.advertised_from {
            Some(from) => self.log.partition_point(|&sent| sent < from),
            None => 0,
        };
        let full_until = |from: usize, limit: Option<u32>| {
            let too_many = (self.log.len() - from).checked_sub(limit? as usize)?;
            // The oldest that has to be out of the window before one more fits in.
            self.log.get(from + too_many).map(|&sent| sent + WINDOW)
        };
        let named = full_until(0, self.limit);
        let advertised = full_until(counted_from, self.advertised);
        named.max(advertised)
    }

    fn throttled(
        &mut self,
        permit: RatePermit,
        now: Instant,
        wait: Duration,
        advertised: Option<u32>,
    ) {
        let until = now + wait;
        self.pause(until);
        let is_news = self.advertised.is_none();
        if let Some(advertised) = advertised {
            self.advertised = Some(
                self.advertised
                    .map_or(advertised, |before| before.min(advertised)),
            );
        }
        // Requests that left before the last lesson teach nothing new.
        if self.pace.is_some_and(|pace| permit.sent <= pace.learned) {
            return;
        }
        self.forget_the_past(now);
        let rate = match self.pace {
            Some(pace) => pace.per_minute,
            None => u32::try_from(self.log.len()).unwrap_or(u32::MAX),
        };
        // Where we are but a small part of the traffic, others spend the budget, and our going slower helps nobody.
        let limit = [self.limit, self.advertised].into_iter().flatten().min();
        let is_ours = match limit {
            Some(limit) => rate >= limit / 3,
            None => rate >= NOTICEABLE,
        };
        if self.pace.is_none() && !is_ours {
            return;
        }
        let rate = limit.map_or(rate, |limit| rate.min(limit));
        let per_minute = (rate - rate / 4).max(1);
        self.pace = Some(Pace {
            per_minute,
            forget_at: limit.unwrap_or(rate.saturating_mul(2)).max(per_minute),
            learned: now,
            quickened: until,
            next: until,
        });
        if is_news {
            // The server counts for itself and has just said when to come again; our log has nothing to add to that.
            self.advertised_from = Some(now);
        }
    }

    fn pause(&mut self, until: Instant) {
        self.paused_until = Some(self.paused_until.map_or(until, |before| before.max(until)));
    }

    fn forget_the_past(&mut self, now: Instant) {
        while self.log.front().is_some_and(|&sent| sent + WINDOW <= now) {
            self.log.pop_front();
        }
    }

    /// Goes faster by a twentieth for every step without a 429, until the pace is no longer needed.
    fn quicken(&mut self, now: Instant) {
        let Some(pace) = &mut self.pace else { return };
        while pace.quickened + STEP <= now && pace.per_minute < pace.forget_at {
            pace.quickened += STEP;
            pace.per_minute += (pace.forget_at / 20).max(1);
        }
        if pace.quickened + STEP <= now && pace.per_minute >= pace.forget_at {
            self.pace = None;
        }
    }
}

impl Pace {
    fn gap(&self) -> Duration {
        Duration::from_mins(1) / self.per_minute
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    async fn times(rate_limit: &RateLimit, n: usize) -> Vec<u64> {
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..n {
            rate_limit.acquire().await;
            times.push(start.elapsed().as_secs());
        }
        times
    }

    #[tokio::test(start_paused = true)]
    async fn the_lowest_limit_of_all_who_share_it_holds() {
        let rate_limit = RateLimit::new(None);
        for declared in [Some(5), None, Some(2), Some(9)] {
            rate_limit.at_most(declared);
        }
        assert_eq!(times(&rate_limit, 3).await, [0, 0, 60]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_below_the_limit_takes_no_time() {
        let rate_limit = RateLimit::new(Some(180));
        let start = Instant::now();
        times(&rate_limit, 180).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_nothing_waits() {
        let rate_limit = RateLimit::new(None);
        let start = Instant::now();
        times(&rate_limit, 5000).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn what_exceeds_the_limit_waits_for_the_next_minute() {
        let rate_limit = RateLimit::new(Some(3));
        assert_eq!(times(&rate_limit, 8).await, [0, 0, 0, 60, 60, 60, 121, 121]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_429_pauses_everybody() {
        let rate_limit = Arc::new(RateLimit::new(None));
        let permit = rate_limit.acquire().await;
        rate_limit.throttled(permit, Duration::from_secs(7), None);
        let start = Instant::now();
        let requests: Vec<_> = (0..3)
            .map(|_| {
                let rate_limit = Arc::clone(&rate_limit);
                tokio::spawn(async move {
                    rate_limit.acquire().await;
                    start.elapsed()
                })
            })
            .collect();
        for request in requests {
            assert!(request.await.expect("a request") >= Duration::from_secs(7));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_429_that_others_caused_is_only_a_pause() {
        for limit in [None, Some(180)] {
            let rate_limit = RateLimit::new(limit);
            let permit = rate_limit.acquire().await;
            rate_limit.throttled(permit, Duration::from_secs(2), None);
            let start = Instant::now();
            times(&rate_limit, 50).await;
            assert_eq!(start.elapsed(), Duration::from_secs(2));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_the_server_advertises_holds_for_what_was_sent_before() {
        let rate_limit = RateLimit::new(None);
        times(&rate_limit, 10).await;
        let permit = rate_limit.acquire().await;
        rate_limit.throttled(permit, Duration::ZERO, Some(40));
        let start = Instant::now();
        times(&rate_limit, 29).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
        rate_limit.acquire().await;
        assert!(start.elapsed() >= Duration::from_mins(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_429_slows_down_once_and_recovers() {
        let rate_limit = RateLimit::new(None);
        let permits = [rate_limit.acquire().await, rate_limit.acquire().await];
        for _ in 0..58 {
            rate_limit.acquire().await;
        }
        tokio::time::advance(Duration::from_millis(1)).await;
        for permit in permits {
            rate_limit.throttled(permit, Duration::from_secs(1), Some(60));
        }
        // Three quarters of 60 a minute: one every 1.33 seconds, slowly quickening.
        assert_eq!(
            times(&rate_limit, 10).await,
            [1, 2, 3, 5, 6, 7, 9, 10, 11, 12]
        );
        tokio::time::advance(Duration::from_mins(5)).await;
        let start = Instant::now();
        times(&rate_limit, 60).await;
        assert_eq!(start.elapsed(), Duration::ZERO);
        rate_limit.acquire().await;
        assert!(
            start.elapsed() >= Duration::from_mins(1),
            "60 is the limit from now on"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_is_used_to_the_full() {
        for limit in [180, 300] {
            let rate_limit = RateLimit::new(Some(u32::try_from(limit).expect("it fits")));
            let mut expected = vec![0; limit];
            expected.extend(vec![60; limit]);
            expected.extend(vec![121; limit]);
            assert_eq!(times(&rate_limit, 3 * limit).await, expected, "{limit}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn places_get_free_one_by_one_as_they_were_taken() {
        let rate_limit = RateLimit::new(Some(180));
        let start = Instant::now();
        for _ in 0..180 {
            tokio::time::advance(Duration::from_millis(200)).await;
            rate_limit.acquire().await;
        }
        let mut left = Vec::new();
        for _ in 0..3 {
            rate_limit.acquire().await;
            left.push(start.elapsed().as_millis());
        }
        assert_eq!(left, [60_700, 60_900, 61_100]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_429_never_lifts_the_limit_of_the_manifest() {
        let rate_limit = RateLimit::new(Some(180));
        let permit = rate_limit.acquire().await;
        times(&rate_limit, 179).await;
        tokio::time::advance(Duration::from_secs(1)).await;
        rate_limit.throttled(permit, Duration::from_secs(1), Some(300));
        let start = Instant::now();
        rate_limit.acquire().await;
        assert!(start.elapsed() >= Duration::from_secs(59));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slower_pace_comes_back_slowly() {
        let rate_limit = RateLimit::new(Some(240));
        times(&rate_limit, 239).await;
        let permit = rate_limit.acquire().await;
        tokio::time::advance(Duration::from_secs(1)).await;
        rate_limit.throttled(permit, Duration::ZERO, None);
        // Until then the window is full.
        rate_limit.acquire().await;
        let mut sent = Vec::new();
        for _ in 0..6 {
            let start = Instant::now();
            let mut n = 0;
            while start.elapsed() < Duration::from_secs(10) {
                rate_limit.acquire().await;
                n += 1;
            }
            sent.push(n);
        }
        insta::assert_compact_debug_snapshot!(sent, @"[30, 32, 34, 36, 38, 40]");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_window_of_a_minute_ever_holds_more_than_the_limit(
            limit in 1u32..20,
            gaps in prop::collection::vec(0u64..20_000, 1..120),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("a runtime");
            let sent = runtime.block_on(async {
                let rate_limit = RateLimit::new(Some(limit));
                let mut sent = Vec::new();
                for gap in gaps {
                    tokio::time::advance(Duration::from_millis(gap)).await;
                    rate_limit.acquire().await;
                    sent.push(Instant::now());
                }
                sent
            });
            for window in sent.windows(limit as usize + 1) {
                let span = *window.last().expect("the last") - window[0];
                prop_assert!(span >= Duration::from_mins(1), "{span:?}");
            }
        }

        #[test]
        fn a_429_only_ever_slows_down(
            limit in prop::option::of(1u32..30),
            steps in prop::collection::vec((0u64..9_000, prop::option::weighted(0.2, (0u64..20, prop::option::of(1u32..40)))), 1..150),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("a runtime");
            let (sent, lessons) = runtime.block_on(async {
                let rate_limit = RateLimit::new(limit);
                let (mut sent, mut lessons) = (Vec::new(), Vec::new());
                for (gap, throttled) in steps {
                    tokio::time::advance(Duration::from_millis(gap)).await;
                    let permit = rate_limit.acquire().await;
                    sent.push(Instant::now());
                    if let Some((wait, advertised)) = throttled {
                        let wait = Duration::from_secs(wait);
                        rate_limit.throttled(permit, wait, advertised);
                        lessons.push((Instant::now(), wait, advertised));
                    }
                }
                (sent, lessons)
            });
            let most_a_minute = |limit: u32, from: Option<Instant>| {
                let counted: Vec<_> = sent.iter().filter(|sent| from.is_none_or(|from| **sent > from)).collect();
                counted.windows(limit as usize + 1).all(|window| *window[limit as usize] - *window[0] >= Duration::from_mins(1))
            };
            if let Some(limit) = limit {
                prop_assert!(most_a_minute(limit, None), "the manifest's limit holds whatever the server says");
            }
            for (at, wait, advertised) in lessons {
                prop_assert!(sent.iter().all(|sent| *sent <= at || *sent >= at + wait), "nobody comes before time");
                if let Some(advertised) = advertised {
                    prop_assert!(most_a_minute(advertised, Some(at)), "what the server advertises holds from then on");
                }
            }
        }
    }
}
