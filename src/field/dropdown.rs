//! Dropdown: one of several options.

use serde_json::Value as Json;

use super::{FieldType, shape};
use crate::model::Value;

pub(super) struct Dropdown;

impl FieldType for Dropdown {
    fn name(&self) -> &'static str {
        "Dropdown"
    }

    fn decode(&self, stored: &Json) -> Value {
        shape::decode_number(stored)
    }
}
