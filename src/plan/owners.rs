//! Which sync config a test case belongs to when several export into one suite.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{CaseCode, Diagnostic, Place};
use crate::model::{CaseId, ObservedCase, SuiteId, TestCaseId};

/// Where markers of one kind must be unique: a suite on one server, with one way of marking.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct MarkerScope {
    /// The address of the TestRail server, whichever integration names it.
    pub server: String,
    /// The suite.
    pub suite: SuiteId,
    /// The field that markers are in, and their prefix.
    pub marking: (String, String),
}

/// The test cases that the sync configs of a run select. The first sync config in name order keeps a case; otherwise
/// two that select the same one would both create it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Owners {
    by_case: BTreeMap<MarkerScope, BTreeMap<TestCaseId, String>>,
    /// Scopes that some sync config exports into which is not compared in this run: paused, left out, stopped. Cases
    /// that nobody selects may be that config's.
    shared_with_others: BTreeSet<MarkerScope>,
}

impl Owners {
    /// Notes that a sync config exports into a scope whose test cases are not known in this run.
    pub(crate) fn share(&mut self, scope: &MarkerScope) {
        self.shared_with_others.insert(scope.clone());
    }

    /// Notes what a sync config selects. Sync configs come in the order of their names.
    pub(crate) fn add(
        &mut self,
        scope: &MarkerScope,
        config: &str,
        cases: impl IntoIterator<Item = TestCaseId>,
    ) {
        let owners = self.by_case.entry(scope.clone()).or_default();
        for case in cases {
            owners.entry(case).or_insert_with(|| config.to_owned());
        }
    }

    /// The sync config that a test case belongs to, if it is another one than this.
    pub(crate) fn other_owner(
        &self,
        scope: &MarkerScope,
        config: &str,
        case: TestCaseId,
    ) -> Option<&str> {
        let owner = self.by_case.get(scope)?.get(&case)?;
        (owner != config).then_some(owner.as_str())
    }

    /// How many of these cases no sync config of the run selects.
    pub(crate) fn count_unclaimed(&self, scope: &MarkerScope, cases: &[ObservedCase]) -> usize {
        cases
            .iter()
            .filter(|case| !case.marked.iter().any(|id| self.is_owned(scope, *id)))
            .count()
    }

    /// Says which marked cases no sync config selects any more, if none outside of this run might.
    pub(crate) fn out_of_scope(
        &self,
        scope: &MarkerScope,
        scope_place: Option<&Place>,
        cases: &[ObservedCase],
    ) -> Option<Diagnostic> {
        if self.shared_with_others.contains(scope) {
            return None;
        }
        let mut left: Vec<CaseId> = cases
            .iter()
            .filter(|case| !case.marked.iter().any(|id| self.is_owned(scope, *id)))
            .map(|case| case.id)
            .collect();
        left.sort_unstable();
        (!left.is_empty()).then(|| Diagnostic {
            place: scope_place.cloned(),
            ..Diagnostic::notice(CaseCode::OutOfScope {
                cases: left.iter().map(|case| case.0).collect(),
            })
            .about_all(left)
        })
    }

    fn is_owned(&self, scope: &MarkerScope, case: TestCaseId) -> bool {
        self.by_case
            .get(scope)
            .is_some_and(|cases| cases.contains_key(&case))
    }
}
