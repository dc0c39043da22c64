//! Values of fields.

use schemars::JsonSchema;
use serde::Serialize;

use crate::field::Shown;
use crate::model::StepRow;

/// A value as it goes over the wire.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Value {
    /// Nothing.
    Empty(()),
    /// A text.
    Text(String),
    /// A dropdown option or a template.
    Named(NamedId),
    /// The rows of a Steps field.
    Steps(Vec<StepRow>),
}

/// A number with the name that people see for it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct NamedId {
    pub(super) id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
}

impl From<Shown<'_>> for Value {
    fn from(shown: Shown<'_>) -> Self {
        match shown {
            Shown::Nothing => Self::Empty(()),
            Shown::Text(text) => Self::Text(text.to_owned()),
            Shown::Named { id, name, what: _ } => Self::Named(NamedId {
                id,
                name: name.map(str::to_owned),
            }),
            Shown::Rows(rows) => Self::Steps(rows.to_vec()),
        }
    }
}
