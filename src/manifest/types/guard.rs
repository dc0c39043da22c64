//! What stops an apply.

use schemars::JsonSchema;
use serde::Deserialize;

/// How much an apply may change before it stops and asks for a deliberate decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct GuardSpec {
    /// The most cases that one apply creates.
    #[schemars(example = &500)]
    pub max_creates: Option<u32>,
    /// The most cases that one apply updates.
    #[schemars(example = &100)]
    pub max_updates: Option<u32>,
    /// The largest share of the cases in scope that one apply updates, in percent. Absent: half of them, as soon as that
    /// is 200 cases or more.
    #[schemars(range(max = 100), example = &25)]
    pub max_update_percent: Option<u8>,
}
