//! Words about the command itself: its command line, its files, its terminal, its state directory.

use super::Words;
use crate::diagnostic::{Moved, MovedObject, RunCode, StateFault};
use crate::render::words::{count, day, first_few, first_few_of};

const PLAN_AGAIN: &str = "nothing was changed; plan again, and review that plan";

pub(super) fn words(code: &RunCode) -> Words {
    match code {
        RunCode::NoSyncConfig => Words::new(
            "the manifests hold no sync config",
            "add a document of `kind: SyncConfig`",
        ),
        RunCode::UnknownSyncConfig { name, known } => Words::new(
            format!("there is no sync config named {name}"),
            format!("choose one of: {}", known.join(", ")),
        ),
        RunCode::UnknownApply { name } => Words::new(
            format!("no apply named {name} is recorded here"),
            "`railwright history` lists them",
        ),
        RunCode::FileUnreadable { file } => Words::only(format!("cannot read {file}")),
        RunCode::FileUnwritable { file } => Words::only(format!("cannot write {file}")),
        RunCode::NoTerminal => Words::new(
            "nothing was changed: there is no terminal to ask on",
            "look at the plan above, then run again with --yes",
        ),
        RunCode::SandboxNotStarted => Words::only("cannot start the sandbox"),
        RunCode::OutputClosed => Words::only("cannot write to standard output"),
        RunCode::RuntimeNotStarted => Words::only("cannot start"),
        RunCode::LockHeld { file, holder } => Words::new(
            format!("nothing was changed: another apply holds {file}: {holder}"),
            "wait for it to end, then run again",
        ),
        RunCode::StateUnusable { fault } => Words::new(
            "nothing was changed: the state directory cannot be used",
            state_help(*fault),
        ),
        RunCode::LessonsLost => Words::new(
            "changes applied, but the state directory could not be updated",
            "make room, or name another folder with --state-dir; at worst, the next apply updates some cases once more",
        ),
        RunCode::NotASavedPlan { file } => Words::new(
            format!("{file} is no saved plan, or only a part of one"),
            PLAN_AGAIN,
        ),
        RunCode::SavedPlanOfOtherFormat {
            file,
            found,
            expected,
        } => Words::new(
            format!(
                "{file} has format {found}, and this version of railwright reads format {expected}"
            ),
            PLAN_AGAIN,
        ),
        RunCode::SavedPlanChanged { file } => {
            Words::new(format!("{file} was changed after it was saved"), PLAN_AGAIN)
        }
        RunCode::SavedPlanOfOtherManifests { file } => Words::new(
            format!("{file} was made from other manifests than these"),
            PLAN_AGAIN,
        ),
        RunCode::SavedPlanOfOtherServer { file, server } => Words::new(
            format!("{file} was made for another server than {server}"),
            PLAN_AGAIN,
        ),
        RunCode::SavedPlanStale { file, moved } => Words::new(
            format!(
                "{file} is stale: {}",
                first_few_of("; ", moved.iter().map(moved_words))
            ),
            PLAN_AGAIN,
        ),
        RunCode::OtherDigest { expected, found } => {
            Words::new(format!("the plan is {found}, not {expected}"), PLAN_AGAIN)
        }
        RunCode::ConfigsStopped { configs } => Words::new(
            format!(
                "{} could not be planned: {}",
                count(configs.len(), "sync config", "sync configs"),
                first_few(configs.iter().cloned())
            ),
            "fix what is marked ✗",
        ),
        RunCode::DriftFound { differences } => Words::only(format!(
            "TestRail differs from what the last apply wrote: {}",
            count(*differences, "difference", "differences")
        )),
        RunCode::AppliedInPart => Words::new(
            "applied in part",
            "fix the problems above, or retry when TestRail is available; apply continues where it stopped",
        ),
        RunCode::NotConfirmed => Words::only("nothing was changed: not confirmed"),
        RunCode::SavedPlanUnreadable { file } => Words::only(format!("cannot read {file}")),
        RunCode::ChangesFound => Words::only("there are changes"),
        RunCode::ChangesMade => Words::only("changes were made"),
        RunCode::SecondPlanNotEmpty => Words::only("a second plan is not empty"),
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
        Moved::FieldChanged { case, field } => format!("{field} of C{case} is not what it was"),
        Moved::RunExists { marker, run } => format!("a run for {marker} exists by now: R{run}"),
        Moved::RunGone { marker, run } => format!("R{run} of {marker} is gone, or lost its marker"),
        Moved::RunClosed { marker, run } => format!("R{run} of {marker} was closed"),
        Moved::ResultsExist {
            marker,
            run,
            results,
        } => format!("R{run} of {marker} has {results} of the planned results by now"),
    };
    match (changed_on, changed_by) {
        (Some(on), Some(who)) => format!("{message} (last changed by {who} on {})", day(*on)),
        (Some(on), None) => format!("{message} (last changed on {})", day(*on)),
        (None, _) => message,
    }
}
