//! Values that may come from outside the manifest.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::FileSpec;
use super::file::file_schema;

/// What an environment variable may be called.
const ENV_PATTERN: &str = "^[A-Za-z_][A-Za-z0-9_]*$";

/// Where a secret comes from. A secret never stands in a manifest itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum SecretSpec {
    /// An environment variable.
    Env {
        /// Its name.
        env: String,
    },
    /// A file that holds the value alone.
    File(FileSpec),
}

/// A value that stands in the manifest or comes from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingSpec {
    /// The value itself.
    Literal(String),
    /// Where it comes from.
    From(SecretSpec),
}

impl<'de> Deserialize<'de> for SettingSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => Ok(Self::Literal(text)),
            value => serde_json::from_value(value)
                .map(Self::From)
                .map_err(D::Error::custom),
        }
    }
}

fn env_schema() -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "env": {
                "description": "The name of an environment variable that holds the value.",
                "type": "string",
                "pattern": ENV_PATTERN,
            },
        },
        "required": ["env"],
        "additionalProperties": false,
    })
}

fn value_file_schema() -> Schema {
    file_schema("A file that holds the value alone. Relative paths start at the manifest's folder.")
}

impl JsonSchema for SecretSpec {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Where a secret comes from: `{env: NAME}` or `{file: PATH}`. It never stands in the \
                            manifest itself.",
            "oneOf": [env_schema(), value_file_schema()],
            "examples": [{"env": "TESTRAIL_API_KEY"}, {"file": "secrets/testrail-api-key"}],
        })
    }
}

impl JsonSchema for SettingSpec {
    fn schema_name() -> Cow<'static, str> {
        "Setting".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The value itself, or where it comes from: `{env: NAME}` or `{file: PATH}`.",
            "oneOf": [{"type": "string", "minLength": 1}, env_schema(), value_file_schema()],
        })
    }
}
