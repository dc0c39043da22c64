//! A run and its results as TestRail has them.

use std::fmt;

use super::{CaseId, FieldName, LaunchId, Markup, SuiteId, TemplateId, TestResultId, Verdict};
use crate::diagnostic::Object;

/// The id of a TestRail run, shown as `R81`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub(crate) struct RunId(pub u64);

impl From<RunId> for Object {
    fn from(id: RunId) -> Self {
        Self::Run(id.0)
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{}", self.0)
    }
}

/// The id of a TestRail test, that is of a case in a run, shown as `T7001`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub(crate) struct TestId(pub u64);

/// The id of a TestRail result.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub(crate) struct RunResultId(pub u64);

/// A run that carries our marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ObservedRun {
    /// The id.
    pub id: RunId,
    /// The launches whose markers its `refs` carry, each once, in the order of their ids.
    pub marked: Vec<LaunchId>,
    /// Its `refs` as TestRail stores them: markers and whatever people added.
    pub refs: String,
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
    /// Its page, where the server tells.
    pub url: Option<String>,
}

/// What changes of a run while it is worked in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunNow {
    /// The description as TestRail stores it.
    pub description: String,
    /// How many tests it has, all counters added up; 0 where the server does not tell.
    pub tests: u64,
    /// How many of them have no result yet.
    pub untested: u64,
}

/// What the comment of one of our results says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    /// The TestOps result that the link at its end names.
    pub result: TestResultId,
    /// The verdict that it names in words.
    pub said: Option<Verdict>,
    /// True when it corrects a verdict that was exported before.
    pub corrects: bool,
}

/// A result that is in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObservedResult {
    /// TestRail's id.
    pub id: RunResultId,
    /// The test it belongs to.
    pub test: TestId,
    /// The TestOps result that the link at the end of its comment names, if it is one of ours.
    pub result: Option<TestResultId>,
    /// The number of its status; `None` for a comment.
    pub status: Option<u64>,
    /// The verdict that its comment names, where it is a comment of ours or a correction.
    pub said: Option<Verdict>,
    /// True when it corrects a verdict that was exported before.
    pub corrects: bool,
    /// How many files it has, where the server tells.
    pub attachments: Option<u32>,
}

/// A test of a run: a case that is selected in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ObservedTest {
    /// TestRail's id of the test.
    pub id: TestId,
    /// The case.
    pub case: CaseId,
    /// The template of the case, where the server tells.
    pub template: Option<TemplateId>,
}

/// A file at a result of a test, as TestRail lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ObservedAttachment {
    /// The file's name.
    pub name: String,
    /// Its size in bytes, where the server tells.
    pub size: Option<u64>,
    /// The result it is at, where the server tells.
    pub result: Option<RunResultId>,
}

/// What runs of a project accept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunCatalog {
    /// The active statuses.
    pub statuses: Vec<RunStatus>,
    /// The result fields of the installation, in the order of their names. One that is inactive or belongs to other
    /// projects is listed and says so.
    pub result_fields: Vec<ResultField>,
}

/// A status that results may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunStatus {
    /// The number that results carry.
    pub id: u64,
    /// The system name, such as `passed` or `custom_status1`.
    pub name: String,
    /// The name that people see.
    pub label: String,
    /// True for the one that means "no result yet", which cannot be set.
    pub is_untested: bool,
}

/// A custom field of results, as the project has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResultField {
    /// The system name.
    pub name: FieldName,
    /// The label that people see.
    pub label: String,
    /// What it holds.
    pub kind: ResultFieldKind,
    /// True when it is active and some configuration of it applies to the project.
    pub in_project: bool,
    /// True when TestRail refuses a result without it.
    pub is_required: bool,
    /// True when TestRail fills in something when nothing is sent.
    pub has_default: bool,
    /// Templates of cases that show it; `None` means all.
    pub templates: Option<Vec<TemplateId>>,
}

/// What a result field holds, as far as results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResultFieldKind {
    /// One line, 250 characters at most.
    String,
    /// A text of any length.
    Text(Markup),
    /// A list of steps, each with a verdict.
    Steps(Markup),
    /// Any other type.
    Other,
}
