//! A target whose every write stands in the ledger, before it is sent and after.

use std::fmt::Display;
use std::io;
use std::sync::Arc;

use super::Ledger;
use crate::model::{
    CaseId, Catalog, DesiredCase, FieldSpec, Identity, NewResult, NewRun, Observed,
    ObservedAttachment, ObservedResult, ObservedRun, ObservedTest, RunCatalog, RunId, RunResultId,
    SectionId, SuiteId, TestId, TestResultId, Value,
};
use crate::testrail::{
    AddedResult, CaseScope, Created, CreatedRun, Destination, Error, NewAttachment, Reader,
    RunChange, RunReader, RunWriter, Updated, UpdatedRun, WriteError, Writer,
};

/// A target with its ledger.
#[derive(Debug)]
pub struct Recorded<'a, T> {
    /// What reads and writes.
    pub target: &'a T,
    /// Where writes are noted; `None` where nothing lasts, as in a sandbox within the process.
    pub ledger: Option<&'a Ledger>,
    /// What the ledger calls the server.
    pub server: &'a str,
}

impl<T> Recorded<'_, T> {
    fn before(&self, request: String, objects: Vec<String>) -> Result<Option<u64>, WriteError> {
        let failed = |error: Arc<io::Error>| WriteError::NotRecorded(error);
        self.ledger
            .map(|ledger| ledger.before(self.server, request, objects))
            .transpose()
            .map_err(failed)
    }

    fn after(&self, n: Option<u64>, outcome: Vec<String>) {
        if let (Some(ledger), Some(n)) = (self.ledger, n) {
            ledger.after(n, outcome);
        }
    }

    /// Notes the end of a write about one thing.
    fn ended<R>(
        &self,
        n: Option<u64>,
        result: Result<R, WriteError>,
        said: impl Fn(&R) -> String,
    ) -> Result<R, WriteError> {
        self.after(n, vec![outcome(&result, said)]);
        result
    }
}

fn outcome<R>(result: &Result<R, WriteError>, said: impl Fn(&R) -> String) -> String {
    match result {
        Ok(done) => said(done),
        Err(error) => format!("failed: {error}"),
    }
}

/// `ALLURE-4711 → C501`.
fn became(object: impl Display, result: impl Display) -> String {
    format!("{object} → {result}")
}

impl<T: Reader + Sync> Reader for Recorded<'_, T> {
    async fn catalog(&self, destination: &Destination) -> Result<Catalog, Error> {
        self.target.catalog(destination).await
    }

    async fn cases(
        &self,
        scope: &CaseScope,
        identity: &Identity,
        fields: &[FieldSpec],
    ) -> Result<Observed, Error> {
        self.target.cases(scope, identity, fields).await
    }
}

impl<T: Writer + Sync> Writer for Recorded<'_, T> {
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
        let n = match self.before(format!("add_cases/{section}"), markers.clone()) {
            Ok(n) => n,
            Err(error) => return cases.iter().map(|_| Err(error.clone())).collect(),
        };
        let created = self
            .target
            .create_cases(section, identity, fields, cases)
            .await;
        let outcomes = markers.iter().zip(&created);
        let outcomes = outcomes
            .map(|(marker, result)| became(marker, outcome(result, |done| done.case.to_string())));
        self.after(n, outcomes.collect());
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
        let n = self.before(format!("update_case/{}", id.0), fields)?;
        let updated = self.target.update_case(id, changes).await;
        self.ended(n, updated, |_| became(id, "updated"))
    }
}

impl<T: RunReader + Sync> RunReader for Recorded<'_, T> {
    async fn run_catalog(&self, project_id: u64) -> Result<RunCatalog, Error> {
        self.target.run_catalog(project_id).await
    }

    async fn runs(
        &self,
        project_id: u64,
        suite: SuiteId,
        prefix: &str,
    ) -> Result<Vec<ObservedRun>, Error> {
        self.target.runs(project_id, suite, prefix).await
    }

    async fn description(&self, run: RunId) -> Result<String, Error> {
        self.target.description(run).await
    }

    async fn tests(&self, run: RunId) -> Result<Vec<ObservedTest>, Error> {
        self.target.tests(run).await
    }

    async fn results(
        &self,
        run: RunId,
        link: impl Fn(&str) -> Option<TestResultId> + Send + Sync,
    ) -> Result<Vec<ObservedResult>, Error> {
        self.target.results(run, link).await
    }

    async fn test_attachments(&self, test: TestId) -> Result<Vec<ObservedAttachment>, Error> {
        self.target.test_attachments(test).await
    }
}

impl<T: RunWriter + Sync> RunWriter for Recorded<'_, T> {
    async fn create_run(&self, project_id: u64, run: &NewRun) -> Result<CreatedRun, WriteError> {
        let n = self.before(format!("add_run/{project_id}"), vec![run.refs.clone()])?;
        let created = self.target.create_run(project_id, run).await;
        self.ended(n, created, |created| became(&run.refs, created.id))
    }

    async fn update_run(&self, run: RunId, change: &RunChange) -> Result<UpdatedRun, WriteError> {
        let n = self.before(format!("update_run/{}", run.0), vec![run.to_string()])?;
        let updated = self.target.update_run(run, change).await;
        self.ended(n, updated, |_| became(run, "updated"))
    }

    async fn add_results(
        &self,
        run: RunId,
        results: &[NewResult],
    ) -> Vec<Result<AddedResult, WriteError>> {
        let request = format!("add_results_for_cases/{}", run.0);
        let n = match self.before(request, vec![format!("{} results", results.len())]) {
            Ok(n) => n,
            Err(error) => return results.iter().map(|_| Err(error.clone())).collect(),
        };
        let added = self.target.add_results(run, results).await;
        let done = added.iter().filter(|result| result.is_ok()).count();
        self.after(
            n,
            vec![format!(
                "{done} of {} results added to {run}",
                results.len()
            )],
        );
        added
    }

    async fn close_run(&self, run: RunId) -> Result<(), WriteError> {
        let n = self.before(format!("close_run/{}", run.0), vec![run.to_string()])?;
        let closed = self.target.close_run(run).await;
        self.ended(n, closed, |()| became(run, "closed"))
    }

    async fn attach(
        &self,
        result: RunResultId,
        attachment: NewAttachment<'_>,
    ) -> Result<(), WriteError> {
        let name = attachment.name.to_owned();
        let n = self.before(
            format!("add_attachment_to_result/{}", result.0),
            vec![name.clone()],
        )?;
        let attached = self.target.attach(result, attachment).await;
        self.ended(n, attached, |()| became(&name, "attached"))
    }
}
