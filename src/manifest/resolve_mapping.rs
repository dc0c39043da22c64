//! Mappings to the view that the rest of the program uses.

use std::collections::BTreeMap;

use super::document::Document;
use super::mapping_view::{
    MappedField, Mapping, ResultRule, ResultStatus, SourceField, StatusMapping, StatusRow,
};
use super::types::{self, Located, OnDrift};
use crate::diagnostic::{Diagnostic, ManifestCode, Place};
use crate::model::FieldName;

/// Values with their places.
struct At<'a>(&'a Document);

impl At<'_> {
    fn place(&self, pointer: &str) -> Place {
        self.0.place(pointer)
    }

    fn located<T>(&self, pointer: &str, value: T) -> Located<T> {
        Located::new(value, self.place(pointer))
    }
}

pub(super) fn mapping(document: &Document) -> Result<Mapping, Box<Diagnostic>> {
    let spec = serde_json::from_value(document.value["spec"].clone());
    let spec = spec.map_err(|error: serde_json::Error| {
        let reason = error.to_string();
        Box::new(document.error("/spec", ManifestCode::Unusable { reason }))
    })?;
    let types::MappingSpec {
        fields,
        status,
        results,
        on_drift,
    } = spec;
    let at = At(document);
    Ok(Mapping {
        name: document.name.value.clone(),
        place: document.name.place.clone(),
        on_drift: on_drift_rules(&fields, status.as_ref(), &on_drift),
        fields: mapped_fields(&at, fields),
        status: status.map(|status| status_mapping(&at, status)),
        results: result_rules(&at, results),
    })
}

/// What happens to edits by hand, by the TestRail field.
fn on_drift_rules(
    fields: &types::FieldsSpec,
    status: Option<&types::StatusSpec>,
    spec: &types::OnDriftSpec,
) -> BTreeMap<FieldName, OnDrift> {
    let types::FieldsSpec {
        description,
        precondition,
        expected_result,
        scenario,
    } = fields;
    let title = Some("title".to_owned());
    let status = status.map(|status| with_custom(&status.field));
    [
        (&title, spec.title),
        (description, spec.description),
        (precondition, spec.precondition),
        (expected_result, spec.expected_result),
        (scenario, spec.scenario),
        (&status, spec.status),
    ]
    .into_iter()
    .filter_map(|(field, rule)| Some((FieldName::new(field.as_deref()?), rule?)))
    .collect()
}

fn mapped_fields(at: &At<'_>, spec: types::FieldsSpec) -> Vec<MappedField> {
    let types::FieldsSpec {
        description,
        precondition,
        expected_result,
        scenario,
    } = spec;
    [
        (SourceField::Description, "description", description),
        (SourceField::Precondition, "precondition", precondition),
        (
            SourceField::ExpectedResult,
            "expectedResult",
            expected_result,
        ),
        (SourceField::Scenario, "scenario", scenario),
    ]
    .into_iter()
    .filter_map(|(source, key, target)| {
        let target = at.located(&format!("/spec/fields/{key}"), FieldName::new(target?));
        Some(MappedField { source, target })
    })
    .collect()
}

fn status_mapping(at: &At<'_>, spec: types::StatusSpec) -> StatusMapping {
    let types::StatusSpec {
        field,
        default,
        values,
    } = spec;
    let rows = values.into_iter().enumerate().map(|(index, row)| {
        let types::StatusRowSpec {
            source_id,
            target_id,
        } = row;
        StatusRow {
            source_id,
            target_id: target_id.0,
            place: at.place(&format!("/spec/status/values/{index}/targetId")),
        }
    });
    StatusMapping {
        field: at.located("/spec/status/field", FieldName::new(with_custom(&field))),
        default: default.map(|option| at.located("/spec/status/default", option.0)),
        rows: rows.collect(),
    }
}

/// TestOps leaves `custom_` out of the status field's name.
pub(super) fn with_custom(field: &str) -> String {
    if field.starts_with("custom_") {
        field.to_owned()
    } else {
        format!("custom_{field}")
    }
}

fn result_rules(at: &At<'_>, spec: types::ResultsSpec) -> Vec<ResultRule> {
    let types::ResultsSpec {
        passed,
        failed,
        broken,
        skipped,
        unknown,
        muted,
        known,
    } = spec;
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
    .filter_map(|(source, key, target)| {
        let target = at.located(&format!("/spec/results/{key}"), target?);
        Some(ResultRule { source, target })
    })
    .collect()
}
