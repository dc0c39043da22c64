//! Places in manifests, and what was decided there.

use schemars::JsonSchema;
use serde::Serialize;

use crate::render::reason::because;
use crate::{diagnostic, model};

/// Why the mapping chose a value.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Reason {
    text: String,
    place: Place,
}

/// A place in a manifest.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Place {
    file: String,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
}

impl From<&model::Reason> for Reason {
    fn from(reason: &model::Reason) -> Self {
        Self {
            text: because(reason),
            place: Place::from(&reason.place),
        }
    }
}

impl From<&diagnostic::Place> for Place {
    fn from(place: &diagnostic::Place) -> Self {
        let diagnostic::Place { file, line, column } = place;
        Self {
            file: file.to_string(),
            line: *line,
            column: *column,
        }
    }
}
