//! Text for terminals and logs.

mod diff;
mod findings;
mod plan;
mod report;
mod value;

pub use findings::findings;
pub use plan::plan;
pub use report::report;

/// How text is laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Colours.
    pub paint: super::style::Paint,
    /// Requests a minute by TestRail integration, where a limit is known.
    pub rates: std::collections::BTreeMap<String, u32>,
}

#[cfg(test)]
pub(crate) mod tests;
