//! The title: one line, and every case has one.

use serde_json::Value as Json;

use super::{Converted, FieldType, NotConverted, Row, shape, string};
use crate::model::{
    DesiredCase, FieldKind, FieldName, FieldSpec, Markup, SourceShape, SourceValue, Value,
};
use crate::text::Base;

pub(super) const NAME: &str = "title";

pub(super) struct Title;

impl FieldType for Title {
    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, value: &Value) -> Json {
        shape::encode_text(value)
    }

    fn takes(&self, shape: SourceShape) -> bool {
        string::takes(shape)
    }

    fn convert(
        &self,
        _: &FieldKind,
        sources: &[&SourceValue],
        row: &Row,
        _: &Base,
    ) -> Result<Converted, NotConverted> {
        let converted = string::one_line(sources, row);
        if converted.value.is_empty() {
            return Err(NotConverted::Missing);
        }
        Ok(converted)
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
