//! The port through which runs are read. Planning gets this and nothing that writes.

use std::future::Future;

use super::Error;
use crate::model::{
    Linked, ObservedAttachment, ObservedResult, ObservedRun, ObservedTest, RunCatalog, RunId,
    RunNow, SuiteId, TestId,
};

/// Reads runs. It cannot write.
pub(crate) trait RunReader {
    /// Reads what runs of a project accept: two requests.
    fn run_catalog(
        &self,
        project_id: u64,
    ) -> impl Future<Output = Result<RunCatalog, Error>> + Send;

    /// Reads the runs of a suite, open and closed, whose `refs` carry a marker with this prefix, in the order of their
    /// ids: one request for 250 runs of the suite. Runs within test plans are none of ours.
    fn runs(
        &self,
        project_id: u64,
        suite: SuiteId,
        prefix: &str,
    ) -> impl Future<Output = Result<Vec<ObservedRun>, Error>> + Send;

    /// The same of runs that were created after this second since 1970: one request.
    fn runs_since(
        &self,
        project_id: u64,
        suite: SuiteId,
        prefix: &str,
        created_after: i64,
    ) -> impl Future<Output = Result<Vec<ObservedRun>, Error>> + Send;

    /// Reads a run as it is now: one request.
    fn run_now(&self, run: RunId) -> impl Future<Output = Result<RunNow, Error>> + Send;

    /// Reads the tests of a run, in the order of their ids: one request for 250.
    fn tests(&self, run: RunId) -> impl Future<Output = Result<Vec<ObservedTest>, Error>> + Send;

    /// Reads the results of a run, in the order of their ids: one request for 250. `link` finds what a
    /// comment of ours says; comments themselves are not kept.
    fn results(
        &self,
        run: RunId,
        link: impl Fn(&str) -> Option<Linked> + Send + Sync,
    ) -> impl Future<Output = Result<Vec<ObservedResult>, Error>> + Send;

    /// Reads which files the results of a test have: one request.
    fn test_attachments(
        &self,
        test: TestId,
    ) -> impl Future<Output = Result<Vec<ObservedAttachment>, Error>> + Send;
}
