//! How a case is found again.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Located;

/// How a case is found again in TestRail: by a marker, the prefix and the TestOps id, such as `ALLURE-4711`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct IdentitySpec {
    /// Where the marker is: `refs` (one entry among others), or the system name of a String field that holds it
    /// alone.
    #[schemars(
        regex(pattern = r"^(refs|custom_[A-Za-z0-9_]+)$"),
        example = &"refs",
        example = &"custom_allure_id"
    )]
    pub field: Located<String>,
    /// What precedes the TestOps id. It may not hold commas or blanks, nor end in a digit.
    #[schemars(
        length(max = 200),
        regex(pattern = r"^[^,;\s\x00-\x1f\x7f]*[^,;\s\x00-\x1f\x7f0-9]$"),
        example = &"ALLURE-"
    )]
    pub prefix: Located<String>,
}

impl Default for IdentitySpec {
    fn default() -> Self {
        Self {
            field: Located::absent("refs".to_owned()),
            prefix: Located::absent("ALLURE-".to_owned()),
        }
    }
}
