//! How a process ends.

use std::process::ExitCode;

use crate::diagnostic::{Code, Diagnostic, RunCode, ServerCode};
use crate::plan::{ConfigPlan, Outcome};

/// The exit codes, which pipelines rely on; the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done; with `--detailed-exitcode`: no changes.
    Done,
    /// With `--detailed-exitcode`: there are changes, or changes were made. From `drift`: there is some.
    Changes,
    /// The saved plan is stale: something that it touches has moved since.
    Stale,
    /// A guard stopped it.
    Guarded,
    /// Failed for any reason not below.
    Failed,
    /// The command line or the manifests are wrong, or a saved plan is none that may be carried out.
    Usage,
    /// Applied in part.
    Partial,
    /// Another apply holds the lock.
    Locked,
    /// Credentials rejected or rights missing.
    Credentials,
    /// Terminated by SIGTERM.
    Terminated,
    /// Interrupted by SIGINT.
    Interrupted,
}

impl Exit {
    /// How a command ends that comes to several things, one for each sync config.
    pub(super) fn of_all(exits: impl IntoIterator<Item = Self>, has_written: bool) -> Self {
        let gravest = exits.into_iter().max().unwrap_or(Self::Done);
        let is_fine = matches!(gravest, Self::Done | Self::Changes);
        let stays = matches!(
            gravest,
            Self::Interrupted | Self::Terminated | Self::Credentials
        );
        if has_written && !is_fine && !stays {
            Self::Partial
        } else {
            gravest
        }
    }

    /// How a command ends that was stopped by this.
    pub(super) fn of(diagnostic: &Diagnostic) -> Self {
        match &diagnostic.code {
            Code::GuardCode(_) => Self::Guarded,
            Code::ServerCode(code) => of_server(code),
            Code::RunCode(code) => of_run(code),
            Code::FileCode(_)
            | Code::ManifestCode(_)
            | Code::SettingCode(_)
            | Code::MappingCode(_)
            | Code::AdoptionCode(_)
            | Code::QueryCode(_)
            | Code::CaseCode(_)
            | Code::LaunchCode(_)
            | Code::DestinationCode(_) => Self::Usage,
        }
    }

    /// How planning a sync config ended.
    pub(super) fn of_config(plan: &ConfigPlan) -> Self {
        let launches_blocked = plan.launches.as_ref().is_some_and(|plan| plan.is_blocked);
        match (&plan.failure, plan.outcome) {
            (Some(failure), _) => Self::of(failure),
            (None, Outcome::Failed) => Self::Failed,
            (None, Outcome::Blocked) => Self::Usage,
            (None, Outcome::Compared) if launches_blocked => Self::Usage,
            (None, Outcome::Compared | Outcome::Paused) => Self::Done,
        }
    }
}

fn of_server(code: &ServerCode) -> Exit {
    match code {
        ServerCode::VariableNotSet { .. }
        | ServerCode::SettingFileUnreadable { .. }
        | ServerCode::SettingFileOutside { .. }
        | ServerCode::SettingUnusable { .. }
        | ServerCode::CaFileUnusable { .. }
        | ServerCode::NoSuchTestOpsProject { .. }
        | ServerCode::QueryRefused { .. } => Exit::Usage,
        ServerCode::CredentialsRejected { .. }
        | ServerCode::CredentialsRejectedBefore { .. }
        | ServerCode::RightMissing { .. } => Exit::Credentials,
        ServerCode::ListingShort { .. } | ServerCode::SourceListingShort { .. } => Exit::Guarded,
        ServerCode::ClientNotBuilt { .. }
        | ServerCode::ApiSwitchedOff { .. }
        | ServerCode::NotReadable { .. }
        | ServerCode::CertificateRefused { .. }
        | ServerCode::WritesNotRecorded { .. }
        | ServerCode::MarkerNotStored { .. }
        | ServerCode::WritesStopped { .. } => Exit::Failed,
    }
}

fn of_run(code: &RunCode) -> Exit {
    match code {
        RunCode::NoSyncConfig
        | RunCode::UnknownSyncConfig { .. }
        | RunCode::UnknownApply { .. }
        | RunCode::ConfigsStopped { .. }
        | RunCode::SavedPlanUnreadable { .. }
        | RunCode::NotASavedPlan { .. }
        | RunCode::SavedPlanOfOtherFormat { .. }
        | RunCode::SavedPlanChanged { .. }
        | RunCode::SavedPlanNotSealed { .. }
        | RunCode::SavedPlanSealed { .. }
        | RunCode::SavedPlanElsewhere { .. }
        | RunCode::PlanKeyTooShort { .. }
        | RunCode::PlanKeyUnreadable { .. }
        | RunCode::UnknownIntegration { .. } => Exit::Usage,
        RunCode::RefusedBefore { .. } => Exit::Credentials,
        RunCode::SavedPlanOfOtherManifests { .. }
        | RunCode::SavedPlanOfOtherServer { .. }
        | RunCode::SavedPlanStale { .. }
        | RunCode::PlanStale { .. }
        | RunCode::OtherDigest { .. } => Exit::Stale,
        RunCode::LockHeld { .. } => Exit::Locked,
        RunCode::AppliedInPart | RunCode::MadeTwice { .. } => Exit::Partial,
        RunCode::ChangesFound | RunCode::ChangesMade | RunCode::DriftFound { .. } => Exit::Changes,
        RunCode::FileUnreadable { .. }
        | RunCode::FileUnwritable { .. }
        | RunCode::NoTerminal
        | RunCode::NotConfirmed
        | RunCode::SandboxNotStarted
        | RunCode::OutputClosed
        | RunCode::RuntimeNotStarted
        | RunCode::StateUnusable { .. }
        | RunCode::SecondPlanNotEmpty
        | RunCode::SavedPlanUnproven { .. }
        | RunCode::RoleTooSmall { .. }
        | RunCode::LessonsLost => Exit::Failed,
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Changes => 2,
            Exit::Usage => 3,
            Exit::Stale => 4,
            Exit::Guarded => 5,
            Exit::Partial => 6,
            Exit::Locked => 7,
            Exit::Credentials => 8,
            Exit::Interrupted => 130,
            Exit::Terminated => 143,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Exit;

    /// From the gravest to the least, as users are promised.
    const GRAVITY: [Exit; 10] = [
        Exit::Interrupted,
        Exit::Terminated,
        Exit::Credentials,
        Exit::Locked,
        Exit::Usage,
        Exit::Failed,
        Exit::Guarded,
        Exit::Stale,
        Exit::Changes,
        Exit::Done,
    ];

    fn exits() -> impl Strategy<Value = Vec<Exit>> {
        prop::collection::vec(prop::sample::select(GRAVITY.to_vec()), 1..6)
    }

    proptest! {
        #[test]
        fn the_gravest_of_several_sync_configs_counts_in_any_order(exits in exits().prop_shuffle(), wrote: bool) {
            let gravest = *GRAVITY.iter().find(|exit| exits.contains(exit)).expect("one of them");
            let above_partial = [Exit::Interrupted, Exit::Terminated, Exit::Credentials];
            let all_fine = exits.iter().all(|exit| matches!(exit, Exit::Done | Exit::Changes));
            let expected = if wrote && !all_fine && !above_partial.contains(&gravest) {
                Exit::Partial
            } else {
                gravest
            };
            prop_assert_eq!(Exit::of_all(exits, wrote), expected);
        }
    }
}
