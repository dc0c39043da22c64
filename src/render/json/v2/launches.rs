//! Launches and their runs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::diagnostics::Diagnostic;
use super::files::{self, File, LeftOutFile};
use super::values::NamedId;
use crate::mapping::launches::{DesiredResult, MARK_PREFIX};
use crate::plan;

/// What would be done about launches.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Launches {
    /// True when a finding stops all of them.
    is_blocked: bool,
    /// The selected launches with something to carry over, in the order of their ids.
    #[serde(rename = "launches")]
    selected: Vec<Launch>,
    /// What a person should know.
    diagnostics: Vec<Diagnostic>,
}

/// What would be done about one launch.
#[derive(Debug, Serialize, JsonSchema)]
struct Launch {
    /// The TestOps id.
    #[serde(rename = "launch")]
    id: i64,
    /// The token in the run's references that ties it to the launch.
    marker: String,
    /// The name of the run.
    name: String,
    action: RunAction,
    /// The run, where there is one, shown in TestRail as `R81`.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<u64>,
    /// How many cases are added to its selection.
    cases: usize,
    /// The results to add.
    results: Vec<LaunchResult>,
    /// True when the run is closed afterwards, which cannot be undone.
    closes: bool,
    left_out: LeftOut,
    /// The files that are attached to results.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<File>,
    /// Files that are not carried over, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files_left_out: Vec<LeftOutFile>,
    /// How many files of the results are in TestRail already; absent where there are none.
    #[serde(skip_serializing_if = "is_zero")]
    files_present: usize,
    /// How many files are at test cases and are therefore left out; absent where there are none.
    #[serde(skip_serializing_if = "is_zero")]
    files_of_test_cases: usize,
    /// TestRail requests that it takes.
    requests: usize,
}

/// What happens to a run.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RunAction {
    Keep,
    Create,
    Continue,
}

/// A result to add.
#[derive(Debug, Serialize, JsonSchema)]
struct LaunchResult {
    /// The TestOps result.
    result: i64,
    /// The TestOps test case.
    test_case: i64,
    status: NamedId,
    /// True where it is sent as a comment, because another result of the test case is shown.
    is_comment: bool,
    /// The result in TestRail whose verdict it corrects, since that changed in TestOps.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrects: Option<u64>,
    /// The result of somebody else that TestRail shows until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    hides: Option<u64>,
    /// True when something had to be left out of it.
    is_lossy: bool,
}

/// Results that are not carried over, and why.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// Attempts that a retry replaced.
    hidden: usize,
    /// Results without a verdict yet.
    unfinished: usize,
    /// Results without a test case.
    unlinked: usize,
    /// Results that another one of the same case stands for.
    superseded: usize,
    /// Results of test cases that are not exported.
    foreign: usize,
    /// Results that are in TestRail already.
    present: usize,
}

impl From<&plan::LaunchesPlan> for Launches {
    fn from(plan: &plan::LaunchesPlan) -> Self {
        let plan::LaunchesPlan {
            launches,
            diagnostics,
            labels,
            is_blocked,
            ..
        } = plan;
        Self {
            is_blocked: *is_blocked,
            selected: launches
                .iter()
                .map(|launch| self::launch(launch, labels))
                .collect(),
            diagnostics: diagnostics.iter().map(Diagnostic::from).collect(),
        }
    }
}

fn launch(plan: &plan::LaunchPlan, labels: &BTreeMap<u64, String>) -> Launch {
    let plan::LaunchPlan {
        launch,
        name,
        run,
        select,
        results,
        description: _,
        closes,
        left_out,
        attachments,
    } = plan;
    let plan::AttachmentsPlan {
        results: attached,
        left_out: files_left_out,
        of_test_cases,
        present: files_present,
    } = attachments;

    let plan::LeftOut {
        hidden,
        unfinished,
        unlinked,
        superseded,
        foreign,
        present,
    } = left_out;
    let (action, run) = match run {
        plan::RunAction::Keep(run) => (RunAction::Keep, run.map(|run| run.0)),
        plan::RunAction::Create { .. } => (RunAction::Create, None),
        plan::RunAction::Continue { run, .. } => (RunAction::Continue, Some(run.0)),
    };
    let result = |result: &DesiredResult| LaunchResult {
        result: result.id.0,
        test_case: result.test_case.0,
        status: NamedId {
            id: i64::try_from(result.status).unwrap_or(i64::MAX),
            name: labels.get(&result.status).cloned(),
        },
        is_comment: result.is_comment,
        corrects: result.corrects.map(|row| row.0),
        hides: result.hides.map(|row| row.0),
        is_lossy: result.is_lossy,
    };
    Launch {
        id: launch.0,
        marker: format!("{MARK_PREFIX}{}", launch.0),
        name: name.clone(),
        action,
        run,
        cases: select.len(),
        results: results.iter().map(result).collect(),
        closes: *closes,
        left_out: LeftOut {
            hidden: *hidden,
            unfinished: *unfinished,
            unlinked: *unlinked,
            superseded: *superseded,
            foreign: foreign.values().sum(),
            present: *present,
        },
        files: attached.iter().flat_map(files::attached).collect(),
        files_left_out: files_left_out.iter().map(files::left_out).collect(),
        files_present: *files_present,
        files_of_test_cases: *of_test_cases,
        requests: plan.requests(),
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(n: &usize) -> bool {
    *n == 0
}
