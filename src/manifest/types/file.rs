//! Files that a manifest names.

use std::borrow::Cow;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// A file by its path, with leave to stand elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSpec {
    /// The path; relative ones start at the manifest's folder.
    pub file: PathBuf,
    /// Whether a relative path may leave that folder.
    #[serde(default)]
    pub outside: bool,
}

/// A file of certificates: its path alone where there is no more to say.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum CaFileSpec {
    /// A path in the manifest's folder, or an absolute one.
    Path(PathBuf),
    /// A path that may lead elsewhere.
    File(FileSpec),
}

/// The schema of `{file: PATH}`.
pub(super) fn file_schema(description: &str) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "file": {
                "description": description,
                "type": "string",
                "minLength": 1,
            },
            "outside": {
                "description": "True lets a relative path leave the manifest's folder, by `..` or through a link.",
                "type": "boolean",
                "default": false,
            },
        },
        "required": ["file"],
        "additionalProperties": false,
    })
}

impl JsonSchema for CaFileSpec {
    fn schema_name() -> Cow<'static, str> {
        "CaFile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let file = file_schema(
            "A file of certificates (PEM). Relative paths start at the manifest's folder.",
        );
        json_schema!({
            "description": "A file of certificates (PEM): its path, or `{file: PATH, outside: true}` where a relative \
                            path leaves the manifest's folder.",
            "oneOf": [{"type": "string", "minLength": 1}, file],
        })
    }
}
