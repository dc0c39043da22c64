//! The rows of a mapping, with their places.

use super::document::{Document, pointer_token};
use super::resolved::{Located, MappedField, ResultRule, ResultStatus};
use super::types::{self, FullRowSpec, RowSpec, SourceName, SourcesSpec};
use crate::field::{Row, SourceKey, ValueRow};
use crate::model::FieldName;

/// The rows, in the order of the field names.
pub(super) fn mapped_fields(document: &Document, spec: types::FieldsSpec) -> Vec<MappedField> {
    let rows = spec.0.into_iter();
    rows.map(|(target, row)| mapped_field(document, target, row))
        .collect()
}

fn mapped_field(document: &Document, target: String, row: RowSpec) -> MappedField {
    let pointer = format!("/spec/fields/{target}");
    let target = Located {
        value: FieldName::new(target),
        place: document.key_place(&pointer),
    };
    let short = |sources: Vec<SourceName>| MappedField {
        target: target.clone(),
        sources: sources.into_iter().map(|name| name.0).collect(),
        row: Row::default(),
        on_unmapped: None,
        on_drift: types::OnDrift::default(),
    };
    let FullRowSpec {
        from,
        values,
        default,
        on_unmapped,
        join,
        on_drift,
    } = match row {
        RowSpec::Source(source) => return short(vec![source]),
        RowSpec::Sources(sources) => return short(sources),
        RowSpec::Full(row) => row,
    };
    let sources = match from {
        SourcesSpec::One(source) => vec![source],
        SourcesSpec::Several(sources) => sources,
    };
    let at = |key: &str| document.place(&format!("{pointer}/{key}"));
    let values = values.into_iter().map(|(key, target)| {
        let pointer = format!("{pointer}/values/{}", pointer_token(&key));
        ValueRow {
            source: source_key(document, &pointer, &key),
            target: target.0,
            place: document.place(&pointer),
        }
    });
    MappedField {
        row: Row {
            values: values.collect(),
            default: default.map(|target| (target.0, at("default"))),
            join,
        },
        on_unmapped: on_unmapped.map(|value| Located {
            value,
            place: at("onUnmapped"),
        }),
        on_drift,
        ..short(sources)
    }
}

/// An unquoted number is an id, everything else a name.
pub(super) fn source_key(document: &Document, pointer: &str, key: &str) -> SourceKey {
    let spelling = document.source.slice(&document.key_span(pointer));
    match key.parse() {
        Ok(id) if !spelling.starts_with(['"', '\'']) => SourceKey::Id(id),
        _ => SourceKey::Name(key.to_owned()),
    }
}

/// The statuses of results, in the order of [`ResultStatus`].
pub(super) fn result_rules(document: &Document, spec: types::ResultsSpec) -> Vec<ResultRule> {
    let types::ResultStatusesSpec {
        passed,
        failed,
        broken,
        skipped,
        unknown,
        muted,
        known,
    } = spec.statuses;
    [
        (ResultStatus::Passed, "passed", passed),
        (ResultStatus::Failed, "failed", failed),
        (ResultStatus::Broken, "broken", broken),
        (ResultStatus::Skipped, "skipped", skipped),
        (ResultStatus::Unknown, "unknown", unknown),
        (ResultStatus::Muted, "muted", muted),
        (ResultStatus::Known, "known", known),
    ]
    .into_iter()
    .filter_map(|(source, key, value)| {
        let place = document.place(&format!("/spec/results/statuses/{key}"));
        let target = Located {
            value: value?,
            place,
        };
        Some(ResultRule { source, target })
    })
    .collect()
}
