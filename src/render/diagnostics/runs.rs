//! Words about the command itself: its command line, its files, its terminal, its state directory.

use crate::diagnostic::{Moved, MovedObject, RefusedRight, RunCode, StateFault, Twice};
use crate::render::words::{count, day, first_few, thousands};

const PLAN_AGAIN: &str = "nothing was changed; plan again, and review that plan";

words! { RunCode:
    NoSyncConfig => "the manifests hold no sync config", "add a document of `kind: SyncConfig`";
    UnknownSyncConfig { name, known } =>
        "there is no sync config named {name}", (format!("choose one of: {}", known.join(", ")));
    UnknownApply { name } => "no apply named {name} is recorded here", "`railwright history` lists them";
    FileUnreadable { file } => "cannot read {file}";
    SavedPlanUnreadable { file } => "cannot read {file}";
    FileUnwritable { file } => "cannot write {file}";
    NoTerminal =>
        "nothing was changed: there is no terminal to ask on", "look at the plan above, then run again with --yes";
    SandboxNotStarted => "cannot start the sandbox";
    OutputClosed => "cannot write to standard output";
    RuntimeNotStarted => "cannot start";
    LockHeld { file, holder } =>
        "nothing was changed: another apply holds {file}: {holder}", "wait for it to end, then run again";
    StateUnusable { fault } =>
        "nothing was changed: the state directory cannot be used", (state_help(*fault));
    LessonsLost =>
        "changes applied, but the state directory could not be updated",
        "make room, or name another folder with --state-dir; at worst, the next apply updates some cases once more";
    NotASavedPlan { file } => "{file} is no saved plan, or only a part of one", (PLAN_AGAIN);
    SavedPlanOfOtherFormat { file, found, expected } =>
        "{file} has format {found}, and this version of railwright reads format {expected}", (PLAN_AGAIN);
    SavedPlanChanged { file } => "{file} was changed after it was saved", (PLAN_AGAIN);
    SavedPlanOfOtherManifests { file } => "{file} was made from other manifests than these", (PLAN_AGAIN);
    SavedPlanOfOtherServer { file, server } =>
        "{file} was made for another server than {server}", (PLAN_AGAIN);
    SavedPlanStale { file, moved } =>
        (format!("{file} is stale: {} not as planned", count(moved.len(), "object is", "objects are"))), (PLAN_AGAIN);
    OtherDigest { expected, found } => "the plan is {found}, not {expected}", (PLAN_AGAIN);
    ConfigsStopped { configs } =>
        (format!(
            "{} could not be planned: {}",
            count(configs.len(), "sync config", "sync configs"),
            first_few(configs.iter().cloned()),
        )),
        "fix what is marked ✗";
    DriftFound { differences } =>
        (format!(
            "TestRail differs from what the last apply wrote: {}",
            count(*differences, "difference", "differences"),
        ));
    AppliedInPart =>
        "applied in part",
        "fix the problems above, or retry when TestRail is available; apply continues where it stopped";
    NotConfirmed => "nothing was changed: not confirmed";
    ChangesFound => "there are changes";
    ChangesMade => "changes were made";
    SecondPlanNotEmpty => "a second plan is not empty";
    SavedPlanNotSealed { file } =>
        "{file} was not sealed with this key, or was changed after that",
        "nothing was changed; plan again with the same key, and review that plan";
    SavedPlanSealed { file } =>
        "{file} is sealed with a key, and none is given",
        "set RAILWRIGHT_PLAN_KEY or --plan-key-file to the key that `plan --out` had";
    SavedPlanElsewhere { file, config, key, planned, declared } =>
        "{file} has {planned} for {key} of sync config {config}, and the manifest has {declared}", (PLAN_AGAIN);
    SavedPlanUnproven { file } =>
        "nothing proves that {file} is what was reviewed",
        "give `plan --out` and `apply --plan` the same secret as RAILWRIGHT_PLAN_KEY, or as --plan-key-file";
    PlanKeyTooShort { origin, least } =>
        "the plan key in {origin} has fewer than {least} characters", "`openssl rand -hex 32` makes a good one";
    PlanKeyUnreadable { file } => "cannot read the plan key in {file}";
    PlanStale { moved } =>
        (format!("TestRail has changed since the plan was made: {} not as planned", count(moved.len(), "object is", "objects are"))),
        "nothing was changed; run apply again, and look at that plan";
    MadeTwice { objects } =>
        (format!("{} in TestRail more than once: another apply made the same at the same time", count(objects.len(), "object is", "objects are"))),
        "of each, delete all but one in TestRail, or remove the marker from `References` of the others; then let applies run one at a time";
    RefusedBefore { integration, username, right } =>
        (format!(
            "{} of integration {integration} may not {}, as was found out before; this is not tried again",
            username.as_ref().map_or_else(|| "the owner of the token".to_owned(), |name| format!("user {name}")),
            right_name(right),
        )),
        (format!("{}, then run `railwright resume {integration}`; a pipeline takes RAILWRIGHT_RESUME={integration} for that", right_help(right)));
    RoleTooSmall { integration: _, username, role, may_write_runs: true } =>
        "user {username} has the role {role}, which may add results, but no test cases unless somebody changed it",
        (ROLE_HELP);
    RoleTooSmall { integration: _, username, role, may_write_runs: false } =>
        "user {username} has the role {role}, which may write nothing unless somebody changed it",
        (ROLE_HELP);
    UnknownIntegration { name, known } =>
        "there is no integration named {name}", (format!("choose one of: {}", known.join(", ")));
}

