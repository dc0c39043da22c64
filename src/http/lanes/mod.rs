//! How many requests may be under way at one server at a time.

mod law;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use law::{Law, Started, Verdict};

/// The lanes to one server, for all who talk to it: more while the server answers quickly, fewer when it queues or
/// fails.
#[derive(Debug)]
pub(super) struct Lanes {
    semaphore: Semaphore,
    state: Mutex<State>,
}

/// The leave to have one request under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Lane<'a> {
    lanes: &'a Lanes,
    permit: Option<SemaphorePermit<'a>>,
    started: Option<Started>,
}

#[derive(Debug)]
struct State {
    law: Law,
    /// Permits that are out and are taken away when they come back.
    surplus: usize,
}

impl Lanes {
    /// Opens some lanes, of which there will never be more than `ceiling`.
    pub(super) fn new(ceiling: usize) -> Self {
        let law = Law::new(ceiling);
        Self {
            semaphore: Semaphore::new(law.lanes()),
            state: Mutex::new(State { law, surplus: 0 }),
        }
    }

    /// Waits for a free lane. Who asks first gets it first.
    pub(super) async fn free(&self) -> Lane<'_> {
        Lane {
            lanes: self,
            // Never closed, so a permit always comes.
            permit: self.semaphore.acquire().await.ok(),
            started: None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change under the lock is complete, so a panic elsewhere leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learn(&self, started: Started, verdict: Verdict<'_>) {
        let mut state = self.state();
        let before = state.law.lanes();
        state.law.learn(started, verdict);
        let after = state.law.lanes();
        if after < before {
            let out = before - after;
            state.surplus += out - self.semaphore.forget_permits(out);
        } else {
            let stay = state.surplus.min(after - before);
            state.surplus -= stay;
            self.semaphore.add_permits(after - before - stay);
        }
    }
}

impl Lane<'_> {
    /// Says that the request leaves now.
    pub(super) fn leave(&mut self) {
        if self.started.is_none() {
            self.started = Some(self.lanes.state().law.leave());
        }
    }

    /// Says that the server answered a request of this kind so quickly. Kinds are compared with themselves only.
    pub(super) fn answered(&self, kind: &str, latency: Duration) {
        self.learn(Verdict::Answered { kind, latency });
    }

    /// Says that the server failed, was not there, or did not answer in time.
    pub(super) fn failed(&self) {
        self.learn(Verdict::Failed);
    }

    /// Says that the server wants to be asked less often.
    pub(super) fn throttled(&self) {
        self.learn(Verdict::Throttled);
    }

    fn learn(&self, verdict: Verdict<'_>) {
        if let Some(started) = self.started {
            self.lanes.learn(started, verdict);
        }
    }
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        let mut state = self.lanes.state();
        if self.started.is_some() {
            state.law.arrive();
        }
        if state.surplus > 0
            && let Some(permit) = self.permit.take()
        {
            state.surplus -= 1;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::sleep;

    use super::*;

    /// A server that works on so many requests at a time, each for 100 ms, and tells the most it ever held.
    struct Server {
        workers: Semaphore,
        held: AtomicUsize,
        most: AtomicUsize,
    }

    impl Server {
        fn new(workers: usize) -> Arc<Self> {
            Arc::new(Self {
                workers: Semaphore::new(workers),
                held: AtomicUsize::new(0),
                most: AtomicUsize::new(0),
            })
        }

        async fn answer(&self) {
            let held = self.held.fetch_add(1, Ordering::Relaxed) + 1;
            self.most.fetch_max(held, Ordering::Relaxed);
            let _worker = self.workers.acquire().await;
            sleep(Duration::from_millis(100)).await;
            self.held.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Sends many requests, as many at once as there are lanes, and tells how many lanes there are at the end.
    async fn drive(lanes: &Arc<Lanes>, server: &Arc<Server>, requests: usize) -> usize {
        let requests: Vec<_> = (0..requests)
            .map(|_| {
                let (lanes, server) = (Arc::clone(lanes), Arc::clone(server));
                tokio::spawn(async move {
                    let mut lane = lanes.free().await;
                    lane.leave();
                    let started = tokio::time::Instant::now();
                    server.answer().await;
                    lane.answered("get", started.elapsed());
                })
            })
            .collect();
        for request in requests {
            request.await.expect("a request");
        }
        lanes.state().law.lanes()
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_with_many_workers_gets_as_many_as_the_ceiling_allows() {
        let (lanes, server) = (Arc::new(Lanes::new(10)), Server::new(100));
        assert_eq!(drive(&lanes, &server, 200).await, 10);
        assert_eq!(server.most.load(Ordering::Relaxed), 10);
        assert_eq!(lanes.semaphore.available_permits(), 10);
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_with_few_workers_is_not_piled_up() {
        let (lanes, server) = (Arc::new(Lanes::new(16)), Server::new(2));
        drive(&lanes, &server, 400).await;
        let most = server.most.load(Ordering::Relaxed);
        assert!((2..=6).contains(&most), "{most}");
    }

    #[tokio::test(start_paused = true)]
    async fn lanes_that_are_closed_while_they_are_used_stay_closed() {
        let lanes = Lanes::new(8);
        let mut used = Vec::new();
        for _ in 0..4 {
            let mut lane = lanes.free().await;
            lane.leave();
            used.push(lane);
        }
        used[0].failed();
        drop(used);
        assert_eq!(lanes.semaphore.available_permits(), 2);
        let mut lane = lanes.free().await;
        lane.leave();
        lane.failed();
        drop(lane);
        assert_eq!(lanes.semaphore.available_permits(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_given_up_frees_its_lane() {
        let lanes = Lanes::new(1);
        let mut lane = lanes.free().await;
        lane.leave();
        let second = tokio::time::timeout(Duration::from_secs(1), lanes.free());
        assert!(second.await.is_err());
        drop(lane);
        lanes.free().await;
        assert_eq!(lanes.semaphore.available_permits(), 1);
    }
}
