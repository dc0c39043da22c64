//! A run and its results as TestRail has them.

use super::{CaseId, LaunchId, SuiteId, TestResultId};

/// The id of a TestRail run, shown as `R81`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct RunId(pub u64);

/// A run that carries our marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedRun {
    /// The id.
    pub id: RunId,
    /// The launches whose markers its `refs` carry.
    pub marked: Vec<LaunchId>,
    /// The name.
    pub name: String,
    /// The description as TestRail stores it.
    pub description: String,
    /// The suite.
    pub suite: Option<SuiteId>,
    /// True when the run follows the suite.
    pub include_all: bool,
    /// True when it is closed, which cannot be undone.
    pub is_completed: bool,
    /// How many tests it has, all counters added up.
    pub tests: u64,
    /// How many of them have no result yet.
    pub untested: u64,
}

/// A result that stands in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedResult {
    /// TestRail's id.
    pub id: u64,
    /// The test it belongs to.
    pub test: u64,
    /// The TestOps result that the link at the end of its comment names, if it is one of ours.
    pub result: Option<TestResultId>,
}

/// A test of a run: a case that is selected in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedTest {
    /// TestRail's id of the test.
    pub id: u64,
    /// The case.
    pub case: CaseId,
}

/// A status that results may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStatus {
    /// The number that results carry.
    pub id: u64,
    /// The system name, such as `passed` or `custom_status1`.
    pub name: String,
    /// The name that people see.
    pub label: String,
    /// True for the one that means "no result yet", which cannot be set.
    pub is_untested: bool,
}
