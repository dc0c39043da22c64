//! What is in TestRail now.

use super::{Candidate, CaseId, FieldName, SectionId, TestCaseId, Value};

/// The cases of a suite that carry our marker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    /// The fields whose values are known of each case, in their order.
    pub fields: Vec<FieldName>,
    /// Marked cases in the order of their ids.
    pub cases: Vec<ObservedCase>,
    /// The cases that the suite holds besides, which are nobody's business of ours.
    pub unmarked: Vec<UnmarkedCase>,
    /// The fields whose texts are known of each candidate for adoption, in their order.
    pub evidence: Vec<FieldName>,
    /// What reads like a marker and is none, in any of them.
    pub almost_marked: Vec<AlmostMarked>,
}

impl Observed {
    /// Where the values of a field are.
    pub(crate) fn position(&self, field: &FieldName) -> Option<usize> {
        self.fields.iter().position(|known| known == field)
    }
}

/// A marked TestRail case, reduced to the fields that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ObservedCase {
    /// The TestRail id.
    pub id: CaseId,
    /// The TestOps cases whose markers it carries: one, or several when somebody merged cases by hand.
    pub marked: Vec<TestCaseId>,
    /// The section it is in.
    pub section: SectionId,
    /// The status of the case itself, which TestRail Enterprise keeps for approvals.
    pub status: Option<i64>,
    /// The values of [`Observed::fields`].
    pub fields: Vec<Value>,
    /// When it was created, in seconds since 1970.
    pub created_on: i64,
    /// Who created it.
    pub created_by: Option<u64>,
    /// When it was last changed, in seconds since 1970. A hint: TestRail moves it without a change, too.
    pub updated_on: i64,
    /// Who changed it last.
    pub updated_by: Option<u64>,
}

/// A TestRail case without our marker: what is enough to notice that a new case would be its twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnmarkedCase {
    /// The TestRail id.
    pub id: CaseId,
    /// The section it is in.
    pub section: SectionId,
    /// The title, in the form for comparing titles.
    pub title: Box<str>,
    /// The rest of it, where some sync config adopts cases.
    pub candidate: Option<Box<Candidate>>,
}

/// What reads like the marker of a test case and is not written as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AlmostMarked {
    /// The test case that may be meant.
    pub test_case: TestCaseId,
    /// The TestRail case.
    pub case: CaseId,
    /// The entry as it is there.
    pub text: Box<str>,
}
