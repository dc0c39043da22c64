//! Test cases, and the cases that belong to them.

use serde::{Deserialize, Serialize};

use super::{CountedLoss, NamedField, NamedValue};
use crate::diagnostic::Place;

codes! {
    CaseCode:
    "RW0201" SeveralCases { cases: Vec<u64> };
    "RW0202" SeveralMarkers { case: u64, markers: Vec<String> };
    "RW0203" ClaimedByOtherConfig { owner: String };
    "RW0204" OutOfScope { cases: Vec<u64> };
    "RW0205" InOtherSection { cases: Vec<u64> };
    "RW0206" EditedByHand { case: u64, fields: Vec<String>,
        /// `None` where TestRail does not tell.
        by: Option<String>,
        /// True when the edit stays; otherwise the case waits until somebody has settled it.
        kept: bool };
    "RW0207" SharedMarkers { config: String, other: String, suite: u64,
        /// The place of the suite of the other one.
        first: Place };
    "RW0208" KeepsBeingRewritten { case: u64, fields: Vec<String> };
    "RW0209" CreateDisabled { count: usize };
    "RW0210" RequiredFieldUnmapped { fields: Vec<NamedField>,
        /// Of how many test cases no case can be created; 0 where nobody looked.
        count: usize };
    "RW0211" NameMissing;
    "RW0212" Shortened { field: String, length: usize, limit: usize };
    "RW0213" RequiredFieldEmpty { field: NamedField };
    "RW0214" ValueUnmapped { field: NamedField,
        /// As the mapping names it.
        source: String,
        /// `None` where nothing is there.
        value: Option<NamedValue>,
        /// In how many test cases the field is left alone; 0 where the test case is blocked.
        count: usize };
    "RW0215" NothingSelected;
    "RW0216" WrittenByAnotherSync { case: u64, fields: Vec<String> };
    "RW0217" Twins { count: usize,
        /// How many of them are in the destination's section or below it.
        inside: usize,
        /// How many of them `adopt: {by: [title]}` would make ours.
        adoptable: usize,
        /// The first few of the cases that are there.
        cases: Vec<u64> };
    "RW0218" AlmostMarked { case: u64,
        /// What is there.
        text: String,
        field: String,
        /// What should be there.
        marker: String };
    "RW0219" NoCaseStatuses;
    "RW0220" NoSuchCaseStatus { name: String, similar: Option<String>, known: Vec<String> };
    "RW0221" Protected { case: u64, status: String,
        /// What differs and stays as it is.
        fields: Vec<String> };
    "RW0231" StepTextReduced {
        /// As TestOps names what is not carried over: a mark or a node of a rich text.
        kind: String,
        /// In how many test cases.
        count: usize };
    "RW0232" StepsMissing {
        /// The test cases that have steps which TestOps did not tell.
        test_cases: Vec<i64> };
    "RW0233" TextReduced { losses: Vec<CountedLoss> };
    "RW0241" AdoptionAmbiguous {
        /// What shows that they belong together.
        rule: String,
        /// The cases that fit.
        cases: Vec<u64>,
        /// The test cases that fit as well as this one.
        rivals: Vec<i64> };
    "RW0242" AdoptedFieldsLeft {
        /// How many adopted cases keep something of their own.
        count: usize,
        /// The fields, with the number of cases that keep them.
        fields: Vec<FieldCount> };
    "RW0243" MarkersAlone {
        /// How many adopted cases differ from TestOps.
        count: usize,
        /// The fields that differ, with the number of cases.
        fields: Vec<FieldCount> };
    "RW0244" NotEmptied {
        /// In how many cases something is left that TestOps does not have.
        count: usize,
        /// The fields, with the number of cases.
        fields: Vec<FieldCount> };
}

/// In how many cases a field is concerned.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FieldCount {
    /// The system name.
    pub field: String,
    /// How many cases.
    pub count: usize,
}
