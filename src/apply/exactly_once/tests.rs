//! A server that loses answers and writes late, in time that passes at once.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use proptest::prelude::*;
use tokio::time::Instant;

use super::*;
use crate::http;

fn patient() -> Schedule {
    let waits = [200, 1_000, 8_000].map(Duration::from_millis);
    Schedule {
        waits: waits.to_vec(),
        rounds: 2,
    }
}

/// The schedule of so many seconds.
fn settle(seconds: u64) -> Schedule {
    Settle::new(Duration::from_secs(seconds)).schedule()
}

impl Schedule {
    /// How late a write may land and still be seen.
    fn reach(&self) -> Duration {
        self.waits.iter().sum()
    }
}

#[test]
fn every_look_is_taken_before_anything_is_sent_again() {
    let [first, second, third] = [0, 1, 2].map(|at| patient().waits[at]);
    let steps = [
        // Rounds, looks, rows that are open, whether more may be sent.
        (0, 0, 0, true, Step::End),
        (0, 0, 2, true, Step::Send),
        (1, 0, 0, true, Step::End),
        (1, 0, 2, true, Step::Look(first)),
        (1, 1, 2, true, Step::Look(second)),
        (1, 2, 2, true, Step::Look(third)),
        (1, 2, 0, true, Step::End),
        (1, 3, 1, true, Step::Send),
        (2, 0, 1, true, Step::Look(first)),
        (2, 3, 1, true, Step::End),
        // What may have been written is looked for all the same.
        (1, 0, 2, false, Step::Look(first)),
        (1, 3, 1, false, Step::End),
    ];
    for (rounds, looks, open, may_send, expected) in steps {
        let step = patient().next(rounds, looks, open, may_send);
        assert_eq!(step, expected, "{rounds} {looks} {open} {may_send}");
    }
    assert_eq!(settle(1).next(1, 0, 1, true), Step::Look(settle(1).reach()));
    assert_eq!(settle(1).next(2, 1, 1, true), Step::Send);
    assert_eq!(settle(1).next(3, 1, 1, true), Step::End);
}

/// What a server does with a row that it gets.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Write,
    Refuse,
    WriteAndLoseAnswer,
    LoseRequest,
    /// Written when this share of the schedule's reach has passed.
    WriteLate(f64),
}

/// What happens to a whole request.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    /// It is not sent, and nothing after it would be.
    NotBegun,
    LoseAnswer,
    LoseRequest,
    /// It goes well, and somebody asks the apply to stop.
    Stop,
}

struct Server<'a> {
    reach: Duration,
    /// What is done with each row, each time that it comes.
    deeds: &'a [Vec<Deed>],
    mishaps: &'a BTreeMap<usize, Mishap>,
    /// The looks that fail.
    unreadable: &'a [usize],
    stop: Stop,
    requests: Cell<usize>,
    looks: Cell<usize>,
    seen: RefCell<BTreeMap<usize, usize>>,
    /// When each row lands.
    landed: RefCell<Vec<(Instant, usize)>>,
}

fn error() -> http::Error {
    http::Error {
        call: http::Call {
            method: http::Method::Post,
            path: "add_cases/310".into(),
        },
        attempts: 1,
        elapsed: Duration::ZERO,
        kind: Arc::new(http::ErrorKind::Timeout {
            after: Duration::from_mins(1),
        }),
    }
}

fn refusal() -> WriteError {
    let message = "no".into();
    WriteError::Refused { message }
}

impl Server<'_> {
    fn send(&self, rows: &[usize]) -> Vec<Result<usize, WriteError>> {
        let mishap = self.mishaps.get(&self.requests.get());
        self.requests.set(self.requests.get() + 1);
        if matches!(mishap, Some(Mishap::Stop)) {
            self.stop.request();
        }
        let answer = |row: &usize| match mishap {
            Some(Mishap::NotBegun) => Err(WriteError::NotBegun),
            Some(Mishap::LoseAnswer) => self.carry_out(Deed::WriteAndLoseAnswer, *row),
            Some(Mishap::LoseRequest) => self.carry_out(Deed::LoseRequest, *row),
            Some(Mishap::Stop) | None => {
                let mut seen = self.seen.borrow_mut();
                let times = seen.entry(*row).or_default();
                *times += 1;
                self.carry_out(self.deeds[*row][*times - 1], *row)
            }
        };
        rows.iter().map(answer).collect()
    }

    fn carry_out(&self, deed: Deed, row: usize) -> Result<usize, WriteError> {
        let land = |after: Duration| {
            let when = Instant::now() + after;
            self.landed.borrow_mut().push((when, row));
        };
        match deed {
            Deed::Write | Deed::WriteAndLoseAnswer => land(Duration::ZERO),
            Deed::WriteLate(share) => land(self.reach.mul_f64(share)),
            Deed::Refuse | Deed::LoseRequest => {}
        }
        match deed {
            Deed::Write => Ok(row),
            Deed::Refuse => Err(refusal()),
            Deed::WriteAndLoseAnswer | Deed::LoseRequest | Deed::WriteLate(_) => {
                Err(WriteError::Unclear(error().into()))
            }
        }
    }

    fn find(&self) -> Result<BTreeMap<usize, usize>, Error> {
        self.looks.set(self.looks.get() + 1);
        if self.unreadable.contains(&self.looks.get()) {
            return Err(Error::Http(error()));
        }
        let landed = self.landed.borrow();
        let there = landed.iter().filter(|(when, _)| *when <= Instant::now());
        Ok(there.map(|(_, row)| (*row, *row)).collect())
    }

    /// What it holds of a row at last.
    fn holds(&self, row: usize) -> usize {
        let landed = self.landed.borrow();
        landed.iter().filter(|(_, there)| *there == row).count()
    }
}

