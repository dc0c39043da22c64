//! Carries out a plan through a writer and reports what became of every case.
//!
//! Nothing is chosen here: an action either succeeds, or its failure is reported and the next one goes on.

mod create;
mod attachments;
mod launches;
mod memory;
mod recorded;
mod report;
mod cases;
mod update;

pub use attachments::FailedFile;
pub use cases::{Progress, Stop, apply};
pub use launches::{LaunchReport, LaunchTarget, Trouble, apply_launches, launches_not_begun};
pub(crate) use recorded::Recorded;
pub use report::{ConfigReport, Done, Entry, EntryKind, Fate, Report};

#[cfg(test)]
mod tests;
