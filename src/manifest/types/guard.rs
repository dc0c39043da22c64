//! What stops an apply.

use schemars::JsonSchema;
use serde::Deserialize;

/// How much an apply may change before it stops and asks for a deliberate decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Guard {
    /// The most cases that one apply creates. Absent: 500, or half of the cases that are in TestRail if that is more, as
    /// soon as more than 20 of the selected test cases are there.
    #[schemars(with = "Option<u32>", example = &500)]
    pub max_creates: Option<usize>,
    /// The most cases that one apply updates.
    #[schemars(with = "Option<u32>", example = &100)]
    pub max_updates: Option<usize>,
    /// The largest share of the cases in scope that one apply updates, in percent. Absent: half of them, as soon as that
    /// is 20 cases or more.
    #[schemars(with = "Option<u8>", range(max = 100), example = &25)]
    pub max_update_percent: Option<usize>,
    /// The largest share of the updated cases in which one field may lose its text, in percent, from 3 cases on. Absent:
    /// half of them.
    #[schemars(with = "Option<u8>", range(max = 100), example = &75)]
    pub max_emptied_percent: Option<usize>,
    /// The most cases that one apply creates although a case of the same title, which railwright did not make, is in the
    /// destination's section or below it. Absent: 10.
    #[schemars(with = "Option<u32>", example = &120)]
    pub max_twins: Option<usize>,
    /// The most launches that one apply exports for the first time. Absent: 50.
    #[schemars(with = "Option<u32>", example = &400)]
    pub max_first_launches: Option<usize>,
}
