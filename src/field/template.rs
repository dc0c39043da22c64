//! The template of a case, which decides about the fields that people see.

use serde_json::Value as Json;

use super::{FieldType, Shown, shape};
use crate::model::{
    FieldKind, FieldName, FieldSpec, Markup, NamedId, Template as Known, TemplateId, Value,
};

const NAME: &str = "template_id";

pub(super) struct Template;

impl FieldType for Template {
    fn name(&self) -> &'static str {
        NAME
    }

    fn decode(&self, stored: &Json) -> Value {
        shape::decode_number(stored)
    }

    /// A template that shows what has to be shown is kept. Old servers do not tell which one a case has.
    fn merge(&self, kind: &FieldKind, desired: &Value, stored: &Value) -> Value {
        match stored {
            Value::Number(id) if !kind.kept.contains(id) => desired.clone(),
            stored => stored.clone(),
        }
    }

    fn is_same(&self, _: &FieldKind, a: &Value, b: &Value) -> bool {
        a == b || a.is_empty() || b.is_empty()
    }

    fn show<'a>(&self, kind: &'a FieldKind, value: &'a Value) -> Shown<'a> {
        shape::show(value, &kind.options, "template")
    }

    fn stands_apart(&self) -> bool {
        true
    }
}

/// The value for a template.
pub(crate) fn template_value(id: TemplateId) -> Value {
    Value::Number(number(id))
}

/// Ids of templates are small numbers; one that does not fit came from a broken server.
fn number(id: TemplateId) -> i64 {
    i64::try_from(id.0).unwrap_or(i64::MAX)
}

/// The field, with the templates of a project and those that a case keeps.
pub(crate) fn template_field(templates: &[Known], kept: &[TemplateId]) -> FieldSpec {
    let option = |template: &Known| NamedId {
        id: number(template.id),
        name: template.name.clone(),
    };
    FieldSpec {
        name: FieldName::new(NAME),
        kind: FieldKind {
            options: templates.iter().map(option).collect(),
            kept: kept.iter().map(|id| number(*id)).collect(),
            ..FieldKind::new(NAME, Markup::Plain)
        },
    }
}
