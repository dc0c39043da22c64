//! What a run does, as functions that return values: connect, observe everything, plan everything, carry it out.
//!
//! Nothing here prints or knows an exit code. What goes wrong is a [`Diagnostic`](crate::diagnostic::Diagnostic): a
//! `Failure` where it ends everything, part of a plan where it ends one sync config.

mod allowed;
mod apply;
mod check;
mod consent;
mod absence;
mod editors;
mod failure;
mod kept_launches;
mod launches;
mod missing;
mod observe;
mod options;
mod outline;
mod people;
mod plan;
mod plan_key;
mod policy;
mod recent;
mod refusals;
mod saved;
mod servers;
mod settings;

pub(crate) use allowed::{Allowed, Pattern, judge_named};
pub(crate) use apply::{
    Applied, End, begin, carry_out, cut_off, guards, note_end, state_unusable, take_lock,
};
pub(crate) use check::check;
pub(crate) use consent::consent;
pub(crate) use failure::Failure;
pub(crate) use missing::missing_variables;
pub(crate) use options::{Options, StandIns};
pub(crate) use plan::{Planned, plan};
pub(crate) use plan_key::read_plan_key;
pub(crate) use recent::{Awaited, RecentWrites};
pub(crate) use refusals::resume;
pub(crate) use saved::{read_saved, save, write_saved};
pub(crate) use servers::Servers;

#[cfg(test)]
pub(crate) use launches::{Exporter, plan_suite_launches};
