//! A launch and its results as TestOps has them.

use super::TestCaseId;

/// The id of a TestOps launch.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct LaunchId(pub i64);

/// The id of a TestOps test result.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct TestResultId(pub i64);

/// A launch: one execution of many test cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The id.
    pub id: LaunchId,
    /// The name: one line of plain text.
    pub name: String,
    /// True when TestOps takes no further results for it.
    pub closed: bool,
    /// When it was created, in milliseconds since 1970.
    pub created_date: i64,
    /// The tags, in the order TestOps has them.
    pub tags: Vec<String>,
    /// The environment: variables and their values; empty when it was not asked for.
    pub environment: Vec<(String, String)>,
}

/// What a test case came to in a launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestResult {
    /// The id.
    pub id: TestResultId,
    /// The test case; `None` until TestOps has linked one.
    pub test_case: Option<TestCaseId>,
    /// The name.
    pub name: String,
    /// The verdict; `None` while it runs.
    pub status: Option<Verdict>,
    /// The words of the failure.
    pub message: Option<String>,
    /// The stack of the failure.
    pub trace: Option<String>,
    /// When it began, in milliseconds since 1970.
    pub start: Option<i64>,
    /// How long it took, in milliseconds.
    pub duration: Option<i64>,
    /// True for an attempt that a retry replaced.
    pub hidden: bool,
    /// True when somebody muted it.
    pub muted: bool,
    /// True when it failed for a known reason.
    pub known: bool,
    /// Login of who ran it.
    pub tested_by: Option<String>,
    /// The parameters that may be shown: hidden ones never come in here.
    pub parameters: Vec<(String, String)>,
}

/// The verdict of a test result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// An assertion failed.
    Failed,
    /// The test itself broke.
    Broken,
    /// It did not run.
    Skipped,
    /// Nobody knows.
    Unknown,
}
