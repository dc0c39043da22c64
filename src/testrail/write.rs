//! Changes a case.

use super::client::json;
use super::lack::Reduced;
use super::matching::Answered;
use super::{TestRail, convert, shared_steps};
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
                let mut updated = answered.updated(changes);
                tell_shared_steps(testrail, &mut updated).await;
                return Ok(Updated {
                    lacks: sent.lacks,
                    ..updated
                });
            }
            Err(refusal) if sent.leave_out(&refusal, |_| false) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Tells what shared steps of a case hold. It is written whatever comes of reading.
async fn tell_shared_steps(testrail: &TestRail, updated: &mut Updated) {
    let told = shared_steps::tell(testrail, None, updated.stored.iter_mut().collect()).await;
    if let Err(error) = told {
        tracing::warn!("{error}: it does not tell what shared steps hold");
    }
}
