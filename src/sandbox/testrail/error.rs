//! Errors in TestRail's grammar: one key, one sentence, no code.

use hyper::StatusCode;
use serde_json::{Value, json};

/// The first thing that is wrong with a call; the API reports only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ApiError {
    pub(super) status: StatusCode,
    pub(super) message: String,
    /// Seconds for `Retry-After`.
    pub(super) retry_after: Option<u64>,
}

impl ApiError {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            retry_after: None,
        }
    }

    /// 400 with a sentence of its own.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 in the form `Field :<name> <predicate>.`
    pub(super) fn field(name: &str, predicate: &str) -> Self {
        Self::bad_request(format!("Field :{name} {predicate}."))
    }

    /// 400: the field has to be there.
    pub(super) fn required(name: &str) -> Self {
        Self::field(name, "is a required field")
    }

    /// 403: rights, licence, or the state of a run or plan.
    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// 403 for a run or plan that is closed.
    pub(super) fn completed(what: &str) -> Self {
        Self::forbidden(format!(
            "This operation is not allowed. The {what} is already completed."
        ))
    }

    /// 404: TestRail's answer to a method that it does not know and to a wrong verb, never to an unknown entity.
    pub(super) fn unknown_method(name: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("Unknown method '{name}'"))
    }

    /// 401: missing or wrong credentials.
    pub(super) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Authentication failed: invalid or missing user/password or session cookie.",
        )
    }

    /// 413: an upload that is too large.
    pub(super) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The uploaded file exceeds the maximum size of 256 MB.",
        )
    }

    /// 429: the request was not executed.
    pub(super) fn rate_limited(per_minute: u32, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!(
                    "API Rate Limit Exceeded - {per_minute} per minute maximum allowed. Retry after {seconds} seconds."
                ),
            )
        }
    }

    /// The body of the answer.
    pub(super) fn body(&self) -> Value {
        json!({ "error": self.message })
    }
}
