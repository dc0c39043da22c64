//! Version 2 of the plan for programs.

mod actions;
mod diagnostics;
mod files;
mod guards;
mod launches;
mod places;
mod sync_config;
mod values;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::plan;
use guards::Guard;
use sync_config::SyncConfig;

/// A plan.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "railwright plan, version 2")]
pub(crate) struct Plan {
    /// The version of this shape.
    format_version: FormatVersion,
    /// Digest of manifests and plan, for `apply --expect-digest`.
    digest: String,
    /// Guards that the plan meets. While one of them is not accepted, nothing is written.
    guards: Vec<Guard>,
    /// One entry for each sync config, in the order of their names.
    sync_configs: Vec<SyncConfig>,
}

/// Shows a plan as JSON with a line feed at its end.
pub(crate) fn plan(plan: &plan::Plan, guards: &[plan::GuardHit], digest: &str) -> String {
    let plan::Plan { configs } = plan;
    pretty(&Plan {
        format_version: FormatVersion(2),
        digest: digest.to_owned(),
        guards: guards.iter().map(Guard::from).collect(),
        sync_configs: configs.iter().map(SyncConfig::from).collect(),
    })
}

/// The JSON Schema of [`plan()`], with a line feed at its end.
pub(crate) fn plan_schema() -> String {
    // What may be left out when it is written is not required.
    let generator = SchemaSettings::draft2020_12().for_serialize();
    pretty(&generator.into_generator().into_root_schema_for::<Plan>())
}

/// The number 2.
#[derive(Debug, JsonSchema)]
#[schemars(extend("const" = 2))]
struct FormatVersion(#[expect(dead_code, reason = "gives the schema its type")] u32);

impl Serialize for FormatVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(2)
    }
}

fn pretty(value: &impl Serialize) -> String {
    // Only maps with keys that are no strings fail, and there are none.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
