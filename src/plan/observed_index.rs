//! The cases of a suite by what they are looked up by.

use std::collections::BTreeMap;

use crate::model::{
    AlmostMarked, Candidate, CaseId, FieldSpec, Observed, ObservedCase, TestCaseId,
};

/// The cases of a suite, as one sync config looks at them.
pub(super) struct ObservedIndex<'a> {
    /// The fields of the sync config, with the places of their values: the cases of a suite are read once for all sync
    /// configs, whatever fields each of them writes.
    pub(super) columns: Vec<(&'a FieldSpec, usize)>,
    /// By the test cases whose markers they carry, in the order of their ids.
    pub(super) marked: BTreeMap<TestCaseId, Vec<&'a ObservedCase>>,
    /// What reads like the marker of a test case and is none.
    pub(super) almost_marked: BTreeMap<TestCaseId, &'a AlmostMarked>,
    /// Cases that may be adopted; none where none is.
    pub(super) candidates: BTreeMap<CaseId, &'a Candidate>,
}

impl<'a> ObservedIndex<'a> {
    /// Looks up by what it takes; `adopts` where some case is to be adopted.
    pub(super) fn new(fields: &'a [FieldSpec], observed: &'a Observed, adopts: bool) -> Self {
        let columns = fields.iter();
        let columns = columns.filter_map(|spec| Some((spec, observed.position(&spec.name)?)));
        let mut marked: BTreeMap<TestCaseId, Vec<&ObservedCase>> = BTreeMap::new();
        for case in &observed.cases {
            for id in &case.marked {
                marked.entry(*id).or_default().push(case);
            }
        }
        for cases in marked.values_mut() {
            cases.sort_by_key(|case| case.id);
            cases.dedup_by_key(|case| case.id);
        }
        let almost = observed.almost_marked.iter().rev();
        let unmarked = observed.unmarked.iter().filter(|_| adopts);
        let candidates = unmarked.filter_map(|case| Some((case.id, case.candidate.as_deref()?)));
        Self {
            columns: columns.collect(),
            marked,
            almost_marked: almost.map(|almost| (almost.test_case, almost)).collect(),
            candidates: candidates.collect(),
        }
    }
}
