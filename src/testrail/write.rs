//! Changes a case.

use super::client::json;
use super::matching::Answered;
use super::{TestRail, convert, shared_steps};
use crate::http::Effect;
use crate::model::{CaseId, FieldSpec, Value};
use crate::testrail::{Updated, WriteError};

/// Sends these fields of a case, which is harmless to repeat.
pub(super) async fn update_case(
    testrail: &TestRail,
    id: CaseId,
    changes: &[(&FieldSpec, &Value)],
) -> Result<Updated, WriteError> {
    let body = convert::case_request(changes.iter().copied());
    let method = format!("update_case/{}", id.0);
    let api = &testrail.api;
    let answered = api.post(&method, Effect::Idempotent, &body, "an updated case", json);
    let answered: Answered = answered.await?;
    let mut updated = answered.updated(changes);
    // It is written whatever comes of reading.
    let told = shared_steps::tell(testrail, None, updated.stored.iter_mut().collect()).await;
    if let Err(error) = told {
        tracing::warn!("{error}: it does not tell what shared steps hold");
    }
    Ok(updated)
}
