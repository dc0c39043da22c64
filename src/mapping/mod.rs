//! Turns test cases into the values that TestRail should hold, by the rules of a mapping and within what the
//! destination accepts: pure, total, deterministic.

mod destination;
mod fields;
pub mod launches;
mod resolve;
mod rules;
mod scenario;
mod status;
mod template;
mod test_case;

pub use resolve::{Resolved, resolve};
pub use rules::{FieldRule, Origin, Rules, StatusRule, TemplateRule};
pub use test_case::{Mapped, desired};

#[cfg(test)]
mod tests;
