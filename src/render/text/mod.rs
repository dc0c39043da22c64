//! Text for terminals and logs.

mod attachments;
mod diff;
mod diagnostics;
mod launches;
mod plan;
mod report;
mod value;

pub use diagnostics::diagnostics;
pub use plan::plan;
pub use report::report;

/// How text is laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Colours.
    pub paint: super::style::Paint,
    /// Whether a difference of several lines begins below the name of its field and not beside it.
    pub differences_below: bool,
    /// Requests a minute by TestRail integration, where a limit is known.
    pub rates: std::collections::BTreeMap<String, u32>,
}

#[cfg(test)]
pub(crate) mod tests;
