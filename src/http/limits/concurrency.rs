//! How many requests may be in flight at one server.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

/// A plain limit that only failures lower: halved once for all requests that failed together, and one given back for
/// every round of answers, which is as many as may be in flight.
///
/// Latency has no say. It differs between answers of one server for many reasons, and to take slow answers for a queue
/// makes every reading two to four times as long.
#[derive(Debug)]
pub(super) struct ConcurrencyLimit {
    most: usize,
    free: Semaphore,
    state: Mutex<State>,
}

/// Permission to have one request in flight, until it is dropped.
#[derive(Debug)]
pub(super) struct ConcurrencyPermit<'a> {
    limit: &'a ConcurrencyLimit,
    halvings: u64,
}

#[derive(Debug)]
struct State {
    /// How many may be in flight now, at least one.
    limit: usize,
    /// How many permits there are, free or held: more than the limit for as long as too many are held.
    permits: usize,
    /// How often the limit was halved. What left before the last time has nothing new to say about the server.
    halvings: u64,
    /// Answers in this round.
    answered: usize,
}

impl ConcurrencyLimit {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            most,
            free: Semaphore::new(most),
            state: Mutex::new(State {
                limit: most,
                permits: most,
                halvings: 0,
                answered: 0,
            }),
        }
    }

    /// Waits for a permit. Who asks first gets it first.
    pub(super) async fn acquire(&self) -> ConcurrencyPermit<'_> {
        // Never closed, so a permit always comes. The semaphore forgets it, because whether it comes back is decided
        // when ours is dropped.
        if let Ok(permit) = self.free.acquire().await {
            permit.forget();
        }
        ConcurrencyPermit {
            limit: self,
            halvings: self.update(|state| state.halvings),
        }
    }

    /// Changes the state, then makes the free permits as many as the limit allows.
    fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // Every change under the lock is complete, so a panic elsewhere leaves nothing half done.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let value = change(&mut state);
        if let Some(surplus) = state.permits.checked_sub(state.limit) {
            state.permits -= self.free.forget_permits(surplus);
        } else {
            self.free.add_permits(state.limit - state.permits);
            state.permits = state.limit;
        }
        value
    }
}

impl ConcurrencyPermit<'_> {
    /// Takes note of an answer.
    pub(super) fn answered(&self) {
        self.limit.update(|state| {
            state.answered += usize::from(self.halvings == state.halvings);
            if state.answered >= state.limit {
                state.answered = 0;
                state.limit = (state.limit + 1).min(self.limit.most);
            }
        });
    }

    /// Takes note that the server failed, was not there, or did not answer in time.
    pub(super) fn failed(&self) {
        self.limit.update(|state| {
            if self.halvings == state.halvings {
                state.answered = 0;
                state.halvings += 1;
                state.limit = (state.limit / 2).max(1);
            }
        });
    }
}

