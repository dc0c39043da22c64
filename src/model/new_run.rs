//! A run and its results as they are to be created.

use serde::{Deserialize, Serialize};

use super::{CaseId, FieldName, SuiteId};

/// A run that does not exist yet. It has a fixed selection of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewRun {
    /// The suite that its cases are from.
    pub suite: SuiteId,
    /// The name, at most 250 characters.
    pub name: String,
    /// The description, in what the server's texts hold.
    pub description: String,
    /// The `refs`, the marker among them: entries with commas between them.
    pub refs: String,
    /// The cases.
    pub case_ids: Vec<CaseId>,
}

/// A result that does not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewResult {
    /// The case, which has to be selected in the run.
    pub case: CaseId,
    /// The number of the status; the one of "untested" is refused. `None` for a comment.
    pub status_id: Option<u64>,
    /// The comment, in what the server's texts hold; ends with the link that makes the result findable.
    pub comment: String,
    /// A time span in TestRail's spelling, such as `1m 45s`.
    pub elapsed: Option<String>,
    /// The version that was tested, at most 250 characters.
    pub version: Option<String>,
    /// Keys of issues with commas between them, at most 250 characters.
    pub defects: Option<String>,
    /// The user who ran the test.
    pub assigned_to: Option<u64>,
    /// How the steps went.
    pub steps: Option<NewStepResults>,
}

/// How the steps of a result went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewStepResults {
    /// The result field of type Step Results, mostly `custom_step_results`.
    pub field: FieldName,
    /// The steps in their order.
    pub rows: Vec<NewStepResult>,
}

/// How one step went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewStepResult {
    /// What was done.
    pub content: String,
    /// What was expected; may be empty.
    pub expected: String,
    /// What happened instead; may be empty.
    pub actual: String,
    /// The number of the status; `None` leaves it untested.
    pub status_id: Option<u64>,
}
