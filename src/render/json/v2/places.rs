//! Places in manifests, and what was decided there.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Place;
use crate::model;
use crate::render::reason::because;

/// Why the mapping chose a value.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Reason {
    text: String,
    place: Place,
}

impl From<&model::Reason> for Reason {
    fn from(reason: &model::Reason) -> Self {
        Self {
            text: because(reason),
            place: reason.place.clone(),
        }
    }
}
