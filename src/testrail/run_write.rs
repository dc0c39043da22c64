//! Creates, changes and closes runs, and attaches files to results.

use super::client::json;
use super::run_wire::Run;
use super::{TestRail, add_results, run_convert as convert};
use crate::http::{self, Effect, Upload};
use crate::model::{FieldName, NewResult, NewRun, RunId, RunResultId, attachment_name};
use crate::testrail::{
    AddedResult, CreatedRun, NewAttachment, RunChange, RunWriter, UpdatedRun, WriteError,
};

impl RunWriter for TestRail {
    async fn create_run(&self, project_id: u64, run: &NewRun) -> Result<CreatedRun, WriteError> {
        let method = format!("add_run/{project_id}");
        let body = convert::new_run(run);
        let created = self
            .api
            .post(&method, Effect::Create, &body, "a created run", json);
        let created: Run = created.await?;
        // A run whose references are told, and lack the marker, would never be found again.
        let is_lost = |refs: &str| !refs.contains(&run.refs);
        if created.refs().is_some_and(is_lost) {
            return Err(WriteError::MarkerNotStored {
                object: RunId(created.id).to_string(),
                field: FieldName::new("refs"),
            });
        }
        Ok(convert::created_run(created))
    }

    async fn update_run(&self, run: RunId, change: &RunChange) -> Result<UpdatedRun, WriteError> {
        let method = format!("update_run/{}", run.0);
        let body = convert::run_change(change);
        // People may select further cases meanwhile, which a selection that is sent again would leave out.
        let effect = match change.case_ids {
            Some(_) => Effect::Create,
            None => Effect::Idempotent,
        };
        let updated = self
            .api
            .post(&method, effect, &body, "an updated run", json);
        Ok(convert::updated_run(updated.await?))
    }

    async fn add_results(
        &self,
        run: RunId,
        results: &[NewResult],
    ) -> Vec<Result<AddedResult, WriteError>> {
        add_results::add_results(self, run, results).await
    }

    async fn close_run(&self, run: RunId) -> Result<(), WriteError> {
        let method = format!("close_run/{}", run.0);
        let body = serde_json::json!({});
        // Sent again to a run that is closed, it is refused, which is looked into below.
        let closed = self
            .api
            .post(&method, Effect::Idempotent, &body, "a closed run", json);
        let error = match closed.await {
            Ok(Run { .. }) => return Ok(()),
            Err(error) => WriteError::from(error),
        };
        if error.concerns_all() {
            return Err(error);
        }
        match self.is_completed(run).await {
            Ok(true) => Ok(()),
            Ok(false) | Err(_) => Err(error),
        }
    }

    async fn attach(
        &self,
        result: RunResultId,
        attachment: NewAttachment<'_>,
    ) -> Result<(), WriteError> {
        let NewAttachment {
            name,
            content_type,
            open,
        } = attachment;
        let upload = Upload {
            part: "attachment",
            name: &attachment_name(name),
            content_type,
            open,
        };
        let method = format!("add_attachment_to_result/{}", result.0);
        Ok(self
            .api
            .upload(&method, upload, "an attachment's id")
            .await?)
    }
}

impl TestRail {
    /// Whether a run is closed.
    pub(super) async fn is_completed(&self, run: RunId) -> Result<bool, http::Error> {
        let method = format!("get_run/{}", run.0);
        let run: Run = self.api.get(&method, "", "a run", json).await?;
        Ok(run.is_completed.0)
    }
}