/// What has to become of a row when nothing else goes wrong: it is there, refused, or unclear.
fn expected(deeds: &[Deed], rounds: usize) -> &'static str {
    for deed in &deeds[..rounds] {
        match deed {
            Deed::Write | Deed::WriteAndLoseAnswer | Deed::WriteLate(_) => return "there",
            Deed::Refuse => return "refused",
            Deed::LoseRequest => {}
        }
    }
    "unclear"
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        1 => Just(Deed::Write),
        1 => Just(Deed::Refuse),
        1 => Just(Deed::WriteAndLoseAnswer),
        3 => Just(Deed::LoseRequest),
        2 => (0.0..=1.0).prop_map(Deed::WriteLate),
    ]
}

fn mishap() -> impl Strategy<Value = Mishap> {
    prop::sample::select(vec![
        Mishap::NotBegun,
        Mishap::LoseAnswer,
        Mishap::LoseRequest,
        Mishap::Stop,
    ])
}

proptest! {
    #[test]
    fn nothing_is_written_twice_and_nothing_is_lost(
        deeds in prop::collection::vec(prop::collection::vec(deed(), 5), 0..8),
        mishaps in prop::collection::btree_map(0usize..3, mishap(), 0..2),
        unreadable in prop::collection::vec(1usize..6, 0..2),
        schedule in prop::sample::select(vec![settle(1), settle(10), patient()]),
    ) {
        let server = Server {
            reach: schedule.reach(),
            deeds: &deeds,
            mishaps: &mishaps,
            unreadable: &unreadable,
            stop: Stop::default(),
            requests: Cell::new(0),
            looks: Cell::new(0),
            seen: RefCell::default(),
            landed: RefCell::default(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        let rows = (0..deeds.len()).map(|row| (row, row)).collect();
        let send = async |rows: &[usize]| server.send(rows);
        let find = async || server.find();
        let outcomes = runtime.block_on(by_schedule(&schedule, rows, send, find, &server.stop));

        prop_assert_eq!(outcomes.len(), deeds.len(), "one outcome each");
        let rounds = schedule.with_halvings(deeds.len()).rounds;
        prop_assert!(server.requests.get() <= rounds * deeds.len());
        for (row, outcome) in &outcomes {
            let held = server.holds(*row);
            prop_assert!(held <= 1, "row {} is there {} times", row, held);
            let what = match outcome {
                Ok(found) => {
                    prop_assert_eq!(found, row);
                    prop_assert_eq!(held, 1);
                    "there"
                }
                Err(NotWritten { error: WriteError::Unclear(_), .. }) => "unclear",
                Err(not_written) => {
                    prop_assert_eq!(held, 0);
                    match not_written.error {
                        WriteError::Refused { .. } => "refused",
                        _ => "not begun",
                    }
                }
            };
            if mishaps.is_empty() && unreadable.is_empty() {
                prop_assert_eq!(what, expected(&deeds[*row], rounds));
            }
        }
        let looks = schedule.waits.len() * rounds;
        prop_assert!(server.looks.get() <= looks);
    }
}

#[tokio::test(start_paused = true)]
async fn a_good_answer_takes_one_request_and_no_wait() {
    let began = Instant::now();
    let stop = Stop::default();
    let send = async || Ok(7);
    let find = async || -> Result<Option<u32>, Error> { panic!("nothing to look for") };
    let outcome = one_exactly_once(Settle::new(Duration::from_secs(1)), send, find, &stop).await;
    assert_eq!(outcome.expect("written"), 7);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn one_row_that_the_server_cannot_take_costs_one_row() {
    for poison in 0..100 {
        let landed = RefCell::new(BTreeMap::new());
        let requests = Cell::new(0);
        let send = async |rows: &[usize]| {
            requests.set(requests.get() + 1);
            let is_bad = rows.contains(&poison);
            let answer = |row: &usize| {
                if is_bad {
                    return Err(WriteError::Unclear(error().into()));
                }
                assert_eq!(landed.borrow_mut().insert(*row, *row), None, "twice");
                Ok(*row)
            };
            rows.iter().map(answer).collect()
        };
        let find = async || Ok(landed.borrow().clone());
        let rows = (0..100).map(|row| (row, row)).collect();
        let outcomes = by_schedule(&settle(10), rows, send, find, &Stop::default()).await;
        let failed: Vec<_> = outcomes.iter().filter(|(_, row)| row.is_err()).collect();
        assert_eq!(failed.len(), 1);
        assert_eq!(*failed[0].0, poison);
        assert!(requests.get() < 20, "{}", requests.get());
    }
}
