//! `kind: Mapping`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Kind, MAX_ID, OnDriftSpec, OptionId, StatusRef};

/// The rules of a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct MappingSpec {
    /// TestOps field: TestRail system name.
    pub fields: FieldsSpec,
    /// The workflow status of TestOps and the TestRail dropdown that shows it.
    pub status: Option<StatusSpec>,
    /// Results of launches: TestOps status to TestRail status, by system name or id.
    pub results: ResultsSpec,
    /// What happens to fields that somebody edited in TestRail.
    pub on_drift: OnDriftSpec,
}

impl Kind for MappingSpec {
    const KIND: &str = "Mapping";
    const DECLARES: &str = "How fields of TestOps map to fields of TestRail.";
    const NAMED: &str = "The name of the mapping.";
    const SPECIFIES: &str = "The rules.";
}

/// TestOps field: TestRail system name. A field that is absent is not written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct FieldsSpec {
    /// The TestRail field for the description.
    #[schemars(
        regex(pattern = r"^custom_[A-Za-z0-9_]+$"),
        example = &"custom_description"
    )]
    pub description: Option<String>,
    /// The TestRail field for the precondition.
    #[schemars(
        regex(pattern = r"^custom_[A-Za-z0-9_]+$"),
        example = &"custom_preconds"
    )]
    pub precondition: Option<String>,
    /// The TestRail field for the expected result of the whole case.
    #[schemars(
        regex(pattern = r"^custom_[A-Za-z0-9_]+$"),
        example = &"custom_expected"
    )]
    pub expected_result: Option<String>,
    /// The TestRail field for the scenario: a Steps field gets structured steps, a Text field numbered text.
    #[schemars(
        regex(pattern = r"^custom_[A-Za-z0-9_]+$"),
        example = &"custom_steps_separated"
    )]
    pub scenario: Option<String>,
}

/// The workflow status of TestOps and the TestRail dropdown that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusSpec {
    /// The system name of the dropdown. `status` and `custom_status` both mean `custom_status`.
    #[schemars(regex(pattern = r"^[A-Za-z][A-Za-z0-9_]*$"), example = &"custom_status")]
    pub field: String,
    /// The option for a status that no row names. Without it, such a case is blocked.
    #[serde(default)]
    pub default: Option<OptionId>,
    /// One row for each TestOps status.
    #[serde(default)]
    pub values: Vec<StatusRowSpec>,
}

/// One TestOps status and its option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusRowSpec {
    /// The id of the TestOps status. Built-in ones are negative, such as -3.
    #[schemars(range(min = -MAX_ID, max = MAX_ID), example = -3)]
    pub source_id: i64,
    /// The option of the TestRail dropdown.
    pub target_id: OptionId,
}

/// Results of launches: TestOps status to TestRail status, by system name or id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ResultsSpec {
    /// The status for passed results.
    pub passed: Option<StatusRef>,
    /// The status for failed results: an assertion did not hold.
    pub failed: Option<StatusRef>,
    /// The status for broken results: the test itself did not work.
    pub broken: Option<StatusRef>,
    /// The status for skipped results.
    pub skipped: Option<StatusRef>,
    /// The status for results without a verdict.
    pub unknown: Option<StatusRef>,
    /// The status for muted results. Absent: by their own status.
    pub muted: Option<StatusRef>,
    /// The status for results with a known defect. Absent: by their own status.
    pub known: Option<StatusRef>,
}
