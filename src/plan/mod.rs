//! Compares what is desired with what is observed and says what has to change: pure, total, deterministic.
//!
//! Planning cannot fail. What it cannot settle becomes a [`Diagnostic`](crate::diagnostic::Diagnostic), and the case that it
//! concerns gets no action, so that carrying out a plan never has to choose.

mod action;
mod attachments;
mod claims;
mod compare;
mod config_plan;
mod edit;
mod editor;
mod guards;
mod launches;
mod memory;
mod cases;
mod policy;
mod saved;
mod stale;

pub use action::{Action, Change, Create, Update};
pub use attachments::{
    AttachmentsPlan, FileReason, LeftOutFile, MAX_FILE_BYTES, ResultFiles, Standing, carried_over,
    file_name, has_results, missing_files, standing, with_files,
};
pub use cases::{Compared, Context, out_of_scope, plan};
pub use claims::{Claims, Territory};
pub use config_plan::{ConfigPlan, DestinationEnd, Outcome, Plan, SourceEnd};
pub use edit::Edit;
pub use editor::Editor;
pub use guards::{MaxChanges, config_guards, run_guards};
pub use launches::{
    LaunchFacts, LaunchPlan, LaunchesPlan, LeftOut, Progress, RunAction, Selection, batches,
    plan_complete, plan_launch, progress,
};
pub use memory::{Memory, Rewritten};
pub use policy::{NoCreate, Policy};
pub use saved::{SavedPlan, SavedPlanError};
pub use stale::{LastChange, Stale, stale_cases, stale_runs};

#[cfg(test)]
mod tests;
