//! Mappings as the rest of the program uses them.

use std::collections::BTreeMap;

use super::types::{Located, OnDrift, StatusRef};
use crate::diagnostic::Place;
use crate::model::FieldName;

/// How fields map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The name, unique among mappings.
    pub name: String,
    /// Where the name stands.
    pub place: Place,
    /// The mapped fields in the order of [`SourceField`].
    pub fields: Vec<MappedField>,
    /// The workflow status.
    pub status: Option<StatusMapping>,
    /// The statuses of results in the order of [`ResultStatus`].
    pub results: Vec<ResultRule>,
    /// What happens to edits by hand, by TestRail field; fields without an entry are overwritten.
    pub on_drift: BTreeMap<FieldName, OnDrift>,
}

/// A field of a TestOps test case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceField {
    /// The description.
    Description,
    /// The precondition.
    Precondition,
    /// The expected result of the whole case.
    ExpectedResult,
    /// The steps.
    Scenario,
}

/// One mapped field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedField {
    /// The TestOps field.
    pub source: SourceField,
    /// The TestRail field.
    pub target: Located<FieldName>,
}

/// How the workflow status maps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusMapping {
    /// The TestRail dropdown, always with its `custom_`.
    pub field: Located<FieldName>,
    /// The option for a status without a row.
    pub default: Option<Located<i64>>,
    /// One row for each status, in the order of the manifest.
    pub rows: Vec<StatusRow>,
}

/// One status and its option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRow {
    /// The TestOps status.
    pub source_id: i64,
    /// The TestRail option.
    pub target_id: i64,
    /// Where the row's `targetId` stands.
    pub place: Place,
}

/// The status of a TestOps result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResultStatus {
    /// It passed.
    Passed,
    /// An assertion did not hold.
    Failed,
    /// The test itself did not work.
    Broken,
    /// It did not run.
    Skipped,
    /// There is no verdict.
    Unknown,
    /// It is muted, whatever its status.
    Muted,
    /// It has a known defect, whatever its status.
    Known,
}

/// One result status and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRule {
    /// The TestOps status.
    pub source: ResultStatus,
    /// The TestRail status.
    pub target: Located<StatusRef>,
}
