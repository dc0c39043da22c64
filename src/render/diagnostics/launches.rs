//! Words about launches, and the runs that belong to them.

use super::{Words, field_name};
use crate::diagnostic::{LaunchCode, RunWithRepeats};
use crate::render::words::{count, first_few};

pub(super) fn words(code: &LaunchCode) -> Words {
    match code {
        LaunchCode::LaunchOfOtherConfig { launch, owner } => Words::new(
            format!("launch {launch} is exported into this suite by sync config {owner}: skipped"),
            "narrow `launches.aql` of one of them, or set `launches.enabled: false`",
        ),
        LaunchCode::SeveralOpenRuns { launch, runs } => Words::new(
            format!(
                "{} all belong to launch {launch}: nothing is added to them",
                run_list(runs)
            ),
            "remove the marker from `References` of all but one",
        ),
        LaunchCode::SeveralCompleteRuns { launch, runs } => Words::new(
            format!(
                "{} each hold all results of launch {launch}: nothing is changed in them",
                run_list(runs)
            ),
            "two applies at once create such runs: delete all but one in TestRail",
        ),
        LaunchCode::ResultsRepeated { launch, runs } => {
            let runs: Vec<String> = runs.iter().map(repeated).collect();
            Words::new(
                format!(
                    "launch {launch}: {}. It is not closed before one of each is gone",
                    runs.join("; ")
                ),
                "two applies at once add such results: delete one of each in TestRail",
            )
        }
        LaunchCode::ClosedRunIncomplete {
            launch,
            run,
            missing,
        } => Words::new(
            format!(
                "run R{run} of launch {launch} is closed and lacks {} that came later",
                count(*missing, "result", "results")
            ),
            "set `launches.onClosedRun: continue` to put them into a further run",
        ),
        LaunchCode::NoStepResultsField => Words::new(
            "TestRail has no active result field of type Step Results: the steps of results are skipped",
            "add one in Administration → Customizations → Result Fields, or set `stepResults: false`",
        ),
        LaunchCode::RequiredResultField { field } => Words::new(
            format!(
                "TestRail refuses results without {}, which TestOps has nothing for",
                field_name(field)
            ),
            "clear \"required\" or give a default in Administration → Customizations → Result Fields",
        ),
        LaunchCode::StatusIsUntested { status } => Words::new(
            format!("status {status} means that there is no result, so that no result can have it"),
            "choose another status, such as retest",
        ),
        LaunchCode::NoSuchResultStatus { status, known } => Words::new(
            format!("TestRail has no active result status {status}"),
            format!("choose one of: {}", known.join(", ")),
        ),
    }
}

fn run_list(runs: &[u64]) -> String {
    first_few(runs.iter().map(|run| format!("R{run}")))
}

fn repeated(RunWithRepeats { run, results }: &RunWithRepeats) -> String {
    format!(
        "R{run} holds results of TestOps more than once: {}",
        first_few(results.iter().map(ToString::to_string))
    )
}
