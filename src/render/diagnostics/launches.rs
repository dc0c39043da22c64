//! Words about launches, and the runs that belong to them.

use super::field_name;
use crate::diagnostic::{LaunchCode, RunWithRepeats};
use crate::render::words::{count, first_few};

words! { LaunchCode:
    LaunchOfOtherConfig { launch, owner } =>
        "launch {launch} is exported into this suite by sync config {owner}: skipped",
        "narrow `launches.aql` of one of them, or set `launches.enabled: false`";
    SeveralOpenRuns { launch, runs } =>
        (format!("{} all belong to launch {launch}: nothing is added to them", run_list(runs))),
        "remove the marker from `References` of all but one";
    SeveralCompleteRuns { launch, runs } =>
        (format!("{} each hold all results of launch {launch}: nothing is changed in them", run_list(runs))),
        "two applies at once create such runs: delete all but one in TestRail";
    ResultsRepeated { launch, runs } =>
        (format!(
            "launch {launch}: {}. It is not closed before one of each is gone",
            runs.iter().map(repeated).collect::<Vec<_>>().join("; "),
        )),
        "two applies at once add such results: delete one of each in TestRail";
    ClosedRunIncomplete { launch, run, missing } =>
        (format!(
            "run R{run} of launch {launch} is closed and lacks {} that came later",
            count(*missing, "result", "results"),
        )),
        "set `launches.onClosedRun: continue` to put them into a further run";
    NoStepResultsField =>
        "TestRail has no active result field of type Step Results: the steps of results are skipped",
        "add one in Administration → Customizations → Result Fields, or set `stepResults: false`";
    RequiredResultField { field } =>
        (format!("TestRail refuses results without {}, which TestOps has nothing for", field_name(field))),
        "clear \"required\" or give a default in Administration → Customizations → Result Fields";
    StatusIsUntested { status } =>
        "status {status} means that there is no result, so that no result can have it",
        "choose another status, such as retest";
    NoSuchResultStatus { status, known } =>
        "TestRail has no active result status {status}", (format!("choose one of: {}", known.join(", ")));
    RunNameLeft { launch: _, run, name, wanted } =>
        "R{run} is called \"{name}\" and not \"{wanted}\": the name is left as it is",
        "rename the run in TestRail if you want the other name";
    RunGone { launch: _, run } =>
        "R{run}, which an earlier apply made for this launch, is not in TestRail any more: a new run is made",
        "if it was deleted on purpose, leave the launch out by `launches.aql`";
    ClosedRunOutdated { launch, run, results } =>
        (format!(
            "run R{run} of launch {launch} is closed and holds the earlier verdict of {} that changed in TestOps",
            count(*results, "result", "results"),
        )),
        "TestRail takes no result for a closed run; the launch in TestOps has the verdicts that hold now";
    RunKeepsBeingRewritten { launch: _, run, parts } =>
        (format!(
            "TestRail keeps rewriting the {} of R{run}: what it stores is not what was written",
            parts.join(" and the "),
        )),
        "it is left as it is; look at it in TestRail, and compare it with the launch in TestOps";
    LinksLost { launch: _, run, results } =>
        (format!(
            "{} in R{run} lost the link to TestOps that their comments ended with: nothing is added to it",
            count(*results, "result", "results"),
        )),
        "look at a comment in TestRail, which may shorten them; if all is well, remove the line `Exported:` from the run's description";
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
