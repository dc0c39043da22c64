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
        if repeats == Repeats::All {
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

/// Fingerprints a set of results: 16 hexadecimal digits and how many there are.
pub(crate) fn fingerprint(results: &[TestResult]) -> String {
    let ids: BTreeSet<TestResultId> = results.iter().map(|result| result.id).collect();
    let mut hasher = Sha256::new();
    for id in &ids {
        hasher.update(id.0.to_le_bytes());
    }
    let digits = hex_digits(&hasher.finalize()[..8]);
    match ids.len() {
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
        Repeats::All | Repeats::Last => 0,
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