impl Drop for ConcurrencyPermit<'_> {
    fn drop(&mut self) {
        self.limit.update(|state| state.permits -= 1);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt as _;
    use proptest::prelude::*;
    use tokio::time::timeout;

    use super::*;

    /// As many permits as can be had at once.
    fn all_free(limit: &ConcurrencyLimit) -> Vec<ConcurrencyPermit<'_>> {
        std::iter::from_fn(|| limit.acquire().now_or_never()).collect()
    }

    /// How many may be in flight after one round after the other ended so.
    fn rounds<'a>(
        limit: &'a ConcurrencyLimit,
        end: fn(&ConcurrencyPermit<'a>),
        n: usize,
    ) -> Vec<usize> {
        let round = |_| {
            all_free(limit).iter().for_each(end);
            all_free(limit).len()
        };
        (0..n).map(round).collect()
    }

    #[test]
    fn what_fails_together_halves_once_and_one_request_always_remains() {
        let limit = ConcurrencyLimit::new(10);
        let permits = all_free(&limit);
        assert_eq!(permits.len(), 10);
        permits.iter().for_each(ConcurrencyPermit::failed);
        drop(permits);
        assert_eq!(all_free(&limit).len(), 5);
        assert_eq!(rounds(&limit, ConcurrencyPermit::failed, 4), [2, 1, 1, 1]);
    }

    #[test]
    fn every_clean_round_gives_one_back_up_to_the_limit() {
        let limit = ConcurrencyLimit::new(6);
        rounds(&limit, ConcurrencyPermit::failed, 3);
        assert_eq!(
            rounds(&limit, ConcurrencyPermit::answered, 7),
            [2, 3, 4, 5, 6, 6, 6]
        );
    }

    #[test]
    fn a_round_with_a_failure_gives_nothing_back() {
        let limit = ConcurrencyLimit::new(8);
        for _ in 0..3 {
            let permits = all_free(&limit);
            let (failing, answering) = permits.split_at(1);
            answering.iter().for_each(ConcurrencyPermit::answered);
            failing.iter().for_each(ConcurrencyPermit::failed);
            answering.iter().for_each(ConcurrencyPermit::answered);
        }
        assert_eq!(all_free(&limit).len(), 1);
    }

    #[test]
    fn while_too_many_are_in_flight_none_is_added() {
        let limit = ConcurrencyLimit::new(8);
        let mut permits = all_free(&limit);
        permits[0].failed();
        for held in (4..8).rev() {
            permits.pop();
            assert_eq!(permits.len(), held);
            assert!(limit.acquire().now_or_never().is_none());
        }
        permits.pop();
        assert!(limit.acquire().now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_cancelled_takes_no_permit_along() {
        let limit = ConcurrencyLimit::new(1);
        let permit = limit.acquire().await;
        let second = timeout(Duration::from_secs(1), limit.acquire());
        assert!(second.await.is_err());
        let mut third = Box::pin(limit.acquire());
        assert!((&mut third).now_or_never().is_none());
        // From now on the permit is the third's, who never comes for it.
        drop(permit);
        drop(third);
        let permits = all_free(&limit);
        assert_eq!(permits.len(), 1);
        drop(permits);
        assert_eq!(all_free(&limit).len(), 1);
    }

    #[derive(Clone, Copy, Debug)]
    enum Event {
        Acquire,
        Answer,
        Fail,
        Cancel,
        CancelWaiting,
    }

    proptest! {
        #[test]
        fn whatever_happens_no_permit_is_lost_and_none_is_made(
            most in 0usize..12,
            events in prop::collection::vec((prop::sample::select(vec![
                Event::Acquire, Event::Acquire, Event::Acquire, Event::Answer, Event::Fail, Event::Cancel, Event::CancelWaiting,
            ]), any::<prop::sample::Index>()), 0..300),
        ) {
            let limit = ConcurrencyLimit::new(most);
            let most = most.max(1);
            let (mut held, mut waiting) = (Vec::new(), Vec::new());
            for (event, which) in events {
                match event {
                    Event::Acquire => waiting.push(Box::pin(limit.acquire())),
                    Event::CancelWaiting if !waiting.is_empty() => drop(waiting.remove(which.index(waiting.len()))),
                    Event::Answer | Event::Fail | Event::Cancel if !held.is_empty() => {
                        let permit: ConcurrencyPermit<'_> = held.swap_remove(which.index(held.len()));
                        match event {
                            Event::Answer => permit.answered(),
                            Event::Fail => permit.failed(),
                            _ => {}
                        }
                    }
                    _ => {}
                }
                waiting.retain_mut(|acquire| match acquire.now_or_never() {
                    Some(permit) => { held.push(permit); false }
                    None => true,
                });
                prop_assert!(held.len() <= most);
                prop_assert!(!held.is_empty() || waiting.is_empty(), "somebody waits for nobody");
            }
            drop((held, waiting));
            rounds(&limit, ConcurrencyPermit::answered, most);
            prop_assert_eq!(all_free(&limit).len(), most);
        }
    }
}
