//! Holds declared fields and options against the fields that TestRail has.

use std::collections::BTreeMap;

use super::destination::closest;
use super::{FieldRule, Origin, StatusRule};
use crate::diagnostic::{DestinationCode, Diagnostic, NamedField, NamedNumber, Place};
use crate::manifest::{Located, Mapping, SourceField, StatusMapping, StatusRow};
use crate::model::{Catalog, CatalogField, FieldKind, FieldName, FieldSpec, NamedId};

/// Makes the field rules of a mapping, in the order of the TestRail names, and says what does not fit.
pub(super) fn check(
    mapping: &Mapping,
    catalog: &Catalog,
    project: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<FieldRule> {
    let mut rules = Vec::new();
    for field in &mapping.fields {
        let Some(found) = usable(
            &field.target,
            catalog,
            project,
            wanted_type(field.source),
            findings,
        ) else {
            continue;
        };
        if fits(field.source, &found.kind) {
            rules.push(rule(
                found,
                Origin::Field(field.source),
                &field.target.place,
            ));
        } else {
            let code = wrong_type(found, wanted_type(field.source), false);
            findings.push(Diagnostic::blocks_config(code).at(&field.target.place));
        }
    }
    if let Some(status) = &mapping.status {
        rules.extend(status_rule(status, catalog, project, findings));
    }
    rules.sort_by(|a, b| a.target.name.cmp(&b.target.name));
    rules
}

/// Holds the field that markers stand in against TestRail.
pub(super) fn check_identity(
    field: &Located<FieldName>,
    catalog: &Catalog,
    project: &str,
    findings: &mut Vec<Diagnostic>,
) {
    const WANTED: &str = "String";
    if let Some(found) = usable(field, catalog, project, WANTED, findings)
        && found.kind.type_name != WANTED
    {
        let code = wrong_type(found, WANTED, true);
        findings.push(Diagnostic::blocks_config(code).at(&field.place));
    }
}

/// Required fields of the project that nothing is mapped to and that TestRail does not fill by itself.
pub(super) fn required_of_new(
    catalog: &Catalog,
    rules: &[FieldRule],
    identity: &FieldName,
) -> Vec<NamedField> {
    catalog
        .fields
        .iter()
        .filter(|field| {
            field.is_active && field.in_project && field.is_required && !field.has_default
        })
        .filter(|field| {
            field.name != *identity && !rules.iter().any(|rule| rule.target.name == field.name)
        })
        .map(NamedField::from)
        .collect()
}

fn status_rule(
    status: &StatusMapping,
    catalog: &Catalog,
    project: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<FieldRule> {
    const WANTED: &str = "Dropdown";
    let found = usable(&status.field, catalog, project, WANTED, findings)?;
    if found.kind.type_name != WANTED {
        let code = wrong_type(found, WANTED, false);
        findings.push(Diagnostic::blocks_config(code).at(&status.field.place));
        return None;
    }
    let options = &found.kind.options;
    let mut rows = BTreeMap::new();
    for StatusRow {
        source_id,
        target_id,
        place,
    } in &status.rows
    {
        check_option(*target_id, found, options, place, findings);
        rows.insert(*source_id, (*target_id, place.clone()));
    }
    let default = status.default.as_ref().map(|default| {
        check_option(default.value, found, options, &default.place, findings);
        (default.value, default.place.clone())
    });
    Some(rule(
        found,
        Origin::Status(StatusRule { rows, default }),
        &status.field.place,
    ))
}

fn check_option(
    id: i64,
    field: &CatalogField,
    options: &[NamedId],
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) {
    if options.iter().any(|option| option.id == id) {
        return;
    }
    let code = DestinationCode::NoSuchOption {
        field: field.into(),
        option: id,
        options: options.iter().map(NamedNumber::from).collect(),
    };
    findings.push(Diagnostic::blocks_config(code).at(place));
}

fn rule(field: &CatalogField, origin: Origin, place: &Place) -> FieldRule {
    FieldRule {
        target: FieldSpec {
            name: field.name.clone(),
            kind: field.kind.clone(),
        },
        label: field.label.clone(),
        is_required: field.is_required,
        origin,
        place: place.clone(),
    }
}

/// Finds a declared field, or says why it cannot be used.
fn usable<'a>(
    wanted: &Located<FieldName>,
    catalog: &'a Catalog,
    project: &str,
    wanted_type: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a CatalogField> {
    let Located { value: name, place } = wanted;
    let code = match catalog.field(name) {
        None => DestinationCode::NoSuchField {
            field: name.as_str().to_owned(),
            similar: closest(
                name.as_str(),
                catalog.fields.iter().map(|field| field.name.as_str()),
            )
            .map(str::to_owned),
            wanted: wanted_type.to_owned(),
        },
        Some(field) if !field.is_active => DestinationCode::FieldInactive {
            field: field.into(),
        },
        Some(field) if !field.in_project => DestinationCode::FieldNotInProject {
            field: field.into(),
            project: project.to_owned(),
        },
        found => return found,
    };
    findings.push(Diagnostic::blocks_config(code).at(place));
    None
}

fn wanted_type(source: SourceField) -> &'static str {
    match source {
        SourceField::Description | SourceField::Precondition | SourceField::ExpectedResult => {
            "Text"
        }
        SourceField::Scenario => "Steps",
    }
}

fn fits(source: SourceField, kind: &FieldKind) -> bool {
    match &*kind.type_name {
        "Text" | "String" => true,
        "Steps" => source == SourceField::Scenario,
        _ => false,
    }
}

fn wrong_type(field: &CatalogField, wanted: &str, holds_marker: bool) -> DestinationCode {
    DestinationCode::FieldOfOtherType {
        field: field.into(),
        found: field.kind.type_name.to_string(),
        wanted: wanted.to_owned(),
        holds_marker,
    }
}
