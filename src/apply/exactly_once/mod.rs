//! The one loop that writes what must not be written twice: send, wait, look up by marker what is there, and send again
//! only what is missing.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Stop;
use crate::testrail::{Error, WriteError};

/// How long a write whose answer was lost is looked for before it counts as not carried out: a gateway may give up on a
/// request that the server behind it is still carrying out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settle(Duration);

/// How long a write whose answer was lost is waited for, and how often it is sent.
#[derive(Clone, Debug)]
struct Schedule {
    /// The waits, each with a look behind it. What the last look does not show was not carried out.
    waits: Vec<Duration>,
    /// The most times that a row is sent.
    rounds: usize,
}

impl Settle {
    /// Looks for so long.
    pub(crate) const fn new(longest: Duration) -> Self {
        Self(longest)
    }

    /// How long what an earlier apply wrote is looked for, counted from when that was begun: whether it was cut off and
    /// what became of its last writes is not known, or it ended and those who read do not see it yet.
    pub(crate) const fn after_an_apply(self) -> Duration {
        const TIMES: u32 = 6;
        self.0.saturating_mul(TIMES)
    }

    /// Looks after a second, since most writes are there by then, and twice more with waits that grow.
    fn schedule(self) -> Schedule {
        const FIRST: Duration = Duration::from_secs(1);
        let rest = self.0.saturating_sub(FIRST);
        let waits = if rest.is_zero() {
            vec![self.0]
        } else {
            vec![FIRST, rest / 3, rest.saturating_sub(rest / 3)]
        };
        Schedule { waits, rounds: 3 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Send,
    /// Look what is there after this wait.
    Look(Duration),
    End,
}

impl Schedule {
    /// With a round for each halving of so many rows, down to one, behind the two in which all are sent at once.
    fn with_halvings(&self, rows: usize) -> Self {
        let halvings = rows.max(1).next_power_of_two().ilog2();
        Self {
            waits: self.waits.clone(),
            rounds: self.rounds.max(2 + halvings as usize),
        }
    }

    /// What follows after so many rounds and so many looks in the last of them, with rows whose outcome is `open`.
    fn next(&self, rounds: usize, looks: usize, open: usize, may_send: bool) -> Step {
        match self.waits.get(looks) {
            _ if open == 0 => Step::End,
            _ if rounds == 0 => Step::Send,
            Some(wait) => Step::Look(*wait),
            None if rounds < self.rounds && may_send => Step::Send,
            None => Step::End,
        }
    }
}

/// A row that is not there, or not surely.
#[derive(Debug)]
pub(super) struct NotWritten {
    /// Why. It is [`WriteError::Unclear`] where nobody knows whether the row is there.
    pub(super) error: WriteError,
    /// Why a row could not be looked up whose answer was lost.
    pub(super) unread: Option<Box<Error>>,
}

/// What became of a row: it is there, because the answer says so or because it was found, or it is not.
pub(super) type Outcome<W> = Result<W, NotWritten>;

/// Writes rows, each once. `send` answers for each row in their order; `find` reads what is there. Once a failure
/// concerns all, or a stop is requested, nothing is sent again.
pub(super) async fn exactly_once<K: Copy + Ord, R, W>(
    settle: Settle,
    rows: Vec<(K, R)>,
    send: impl AsyncFn(&[R]) -> Vec<Result<W, WriteError>>,
    find: impl AsyncFn() -> Result<BTreeMap<K, W>, Error>,
    stop: &Stop,
) -> BTreeMap<K, Outcome<W>> {
    by_schedule(&settle.schedule(), rows, send, find, stop).await
}

/// Writes a single thing once.
pub(super) async fn one_exactly_once<W>(
    settle: Settle,
    send: impl AsyncFn() -> Result<W, WriteError>,
    find: impl AsyncFn() -> Result<Option<W>, Error>,
    stop: &Stop,
) -> Outcome<W> {
    let send = async |_: &[()]| vec![send().await];
    let find = async || Ok(find().await?.map(|found| ((), found)).into_iter().collect());
    let outcomes = exactly_once(settle, vec![((), ())], send, find, stop).await;
    // Only what was never sent has no outcome.
    let not_begun = Err(NotWritten::from(WriteError::Interrupted));
    outcomes.into_values().next().unwrap_or(not_begun)
}

async fn by_schedule<K: Copy + Ord, R, W>(
    schedule: &Schedule,
    rows: Vec<(K, R)>,
    send: impl AsyncFn(&[R]) -> Vec<Result<W, WriteError>>,
    find: impl AsyncFn() -> Result<BTreeMap<K, W>, Error>,
    stop: &Stop,
) -> BTreeMap<K, Outcome<W>> {
    let (mut keys, mut rows): (Vec<K>, Vec<R>) = rows.into_iter().unzip();
    let schedule = schedule.with_halvings(keys.len());
    let mut outcomes: BTreeMap<K, Outcome<W>> = BTreeMap::new();
    let (mut rounds, mut looks, mut at_once) = (0, 0, keys.len());
    loop {
        let is_over = stop.is_requested() || outcomes.values().any(concerns_all);
        match schedule.next(rounds, looks, keys.len(), !is_over) {
            Step::Send => {
                for (keys, rows) in keys.chunks(at_once).zip(rows.chunks(at_once)) {
                    // Those before may have found out that nothing more should be sent.
                    if stop.is_requested() || outcomes.values().any(concerns_all) {
                        break;
                    }
                    let answers = send(rows).await.into_iter();
                    let answers = answers.map(|answer| answer.map_err(NotWritten::from));
                    outcomes.extend(keys.iter().copied().zip(answers));
                }
                (rounds, looks) = (rounds + 1, 0);
                // Lost twice, it may be for one row that the server cannot take: the others must not fall with it.
                if rounds > 1 {
                    at_once = at_once.div_ceil(2);
                }
            }
            Step::Look(wait) => {
                tokio::time::sleep(wait).await;
                looks += 1;
                match find().await {
                    Ok(mut found) => {
                        let found = keys.iter().filter_map(|key| found.remove_entry(key));
                        outcomes.extend(found.map(|(key, row)| (key, Ok(row))));
                    }
                    // A server that lags may not know yet what we look into.
                    Err(error) if error.is_unknown() && looks < schedule.waits.len() => {}
                    Err(error) => {
                        let rows = outcomes.values_mut().filter_map(|row| row.as_mut().err());
                        rows.filter(|row| row.is_unclear())
                            .for_each(|row| row.unread = Some(Box::new(error.clone())));
                        return outcomes;
                    }
                }
            }
            Step::End => return outcomes,
        }
        let open = keys.into_iter().zip(rows);
        let open = open.filter(|(key, _)| outcomes.get(key).is_none_or(is_open));
        (keys, rows) = open.unzip();
    }
}

/// True while nobody knows whether a row is there.
fn is_open<W>(outcome: &Outcome<W>) -> bool {
    outcome.as_ref().is_err_and(NotWritten::is_unclear)
}

fn concerns_all<W>(outcome: &Outcome<W>) -> bool {
    outcome.as_ref().is_err_and(|row| row.error.concerns_all())
}

impl NotWritten {
    fn is_unclear(&self) -> bool {
        matches!(self.error, WriteError::Unclear(_))
    }
}

impl From<WriteError> for NotWritten {
    fn from(error: WriteError) -> Self {
        Self {
            error,
            unread: None,
        }
    }
}

#[cfg(test)]
mod tests;
