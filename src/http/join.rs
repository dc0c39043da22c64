//! Awaits many requests together.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

/// How many are begun at once: four times the highest limit of requests in flight, so that one is always waiting when a
/// permit becomes free. How many are in flight is for the limit to say.
const BEGUN_AT_ONCE: usize = 40;

/// Awaits all futures, many at once, and returns their values in the order of the futures. Of several failures it is the
/// first in that order, whichever comes first in time, and nothing begins after one.
///
/// Unlike in an ordered stream, a value that takes long keeps no other future from beginning.
pub(crate) async fn try_join_bounded<T, E, F: Future<Output = Result<T, E>>>(
    futures: impl IntoIterator<Item = F>,
) -> Result<Vec<T>, E> {
    let mut futures = futures.into_iter().enumerate();
    let mut begun = FuturesUnordered::new();
    let mut values: Vec<Option<T>> = Vec::new();
    let mut failure = None;
    loop {
        while failure.is_none()
            && begun.len() < BEGUN_AT_ONCE
            && let Some((index, future)) = futures.next()
        {
            values.push(None);
            begun.push(async move { (index, future.await) });
        }
        let Some((index, result)) = begun.next().await else {
            break;
        };
        match result {
            // Only what precedes the first failure still matters.
            _ if index >= values.len() => {}
            Ok(value) => values[index] = Some(value),
            Err(error) => {
                values.truncate(index);
                failure = Some(error);
            }
        }
        if failure.is_some() && values.iter().all(Option::is_some) {
            break;
        }
    }
    match failure {
        Some(error) => Err(error),
        None => Ok(values.into_iter().flatten().collect()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use proptest::prelude::*;
    use tokio::time::{Instant, sleep};

    use super::*;

    /// Joins futures that end after so many milliseconds, well or not, and returns which began.
    async fn join(ends: &[(u64, bool)]) -> (Result<Vec<usize>, usize>, Vec<usize>) {
        let begun = RefCell::new(Vec::new());
        let futures = ends.iter().enumerate().map(|(index, (delay, is_well))| {
            let begun = &begun;
            async move {
                begun.borrow_mut().push(index);
                sleep(Duration::from_millis(*delay)).await;
                if *is_well { Ok(index) } else { Err(index) }
            }
        });
        let result = try_join_bounded(futures).await;
        (result, begun.into_inner())
    }

    #[tokio::test(start_paused = true)]
    async fn values_come_in_order_and_the_slowest_holds_up_nobody() {
        let start = Instant::now();
        let mut ends = vec![(100, true); 391];
        ends[0] = (1_000, true);
        let (result, _) = join(&ends).await;
        assert_eq!(result, Ok((0..391).collect()));
        assert_eq!(start.elapsed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn of_several_failures_it_is_the_first_in_order() {
        let start = Instant::now();
        let mut ends = vec![(5_000, true); 1_000];
        ends[0] = (50, true);
        ends[1] = (200, false);
        ends[2] = (10, false);
        let (result, begun) = join(&ends).await;
        assert_eq!(result, Err(1));
        assert_eq!(
            start.elapsed(),
            Duration::from_millis(200),
            "later ones are not waited for"
        );
        assert_eq!(begun.len(), BEGUN_AT_ONCE, "and do not begin");
    }

    proptest! {
        #[test]
        fn delays_change_nothing(
            ends in prop::collection::vec((0u64..50, prop::bool::weighted(0.98)), 0..4 * BEGUN_AT_ONCE),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("a runtime");
            let (result, begun) = runtime.block_on(join(&ends));
            let expected = match ends.iter().position(|(_, is_well)| !is_well) {
                Some(failed) => Err(failed),
                None => Ok((0..ends.len()).collect()),
            };
            prop_assert_eq!(result, expected);
            prop_assert!(begun.is_sorted());
        }
    }
}
