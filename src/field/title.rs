//! The title: one line, and every case has one.

use serde_json::Value as Json;

use super::{FieldType, shape};
use crate::model::{DesiredCase, FieldKind, FieldName, FieldSpec, Markup, Value};

const NAME: &str = "title";

pub(super) struct Title;

impl FieldType for Title {
    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, value: &Value) -> Json {
        shape::encode_text(value)
    }

    fn stands_apart(&self) -> bool {
        true
    }
}

/// The field.
pub(crate) fn title_field() -> FieldSpec {
    FieldSpec {
        name: FieldName::new(NAME),
        kind: FieldKind::new(NAME, Markup::Plain),
    }
}

/// What a case is to be called.
pub(crate) fn title_of(case: &DesiredCase) -> &str {
    let title = case.fields.iter().find(|field| field.name.as_str() == NAME);
    match title.map(|field| &field.value) {
        Some(Value::Text(title)) => title,
        _ => "",
    }
}
