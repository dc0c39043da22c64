//! Launches, and the runs that belong to them.

use super::{NamedField, RunWithRepeats};

codes! {
    LaunchCode:
    "RW0301" LaunchOfOtherConfig { launch: i64, owner: String };
    "RW0302" SeveralOpenRuns { launch: i64, runs: Vec<u64> };
    "RW0303" SeveralCompleteRuns { launch: i64, runs: Vec<u64> };
    "RW0304" ResultsRepeated { launch: i64, runs: Vec<RunWithRepeats> };
    "RW0305" ClosedRunIncomplete { launch: i64, run: u64, missing: usize };
    "RW0306" NoStepResultsField;
    "RW0307" RequiredResultField { field: NamedField };
    "RW0308" StatusIsUntested { status: String };
    "RW0309" NoSuchResultStatus { status: String, known: Vec<String> };
    "RW0310" RunNameLeft { launch: i64, run: u64,
        /// As it is in TestRail.
        name: String,
        /// As it would be.
        wanted: String };
    "RW0311" RunGone { launch: i64, run: u64 };
    "RW0312" ClosedRunOutdated { launch: i64, run: u64, results: usize };
    "RW0320" RunKeepsBeingRewritten { launch: i64, run: u64,
        /// Its name, its description, or both.
        parts: Vec<String> };
    "RW0321" LinksLost { launch: i64, run: u64, results: usize };
}
