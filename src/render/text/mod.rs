//! Text for terminals and logs.

mod attachments;
mod case_line;
mod diff;
mod check;
mod diagnostics;
mod drift;
mod guards;
mod launches;
mod paused;
mod plan;
mod report;
mod value;

pub(crate) use check::check;
pub(crate) use diagnostics::diagnostics;
pub(crate) use drift::drift;
pub(crate) use guards::{guarded_part, guards};
pub(crate) use paused::Paused;
pub(crate) use plan::plan;
pub(crate) use report::report;

/// How text is laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Colours.
    pub paint: super::style::Paint,
    /// Whether a difference of several lines begins below the name of its field and not beside it.
    pub differences_below: bool,
    /// Requests a minute by TestRail integration, where a limit is known.
    pub rates: std::collections::BTreeMap<String, u32>,
}

#[cfg(test)]
pub(crate) mod tests;
