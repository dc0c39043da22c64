//! Mappings as the rest of the program uses them.

use super::types::{
    AnyRow, Located, MappingSpec, Nullable, OnDrift, OnEmpty, OnUnmapped, ResultsSpec, RowSpec,
    StatusRef, ValueKey,
};
use crate::diagnostic::Place;
use crate::field::{Row, SourceKey, ValueRow};
use crate::model::{CaseSource, FieldName};

/// How fields map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// The name, unique among mappings.
    pub name: String,
    /// Where the name is.
    pub place: Place,
    /// The rows, in the order of the names of their fields.
    pub fields: Vec<MappedField>,
    /// The statuses of results in the order of [`ResultStatus`].
    pub results: Vec<ResultRule>,
}

/// One mapped field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MappedField {
    /// The TestRail field.
    pub target: Located<FieldName>,
    /// What goes into it.
    pub sources: Vec<CaseSource>,
    /// How it gets there.
    pub row: Row,
    /// What happens where nothing says which option stands for something, if the row says it.
    pub on_unmapped: Option<Located<OnUnmapped>>,
    /// What happens to edits by hand.
    pub on_drift: OnDrift,
    /// What happens where the source is empty, if the row says it.
    pub on_empty: Option<OnEmpty>,
}

/// The status of a TestOps result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ResultStatus {
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
pub(crate) struct ResultRule {
    /// The TestOps status.
    pub source: ResultStatus,
    /// The TestRail status.
    pub target: Located<StatusRef>,
}

impl Mapping {
    pub(super) fn new(name: Located<String>, spec: MappingSpec) -> Self {
        let MappingSpec { fields, results } = spec;
        let rows = fields.0.into_iter();
        let mut fields: Vec<MappedField> = rows
            .map(|(field, row)| mapped_field(&field, row.value))
            .collect();
        fields.sort_by(|a, b| a.target.value.cmp(&b.target.value));
        Self {
            name: name.value,
            place: name.place,
            fields,
            results: result_rules(results),
        }
    }
}

fn mapped_field(field: &Located<String>, AnyRow(row): AnyRow) -> MappedField {
    let RowSpec {
        from,
        values,
        default,
        on_unmapped,
        join,
        on_drift,
        on_empty,
    } = row;
    let values = values
        .0
        .into_iter()
        .map(|(key, Nullable(option))| ValueRow {
            source: match key.value {
                ValueKey::Id(id) => SourceKey::Id(id),
                ValueKey::Name(name) => SourceKey::Name(name),
            },
            target: option.value.0,
            place: option.place,
        });
    MappedField {
        target: field.with(FieldName::new(field.as_str())),
        sources: from.value.names,
        row: Row {
            values: values.collect(),
            default: default.map(|Nullable(option)| (option.value.0, option.place)),
            join: join.map(|join| join.value),
        },
        on_unmapped,
        on_drift: on_drift.value,
        on_empty: on_empty.map(|it| it.value),
    }
}

fn result_rules(results: ResultsSpec) -> Vec<ResultRule> {
    [
        (ResultStatus::Passed, results.statuses.passed),
        (ResultStatus::Failed, results.statuses.failed),
        (ResultStatus::Broken, results.statuses.broken),
        (ResultStatus::Skipped, results.statuses.skipped),
        (ResultStatus::Unknown, results.statuses.unknown),
        (ResultStatus::Muted, results.statuses.muted),
        (ResultStatus::Known, results.statuses.known),
    ]
    .into_iter()
    .filter_map(|(source, target)| {
        Some(ResultRule {
            source,
            target: target?,
        })
    })
    .collect()
}
