//! The law by which lanes open and close: additive increase, multiplicative decrease, and a look at latency.
//!
//! It is what TCP does, and what Netflix's concurrency-limits do for servers. A round is as many answers as there are
//! lanes. One lane is added after a round in which all lanes were used and the answers were as quick as ever. One is
//! closed after a round of slow answers: then requests queue at the server, and more of them would only wait there.
//! Half of them are closed when the server fails, once for all requests that were under way together.

use std::collections::HashMap;
use std::time::Duration;

/// How many lanes there are before anything is known.
const FIRST: usize = 4;

/// Answers that take longer than this many times the quickest are slow: half of the time goes into waiting then.
const SLOW: u32 = 2;

/// What latency varies by in any case.
const JITTER: Duration = Duration::from_millis(25);

/// How many lanes there are, and what has been seen of the server.
#[derive(Debug)]
pub(super) struct Law {
    ceiling: usize,
    lanes: usize,
    under_way: usize,
    /// The number of the next request.
    next: u64,
    /// Requests with a lower number left before lanes were closed and teach nothing more about how many there are.
    lesson: u64,
    round: Round,
    /// The quickest answers by kind of request, smoothed. They get longer only by what had a lane to itself: anything
    /// else may have waited for our own requests.
    quickest: HashMap<String, Duration>,
}

/// A request that has left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Started {
    number: u64,
    /// Whether it took the last free lane.
    fills: bool,
    /// Whether it was the only one when it left.
    alone: bool,
}

/// What came of a request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Verdict<'a> {
    /// An answer.
    Answered { kind: &'a str, latency: Duration },
    /// No answer, or one that says that the server is not well.
    Failed,
    /// The server is well, and asked too often.
    Throttled,
}

#[derive(Debug, Default)]
struct Round {
    answers: usize,
    slow: usize,
    full: usize,
}

impl Law {
    pub(super) fn new(ceiling: usize) -> Self {
        let ceiling = ceiling.max(1);
        Self {
            ceiling,
            lanes: FIRST.min(ceiling),
            under_way: 0,
            next: 0,
            lesson: 0,
            round: Round::default(),
            quickest: HashMap::new(),
        }
    }

    /// How many requests may be under way.
    pub(super) fn lanes(&self) -> usize {
        self.lanes
    }

    /// A request leaves.
    pub(super) fn leave(&mut self) -> Started {
        self.under_way += 1;
        let number = self.next;
        self.next += 1;
        Started {
            number,
            fills: self.under_way >= self.lanes,
            alone: self.under_way == 1,
        }
    }

