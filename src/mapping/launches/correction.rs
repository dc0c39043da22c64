//! Verdicts that changed in TestOps after they were exported. A further result says so, since few servers can change one
//! that is there; the verdict that counts is sent last.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::LaunchRules;
use super::select::shown_severity;
use crate::manifest::Repeats;
use crate::model::{
    ObservedResult, RunId, RunResultId, TestCaseId, TestId, TestResult, TestResultId,
};

/// A further result in place of one that says something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Correction {
    /// The latest result in TestRail of the same TestOps result.
    pub of: RunResultId,
    /// True when its verdict is the one that TestRail shows of the test case.
    pub is_shown: bool,
    /// The result of somebody else that TestRail shows until then.
    pub hides: Option<RunResultId>,
}

/// What is to be corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Corrections {
    /// In the open run.
    pub open: BTreeMap<TestResultId, Correction>,
    /// How many results of closed runs say something else, by run.
    pub closed: BTreeMap<RunId, usize>,
}

/// Where the results of a launch are in TestRail.
struct Rows<'a> {
    /// The latest row of each TestOps result.
    latest: BTreeMap<TestResultId, (RunId, &'a ObservedResult)>,
    /// The latest row with a verdict of each test of the open run that is ours.
    ours: BTreeMap<TestId, &'a ObservedResult>,
    /// The same, whoever it is from.
    shown: BTreeMap<TestId, &'a ObservedResult>,
    open: Option<RunId>,
}

/// Finds the results whose verdicts are not what TestRail holds. A status that no result gets was set by people, and
/// stays.
pub(crate) fn corrections(
    rules: &LaunchRules,
    there: &[TestResult],
    missing: &[TestResult],
    observed: &[(RunId, ObservedResult)],
    open: Option<RunId>,
) -> Corrections {
    let rows = Rows::new(observed, open);
    let mut found = Corrections::default();
    let mut cases: BTreeSet<TestCaseId> = BTreeSet::new();
    for result in there {
        let Some((run, row)) = rows.latest.get(&result.id) else {
            continue;
        };
        if differs(rules, result, row) {
            if Some(*run) != open {
                *found.closed.entry(*run).or_default() += 1;
                continue;
            }
            found.open.insert(result.id, rows.correction(row, false));
            cases.extend(result.test_case);
        } else if !rules.repeats.takes_all() && Some(*run) == open {
            // The one that stands for the test case may be another one than before.
            cases.extend(result.test_case);
        }
    }
    let mut first: BTreeMap<TestCaseId, &TestResult> = BTreeMap::new();
    for result in there.iter().chain(missing) {
        let Some(case) = result.test_case.filter(|case| cases.contains(case)) else {
            continue;
        };
        let rank = |result: &TestResult| {
            let is_changed = found.open.contains_key(&result.id);
            rank(rules.repeats, is_changed, result)
        };
        let is_first = |known: &&TestResult| rank(result) > rank(known);
        if rows.may_be_shown(result) && first.get(&case).is_none_or(is_first) {
            first.insert(case, result);
        }
    }
    for result in first.into_values() {
        // What is missing is sent behind all that is there.
        if let Some((_, row)) = rows.latest.get(&result.id) {
            let shown = rows.ours.get(&row.test).and_then(|shown| shown.status);
            if found.open.contains_key(&result.id) || shown != Some(rules.status(result)) {
                found.open.insert(result.id, rows.correction(row, true));
            }
        }
    }
    found
}

impl<'a> Rows<'a> {
    fn new(observed: &'a [(RunId, ObservedResult)], open: Option<RunId>) -> Self {
        let mut sorted: Vec<&(RunId, ObservedResult)> = observed.iter().collect();
        sorted.sort_by_key(|(run, row)| (*run, row.id));
        let mut rows = Self {
            latest: BTreeMap::new(),
            ours: BTreeMap::new(),
            shown: BTreeMap::new(),
            open,
        };
        for (run, row) in sorted {
            if let Some(result) = row.result {
                rows.latest.insert(result, (*run, row));
            }
            if Some(*run) == open && row.status.is_some() {
                rows.shown.insert(row.test, row);
                if row.result.is_some() {
                    rows.ours.insert(row.test, row);
                }
            }
        }
        rows
    }

    fn correction(&self, row: &ObservedResult, is_shown: bool) -> Correction {
        let shown = self.shown.get(&row.test).filter(|_| is_shown);
        let of_others = shown.filter(|shown| shown.result.is_none());
        Correction {
            of: row.id,
            is_shown,
            hides: of_others.map(|shown| shown.id),
        }
    }

    /// What a closed run shows says nothing about the open one.
    fn may_be_shown(&self, result: &TestResult) -> bool {
        let row = self.latest.get(&result.id);
        row.is_none_or(|(run, _)| Some(*run) == self.open)
    }
}

/// Which result of a test case is shown: the worst one, or the last one.
fn rank(repeats: Repeats, is_changed: bool, result: &TestResult) -> (u8, bool, i64, TestResultId) {
    match repeats {
        Repeats::WorstShown => {
            let start = result.start.unwrap_or_default();
            // Of equal ones the one that is sent anyway.
            (shown_severity(result), is_changed, start, result.id)
        }
        Repeats::All | Repeats::Worst | Repeats::Last => (0, false, 0, result.id),
    }
}

fn differs(rules: &LaunchRules, result: &TestResult, row: &ObservedResult) -> bool {
    match row.status {
        Some(status) => status != rules.status(result) && rules.writes(status),
        None => row.said.is_some_and(|said| said != result.status),
    }
}
