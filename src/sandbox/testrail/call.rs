//! One API call, taken apart.

use bytes::Bytes;
use serde_json::Value;

use super::body::Body;
use super::error::ApiError;
use super::params::Params;
use super::users::{Right, User};
use crate::sandbox::emulator::Request;

/// A call that has passed routing and authentication.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The method with its path ids: `get_cases/1`.
    pub(super) route: &'a str,
    /// The parameters after it.
    pub(super) params: Params,
    /// The body of a POST that is JSON.
    pub(super) body: Body,
    /// The request, for uploads.
    pub(super) request: &'a Request,
    /// Who calls.
    pub(super) user: User,
    /// What the method needs.
    pub(super) right: Right,
    /// The time of the call, in seconds since 1970.
    pub(super) now: i64,
}

impl Call<'_> {
    /// An id of the path by its place; `field` is what messages call it.
    pub(super) fn id(&self, place: usize, field: &str) -> Result<u64, ApiError> {
        self.segment(place)
            .ok_or_else(|| ApiError::required(field))?
            .parse()
            .ok()
            .filter(|id| *id > 0)
            .ok_or_else(|| ApiError::field(field, "is not a valid ID"))
    }

    /// Refuses a caller who lacks the right.
    ///
    /// Looking up what the path names does this, so that an unknown id is told first and a wrong field last.
    pub(super) fn permit(&self) -> Result<(), ApiError> {
        if self.user.may(self.right) {
            return Ok(());
        }
        let method = self.route.split('/').next().unwrap_or_default();
        Err(ApiError::forbidden(lacking(method, self.right)))
    }

    /// Refuses to change one object that the caller may not edit, although others of its kind may be.
    pub(super) fn permit_unless(&self, is_locked: bool, object: &str) -> Result<(), ApiError> {
        if !is_locked || self.right == Right::Read {
            return Ok(());
        }
        Err(ApiError::forbidden(format!(
            "You are not allowed to edit this {object} (insufficient permissions)."
        )))
    }

    /// Whether a deletion is asked only what it would affect.
    pub(super) fn is_preview(&self) -> Result<bool, ApiError> {
        Ok(self.params.flag("soft")?.unwrap_or(false))
    }

    /// A part of the path after the method.
    pub(super) fn segment(&self, place: usize) -> Option<&str> {
        self.route
            .split('/')
            .nth(place + 1)
            .filter(|segment| !segment.is_empty())
    }
}

/// A successful answer.
#[derive(Debug)]
pub(super) enum Reply {
    /// JSON.
    Json(Value),
    /// Status 200 without a body, as deletes and moves give it.
    Empty,
    /// A file.
    File {
        /// Its media type.
        content_type: String,
        /// Its name.
        name: String,
        /// Its content.
        content: Bytes,
    },
}

impl From<Value> for Reply {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

/// What a method gives.
pub(super) type Outcome = Result<Reply, ApiError>;

/// Such as `You are not allowed to add test results (insufficient permissions).`
fn lacking(name: &str, right: Right) -> String {
    let (verb, object) = name.split_once('_').unwrap_or((name, "data"));
    let objects = [
        "attachment",
        "result",
        "run",
        "plan",
        "milestone",
        "case",
        "section",
        "suite",
        "project",
    ]
    .into_iter()
    .find(|kind| object.contains(kind))
    .map_or_else(
        || object.replace('_', " "),
        |kind| match kind {
            "result" | "run" | "plan" | "case" | "suite" => format!("test {kind}s"),
            _ => format!("{kind}s"),
        },
    );
    let reason = match right {
        Right::Administrate => "requires administrator privileges",
        Right::Read | Right::Test | Right::Design => "insufficient permissions",
    };
    format!("You are not allowed to {verb} {objects} ({reason}).")
}
