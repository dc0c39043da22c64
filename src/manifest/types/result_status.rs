//! The status of a TestRail result.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::MAX_ID;

/// A TestRail status, by its system name or its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum StatusRef {
    /// The system name, such as `passed` or `custom_status1`.
    Name(String),
    /// The id, such as 1.
    Id(i64),
}

impl Default for StatusRef {
    fn default() -> Self {
        Self::Name(String::new())
    }
}

impl<'de> Deserialize<'de> for StatusRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(name) => Some(Self::Name(name)),
            value => value.as_i64().map(Self::Id),
        }
        .ok_or_else(|| D::Error::custom("not a status"))
    }
}

impl JsonSchema for StatusRef {
    fn schema_name() -> Cow<'static, str> {
        "ResultStatus".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A TestRail status, by its system name or its id. `untested` (3) is not one that a \
                            result can have.",
            "oneOf": [
                {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$", "not": {"const": "untested"}},
                {"type": "integer", "minimum": 1, "maximum": MAX_ID, "not": {"const": 3}},
            ],
            "examples": ["passed", "retest", "custom_status1", 5],
        })
    }
}
