//! What stops an apply, and what happens to edits by hand.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much an apply may change before it stops and asks for a deliberate decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub struct Guard {
    /// The most cases that one apply creates.
    #[schemars(with = "Option<u32>", example = &500)]
    pub max_creates: Option<usize>,
    /// The most cases that one apply updates.
    #[schemars(with = "Option<u32>", example = &100)]
    pub max_updates: Option<usize>,
    /// The largest share of the cases in scope that one apply updates, in percent. Absent: half of them, as soon as that
    /// is 200 cases or more.
    #[schemars(with = "Option<u8>", range(max = 100), example = &25)]
    pub max_update_percent: Option<usize>,
}

/// What happens to fields that somebody edited in TestRail, by field of TestOps. Absent: overwrite, which the plan shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OnDriftSpec {
    /// The title.
    pub title: Option<OnDrift>,
    /// The field for the description.
    pub description: Option<OnDrift>,
    /// The field for the precondition.
    pub precondition: Option<OnDrift>,
    /// The field for the expected result.
    pub expected_result: Option<OnDrift>,
    /// The field for the scenario.
    pub scenario: Option<OnDrift>,
    /// The dropdown for the workflow status.
    pub status: Option<OnDrift>,
}

/// What happens to a field that somebody edited in TestRail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OnDrift {
    /// It is written as TestOps has it.
    #[default]
    Overwrite,
    /// It is left as it was edited, and the plan says so.
    Keep,
    /// The case gets no action until somebody has settled it.
    Fail,
}
