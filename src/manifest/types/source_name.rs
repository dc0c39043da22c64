//! The name of a source.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::model::CaseSource;

/// Something of a test case that can go into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceName(pub CaseSource);

impl Default for SourceName {
    fn default() -> Self {
        Self(CaseSource::Name)
    }
}

impl<'de> Deserialize<'de> for SourceName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        CaseSource::parse(&name)
            .map(Self)
            .ok_or_else(|| D::Error::custom("not a source"))
    }
}

impl JsonSchema for SourceName {
    fn schema_name() -> Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = CaseSource::names().collect();
        json_schema!({
            "description": "Something of a test case in TestOps. A custom field is `customField.` and its name.",
            "type": "string",
            "anyOf": [
                {"enum": names},
                {"pattern": r"^customField\..*\S"},
            ],
            "examples": ["description", "customField.Component"],
        })
    }
}
