//! Changes a case.

use super::client::json;
use super::lack::Reduced;
use super::matching::Answered;
use super::{TestRail, convert};
use crate::http::Effect;
use crate::model::{CaseId, FieldSpec, Value};
use crate::testrail::{Updated, WriteError};

/// Sends these fields of a case, which is harmless to repeat. One that TestRail refuses keeps no other from arriving.
pub(super) async fn update_case(
    testrail: &TestRail,
    id: CaseId,
    changes: &[(&FieldSpec, &Value)],
) -> Result<Updated, WriteError> {
    let method = format!("update_case/{}", id.0);
    let api = &testrail.api;
    let mut sent = Reduced::new(changes.to_vec());
    loop {
        let body = convert::case_request(sent.fields.iter().copied());
        let answered = api.post(&method, Effect::Idempotent, &body, "an updated case", json);
        let answered: Result<Answered, _> = answered.await;
        match answered {
            Ok(answered) => {
                return Ok(Updated {
                    lacks: sent.lacks,
                    ..answered.updated(changes)
                });
            }
            Err(refusal) if sent.leave_out(&refusal, |_| false) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
