//! What makes cases ours that are in TestRail already.

use serde::{Deserialize, Serialize};

use super::{CaseId, FieldName, Identity};

/// What shows that a case belongs to a test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AdoptRule {
    /// A key of the test case in TestOps is the address of the case.
    TestKey,
    /// The id of the case is in the name or in a tag of the test case.
    Pattern,
    /// A field of the case holds something of the test case.
    Field(FieldName),
    /// The case carries our own former marker.
    Marker(Identity),
    /// The titles are equal.
    Title,
}

/// What a rule looks for on behalf of one test case; a marker and a title are known without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Clue {
    /// Nothing of the test case says anything.
    #[default]
    Nothing,
    /// The ids of cases.
    Cases(Vec<CaseId>),
    /// What the field holds.
    Text(Box<str>),
}

/// Why a case was taken for that of a test case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Evidence {
    /// A key of the test case in TestOps is the address of the case.
    TestKey,
    /// The id is in the name or in a tag of the test case.
    Pattern,
    /// A field holds something of the test case.
    Field(FieldName),
    /// The case carries this former marker.
    Marker(Box<str>),
    /// The titles are equal, and the case is where a new one would be.
    TitleInSection,
    /// The titles are equal.
    Title,
}

/// A case of others, with all that it takes to make it ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The case, reduced to the fields that are asked for. It carries no marker of ours.
    pub case: super::ObservedCase,
    /// The texts of [`super::Observed::evidence`].
    pub evidence: Vec<Box<str>>,
}
