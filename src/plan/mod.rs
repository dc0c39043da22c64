//! Compares what is desired with what is observed and says what has to change: pure, total, deterministic.
//!
//! Planning cannot fail. What it cannot settle becomes a [`Diagnostic`](crate::diagnostic::Diagnostic), and the case that it
//! concerns gets no action, so that carrying out a plan never has to choose.

mod action;
mod adoption;
mod alike;
mod attachments;
mod compare;
mod config_plan;
mod drift;
mod edit;
mod editor;
mod guards;
mod last_editor;
mod left_fields;
mod launches;
mod memory;
mod observed_index;
mod owners;
mod cases;
mod check;
mod policy;
mod rendered;
mod run;
mod saved;
mod settle;
mod stale;
mod twins;

pub(crate) use action::{Action, Change, Create, Update};
pub(crate) use adoption::{AdoptPolicy, Adopted};
pub(crate) use attachments::{
    AttachmentsPlan, ExistingResult, FileReason, LeftOutFile, MAX_FILE_BYTES, ResultFiles,
    carried_over, existing_result, file_name, has_results, missing_files, with_files,
};
pub(crate) use cases::Context;
use cases::compare_cases;
pub(crate) use check::{
    Answers, Check, CheckedLaunches, CheckedTestOps, CheckedTestRail, ConfigCheck,
};
pub(crate) use config_plan::{ConfigPlan, DestinationEnd, Outcome, Plan, SourceEnd};
pub(crate) use drift::{ConfigDrift, drift};
pub(crate) use edit::Edit;
pub(crate) use editor::Editor;
pub(crate) use guards::{
    GUARD_CODES, GuardAnswers, GuardHit, GuardedPart, MaxChanges, config_guards, hold_back,
    run_guards,
};
pub(crate) use last_editor::LastEditor;
pub(crate) use launches::{
    LaunchFacts, LaunchPlan, LaunchProgress, LaunchesPlan, LeftOut, RunAction, RunSelection,
    launch_batches, plan_complete, plan_launch, progress,
};
pub(crate) use left_fields::LeftFields;
pub(crate) use memory::{Memory, Rewritten, Written, WrittenRun};
pub(crate) use owners::{MarkerScope, Owners};
pub(crate) use policy::{NoCreate, Policy};
pub(crate) use run::{Exported, PlannedConfig, Reading, Sides, plan_cases};
pub(crate) use saved::{Contradiction, PlanKey, SavedPlan, SavedPlanError, contradiction};
pub(crate) use settle::Histories;
pub(crate) use stale::{Stale, stale_cases, stale_runs};

#[cfg(test)]
mod tests;
