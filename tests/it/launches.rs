//! Launches become runs with results: what the plan shows, what is in TestRail afterwards, and what does not.

mod absence;
mod absence_in_testops;
mod corrections;
mod faults;
mod growth;
mod plans;
mod refusals;
mod splits;
pub(crate) mod stage;
mod texts;
mod unchanged;
mod verdicts;
