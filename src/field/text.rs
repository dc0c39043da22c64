//! Text: any number of lines, in whatever markup the server holds.

use serde_json::Value as Json;

use super::{Converted, FieldType, NotConverted, Row, shape, source};
use crate::model::{FieldKind, Markup, SourceShape, SourceValue, Value};
use crate::text::Base;

pub(super) struct Text;

impl FieldType for Text {
    fn name(&self) -> &'static str {
        "Text"
    }

    fn markup(&self, kind: &FieldKind) -> Markup {
        kind.markup
    }

    fn encode(&self, value: &Value) -> Json {
        shape::encode_text(value)
    }

    fn takes(&self, _: SourceShape) -> bool {
        true
    }

    fn convert(
        &self,
        kind: &FieldKind,
        sources: &[&SourceValue],
        row: &Row,
        base: &Base,
    ) -> Result<Converted, NotConverted> {
        let entries = source::entries(sources);
        let text = source::joined_text(&entries, row.join.as_deref(), kind.markup, base);
        Ok(shape::text(text).into())
    }
}
