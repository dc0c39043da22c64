//! Whether cases that would be created are really not there: one answer that came short is no proof of that.

use std::collections::BTreeSet;

use super::launches::ShortListing;
use crate::diagnostic::Side;
use crate::model::{CaseId, Observed, SuiteId};
use crate::plan::Memory;
use crate::testrail::{CaseProbe, CaseScope, Error};

/// How many cases that the ledger knows and the list lacks are asked for one by one. So many are not deleted by hand.
const MOST_ASKED: usize = 20;

/// Holds the list of a suite's cases against what the ledger knows or, where that knows nothing, against a second reading
/// of its first and its last page. Tells how the list is short, if it is.
pub(super) async fn missed_cases(
    reader: &impl CaseProbe,
    project_id: u64,
    suite: SuiteId,
    observed: &Observed,
    memory: &Memory,
) -> Result<Option<ShortListing>, Error> {
    let marked = observed.cases.iter().map(|case| case.id);
    let unmarked = observed.unmarked.iter().map(|case| case.id);
    let listed: BTreeSet<CaseId> = marked.chain(unmarked).collect();
    let known = memory.cases.iter().filter(|(_, known)| **known == suite);
    let known: BTreeSet<CaseId> = known.map(|(case, _)| *case).collect();
    let missing = if known.is_empty() {
        let scope = CaseScope::suite(project_id, suite);
        let again = reader.first_and_last(&scope, listed.len()).await?;
        again.difference(&listed).count()
    } else {
        let lacking: Vec<CaseId> = known.difference(&listed).copied().collect();
        if lacking.len() > MOST_ASKED {
            lacking.len()
        } else {
            let mut there = 0;
            for case in lacking {
                there += usize::from(reader.is_in_suite(case, suite).await?);
            }
            there
        }
    };
    Ok((missing > 0).then(|| ShortListing {
        side: Side::Testrail,
        listing: format!("cases of suite {}", suite.0),
        found: listed.len() as u64,
        expected: (listed.len() + missing) as u64,
    }))
}
