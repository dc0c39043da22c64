//! Holds declared fields and options against the fields that TestRail has.

use super::FieldRule;
use crate::diagnostic::{DestinationCode, Diagnostic, NamedField, NamedNumber, nearest_name};
use crate::field::{Target, built_in_field, option_of};
use crate::manifest::{Located, MappedField, SyncConfig};
use crate::model::{Catalog, CatalogField, FieldName, SourceShape};

/// Makes the field rules of a sync config and says what does not fit.
pub(super) fn check_fields(
    config: &SyncConfig,
    catalog: &Catalog,
    project: &str,
    findings: &mut Vec<Diagnostic>,
) -> Vec<FieldRule> {
    let mut rules = Vec::new();
    let mut title = FieldRule::title();
    for field in config.mapped_fields() {
        if let Some(target) = built_in_field(&field.target.value) {
            title = FieldRule {
                target,
                ..rule(field, title.label.clone())
            };
            check_row(&title, field, findings);
            continue;
        }
        let wanted = wanted_type(field);
        let Some(found) = usable(&field.target, catalog, project, wanted, findings) else {
            continue;
        };
        let code = if field.target.value == config.identity.value.field {
            DestinationCode::FieldHoldsMarker {
                field: found.into(),
            }
        } else if field
            .sources
            .iter()
            .any(|source| !found.kind.takes(source.shape()))
        {
            wrong_type(found, wanted, false)
        } else {
            let mut rule = rule(field, found.label.clone());
            rule.target.kind = found.kind.clone();
            rule.is_required = found.is_required;
            rule.has_default = found.has_default;
            check_row(&rule, field, findings);
            rules.push(rule);
            continue;
        };
        findings.push(Diagnostic::blocks_config(code).at(&field.target.place));
    }
    rules.sort_by(|a, b| a.target.name.cmp(&b.target.name));
    rules.insert(0, title);
    rules
}

/// Holds the field that markers are in against TestRail.
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

/// Holds a field that tells which case is adopted against TestRail.
pub(super) fn check_evidence(
    field: &Located<FieldName>,
    catalog: &Catalog,
    project: &str,
    findings: &mut Vec<Diagnostic>,
) {
    const WANTED: &str = "String";
    if let Some(found) = usable(field, catalog, project, WANTED, findings)
        && !matches!(&*found.kind.type_name, "String" | "Text")
    {
        let code = wrong_type(found, WANTED, false);
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

/// A rule for a field that is not known any further.
fn rule(field: &MappedField, label: String) -> FieldRule {
    let mut rule = FieldRule::title();
    rule.target.name = field.target.value.clone();
    FieldRule {
        label,
        sources: field.sources.clone(),
        row: field.row.clone(),
        on_unmapped: field
            .on_unmapped
            .as_ref()
            .map(|it| it.value)
            .unwrap_or_default(),
        on_drift: field.on_drift,
        on_empty: field.on_empty,
        place: Some(field.target.place.clone()),
        ..rule
    }
}

/// Holds the options of a row against the field, or says that there are none.
fn check_row(rule: &FieldRule, field: &MappedField, findings: &mut Vec<Diagnostic>) {
    let kind = &rule.target.kind;
    let mut stop = |code, place| findings.push(Diagnostic::blocks_config(code).at(place));
    if !kind.has_options() {
        let on_unmapped = field.on_unmapped.as_ref().map(|it| &it.place);
        let mut places = rule
            .row
            .targets()
            .map(|(_, place)| place)
            .chain(on_unmapped);
        if let Some(place) = places.next() {
            let code = DestinationCode::FieldWithoutOptions {
                field: rule.named(),
                found: kind.type_name.to_string(),
            };
            stop(code, place);
        }
        return;
    }
    for (target, place) in rule.row.targets() {
        let option = match target {
            Target::Nothing => continue,
            Target::Id(id) => id.to_string(),
            Target::Name(name) => name.clone(),
        };
        if option_of(kind, target).is_none() {
            let code = DestinationCode::NoSuchOption {
                field: rule.named(),
                option,
                options: kind.options.iter().map(NamedNumber::from).collect(),
            };
            stop(code, place);
        }
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
    let Located {
        value: name, place, ..
    } = wanted;
    let code = match catalog.field(name) {
        None => DestinationCode::NoSuchField {
            field: name.as_str().to_owned(),
            similar: nearest_name(
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

/// The type that an administrator would choose for what goes into a field.
fn wanted_type(field: &MappedField) -> &'static str {
    match field.sources.as_slice() {
        [source] => match source.shape() {
            SourceShape::Line | SourceShape::Names => "String",
            SourceShape::Document | SourceShape::Links => "Text",
            SourceShape::Scenario => "Steps",
            SourceShape::Choice => "Dropdown",
        },
        _ => "Text",
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
