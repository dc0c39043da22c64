//! Values of fields.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{self, StepRow};
use crate::plan::Labels;

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
    Steps(Vec<Step>),
}

/// A number with the name that people see for it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct NamedId {
    pub(super) id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
}

/// One row of a Steps field.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Step {
    content: String,
    expected: String,
}

pub(super) fn value(value: &model::Value, field: &model::FieldName, labels: &Labels) -> Value {
    match value {
        model::Value::Empty => Value::Empty(()),
        model::Value::Text(text) => Value::Text(text.clone()),
        model::Value::Option(id) => Value::Named(NamedId {
            id: *id,
            name: labels.option(field, *id).map(str::to_owned),
        }),
        model::Value::Template(id) => Value::Named(template(*id, labels)),
        model::Value::Steps(rows) => Value::Steps(
            rows.iter()
                .map(|StepRow { content, expected }| Step {
                    content: content.clone(),
                    expected: expected.clone(),
                })
                .collect(),
        ),
    }
}

pub(super) fn template(id: model::TemplateId, labels: &Labels) -> NamedId {
    // Template ids are small numbers; one that does not fit came from a broken server.
    NamedId {
        id: i64::try_from(id.0).unwrap_or(i64::MAX),
        name: labels.template(id).map(str::to_owned),
    }
}
