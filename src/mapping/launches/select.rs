//! Which results of a launch are carried over.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::manifest::Repeats;
use crate::model::{TestCaseId, TestResult, TestResultId, Verdict};
use crate::text::hex_digits;

/// The results of a launch that are carried over, and how many are not and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selected {
    /// The results, in the order of their ids.
    pub results: Vec<TestResult>,
    /// Results of test cases that the sync config does not export, by test case.
    pub foreign: BTreeMap<TestCaseId, usize>,
    /// Results that TestOps has not linked to a test case.
    pub unlinked: usize,
    /// Results that another one of the same test case stands for.
    pub superseded: usize,
}

/// Selects the results of exported test cases, by the rule for several of one case.
pub(crate) fn select(
    results: Vec<TestResult>,
    exported: &BTreeSet<TestCaseId>,
    repeats: Repeats,
) -> Selected {
    let mut selected = Selected::default();
    let mut best: BTreeMap<TestCaseId, usize> = BTreeMap::new();
    for result in results {
        let Some(case) = result.test_case else {
            selected.unlinked += 1;
            continue;
        };
        if !exported.contains(&case) {
            *selected.foreign.entry(case).or_default() += 1;
            continue;
        }
        if repeats.takes_all() {
            selected.results.push(result);
            continue;
        }
        match best.get(&case) {
            None => {
                best.insert(case, selected.results.len());
                selected.results.push(result);
            }
            Some(index) => {
                selected.superseded += 1;
                let chosen = &mut selected.results[*index];
                if outweighs(&result, chosen, repeats) {
                    *chosen = result;
                }
            }
        }
    }
    selected.results.sort_by_key(|result| result.id);
    selected
}

/// Puts results into the order in which they are sent: the worst of each test case last, because TestRail shows the verdict
/// of the last one. Which of them, given those that are there already, must not show theirs: a worse one is shown.
pub(crate) fn worst_last(
    results: &mut [TestResult],
    present: &[&TestResult],
) -> BTreeSet<TestResultId> {
    let case_and_weight = |result: &TestResult| Some((result.test_case?, shown_severity(result)));
    let mut shown: BTreeMap<TestCaseId, u8> = BTreeMap::new();
    for (case, weight) in present.iter().filter_map(|result| case_and_weight(result)) {
        let worst = shown.entry(case).or_default();
        *worst = weight.max(*worst);
    }
    let hidden = results.iter().filter(|result| {
        let worst = case_and_weight(result).map(|(case, weight)| (shown.get(&case), weight));
        worst.is_some_and(|(worst, weight)| worst.is_some_and(|worst| *worst > weight))
    });
    let hidden: BTreeSet<TestResultId> = hidden.map(|result| result.id).collect();
    let mut last: BTreeMap<TestCaseId, ((u8, i64), TestResultId)> = BTreeMap::new();
    for result in results.iter().filter(|result| !hidden.contains(&result.id)) {
        if let Some((case, weight)) = case_and_weight(result) {
            let rank = ((weight, result.start.unwrap_or_default()), result.id);
            let known = last.entry(case).or_insert(rank);
            *known = rank.max(*known);
        }
    }
    let last: BTreeSet<TestResultId> = last.into_values().map(|(_, id)| id).collect();
    results.sort_by_key(|result| (last.contains(&result.id), result.id));
    hidden
}

/// How bad the verdict of a result is, as far as it counts: a muted one does not.
pub(super) fn shown_severity(result: &TestResult) -> u8 {
    if result.muted {
        0
    } else {
        severity(result.status)
    }
}

/// Fingerprints a set of results with their verdicts: 16 hexadecimal digits and how many there are.
pub(crate) fn fingerprint(results: &[TestResult]) -> String {
    let verdict = |result: &TestResult| {
        [
            severity(result.status),
            result.muted.into(),
            result.known.into(),
        ]
    };
    let ids: BTreeMap<TestResultId, [u8; 3]> = results
        .iter()
        .map(|result| (result.id, verdict(result)))
        .collect();
    let mut hasher = Sha256::new();
    for (id, verdict) in &ids {
        hasher.update(id.0.to_le_bytes());
        hasher.update(verdict);
    }
    with_count(ids.len(), hasher)
}

/// The same without verdicts, as runs have it that were exported before verdicts were corrected.
pub(crate) fn fingerprint_of_ids(results: &[TestResult]) -> String {
    let ids: BTreeSet<TestResultId> = results.iter().map(|result| result.id).collect();
    let mut hasher = Sha256::new();
    for id in &ids {
        hasher.update(id.0.to_le_bytes());
    }
    with_count(ids.len(), hasher)
}

fn with_count(count: usize, hasher: Sha256) -> String {
    let digits = hex_digits(&hasher.finalize()[..8]);
    match count {
        1 => format!("1 result, {digits}"),
        n => format!("{n} results, {digits}"),
    }
}

/// True when a result stands for its test case rather than another one. Equal ones are told apart by time and id, so
/// that the order in which they come does not matter.
fn outweighs(result: &TestResult, chosen: &TestResult, repeats: Repeats) -> bool {
    let time = |result: &TestResult| (result.start.unwrap_or_default(), result.id);
    let weight = |result: &TestResult| match repeats {
        Repeats::Worst => severity(result.status),
        Repeats::WorstShown | Repeats::All | Repeats::Last => 0,
    };
    (weight(result), time(result)) > (weight(chosen), time(chosen))
}

fn severity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Passed => 0,
        Verdict::Skipped => 1,
        Verdict::Unknown => 2,
        Verdict::Broken => 3,
        Verdict::Failed => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(id: i64, case: i64, status: Verdict) -> TestResult {
        TestResult {
            start: Some(id),
            ..crate::mapping::launches::tests::result(id, case, status)
        }
    }

    #[test]
    fn the_worst_verdict_of_a_test_case_is_sent_last_and_better_ones_that_come_later_are_comments()
    {
        use Verdict::{Broken, Failed, Passed};
        let mut results = [
            result(1, 1, Failed),
            result(2, 1, Passed),
            result(3, 2, Passed),
            result(4, 2, Broken),
            result(5, 2, Broken),
        ];
        let hidden = worst_last(&mut results, &[]);
        let ids = |results: &[TestResult]| results.iter().map(|it| it.id.0).collect::<Vec<_>>();
        assert_eq!(ids(&results), [2, 3, 4, 1, 5]);
        assert!(hidden.is_empty());
        // A later apply.
        let mut results = [
            result(6, 1, Broken),
            result(7, 1, Failed),
            result(8, 2, Passed),
        ];
        let present = [result(1, 1, Failed), result(5, 2, Broken)];
        let hidden = worst_last(&mut results, &[&present[0], &present[1]]);
        assert_eq!(ids(&results), [6, 8, 7]);
        assert_eq!(hidden, [TestResultId(6), TestResultId(8)].into());
        // What is muted does not count.
        let muted = TestResult {
            muted: true,
            ..result(9, 1, Failed)
        };
        let mut results = [result(10, 1, Passed), muted];
        worst_last(&mut results, &[]);
        assert_eq!(ids(&results), [9, 10]);
    }
}
