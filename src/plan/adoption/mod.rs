//! Cases that are in TestRail already and become ours: which, and what is written to them.

mod compare;
mod pairs;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{CaseCode, Diagnostic};
use crate::model::{AdoptRule, CaseId, Evidence, TestCaseId};

pub(super) use compare::adopted_changes;
pub(super) use pairs::pair_up;

/// How a sync config adopts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AdoptPolicy {
    /// What shows that a case belongs to a test case, in the order in which it is tried.
    pub rules: Vec<AdoptRule>,
    /// True where an adopted case gets the marker alone.
    pub markers_alone: bool,
}

/// What became of the test cases of a sync config that have no case of ours. Those without an entry have none of others
/// either.
pub(super) type Adoptions = BTreeMap<TestCaseId, Adoption>;

/// What became of a test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Adoption {
    /// It gets this case.
    Pair(CaseId, Evidence),
    /// It gets none, because it is not the only one, or the case is not.
    Ambiguous {
        evidence: Evidence,
        cases: Vec<CaseId>,
        rivals: Vec<TestCaseId>,
    },
}

/// Why a case is taken for that of a test case, as it is saved with the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Adopted {
    /// What shows it.
    pub evidence: Evidence,
}

/// Names what stands in the way of adopting.
pub(super) fn ambiguous(
    test_case: TestCaseId,
    evidence: &Evidence,
    cases: &[CaseId],
    rivals: &[TestCaseId],
) -> Diagnostic {
    let code = CaseCode::AdoptionAmbiguous {
        rule: rule_of(evidence),
        cases: cases.iter().map(|case| case.0).collect(),
        rivals: rivals.iter().map(|id| id.0).collect(),
    };
    Diagnostic::blocks_case(code)
        .about(test_case)
        .about_all(cases.iter().copied())
}

/// What shows it, as manifests name it.
fn rule_of(evidence: &Evidence) -> String {
    match evidence {
        Evidence::TestKey => "testKey".to_owned(),
        Evidence::Pattern => "pattern".to_owned(),
        Evidence::Field(field) => field.to_string(),
        Evidence::Marker(marker) => marker.to_string(),
        Evidence::TitleInSection | Evidence::Title => "title".to_owned(),
    }
}
