//! Text: any number of lines, in whatever markup the server holds.

use serde_json::Value as Json;

use super::{FieldType, shape};
use crate::model::{FieldKind, Markup, Value};

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
}