    /// A request is no longer under way.
    pub(super) fn arrive(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// Draws the lesson from what came of a request.
    pub(super) fn learn(&mut self, started: Started, verdict: Verdict<'_>) {
        let slow = match verdict {
            Verdict::Answered { kind, latency } => {
                let alone = started.alone && started.number + 1 == self.next;
                self.compare(kind, latency, alone)
            }
            Verdict::Failed | Verdict::Throttled => false,
        };
        if started.number < self.lesson {
            return;
        }
        match verdict {
            Verdict::Answered { .. } => {
                self.round.answers += 1;
                self.round.slow += usize::from(slow);
                self.round.full += usize::from(started.fills);
                if self.round.answers >= self.lanes {
                    self.end_round();
                }
            }
            Verdict::Failed => self.close(self.lanes / 2),
            Verdict::Throttled => self.round = Round::default(),
        }
    }

    fn end_round(&mut self) {
        let Round {
            answers,
            slow,
            full,
        } = std::mem::take(&mut self.round);
        if slow * 2 > answers {
            self.close(self.lanes - 1);
        } else if slow * 4 <= answers && full > 0 && self.lanes < self.ceiling {
            self.lanes += 1;
        }
    }

    fn close(&mut self, left: usize) {
        self.lanes = left.max(1);
        self.lesson = self.next;
        self.round = Round::default();
    }

    /// Compares an answer with the quickest of its kind, says whether it was slow, and keeps it in mind.
    fn compare(&mut self, kind: &str, latency: Duration, alone: bool) -> bool {
        let Some(quickest) = self.quickest.get_mut(kind) else {
            self.quickest.insert(kind.to_owned(), latency);
            return false;
        };
        let slow = latency > quickest.saturating_mul(SLOW).saturating_add(JITTER);
        if latency < *quickest {
            // Halfway, because one may have been quick by chance.
            *quickest = (*quickest + latency) / 2;
        } else if alone {
            *quickest = (*quickest * 3 + latency) / 4;
        }
        slow
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const QUICK: Duration = Duration::from_millis(100);
    const SLOWER: Duration = Duration::from_millis(400);

    fn answered(latency: Duration) -> Verdict<'static> {
        Verdict::Answered {
            kind: "get",
            latency,
        }
    }

    /// Lets all lanes carry a request each, and ends them so.
    fn trip(law: &mut Law, verdict: Verdict<'_>) {
        let started: Vec<_> = (0..law.lanes()).map(|_| law.leave()).collect();
        for started in started {
            law.learn(started, verdict);
            law.arrive();
        }
    }

    fn trips(law: &mut Law, verdicts: &[Verdict<'_>]) -> Vec<usize> {
        verdicts
            .iter()
            .map(|verdict| {
                trip(law, *verdict);
                law.lanes()
            })
            .collect()
    }

    #[test]
    fn quick_answers_open_one_lane_a_round_up_to_the_ceiling() {
        let mut law = Law::new(7);
        assert_eq!(trips(&mut law, &[answered(QUICK); 6]), [5, 6, 7, 7, 7, 7]);
    }

    #[test]
    fn lanes_that_nobody_needs_are_not_opened() {
        let mut law = Law::new(8);
        for _ in 0..100 {
            let started = law.leave();
            law.learn(started, answered(QUICK));
            law.arrive();
        }
        assert_eq!(law.lanes(), FIRST);
    }

    #[test]
    fn what_fails_together_halves_once() {
        let mut law = Law::new(8);
        assert_eq!(trips(&mut law, &[Verdict::Failed; 4]), [2, 1, 1, 1]);
    }

    #[test]
    fn after_a_storm_all_lanes_come_back() {
        let mut law = Law::new(6);
        trips(&mut law, &[Verdict::Failed; 4]);
        assert_eq!(trips(&mut law, &[answered(QUICK); 6]), [2, 3, 4, 5, 6, 6]);
    }

    #[test]
    fn a_429_opens_no_lane_and_closes_none() {
        let mut law = Law::new(8);
        assert_eq!(trips(&mut law, &[Verdict::Throttled; 3]), [4, 4, 4]);
        let started: Vec<_> = (0..4).map(|_| law.leave()).collect();
        for (started, verdict) in started.into_iter().zip([
            answered(QUICK),
            answered(QUICK),
            answered(QUICK),
            Verdict::Throttled,
        ]) {
            law.learn(started, verdict);
            law.arrive();
        }
        assert_eq!(law.lanes(), 4);
    }

    #[test]
    fn a_queue_at_the_server_closes_one_lane_a_round() {
        let mut law = Law::new(8);
        assert_eq!(trips(&mut law, &[answered(QUICK); 2]), [5, 6]);
        assert_eq!(
            trips(&mut law, &[answered(SLOWER); 8]),
            [5, 4, 3, 2, 1, 1, 1, 2],
            "once alone, it shows that the server itself takes longer"
        );
    }

    #[test]
    fn a_server_that_becomes_slower_for_good_gets_its_lanes_back() {
        let mut law = Law::new(8);
        trips(&mut law, &[answered(QUICK); 4]);
        trips(&mut law, &[answered(SLOWER); 400]);
        assert_eq!(law.lanes(), 8);
    }

    #[test]
    fn one_slow_answer_among_many_changes_nothing() {
        let mut law = Law::new(8);
        trip(&mut law, answered(QUICK));
        let started: Vec<_> = (0..5).map(|_| law.leave()).collect();
        for (index, started) in started.into_iter().enumerate() {
            law.learn(started, answered(if index == 2 { SLOWER } else { QUICK }));
            law.arrive();
        }
        assert_eq!(law.lanes(), 6);
    }

    #[test]
    fn a_kind_that_always_takes_longer_is_not_slow() {
        let mut law = Law::new(8);
        let pages = Verdict::Answered {
            kind: "pages",
            latency: SLOWER,
        };
        for _ in 0..4 {
            trips(&mut law, &[answered(QUICK), pages]);
        }
        assert_eq!(law.lanes(), 8);
    }

    #[derive(Clone, Copy, Debug)]
    enum Event {
        Leave,
        Answer(u64),
        Fail,
        Throttle,
        Vanish,
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            4 => Just(Event::Leave),
            3 => (0u64..100_000).prop_map(Event::Answer),
            1 => Just(Event::Fail),
            1 => Just(Event::Throttle),
            1 => Just(Event::Vanish),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_there_is_one_lane_and_never_more_than_the_ceiling(
            ceiling in 0usize..20,
            events in prop::collection::vec(event(), 0..400),
        ) {
            let mut law = Law::new(ceiling);
            let mut under_way = Vec::new();
            for event in events {
                let verdict = match event {
                    Event::Leave => {
                        if under_way.len() < law.lanes() {
                            under_way.push(law.leave());
                        }
                        continue;
                    }
                    Event::Answer(millis) => Some(answered(Duration::from_millis(millis))),
                    Event::Fail => Some(Verdict::Failed),
                    Event::Throttle => Some(Verdict::Throttled),
                    Event::Vanish => None,
                };
                let Some(started) = under_way.pop() else { continue };
                let before = law.lanes();
                if let Some(verdict) = verdict {
                    law.learn(started, verdict);
                }
                law.arrive();
                prop_assert!((1..=ceiling.max(1)).contains(&law.lanes()));
                prop_assert!(law.lanes() <= before + 1);
            }
            // A storm leaves one lane, and quick answers bring all of them back.
            trips(&mut law, &[Verdict::Failed; 6]);
            prop_assert_eq!(law.lanes(), 1);
            let calm = Verdict::Answered { kind: "calm", latency: QUICK };
            trips(&mut law, &[calm; 20]);
            prop_assert_eq!(law.lanes(), ceiling.max(1));
        }
    }
}
