//! The option of a dropdown.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::MAX_ID;

/// An option of a TestRail dropdown. `custom_2` and `2` both mean option 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionId(pub i64);

impl OptionId {
    /// Reads `custom_2`, as the TestOps interface writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("custom_")?;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let id = digits.parse().ok()?;
        (id <= MAX_ID).then_some(Self(id))
    }
}

impl<'de> Deserialize<'de> for OptionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Self::parse(&text),
            value => value.as_i64().map(Self),
        }
        .ok_or_else(|| D::Error::custom("not an option id"))
    }
}

impl JsonSchema for OptionId {
    fn schema_name() -> Cow<'static, str> {
        "OptionId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An option of the TestRail dropdown, by its number: `2` and `custom_2` both mean option 2.",
            "oneOf": [
                {"type": "integer", "minimum": 0, "maximum": MAX_ID},
                {"type": "string", "pattern": "^custom_[0-9]{1,15}$"},
            ],
            "examples": [2, "custom_2"],
        })
    }
}
