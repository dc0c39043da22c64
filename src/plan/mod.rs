//! Compares what is desired with what is observed and says what has to change: pure, total, deterministic.
//!
//! Planning cannot fail. What it cannot settle becomes a [`Diagnostic`](crate::diagnostic::Diagnostic), and the case that it
//! concerns gets no action, so that carrying out a plan never has to choose.

mod action;
mod attachments;
mod compare;
mod config_plan;
mod drift;
mod edit;
mod editor;
mod guards;
mod launches;
mod memory;
mod owners;
mod cases;
mod check;
mod policy;
mod run;
mod saved;
mod stale;

pub use action::{Action, Change, Create, Update};
pub use attachments::{
    AttachmentsPlan, ExistingResult, FileReason, LeftOutFile, MAX_FILE_BYTES, ResultFiles,
    carried_over, existing_result, file_name, has_results, missing_files, with_files,
};
pub use cases::{Compared, Context, compare_cases};
pub(crate) use check::{
    Answers, Check, CheckedLaunches, CheckedTestOps, CheckedTestRail, ConfigCheck,
};
pub use config_plan::{ConfigPlan, DestinationEnd, Outcome, Plan, SourceEnd};
pub(crate) use drift::{ConfigDrift, drift};
pub use edit::Edit;
pub use editor::Editor;
pub use guards::{MaxChanges, config_guards, run_guards};
pub use launches::{
    LaunchFacts, LaunchPlan, LaunchesPlan, LeftOut, Progress, RunAction, Selection, launch_batches,
    plan_complete, plan_launch, progress,
};
pub use memory::{Memory, Rewritten};
pub use owners::{MarkerScope, Owners};
pub use policy::{NoCreate, Policy};
pub use run::{Exported, PlannedConfig, Reading, Sides, plan_cases};
pub use saved::{SavedPlan, SavedPlanError};
pub use stale::{LastChange, Stale, stale_cases, stale_runs};

#[cfg(test)]
mod tests;
