//! What all documents have.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::Located;

/// The only version of the format.
pub(in crate::manifest) const API_VERSION: &str = "railwright/v1";

/// What a kind of documents declares.
pub(in crate::manifest) trait Kind: JsonSchema {
    /// The value of `kind`.
    const KIND: &str;
    /// What such a document declares.
    const DECLARES: &str;
    /// What it is the name of.
    const NAMED: &str;
    /// What `spec` says.
    const SPECIFIES: &str;
}

/// A document. Which kind it is of is settled before it is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound = "S: Deserialize<'de> + Default")]
pub(in crate::manifest) struct Document<S> {
    pub(in crate::manifest) metadata: Located<Metadata>,
    pub(in crate::manifest) spec: Located<S>,
}

/// What names a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(in crate::manifest) struct Metadata {
    /// The name that other manifests, the plan and `--only` use. Unique within a kind.
    #[schemars(
        length(max = 200),
        regex(pattern = r"^\S(.*\S)?$"),
        example = &"checkout-regression"
    )]
    pub(in crate::manifest) name: Located<String>,
}

impl<S: Kind> JsonSchema for Document<S> {
    fn schema_name() -> Cow<'static, str> {
        S::KIND.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let described = |mut schema: Schema, description: &str| {
            schema.insert("description".to_owned(), description.into());
            schema
        };
        let metadata = generator.subschema_for::<Metadata>();
        let spec = generator.subschema_for::<S>();
        json_schema!({
            "description": S::DECLARES,
            "type": "object",
            "properties": {
                "apiVersion": {
                    "description": format!("The version of the manifest format: `{API_VERSION}`."),
                    "const": API_VERSION,
                },
                "kind": {"description": "What this document declares.", "const": S::KIND},
                "metadata": described(metadata, S::NAMED),
                "spec": described(spec, S::SPECIFIES),
            },
            "required": ["apiVersion", "kind", "metadata", "spec"],
            "additionalProperties": false,
        })
    }
}
