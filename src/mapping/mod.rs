//! Turns test cases into the values that TestRail should hold, by the rules of a mapping and within what the
//! destination accepts: pure, total, deterministic.

mod adopt;
mod cases;
mod destination;
mod fields;
pub(crate) mod launches;
mod losses;
mod protect;
mod resolve;
mod rules;
mod steps;
mod template;

pub(crate) use adopt::AdoptRules;
pub(crate) use cases::{MappedCases, map_cases};
pub(crate) use resolve::{Resolved, resolve};
pub(crate) use rules::{FieldRule, Rules, TemplateRule};

#[cfg(test)]
mod tests;
