//! A launch and its results as TestOps has them.

use super::TestCaseId;
use crate::diagnostic::Object;

/// The id of a TestOps launch.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub(crate) struct LaunchId(pub i64);

/// The id of a TestOps test result.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub(crate) struct TestResultId(pub i64);

impl From<LaunchId> for Object {
    fn from(id: LaunchId) -> Self {
        Self::Launch(id.0)
    }
}

/// A launch: one execution of many test cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Launch {
    /// The id.
    pub id: LaunchId,
    /// The name: one line of plain text.
    pub name: String,
    /// True when TestOps takes no further results for it.
    pub closed: bool,
    /// When it was created, in milliseconds since 1970.
    pub created_date: i64,
    /// When it was changed last, in milliseconds since 1970, where TestOps tells.
    pub modified: Option<i64>,
    /// The tags, in the order TestOps has them.
    pub tags: Vec<String>,
    /// The environment: variables and their values. Empty until it is asked for, which is a request of its own.
    pub environment: Vec<(String, String)>,
}

/// The most characters that are kept of one text of a result. A test that prints a megabyte tells nothing more in its
/// middle, and a hundred thousand of them would not fit anywhere.
pub(crate) const MAX_RESULT_TEXT: usize = 50_000;

/// What a test case came to in a launch, in as few bytes as can be: a launch may have a hundred thousand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TestResult {
    /// The id.
    pub id: TestResultId,
    /// The test case; `None` until TestOps has linked one.
    pub test_case: Option<TestCaseId>,
    /// The name.
    pub name: Box<str>,
    /// The verdict. Results that have none yet do not come in here.
    pub status: Verdict,
    /// The words of the failure, at most [`MAX_RESULT_TEXT`] characters: the middle of a longer text is left out.
    pub message: Option<Box<str>>,
    /// The stack of the failure, bounded like the message.
    pub trace: Option<Box<str>>,
    /// How many characters of message and trace were left out.
    pub left_out: u32,
    /// When it began, in milliseconds since 1970.
    pub start: Option<i64>,
    /// How long it took, in milliseconds.
    pub duration: Option<i64>,
    /// True when somebody muted it.
    pub muted: bool,
    /// True when it failed for a known reason.
    pub known: bool,
    /// Login of who ran it.
    pub tested_by: Option<Box<str>>,
    /// The parameters that may be shown, as name and value: hidden ones never come in here.
    pub parameters: Box<[(Box<str>, Box<str>)]>,
}

/// A step of a result as it went, with the steps within it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StepResult {
    /// What was done.
    pub action: String,
    /// What was expected; several expectations are on lines of their own. May be empty.
    pub expected: String,
    /// The verdict, where it has one.
    pub status: Option<Verdict>,
    /// The words of the failure.
    pub message: Option<String>,
    /// The steps within it.
    pub steps: Vec<Self>,
}

/// The id of a file at a TestOps result.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub(crate) struct ResultAttachmentId(pub i64);

/// A file at a result, without its content.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct ResultAttachment {
    /// The id.
    pub id: ResultAttachmentId,
    /// The file's name.
    pub name: String,
    /// Its media type, such as `image/png`; empty where TestOps does not tell.
    pub content_type: String,
    /// Its size in bytes, where TestOps tells.
    pub size: Option<u64>,
    /// True when TestOps has lost the content.
    pub missed: bool,
    /// True for a file of the test case that every result of it shows.
    pub from_test_case: bool,
}

/// The verdict of a test result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Verdict {
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
