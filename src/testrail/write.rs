//! Changes a case.

use super::client::json;
use super::matching::Answered;
use super::{TestRail, convert};
use crate::http::Effect;
use crate::model::{CaseId, FieldSpec, Value};
use crate::testrail::{Updated, WriteError};

/// Sends these fields of a case, which is harmless to repeat.
pub(super) async fn update(
    testrail: &TestRail,
    id: CaseId,
    changes: &[(&FieldSpec, &Value)],
) -> Result<Updated, WriteError> {
    let body = convert::request(changes.iter().copied());
    let answered: Answered = testrail
        .api
        .post(
            &format!("update_case/{}", id.0),
            Effect::Idempotent,
            body.to_string().into_bytes(),
            "an updated case",
            json,
        )
        .await?;
    Ok(answered.updated(changes))
}
