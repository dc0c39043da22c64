//! The control calls below `/_sandbox/`, on each server's own port.

use hyper::{Method, StatusCode};
use serde_json::json;

use super::emulator::{Answer, Emulator, Request};
use super::faults::Faults;
use super::journal::Journal;

/// Answers a control call; `None` if the request is meant for the emulator.
pub(crate) fn answer(
    request: &Request,
    emulator: &impl Emulator,
    journal: &Journal,
    faults: &Faults,
) -> Option<Answer> {
    let path = request.path.trim_start_matches('/');
    let call = match path.strip_prefix("_sandbox")? {
        "" => "",
        rest => rest.strip_prefix('/')?,
    };
    let answer = match (&request.method, call.trim_end_matches('/')) {
        (&Method::GET | &Method::HEAD, "journal") => {
            Answer::json(StatusCode::OK, &journal.to_json())
        }
        (&Method::GET | &Method::HEAD, "state") => Answer::json(StatusCode::OK, &emulator.state()),
        (&Method::POST, "faults") => match faults.replace(&request.body) {
            Ok(()) => Answer::json(StatusCode::OK, &json!({})),
            Err(error) => Answer::json(
                StatusCode::BAD_REQUEST,
                &json!({ "error": error.explanation() }),
            ),
        },
        _ => Answer::json(
            StatusCode::NOT_FOUND,
            &json!({
                "error": "the control calls are GET /_sandbox/journal, GET /_sandbox/state and POST /_sandbox/faults"
            }),
        ),
    };
    Some(answer)
}