const ROLE_HELP: &str = "for an apply, give the user a role that may add and edit test cases, test runs and test results: Administration → Users & Roles, or the project's own Access tab; a plan does with this one";

fn right_name(right: &RefusedRight) -> String {
    match right {
        RefusedRight::Everything => "do anything".to_owned(),
        RefusedRight::Reading { project } => format!("read project {project}"),
        RefusedRight::WritingCases { project } => format!("write test cases of project {project}"),
        RefusedRight::WritingRuns { project } => {
            format!("write test runs and results of project {project}")
        }
    }
}

fn right_help(right: &RefusedRight) -> &'static str {
    match right {
        RefusedRight::Everything | RefusedRight::Reading { .. } => "give the user access",
        RefusedRight::WritingCases { .. } => {
            "give the user a role that may add and edit test cases (Administration → Users & Roles)"
        }
        RefusedRight::WritingRuns { .. } => {
            "give the user a role that may add and edit test runs and test results (Administration → Users & Roles)"
        }
    }
}

/// What to do about a state directory that cannot be used.
fn state_help(fault: StateFault) -> &'static str {
    match fault {
        StateFault::InTheWay => "remove it, or name another folder with --state-dir",
        StateFault::NotAllowed => {
            "let the user that runs railwright write there, or name another folder with --state-dir"
        }
        StateFault::Full => "make room there, or name a folder on another disk with --state-dir",
        StateFault::Other => "name a folder that can be written with --state-dir",
    }
}

/// The lines below the message: one for each object.
pub(super) fn lines(code: &RunCode) -> Vec<String> {
    const SHOWN: usize = 100;
    let all: Vec<String> = match code {
        RunCode::SavedPlanStale { moved, .. } | RunCode::PlanStale { moved } => {
            moved.iter().map(moved_words).collect()
        }
        RunCode::MadeTwice { objects } => objects.iter().map(twice_words).collect(),
        _ => Vec::new(),
    };
    let more = all.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("and {} more", thousands(more)));
    all.into_iter().take(SHOWN).chain(more).collect()
}

fn twice_words(twice: &Twice) -> String {
    format!("{}: {}", twice.marker, twice.carriers.join(" and "))
}

fn moved_words(moved: &MovedObject) -> String {
    let MovedObject {
        what,
        changed_on,
        changed_by,
    } = moved;
    let message = match what {
        Moved::CaseExists { marker, case } => format!("{marker} exists by now: C{case}"),
        Moved::CaseGone { marker, case } => format!("C{case} is gone, or lost its marker {marker}"),
        Moved::MarkerElsewhere { marker, case, was } => {
            format!("{marker} is in C{case} now, not in C{was}")
        }
        Moved::MarkerRepeated { marker } => format!("{marker} is in several cases now"),
        Moved::CaseProtected { case, status } => {
            format!("C{case} is {status} by now, which protects it")
        }
        Moved::FieldChanged { case, field } => format!("{field} of C{case} is not what it was"),
        Moved::RunExists { marker, run } => format!("a run for {marker} exists by now: R{run}"),
        Moved::RunGone { marker, run } => format!("R{run} of {marker} is gone, or lost its marker"),
        Moved::RunClosed { marker, run } => format!("R{run} of {marker} was closed"),
        Moved::ResultsExist {
            marker,
            run,
            results,
        } => format!("R{run} of {marker} has {results} of the planned results by now"),
        Moved::ResultsHidden {
            marker,
            run,
            results,
        } => format!(
            "R{run} of {marker} has {} of somebody else since, where a verdict is corrected",
            count(*results, "result", "results"),
        ),
    };
    match (changed_on, changed_by) {
        (Some(on), Some(who)) => format!("{message} (last changed by {who} on {})", day(*on)),
        (Some(on), None) => format!("{message} (last changed on {})", day(*on)),
        (None, _) => message,
    }
}
