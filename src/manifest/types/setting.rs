//! Values that may come from outside the manifest.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::file::{OriginKeys, file_schema};
use super::{Located, NamedFile, TextOr};
use crate::diagnostic::Place;

/// What an environment variable may be called.
const ENV_PATTERN: &str = "^[A-Za-z_][A-Za-z0-9_]*$";

/// A value that is in the manifest or comes from outside.
pub(crate) type SettingValue = TextOr<Origin>;

/// Where a value comes from. A secret always comes from somewhere, since it is never in a manifest itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "OriginKeys")]
pub(crate) enum Origin {
    /// An environment variable, by its name.
    Env(Located<String>),
    /// A file that holds the value alone.
    File(Located<NamedFile>),
}

impl Origin {
    /// Where the name of the variable or the path is.
    pub(crate) fn place(&self) -> &Place {
        match self {
            Self::Env(variable) => &variable.place,
            Self::File(file) => &file.place,
        }
    }

    pub(in crate::manifest) fn file(&self) -> Option<&Located<NamedFile>> {
        match self {
            Self::Env(_) => None,
            Self::File(file) => Some(file),
        }
    }
}

impl Located<SettingValue> {
    /// Where the value is, or what it comes from.
    pub(crate) fn origin_place(&self) -> &Place {
        match &self.value {
            TextOr::Text(_) => &self.place,
            TextOr::Mapping(origin) => origin.place(),
        }
    }

    pub(in crate::manifest) fn file(&self) -> Option<&Located<NamedFile>> {
        match &self.value {
            TextOr::Text(_) => None,
            TextOr::Mapping(origin) => origin.file(),
        }
    }
}

impl Default for Origin {
    fn default() -> Self {
        Self::Env(Located::default())
    }
}

impl TryFrom<OriginKeys> for Origin {
    type Error = &'static str;

    fn try_from(keys: OriginKeys) -> Result<Self, &'static str> {
        let file = keys.file().map(Self::File);
        let origin = keys.env.map(Self::Env).or(file);
        origin.ok_or("neither `env` nor `file`")
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
