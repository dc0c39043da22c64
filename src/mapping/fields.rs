//! Holds declared fields and options against the fields that TestRail has.

use std::collections::BTreeMap;

use super::destination::closest;
use super::{FieldRule, Origin, StatusRule};
use crate::manifest::{Located, Mapping, SourceField, StatusMapping, StatusRow};
use crate::model::{
    Catalog, CatalogField, FieldKind, FieldName, FieldSpec, Finding, FindingKind, NamedId, Place,
    Severity,
};

/// Makes the field rules of a mapping, in the order of the TestRail names, and says what does not fit.
pub(super) fn check(
    mapping: &Mapping,
    catalog: &Catalog,
    project: &str,
    findings: &mut Vec<Finding>,
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
            findings.push(wrong_type(
                found,
                wanted_type(field.source),
                &field.target.place,
            ));
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
    findings: &mut Vec<Finding>,
) {
    const WANTED: &str = "String";
    if let Some(found) = usable(field, catalog, project, WANTED, findings)
        && found.kind != FieldKind::String
    {
        let mut finding = wrong_type(found, WANTED, &field.place);
        finding
            .message
            .push_str("; TestRail rewrites longer texts, and a rewritten marker is a lost one");
        findings.push(finding);
    }
}

/// Required fields of the project that nothing is mapped to and that TestRail does not fill by itself.
pub(super) fn required_of_new(
    catalog: &Catalog,
    rules: &[FieldRule],
    identity: &FieldName,
) -> Vec<(FieldName, String)> {
    catalog
        .fields
        .iter()
        .filter(|field| {
            field.is_active && field.in_project && field.is_required && !field.has_default
        })
        .filter(|field| {
            field.name != *identity && !rules.iter().any(|rule| rule.target.name == field.name)
        })
        .map(|field| (field.name.clone(), field.label.clone()))
        .collect()
}

fn status_rule(
    status: &StatusMapping,
    catalog: &Catalog,
    project: &str,
    findings: &mut Vec<Finding>,
) -> Option<FieldRule> {
    const WANTED: &str = "Dropdown";
    let found = usable(&status.field, catalog, project, WANTED, findings)?;
    let FieldKind::Dropdown(options) = &found.kind else {
        findings.push(wrong_type(found, WANTED, &status.field.place));
        return None;
    };
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
    findings: &mut Vec<Finding>,
) {
    if options.iter().any(|option| option.id == id) {
        return;
    }
    let known: Vec<String> = options
        .iter()
        .map(|option| format!("{} {}", option.id, option.name))
        .collect();
    findings.push(Finding {
        severity: Severity::BlocksConfig,
        kind: FindingKind::Option,
        place: Some(place.clone()),
        test_case: None,
        cases: Vec::new(),
        message: format!("{} ({}) has no option {id}", field.label, field.name),
        mend: format!("Options: {}", known.join(", ")),
    });
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

/// Finds a declared field, or says why it cannot be used and where to click.
fn usable<'a>(
    wanted: &Located<FieldName>,
    catalog: &'a Catalog,
    project: &str,
    wanted_type: &str,
    findings: &mut Vec<Finding>,
) -> Option<&'a CatalogField> {
    let Located { value: name, place } = wanted;
    let Some(field) = catalog.field(name) else {
        let system_name = name
            .as_str()
            .strip_prefix("custom_")
            .unwrap_or(name.as_str());
        let similar = closest(
            name.as_str(),
            catalog.fields.iter().map(|field| field.name.as_str()),
        )
        .map_or_else(
            || "Add it in ".to_owned(),
            |similar| format!("Did you mean {similar}? Otherwise add it in "),
        );
        findings.push(blocks(
            place,
            format!("TestRail has no case field {name}"),
            format!(
                "{similar}Administration → Customizations → Case Fields → Add Field: label \"{}\", system name {system_name}, type {wanted_type}",
                label_for(system_name)
            ),
        ));
        return None;
    };
    if !field.is_active {
        findings.push(blocks(
            place,
            format!("{} ({name}) is switched off in TestRail", field.label),
            "Open it in Administration → Customizations → Case Fields and tick \"This field is active\"".to_owned(),
        ));
        return None;
    }
    if !field.in_project {
        findings.push(blocks(
            place,
            format!("{} ({name}) does not apply to project \"{project}\"", field.label),
            format!(
                "Open it in Administration → Customizations → Case Fields → Selected Projects and add \"{project}\""
            ),
        ));
        return None;
    }
    Some(field)
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
    match kind {
        FieldKind::Text(_) | FieldKind::String => true,
        FieldKind::Steps { .. } => source == SourceField::Scenario,
        FieldKind::Dropdown(_) | FieldKind::Other(_) | FieldKind::Unknown(_) => false,
    }
}

fn wrong_type(field: &CatalogField, wanted: &str, place: &Place) -> Finding {
    blocks(
        place,
        format!(
            "{} ({}) is of type {}, where {wanted} is needed",
            field.label,
            field.name,
            type_name(&field.kind)
        ),
        format!("Name a field of type {wanted}; the type of a field cannot be changed in TestRail"),
    )
}

fn type_name(kind: &FieldKind) -> String {
    match kind {
        FieldKind::String => "String".to_owned(),
        FieldKind::Text(_) => "Text".to_owned(),
        FieldKind::Steps { .. } => "Steps".to_owned(),
        FieldKind::Dropdown(_) => "Dropdown".to_owned(),
        FieldKind::Other(name) => name.clone().into_owned(),
        FieldKind::Unknown(number) => format!("number {number}"),
    }
}

/// `allure_id` → `Allure id`: a label that an administrator would type.
fn label_for(system_name: &str) -> String {
    let words = system_name.replace('_', " ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => words,
    }
}

fn blocks(place: &Place, message: String, mend: String) -> Finding {
    Finding {
        severity: Severity::BlocksConfig,
        kind: FindingKind::Field,
        place: Some(place.clone()),
        test_case: None,
        cases: Vec::new(),
        message,
        mend,
    }
}
