//! A value of a TestRail field.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A value of one TestRail field, by its shape: what it means depends on the type of the field, and is known to `field`
/// alone. Texts are in the characters that go over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Value {
    /// Nothing: null, an empty text, an empty list.
    #[default]
    Empty,
    /// Text.
    Text(String),
    /// A number, mostly of something that has a name.
    Number(i64),
    /// The rows of a Steps field.
    Steps(Vec<StepRow>),
}

/// One row of a TestRail Steps field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct StepRow {
    /// What to do.
    pub content: String,
    /// What should happen.
    pub expected: String,
    /// What else TestRail has in the row, by its keys: what people keep in further columns, and the shared step that the
    /// row comes from. None of it is ours.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, Json>,
    /// Which row of its shared step this is, where TestRail has the id of that shared step in place of its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<SharedPart>,
}

/// The place of a row among the rows of a shared step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct SharedPart {
    /// Its place, counted from 0.
    pub row: usize,
    /// How many rows the shared step has.
    pub of: usize,
}

impl Value {
    /// True for null, an empty text and an empty list, which TestRail does not tell apart.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Steps(rows) => rows.is_empty(),
            Self::Number(_) => false,
        }
    }
}
