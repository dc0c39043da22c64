//! `kind: SyncConfig`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AdoptSpec, Guard, IdentitySpec, Kind, Located, MAX_ID};

/// What is kept in step with what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct SyncConfigSpec {
    /// Where test cases and launches come from.
    pub source: Located<SourceSpec>,
    /// Where they go.
    pub destination: Located<DestinationSpec>,
    /// Which test cases.
    #[serde(default)]
    pub test_cases: Located<TestCasesSpec>,
    /// Which launches.
    #[serde(default)]
    pub launches: Located<Launches>,
    /// True is "Disable export": the sync config is kept and reported as paused, and not one request is sent for it.
    #[serde(default)]
    pub disabled: Located<bool>,
    /// The name of the Mapping. Without one, only the title and the marker are written.
    #[serde(default)]
    pub mapping: Option<Located<String>>,
    /// How a case is found again in TestRail.
    #[serde(default)]
    pub identity: Located<IdentitySpec>,
    /// How much one apply may change.
    #[serde(default)]
    pub guard: Located<Guard>,
}

impl Kind for SyncConfigSpec {
    const KIND: &str = "SyncConfig";
    const DECLARES: &str = "What is kept in step with what: test cases and launches of a TestOps project with a section \
                            of a TestRail suite.";
    const NAMED: &str = "The name of the sync config.";
    const SPECIFIES: &str = "What is kept in step with what.";
}

/// Where test cases and launches come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct SourceSpec {
    /// The name of an Integration of type testops.
    pub integration: Located<String>,
    /// The id of the TestOps project, the number after `/project/` in its web address.
    #[schemars(range(min = 1, max = MAX_ID), example = 7)]
    pub project_id: Located<i64>,
}

/// Where test cases and launches go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct DestinationSpec {
    /// The name of an Integration of type testrail.
    pub integration: Located<String>,
    /// The name of the TestRail project, as TestRail shows it.
    #[schemars(regex(pattern = r"\S"), example = &"Web Shop")]
    pub project: Located<String>,
    /// The id of the suite, the numeric part only: 29 for S29.
    #[schemars(range(min = 1, max = MAX_ID), example = 29)]
    pub suite_id: Located<u64>,
    /// The id of the section that new cases are created in: the `group_id` in TestRail's web address.
    #[schemars(range(min = 1, max = MAX_ID), example = 310)]
    pub section_id: Located<u64>,
}

/// Which test cases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct TestCasesSpec {
    /// An AQL query that selects test cases. Empty or absent: all of them.
    #[schemars(with = "Option<String>", example = &r#"tag = "regression" and status = "Active""#)]
    pub aql: Located<String>,
    /// False is "Disable Test Case create": what is there is updated, nothing is created.
    pub create: Located<bool>,
    /// Which cases that are in TestRail already become ours, in place of a second case beside them. Absent: none.
    pub adopt: Option<Located<AdoptSpec>>,
    /// Names of case statuses of TestRail Enterprise: a case in one of them is left as it is.
    #[schemars(inner(regex(pattern = r"\S")), example = &["approved"])]
    pub protect: Located<Vec<String>>,
}

impl Default for TestCasesSpec {
    fn default() -> Self {
        Self {
            aql: Located::default(),
            create: Located::absent(true),
            adopt: None,
            protect: Located::default(),
        }
    }
}

/// Which launches, and how they are carried over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Launches {
    /// An AQL query that selects launches. Empty or absent: all of them.
    #[schemars(with = "Option<String>", example = &"closed = true")]
    pub aql: Located<String>,
    /// False is "Disable Launches sync".
    pub enabled: Located<bool>,
    /// Which results are carried over when a launch ran a test case several times.
    pub repeats: Located<Repeats>,
    /// Whether a run is closed.
    pub close: Located<CloseRun>,
    /// What happens when results are due for a run that somebody closed.
    pub on_closed_run: Located<OnClosedRun>,
    /// Whether a result carries the status of each step.
    pub step_results: Located<bool>,
    /// Whether the files of results are carried over.
    pub attachments: Located<bool>,
}

impl Default for Launches {
    fn default() -> Self {
        Self {
            aql: Located::default(),
            enabled: Located::absent(true),
            repeats: Located::default(),
            close: Located::default(),
            on_closed_run: Located::default(),
            step_results: Located::default(),
            attachments: Located::default(),
        }
    }
}

/// Which results are carried over when a launch ran a test case several times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Repeats {
    /// Every result, and TestRail shows the verdict of the worst: it is sent last, and a better one that comes later is a
    /// comment.
    #[default]
    WorstShown,
    /// Every result; TestRail shows the verdict of the last one.
    All,
    /// The worst result.
    Worst,
    /// The latest result.
    Last,
}

impl Repeats {
    /// True where every result is carried over.
    pub(crate) fn takes_all(self) -> bool {
        matches!(self, Self::WorstShown | Self::All)
    }
}

/// Whether a run is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CloseRun {
    /// Runs are never closed.
    Never,
    /// A run is closed after all results of a closed launch were carried over.
    #[default]
    WhenLaunchClosed,
}

/// What happens when results are due for a run that somebody closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum OnClosedRun {
    /// The plan says so and writes nothing.
    #[default]
    Report,
    /// A further run takes the results.
    Continue,
}
