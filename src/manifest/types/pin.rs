//! The fingerprint of a certificate.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// `sha256:` and the fingerprint of a certificate, with or without colons between its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Pin(pub String);

impl JsonSchema for Pin {
    fn schema_name() -> Cow<'static, str> {
        "Pin".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`sha256:` and the fingerprint of a certificate, as `openssl x509 -fingerprint -sha256` \
                            shows it.",
            "type": "string",
            "pattern": "^sha256:[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$",
        })
    }
}
