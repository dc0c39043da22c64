//! Who changed which field of a case, and when.

use super::{FieldName, Value};

/// What TestRail tells about the changes of a case, the first one first. What it was created with is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CaseHistory {
    /// The changes.
    pub entries: Vec<HistoryEntry>,
}

/// One change of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HistoryEntry {
    /// When, in seconds since 1970.
    pub on: i64,
    /// Who made it.
    pub by: Option<u64>,
    /// The fields that it changed; `None` where TestRail does not tell.
    pub fields: Option<Vec<FieldChange>>,
}

/// One field that a change changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldChange {
    /// The field.
    pub field: FieldName,
    /// What was there before.
    pub old: Value,
    /// What was there afterwards.
    pub new: Value,
}
