//! What a person should know.

use schemars::JsonSchema;
use serde::Serialize;

use super::places::Place;
use crate::diagnostic;
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

/// How much a diagnostic stops: the command, all of the sync config, one case, nothing.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Severity {
    Error,
    BlocksConfig,
    BlocksCase,
    Warning,
    Notice,
}

/// One thing on either side, by its number or name.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
enum Object {
    /// A test case of TestOps.
    TestCase(i64),
    /// A launch of TestOps.
    Launch(i64),
    /// A case of TestRail.
    Case(u64),
    /// A run of TestRail.
    Run(u64),
    /// A sync config.
    SyncConfig(String),
}

impl From<&diagnostic::Diagnostic> for Diagnostic {
    fn from(diagnostic: &diagnostic::Diagnostic) -> Self {
        let diagnostic::Diagnostic {
            severity,
            code,
            place,
            objects,
            causes,
        } = diagnostic;
        let Words { message, help } = words(code);
        // A code always has a JSON, since its data are texts and numbers.
        let data = serde_json::to_value(code).ok();
        Self {
            code: code.id(),
            severity: match severity {
                diagnostic::Severity::Error => Severity::Error,
                diagnostic::Severity::BlocksConfig => Severity::BlocksConfig,
                diagnostic::Severity::BlocksCase => Severity::BlocksCase,
                diagnostic::Severity::Warning => Severity::Warning,
                diagnostic::Severity::Notice => Severity::Notice,
            },
            message,
            help,
            data: data.and_then(|mut code| Some(code.get_mut("data")?.take())),
            place: place.as_ref().map(Place::from),
            objects: objects.iter().map(Object::from).collect(),
            causes: (!causes.is_empty()).then(|| causes.clone()),
        }
    }
}

impl From<&diagnostic::Object> for Object {
    fn from(object: &diagnostic::Object) -> Self {
        match object {
            diagnostic::Object::TestCase(id) => Self::TestCase(*id),
            diagnostic::Object::Launch(id) => Self::Launch(*id),
            diagnostic::Object::Case(id) => Self::Case(*id),
            diagnostic::Object::Run(id) => Self::Run(*id),
            diagnostic::Object::SyncConfig(name) => Self::SyncConfig(name.clone()),
        }
    }
}
