//! `kind: SyncConfig`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiVersion, GuardSpec, IdentitySpec, MAX_ID, Metadata};

/// What is kept in step with what: test cases and launches of a TestOps project with a section of a TestRail suite.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SyncConfig {
    /// The version of the manifest format: `railwright/v1`.
    pub api_version: ApiVersion,
    /// What this document declares.
    pub kind: SyncConfigKind,
    /// The name of the sync config.
    pub metadata: Metadata,
    /// What is kept in step with what.
    pub spec: SyncConfigSpec,
}

/// The kind of a sync config.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum SyncConfigKind {
    /// What is kept in step with what.
    SyncConfig,
}

/// What is kept in step with what.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SyncConfigSpec {
    /// Where test cases and launches come from.
    pub source: SourceSpec,
    /// Where they go.
    pub destination: DestinationSpec,
    /// Which test cases.
    #[serde(default)]
    pub test_cases: TestCasesSpec,
    /// Which launches.
    #[serde(default)]
    pub launches: LaunchesSpec,
    /// True is "Disable export": the sync config is kept and reported as paused, and not one request is sent for it.
    #[serde(default)]
    pub disabled: bool,
    /// The name of the Mapping. Without one, only the title and the marker are written.
    #[serde(default)]
    pub mapping: Option<String>,
    /// How a case is found again in TestRail.
    #[serde(default)]
    pub identity: IdentitySpec,
    /// How much one apply may change.
    #[serde(default)]
    pub guard: GuardSpec,
}

/// Where test cases and launches come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SourceSpec {
    /// The name of an Integration of type testops.
    pub integration: String,
    /// The id of the TestOps project, the number after `/project/` in its web address.
    #[schemars(range(min = 1, max = MAX_ID), example = 7)]
    pub project_id: i64,
}

/// Where test cases and launches go.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DestinationSpec {
    /// The name of an Integration of type testrail.
    pub integration: String,
    /// The name of the TestRail project, as TestRail shows it.
    #[schemars(regex(pattern = r"\S"), example = &"Web Shop")]
    pub project: String,
    /// The id of the suite, the numeric part only: 29 for S29.
    #[schemars(range(min = 1, max = MAX_ID), example = 29)]
    pub suite_id: u64,
    /// The id of the section that new cases are created in: the `group_id` in TestRail's web address.
    #[schemars(range(min = 1, max = MAX_ID), example = 310)]
    pub section_id: u64,
}

/// Which test cases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TestCasesSpec {
    /// An AQL query that selects test cases. Empty or absent: all of them.
    #[schemars(example = &r#"tag = "regression" and status = "Active""#)]
    pub aql: Option<String>,
    /// False is "Disable Test Case create": what is there is updated, nothing is created.
    pub create: bool,
}

impl Default for TestCasesSpec {
    fn default() -> Self {
        Self {
            aql: None,
            create: true,
        }
    }
}

/// Which launches, and how they are carried over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LaunchesSpec {
    /// An AQL query that selects launches. Empty or absent: all of them.
    #[schemars(example = &"closed = true")]
    pub aql: Option<String>,
    /// False is "Disable Launches sync".
    pub enabled: bool,
    /// Which results are carried over when a launch ran a test case several times.
    pub repeats: Repeats,
    /// Whether a run is closed.
    pub close: CloseRun,
    /// What happens when results are due for a run that somebody closed.
    pub on_closed_run: OnClosedRun,
    /// Whether a result carries the status of each step.
    pub step_results: bool,
    /// Whether the files of results are carried over.
    pub attachments: bool,
}

impl Default for LaunchesSpec {
    fn default() -> Self {
        Self {
            aql: None,
            enabled: true,
            repeats: Repeats::default(),
            close: CloseRun::default(),
            on_closed_run: OnClosedRun::default(),
            step_results: false,
            attachments: false,
        }
    }
}

/// Which results are carried over when a launch ran a test case several times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Repeats {
    /// Every result.
    #[default]
    All,
    /// The worst result.
    Worst,
    /// The latest result.
    Last,
}

/// Whether a run is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CloseRun {
    /// Runs are never closed.
    Never,
    /// A run is closed after all results of a closed launch were carried over.
    #[default]
    WhenLaunchClosed,
}

/// What happens when results are due for a run that somebody closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OnClosedRun {
    /// The plan says so and writes nothing.
    #[default]
    Report,
    /// A further run takes the results.
    Continue,
}
