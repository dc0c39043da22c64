//! Which sync config a test case belongs to when several export into one suite.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{CaseId, SuiteId, TestCaseId};

/// Where markers of one kind must be unique: a suite on one server, with one way of marking.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Territory {
    /// The address of the TestRail server, whichever integration names it.
    pub server: String,
    /// The suite.
    pub suite: SuiteId,
    /// The field that markers stand in, and their prefix.
    pub marking: (String, String),
}

/// The test cases that each sync config of a run has taken. The first in name order keeps a case; otherwise two
/// sync configs that select the same case would both create it.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    taken: BTreeMap<Territory, BTreeMap<TestCaseId, String>>,
    /// Territories that some sync config outside this run exports into as well.
    shared_with_others: BTreeSet<Territory>,
}

impl Claims {
    /// Notes that a sync config which is not planned in this run exports into a territory, too, so that cases
    /// nobody claims may be that config's.
    pub fn share(&mut self, territory: Territory) {
        self.shared_with_others.insert(territory);
    }

    /// Takes a case for a sync config, or tells which one has it already.
    pub fn take<'a>(
        &'a mut self,
        territory: &Territory,
        case: TestCaseId,
        config: &str,
    ) -> Result<(), &'a str> {
        let cases = self.taken.entry(territory.clone()).or_default();
        let owner = cases.entry(case).or_insert_with(|| config.to_owned());
        if owner == config { Ok(()) } else { Err(owner) }
    }

    /// How many of these cases no sync config of the run selects.
    pub fn count_unclaimed(
        &self,
        territory: &Territory,
        marked: &[(CaseId, Vec<TestCaseId>)],
    ) -> usize {
        let taken = self.taken.get(territory);
        let is_claimed = |id| taken.is_some_and(|cases| cases.contains_key(id));
        let unclaimed = marked.iter().filter(|(_, ids)| !ids.iter().any(is_claimed));
        unclaimed.count()
    }

    /// True when some sync config of the run selects the case, or one outside of it might.
    pub fn covers(&self, territory: &Territory, case: TestCaseId) -> bool {
        self.shared_with_others.contains(territory)
            || self
                .taken
                .get(territory)
                .is_some_and(|cases| cases.contains_key(&case))
    }
}
