//! Carries out a plan and reports what became of every case, run, result and file.
//!
//! Nothing is chosen here. Every write is in the plan and either succeeds, or its failure is reported and the next one
//! goes on. What may have changed since the plan was made is read again where that could harm: then
//! less is written than planned, or more is kept. One write is in no plan: a line of a run's description goes when two
//! applies raced.

mod attachments;
mod cases;
mod exactly_once;
mod launches;
mod memory;
mod notes;
mod recorded;
mod report;
mod stop;
mod watch;

pub(crate) use cases::{CaseTarget, apply_cases};
pub(crate) use exactly_once::Settle;
pub(crate) use launches::{FailedFile, LaunchError, LaunchReport};
pub(crate) use launches::{LaunchTarget, apply_launches, launches_not_begun};
pub(crate) use memory::add_written;
pub(crate) use notes::Notes;
pub(crate) use recorded::{Recorded, result_name};
pub(crate) use report::{ConfigReport, Done, Entry, EntryKind, EntryOutcome, LostEdit, Report};
pub(crate) use stop::{Progress, Stop};
pub(crate) use watch::Watch;
