//! Turns launches into runs with results, as TestRail should hold them: pure, total, deterministic.

mod comment;
mod description;
mod elapsed;
mod result;
mod rules;
mod select;

pub use comment::link_in;
pub use description::{
    Block, MARK_PREFIX, block, exported_in, is_owned_by, merge, read, without_exported,
};
pub use result::{DesiredResult, Details, desired_result, run_name};
pub use rules::{LaunchRules, resolve};
pub use select::{Selected, fingerprint, select};

#[cfg(test)]
mod tests;
