//! The version of a TestRail installation.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// A version such as `7.5`. Numbers are allowed because people forget the quotes; they are read as they are written, so
/// that `7.10` does not become 7.1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Version(pub String);

impl Version {
    /// True for a version before this one. What is no version is not before any.
    pub(crate) fn is_before(&self, (major, minor): (u64, u64)) -> bool {
        let mut parts = self.0.split('.').map(str::parse::<u64>);
        let Some(Ok(own)) = parts.next() else {
            return false;
        };
        (own, parts.next().and_then(Result::ok).unwrap_or(0)) < (major, minor)
    }
}

impl JsonSchema for Version {
    fn schema_name() -> Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The version of this TestRail, as the foot of its pages shows it: 6.7 or later.",
            "oneOf": [{"type": "string", "pattern": "^[0-9]{1,9}(\\.[0-9]{1,9}){0,3}$"}, {"type": "number"}],
            "examples": ["7.5", "10.2"],
        })
    }
}
