//! The port through which runs and results are written.

use std::future::Future;

use super::{ResultParts, WriteError};
use crate::http::Open;
use crate::model::{CaseId, NewResult, NewRun, RunId, RunResultId, TestId};

/// A run that was just created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CreatedRun {
    /// Its id.
    pub id: RunId,
    /// Its page, where the server tells.
    pub url: Option<String>,
    /// The name as stored.
    pub name: String,
}

/// What changes in a run. What is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunChange {
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The `refs`.
    pub refs: Option<String>,
    /// The whole selection. A case that is left out loses its results.
    pub case_ids: Option<Vec<CaseId>>,
}

/// A run that was just changed, as the server answered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UpdatedRun {
    /// The name as stored.
    pub name: String,
    /// The description as stored.
    pub description: String,
    /// The `refs` as stored.
    pub refs: String,
    /// How many tests it has.
    pub tests: u64,
}

/// A result that was just added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AddedResult {
    /// Its id.
    pub id: RunResultId,
    /// The test it belongs to.
    pub test: TestId,
    /// What it lacks, because TestRail would not take it with that.
    pub lacks: ResultParts,
}

/// A file for a result.
#[derive(Clone, Copy)]
pub(crate) struct NewAttachment<'a> {
    /// The file's name. It is kept as [`attachment_name`](crate::model::attachment_name()) makes it.
    pub name: &'a str,
    /// Its media type; empty when nobody knows.
    pub content_type: &'a str,
    /// Opens it, once for every attempt that is made. An error that it or the content gives is in the chain of
    /// sources of the answer, and nothing is attached then.
    pub open: &'a Open<'a>,
}

/// Writes runs and results. It never deletes.
pub(crate) trait RunWriter {
    /// Creates a run with exactly these cases. After [`WriteError::Unclear`] the caller looks for its marker before it
    /// calls again.
    fn create_run(
        &self,
        project_id: u64,
        run: &NewRun,
    ) -> impl Future<Output = Result<CreatedRun, WriteError>> + Send;

    /// Changes these parts of a run and no others. That may be repeated, but for a selection: after
    /// [`WriteError::Unclear`] the caller reads it anew, or cases that people selected meanwhile would lose their results.
    fn update_run(
        &self,
        run: RunId,
        change: &RunChange,
    ) -> impl Future<Output = Result<UpdatedRun, WriteError>> + Send;

    /// Adds results to a run and answers for each of them, in their order.
    ///
    /// All are sent in one request: [`result_batches()`](crate::model::result_batches()) tells how many go into one. Cases that the
    /// server names as the reason for a refusal are [`WriteError::Refused`] and the others are sent again; when it names
    /// none, or finds the request too large, halves are sent, though not for ever: where dozens are refused in the same
    /// words and none is accepted, so is the rest. A result that is refused alone is sent again without the part that
    /// the words name, then without all that it can do without; [`AddedResult::lacks`] tells. Nothing whose outcome is unclear is sent again: such rows
    /// are [`WriteError::Unclear`], and the caller reads the results of the run before it calls again.
    fn add_results(
        &self,
        run: RunId,
        results: &[NewResult],
    ) -> impl Future<Output = Vec<Result<AddedResult, WriteError>>> + Send;

    /// Closes a run, which cannot be undone. One that is closed already counts as done.
    fn close_run(&self, run: RunId) -> impl Future<Output = Result<(), WriteError>> + Send;

    /// Attaches a file to a result, streaming it. After [`WriteError::Unclear`] the caller looks at the files of the
    /// test before it calls again.
    fn attach(
        &self,
        result: RunResultId,
        attachment: NewAttachment<'_>,
    ) -> impl Future<Output = Result<(), WriteError>> + Send;
}
