//! Values that may come from outside the manifest.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::file::{OriginKeys, file_schema};
use super::{Located, NamedFile};
use crate::diagnostic::Place;

/// What an environment variable may be called.
const ENV_PATTERN: &str = "^[A-Za-z_][A-Za-z0-9_]*$";

/// Where a value comes from. A secret always comes from somewhere, since it is never in a manifest itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An environment variable, by its name.
    Env(Located<String>),
    /// A file that holds the value alone.
    File(Located<NamedFile>),
}

/// A value that is in the manifest or comes from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingValue {
    /// The value itself.
    Literal(String),
    /// Where it comes from.
    From(Origin),
}

impl Origin {
    /// Where the name of the variable or the path is.
    pub fn place(&self) -> &Place {
        match self {
            Self::Env(variable) => &variable.place,
            Self::File(file) => &file.place,
        }
    }
}

impl Located<SettingValue> {
    /// Where the value is, or what it comes from.
    pub fn origin_place(&self) -> &Place {
        match &self.value {
            SettingValue::Literal(_) => &self.place,
            SettingValue::From(origin) => origin.place(),
        }
    }
}

impl Default for Origin {
    fn default() -> Self {
        Self::Env(Located::default())
    }
}

impl Default for SettingValue {
    fn default() -> Self {
        Self::Literal(String::new())
    }
}

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let keys = OriginKeys::deserialize(deserializer)?;
        match (keys.file(), keys.env) {
            (_, Some(env)) => Ok(Self::Env(env)),
            (Some(file), None) => Ok(Self::File(file)),
            (None, None) => Err(D::Error::custom("neither `env` nor `file`")),
        }
    }
}

impl<'de> Deserialize<'de> for SettingValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SettingVisitor)
    }
}

struct SettingVisitor;

impl<'de> Visitor<'de> for SettingVisitor {
    type Value = SettingValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, `{env: NAME}` or `{file: PATH}`")
    }

    fn visit_str<E>(self, text: &str) -> Result<SettingValue, E> {
        Ok(SettingValue::Literal(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, keys: A) -> Result<SettingValue, A::Error> {
        Origin::deserialize(MapAccessDeserializer::new(keys)).map(SettingValue::From)
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

impl JsonSchema for Origin {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Where a secret comes from: `{env: NAME}` or `{file: PATH}`. It is never in the manifest \
                            itself.",
            "oneOf": [env_schema(), value_file_schema()],
            "examples": [{"env": "TESTRAIL_API_KEY"}, {"file": "secrets/testrail-api-key"}],
        })
    }
}

impl JsonSchema for SettingValue {
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
