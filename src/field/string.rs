//! String: one line.

use serde_json::Value as Json;

use super::{FieldType, shape};
use crate::model::Value;

pub(super) const NAME: &str = "String";

pub(super) struct StringField;

impl FieldType for StringField {
    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, value: &Value) -> Json {
        shape::encode_text(value)
    }
}
