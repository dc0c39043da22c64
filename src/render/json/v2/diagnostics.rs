//! What a person should know.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{self, Object, Place, Severity};
use crate::render::diagnostics::{Words, words};

/// Something that a person should know.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Diagnostic {
    /// The stable number of what it says, such as `RW0203`. Decide on this one, and on `data`.
    code: &'static str,
    severity: Severity,
    /// What it says, in words that may change.
    message: String,
    /// What to do about it; absent when nothing has to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// The data of the code; its keys belong to the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<serde_json::Value>,
    /// The place in a manifest that it goes back to.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    /// What it is about.
    objects: Vec<Object>,
    /// What led to it, the nearest cause first.
    #[serde(skip_serializing_if = "Option::is_none")]
    causes: Option<Vec<String>>,
}

impl From<&diagnostic::Diagnostic> for Diagnostic {
    fn from(diagnostic: &diagnostic::Diagnostic) -> Self {
        let diagnostic::Diagnostic {
            severity,
            code,
            place,
            objects,
            causes,
            ..
        } = diagnostic;
        let Words { message, help } = words(code);
        // A code always has a JSON, since its data are texts and numbers.
        let data = serde_json::to_value(code).ok();
        Self {
            code: code.id(),
            severity: *severity,
            message,
            help,
            data: data.and_then(|mut code| Some(code.get_mut("data")?.take())),
            place: place.clone(),
            objects: objects.clone(),
            causes: (!causes.is_empty()).then(|| causes.clone()),
        }
    }
}
