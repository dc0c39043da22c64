//! The limits against servers that answer in different times, and against servers that fail.

use std::cell::Cell;
use std::f64::consts::TAU;
use std::sync::Arc;

use fastrand::Rng;
use futures_util::FutureExt as _;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use tokio::time::sleep;

use super::super::classify::{Failure, classify_refusal};
use super::super::error::ErrorKind;
use super::super::try_join_bounded;
use super::*;

/// Draws how many milliseconds an answer takes.
type Latency = Box<dyn Fn(&mut Rng) -> f64>;

/// How much longer than at full use of the limit 10,000 requests take that are answered after such delays.
async fn wall_to_ideal(latency: &Latency) -> f64 {
    let mut random = Rng::with_seed(7);
    let delays: Vec<_> = (0..10_000)
        .map(|_| Duration::from_secs_f64((latency(&mut random) / 1000.0).max(0.001)))
        .collect();
    let ideal = delays.iter().sum::<Duration>().as_secs_f64() / 8.0;
    let limits = &Limits::new(8);
    let start = Instant::now();
    let requests = delays.into_iter().map(|delay| async move {
        let permit = limits.acquire(Effect::Read).await?;
        sleep(delay).await;
        permit.answered();
        Ok::<_, Failure>(())
    });
    try_join_bounded(requests).await.expect("answers");
    start.elapsed().as_secs_f64() / ideal
}

fn lognormal(sigma: f64) -> Latency {
    Box::new(move |random| {
        let normal = (-2.0 * (1.0 - random.f64()).ln()).sqrt() * (TAU * random.f64()).cos();
        80.0 * (sigma * normal).exp()
    })
}

#[tokio::test(start_paused = true)]
async fn however_latencies_differ_the_limit_is_used_to_the_full() {
    let columns: [(_, Latency); 6] = [
        ("constant", Box::new(|_| 135.0)),
        ("lognormal, 0.3", lognormal(0.3)),
        ("lognormal, 0.5", lognormal(0.5)),
        ("lognormal, 1", lognormal(1.0)),
        (
            "uniform, 50 to 250",
            Box::new(|random| 50.0 + 200.0 * random.f64()),
        ),
        (
            "10 % quick",
            Box::new(|random| if random.f64() < 0.1 { 10.0 } else { 150.0 }),
        ),
    ];
    for (name, latency) in columns {
        let ratio = wall_to_ideal(&latency).await;
        assert!((0.99..1.1).contains(&ratio), "{name}: {ratio}");
    }
}

fn status(status: StatusCode) -> Failure {
    classify_refusal(status, &HeaderMap::new(), b"{}")
}

fn unanswered(kind: ErrorKind) -> Failure {
    let outcome = Outcome::Unanswered { retry_after: None };
    Failure { outcome, kind }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_fails_is_asked_half_as_much_until_it_answers() {
    let limits = &Limits::new(8);
    let (in_flight, is_failing) = (&Cell::new(0_usize), &Cell::new(false));
    let client = async || {
        loop {
            let permit = limits.acquire(Effect::Read).await.expect("it is admitted");
            in_flight.update(|n| n + 1);
            sleep(Duration::from_millis(100)).await;
            in_flight.update(|n| n - 1);
            if is_failing.get() {
                permit.failed(&status(StatusCode::BAD_GATEWAY), Duration::ZERO);
            } else {
                permit.answered();
            }
        }
    };
    let clients = futures_util::future::join_all((0..20).map(|_| client()));
    let watch = async {
        sleep(Duration::from_millis(50)).await;
        let mut seen = Vec::new();
        for round in 0..16 {
            is_failing.set((2..6).contains(&round));
            seen.push(in_flight.get());
            sleep(Duration::from_millis(100)).await;
        }
        seen
    };
    let seen = tokio::select! {
        _ = clients => Vec::new(),
        seen = watch => seen,
    };
    assert_eq!(seen, [8, 8, 8, 4, 2, 1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8]);
}

#[tokio::test]
async fn only_a_server_that_fails_is_asked_less() {
    let lost = || ErrorKind::Lost {
        source: Arc::new(std::io::Error::other("reset")),
    };
    let timeout = ErrorKind::Timeout {
        after: Duration::from_mins(1),
    };
    let page = ErrorKind::Html {
        excerpt: String::new(),
    };
    for (failure, expected) in [
        (status(StatusCode::INTERNAL_SERVER_ERROR), 4),
        (status(StatusCode::GATEWAY_TIMEOUT), 4),
        (unanswered(timeout), 4),
        (unanswered(lost()), 4),
        (status(StatusCode::TOO_MANY_REQUESTS), 8),
        (status(StatusCode::CONFLICT), 8),
        (status(StatusCode::NOT_FOUND), 8),
        (unanswered(page), 8),
    ] {
        let limits = Limits::new(8);
        let permit = limits.acquire(Effect::Read).await.expect("it is admitted");
        permit.failed(&failure, Duration::ZERO);
        drop(permit);
        let mut permits = Vec::new();
        while let Some(permit) = limits.acquire(Effect::Read).now_or_never() {
            permits.push(permit);
        }
        assert_eq!(permits.len(), expected, "{failure:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_is_cancelled_or_refused_while_it_waits_for_the_rate_returns_its_permit() {
    let limits = Limits::new(1);
    limits.at_most(Some(1));
    drop(limits.acquire(Effect::Read).await);
    let cancelled = tokio::time::timeout(Duration::from_secs(1), limits.acquire(Effect::Read));
    assert!(cancelled.await.is_err());
    let stop = async {
        sleep(Duration::from_secs(1)).await;
        limits.stop_writes();
    };
    let (refused, ()) = tokio::join!(limits.acquire(Effect::Create), stop);
    assert!(matches!(
        refused,
        Err(Failure {
            kind: ErrorKind::Withdrawn,
            ..
        })
    ));
    assert!(limits.acquire(Effect::Read).await.is_ok());
}
