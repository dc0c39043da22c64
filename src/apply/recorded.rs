//! A writer whose every write is in the ledger, before it is sent and after.

use std::fmt::Display;
use std::sync::Arc;

use crate::mapping::launches::link_in;
use crate::model::{
    CaseId, DesiredCase, FieldSpec, Identity, NewResult, NewRun, RunId, RunResultId, SectionId,
    TestResultId, Value,
};
use crate::state::{Ledger, StateError};
use crate::testrail::{
    AddedResult, Created, CreatedRun, NewAttachment, RunChange, RunWriter, Updated, UpdatedRun,
    WriteError, Writer,
};

/// A writer with its ledger.
#[derive(Debug)]
pub(crate) struct Recorded<'a, T> {
    pub(crate) writer: &'a T,
    /// Where writes are noted; `None` where nothing lasts, as in a sandbox within the process.
    pub(crate) ledger: Option<&'a Ledger>,
    /// What the ledger calls the server.
    pub(crate) server: &'a str,
    /// The web address of TestOps, without a slash at its end, by which results are known.
    pub(crate) web: &'a str,
}

impl<T> Recorded<'_, T> {
    fn before(&self, request: String, objects: Vec<String>) -> Result<Option<u64>, WriteError> {
        let failed = |error: StateError| WriteError::NotRecorded(Arc::new(error.into_source()));
        self.ledger
            .map(|ledger| ledger.note_write(self.server, request, objects))
            .transpose()
            .map_err(failed)
    }

    fn after(&self, n: Option<u64>, outcome: Vec<String>, failed: Vec<String>) {
        if let (Some(ledger), Some(n)) = (self.ledger, n) {
            ledger.note_outcome(n, outcome, failed);
        }
    }

    /// Notes a write of one thing, makes it, and notes its end.
    async fn noted<R>(
        &self,
        request: String,
        objects: Vec<String>,
        write: impl Future<Output = Result<R, WriteError>>,
        became: impl Fn(&R) -> String,
    ) -> Result<R, WriteError> {
        let n = self.before(request, objects.clone())?;
        let result = write.await;
        let failed = if is_surely_not_written(&result) {
            objects
        } else {
            Vec::new()
        };
        self.after(n, vec![outcome(&result, became)], failed);
        result
    }
}

/// What a later plan need not wait for.
fn is_surely_not_written<R>(result: &Result<R, WriteError>) -> bool {
    result
        .as_ref()
        .is_err_and(|error| !matches!(error, WriteError::Unclear(_)))
}

/// Those of the objects, one for each result, that were surely not written.
fn not_written<R>(objects: &[String], results: &[Result<R, WriteError>]) -> Vec<String> {
    let both = objects.iter().zip(results);
    let failed = both.filter(|(_, result)| is_surely_not_written(result));
    failed.map(|(object, _)| object.clone()).collect()
}

fn outcome<R>(result: &Result<R, WriteError>, became: impl Fn(&R) -> String) -> String {
    match result {
        Ok(done) => became(done),
        Err(error) => format!("failed: {error}"),
    }
}

/// What the ledger calls a result.
pub(crate) fn result_name(id: TestResultId) -> String {
    format!("testresult/{}", id.0)
}

/// `ALLURE-4711 → C501`.
fn became(object: impl Display, result: impl Display) -> String {
    format!("{object} → {result}")
}

impl<T: Writer + Sync> Writer for Recorded<'_, T> {
    fn creates_one_by_one(&self) -> bool {
        self.writer.creates_one_by_one()
    }

    async fn create_cases(
        &self,
        section: SectionId,
        identity: &Identity,
        fields: &[FieldSpec],
        cases: &[DesiredCase],
    ) -> Vec<Result<Created, WriteError>> {
        let markers: Vec<String> = cases
            .iter()
            .map(|case| identity.marker(case.id).0.into())
            .collect();
        let is_single = cases.len() == 1 || self.creates_one_by_one();
        let method = if is_single { "add_case" } else { "add_cases" };
        let n = match self.before(format!("{method}/{section}"), markers.clone()) {
            Ok(n) => n,
            Err(error) => return cases.iter().map(|_| Err(error.clone())).collect(),
        };
        let created = self
            .writer
            .create_cases(section, identity, fields, cases)
            .await;
        let outcomes = markers.iter().zip(&created);
        let outcomes = outcomes
            .map(|(marker, result)| became(marker, outcome(result, |done| done.case.to_string())));
        let mut outcomes: Vec<String> = outcomes.collect();
        if !is_single && self.creates_one_by_one() {
            outcomes.insert(0, "one by one, by add_case".into());
        }
        self.after(n, outcomes, not_written(&markers, &created));
        created
    }

    async fn update_case(
        &self,
        id: CaseId,
        changes: &[(&FieldSpec, &Value)],
    ) -> Result<Updated, WriteError> {
        let fields = changes
            .iter()
            .map(|(field, _)| field.name.to_string())
            .collect();
        let update = self.writer.update_case(id, changes);
        self.noted(format!("update_case/{}", id.0), fields, update, |_| {
            became(id, "updated")
        })
        .await
    }
}

impl<T: RunWriter + Sync> RunWriter for Recorded<'_, T> {
    async fn create_run(&self, project_id: u64, run: &NewRun) -> Result<CreatedRun, WriteError> {
        let refs = vec![run.refs.clone()];
        let creation = self.writer.create_run(project_id, run);
        self.noted(format!("add_run/{project_id}"), refs, creation, |created| {
            became(&run.refs, created.id)
        })
        .await
    }

    async fn update_run(&self, run: RunId, change: &RunChange) -> Result<UpdatedRun, WriteError> {
        let selected = change.case_ids.iter().flatten();
        let selected = selected.map(ToString::to_string);
        let objects = std::iter::once(run.to_string()).chain(selected).collect();
        let update = self.writer.update_run(run, change);
        self.noted(format!("update_run/{}", run.0), objects, update, |_| {
            became(run, "updated")
        })
        .await
    }

    async fn add_results(
        &self,
        run: RunId,
        results: &[NewResult],
    ) -> Vec<Result<AddedResult, WriteError>> {
        let request = format!("add_results_for_cases/{}", run.0);
        let sent = results.len();
        let named = |result: &NewResult| match link_in(&result.comment, self.web) {
            Some(id) => result_name(id),
            None => result.case.to_string(),
        };
        let objects: Vec<String> = results.iter().map(named).collect();
        let n = match self.before(request, objects.clone()) {
            Ok(n) => n,
            Err(error) => return results.iter().map(|_| Err(error.clone())).collect(),
        };
        let added = self.writer.add_results(run, results).await;
        let done = added.iter().filter(|result| result.is_ok()).count();
        let outcome = vec![format!("{done} of {sent} results added to {run}")];
        self.after(n, outcome, not_written(&objects, &added));
        added
    }

    async fn close_run(&self, run: RunId) -> Result<(), WriteError> {
        let object = vec![run.to_string()];
        let closing = self.writer.close_run(run);
        self.noted(format!("close_run/{}", run.0), object, closing, |()| {
            became(run, "closed")
        })
        .await
    }

    async fn attach(
        &self,
        result: RunResultId,
        attachment: NewAttachment<'_>,
    ) -> Result<(), WriteError> {
        let request = format!("add_attachment_to_result/{}", result.0);
        let name = attachment.name;
        let upload = self.writer.attach(result, attachment);
        self.noted(request, vec![name.to_owned()], upload, |()| {
            became(name, "attached")
        })
        .await
    }
}
