//! What a diagnostic is about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One thing on either side, by its number or name.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub(crate) enum Object {
    /// A test case of TestOps.
    TestCase(i64),
    /// A launch of TestOps.
    Launch(i64),
    /// A case of TestRail.
    Case(u64),
    /// A run of TestRail.
    Run(u64),
    /// A sync config.
    SyncConfig(String),
}
