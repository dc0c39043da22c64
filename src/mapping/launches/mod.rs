//! Turns launches into runs with results, as TestRail should hold them: pure, total, deterministic.

mod comment;
mod correction;
mod description;
mod elapsed;
mod result;
mod rules;
mod select;

pub(crate) use comment::{link_in, read_comment};
pub(crate) use correction::{Corrections, corrections};
pub(crate) use description::{
    Block, MARK_PREFIX, block, block_fingerprint, exported_in, is_owned_by, merge, read_block,
    without_exported,
};
pub(crate) use result::{DesiredResult, Details, desired_result, run_name};
pub(crate) use rules::{LaunchRules, resolve_rules};
pub(crate) use select::{Selected, fingerprint, fingerprint_of_ids, select, worst_last};

#[cfg(test)]
mod tests;
