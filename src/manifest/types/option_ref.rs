//! An option of a field.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::MAX_ID;
use crate::field::Target;

/// An option of a field: by its number, as `custom_` and its number, or by its name. Null is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OptionRef(pub Target);

impl<'de> Deserialize<'de> for OptionRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Some(Target::Nothing),
            Value::String(text) => Some(numbered(&text).map_or(Target::Name(text), Target::Id)),
            value => value.as_i64().map(Target::Id),
        }
        .map(Self)
        .ok_or_else(|| D::Error::custom("not an option"))
    }
}

impl Default for OptionRef {
    fn default() -> Self {
        Self(Target::Nothing)
    }
}

/// The number of `custom_2`, as the TestOps interface writes it.
fn numbered(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("custom_")?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|id| is_number && *id <= MAX_ID)
}

impl JsonSchema for OptionRef {
    fn schema_name() -> Cow<'static, str> {
        "Option".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An option of the TestRail field: its number (`2` and `custom_2` both mean option 2), or \
                            its name. `null` leaves the field empty.",
            "oneOf": [
                {"type": "integer", "minimum": 0, "maximum": MAX_ID},
                {"type": "string", "pattern": r"\S"},
                {"type": "null"},
            ],
            "examples": ["custom_2", 2, "Medium"],
        })
    }
}
