//! The port through which test cases are read.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use super::Error;
use crate::model::{CaseSource, SourcePart, TestCase, TestCaseId};

/// Which test cases are wanted, and how much of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CaseSelection {
    /// The TestOps project.
    pub project_id: i64,
    /// The AQL; empty means all test cases.
    pub aql: String,
    /// The sources that are wanted. Some parts of a test case cost a request each and are read only for them.
    pub sources: Vec<CaseSource>,
    /// The only test cases of which such parts are read, where not all of them are needed.
    pub whole: Option<BTreeSet<TestCaseId>>,
}

impl CaseSelection {
    /// True when a part of this test case is needed.
    pub(super) fn needs(&self, part: SourcePart, id: TestCaseId) -> bool {
        self.is_whole(id) && self.sources.iter().any(|source| source.part() == part)
    }

    /// True when this test case is needed with all its parts.
    pub(super) fn is_whole(&self, id: TestCaseId) -> bool {
        self.whole.as_ref().is_none_or(|whole| whole.contains(&id))
    }
}

/// What a look at the source found without reading a test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Probe {
    /// The name of the project.
    pub project_name: String,
    /// How many test cases the AQL selects, where the server tells.
    pub count: Option<u64>,
}

/// Reads test cases. It cannot write.
pub(crate) trait Source {
    /// Reads every selected test case, in the order of their ids.
    fn test_cases(
        &self,
        selection: &CaseSelection,
    ) -> impl Future<Output = Result<Vec<TestCase>, Error>> + Send;

    /// Reads the addresses that the keys of these test cases in other systems have: a request for each.
    fn key_addresses(
        &self,
        test_cases: Vec<TestCaseId>,
    ) -> impl Future<Output = Result<BTreeMap<TestCaseId, Vec<String>>, Error>> + Send;

    /// Tries credentials, project and AQL without reading test cases.
    fn check(
        &self,
        project_id: i64,
        aql: &str,
    ) -> impl Future<Output = Result<Probe, Error>> + Send;
}
