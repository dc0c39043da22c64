//! The manifests as people write them: one serde type a construct, whose doc comments become the descriptions that
//! editors show. Every value carries its place.
//!
//! Keys that nobody knows and keys that are missing are the schema's matter: reading lets them pass.

mod adopt;
mod document;
mod entries;
mod file;
mod guard;
mod identity;
mod integration;
mod located;
mod mapping;
mod option_ref;
mod pin;
mod result_status;
mod row;
mod setting;
mod source_name;
mod sync_config;
mod text_or;
mod version;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

pub(super) use document::{API_VERSION, Document, Kind};
pub(super) use file::manifest_folder;
pub(super) use integration::IntegrationSpec;
pub(super) use located::LOCATED;

pub(crate) use adopt::{AdoptSpec, AdoptWrite, EvidenceSpec};
pub(crate) use entries::Entries;
pub(crate) use file::{CaFile, NamedFile};
pub(crate) use guard::Guard;
pub(crate) use identity::IdentitySpec;
pub(crate) use integration::{TestopsSpec, TestrailSpec, TlsSpec};
pub(crate) use located::{Located, Nullable};
pub(crate) use mapping::{MappingSpec, ResultsSpec};
pub(crate) use option_ref::OptionRef;
pub(crate) use pin::Pin;
pub(crate) use result_status::StatusRef;
pub(crate) use row::{AnyRow, OnDrift, OnEmpty, OnUnmapped, RowSpec, ValueKey, ValuesSpec};
pub(crate) use setting::{Origin, SettingValue};
pub(crate) use source_name::SourceName;
pub(crate) use sync_config::{CloseRun, OnClosedRun, Repeats, SyncConfigSpec};
#[cfg(test)]
pub(crate) use sync_config::{DestinationSpec, Launches};
pub(crate) use text_or::TextOr;
pub(crate) use version::Version;

/// The largest id that survives every JSON tool: 2^53 - 1.
pub(crate) const MAX_ID: i64 = 9_007_199_254_740_991;

/// The values of `kind`.
pub(super) const KINDS: [&str; 3] = [
    IntegrationSpec::KIND,
    SyncConfigSpec::KIND,
    MappingSpec::KIND,
];

/// A document of any kind, for the schema.
pub(super) struct AnyDocument;

impl JsonSchema for AnyDocument {
    fn schema_name() -> Cow<'static, str> {
        "railwright manifest".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A railwright manifest: an Integration (a server), a SyncConfig (what is kept in step \
                            with what) or a Mapping (how fields map). A file may hold several, divided by `---`.",
            "oneOf": [
                generator.subschema_for::<Document<IntegrationSpec>>(),
                generator.subschema_for::<Document<SyncConfigSpec>>(),
                generator.subschema_for::<Document<MappingSpec>>(),
            ],
        })
    }
}
