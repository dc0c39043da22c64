//! The manifests as people write them: one serde type a construct, whose doc comments become the descriptions that
//! editors show. Nothing here is checked beyond its shape; the rest of the program uses [`super::Manifests`].

mod file;
mod guard;
mod identity;
mod integration;
mod mapping;
mod option_ref;
mod result_status;
mod setting;
mod source_name;
mod sync_config;
mod version;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::borrow::Cow;

pub use file::{CaFileSpec, FileSpec};
pub use guard::GuardSpec;
pub use identity::IdentitySpec;
pub use integration::{
    Integration, IntegrationSpec, RateLimitSpec, TestopsCredentials, TestrailCredentials,
    TextFormat, TlsSpec,
};
pub use mapping::{
    FieldsSpec, FullRowSpec, Mapping, MappingSpec, OnDrift, OnUnmapped, ResultStatusesSpec,
    ResultsSpec, RowSpec, SourcesSpec,
};
pub use option_ref::OptionRef;
pub use result_status::StatusRef;
pub use setting::{SecretSpec, SettingSpec};
pub use source_name::SourceName;
pub use sync_config::{
    CloseRun, DestinationSpec, LaunchesSpec, OnClosedRun, Repeats, SourceSpec, SyncConfig,
    SyncConfigSpec, TestCasesSpec,
};
pub use version::VersionSpec;

/// The largest id that survives every JSON tool: 2^53 - 1.
pub const MAX_ID: i64 = 9_007_199_254_740_991;

/// The version of the manifest format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum ApiVersion {
    /// The only version so far.
    #[serde(rename = "railwright/v1")]
    V1,
}

/// What names a document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The name that other manifests, the plan and `--only` use. Unique within a kind.
    #[schemars(
        length(max = 200),
        regex(pattern = r"^\S(.*\S)?$"),
        example = &"checkout-regression"
    )]
    pub name: String,
}

/// A railwright manifest: an `Integration`, a `SyncConfig` or a `Mapping`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// A server.
    Integration(Integration),
    /// What is kept in step with what.
    SyncConfig(SyncConfig),
    /// How fields map.
    Mapping(Mapping),
}

impl Manifest {
    /// The values of `kind`.
    pub const KINDS: [&'static str; 3] = ["Integration", "SyncConfig", "Mapping"];
}

impl JsonSchema for Manifest {
    fn schema_name() -> Cow<'static, str> {
        "railwright manifest".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A railwright manifest: an Integration (a server), a SyncConfig (what is kept in step \
                            with what) or a Mapping (how fields map). A file may hold several, divided by `---`.",
            "oneOf": [
                generator.subschema_for::<Integration>(),
                generator.subschema_for::<SyncConfig>(),
                generator.subschema_for::<Mapping>(),
            ],
        })
    }
}
