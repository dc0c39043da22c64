//! The error answers, in the shape that TestOps shares with every Spring Boot service.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::emulator::Answer;

/// A call that is not carried out.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    message: String,
    /// A body of another shape, as the token call has it.
    body: Option<Value>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            body: None,
        }
    }

    /// A refusal in the words of OAuth.
    pub(super) fn oauth(status: StatusCode, error: &str, description: &str) -> Self {
        Self {
            body: Some(json!({ "error": error, "error_description": description })),
            ..Self::new(status, description)
        }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// An object that does not exist: `what` is its kind, such as `Test case`.
    pub(super) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{what} not found"))
    }

    pub(super) fn body(&self, path: &str) -> Value {
        self.body.clone().unwrap_or_else(|| {
            json!({
                "timestamp": super::now(),
                "status": self.status.as_u16(),
                "error": self.status.canonical_reason().unwrap_or("Error"),
                "message": self.message,
                "path": path,
            })
        })
    }

    pub(super) fn answer(&self, path: &str) -> Answer {
        Answer::json(self.status, &self.body(path))
    }
}
