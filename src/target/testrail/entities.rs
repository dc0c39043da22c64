//! From TestRail's JSON to what a catalog holds: projects, suites, sections, fields, templates, users.

use serde_json::Value as Json;

use super::wire;
use crate::model::{
    CatalogField, FieldKind, FieldName, Markup, NamedId, Project, Section, SectionId, Suite,
    SuiteId, SuiteMode, Template, TemplateId, User,
};

pub(super) fn project(project: wire::Project) -> Project {
    let wire::Project {
        id,
        name,
        suite_mode,
        is_completed,
    } = project;
    Project {
        id,
        name,
        suite_mode: match suite_mode {
            Some(1) => SuiteMode::Single,
            Some(2) => SuiteMode::Baselines,
            Some(3) => SuiteMode::Multiple,
            other => SuiteMode::Unknown(other.unwrap_or_default()),
        },
        is_completed: is_completed.0,
    }
}

pub(super) fn suite(suite: wire::Suite) -> Suite {
    let wire::Suite {
        id,
        name,
        project_id,
        is_completed,
    } = suite;
    Suite {
        id: SuiteId(id),
        name,
        project_id,
        is_completed: is_completed.0,
    }
}

pub(super) fn named_suite(suite: wire::NamedSuite) -> NamedId {
    let wire::NamedSuite { id, name } = suite;
    NamedId { id, name }
}

pub(super) fn section(section: wire::Section) -> Section {
    let wire::Section { id, name, suite_id } = section;
    Section {
        id: SectionId(id),
        name,
        suite_id: suite_id.map(SuiteId),
    }
}

pub(super) fn template(template: wire::Template) -> Template {
    let wire::Template {
        id,
        name,
        is_default,
    } = template;
    Template {
        id: TemplateId(id),
        name,
        is_default: is_default.0,
    }
}

pub(super) fn user(user: wire::User) -> User {
    let wire::User { id, name } = user;
    User { id, name }
}

/// A field as a project has it; without a project, as most projects have it.
pub(super) fn field(field: wire::Field, project: Option<u64>, markup: Markup) -> CatalogField {
    let wire::Field {
        system_name,
        type_id,
        label,
        is_active,
        configs,
        include_all,
        template_ids,
    } = field;
    let config = config_for(configs.unwrap_or_default(), project);
    let in_project = config.is_some();
    let wire::Options {
        is_required,
        default_value,
        items,
        format,
        has_expected,
    } = config.unwrap_or_default().options;
    let markup = match format.as_deref() {
        Some("plain") => Markup::Plain,
        _ => markup,
    };
    let templates: Vec<_> = template_ids
        .unwrap_or_default()
        .into_iter()
        .map(TemplateId)
        .collect();
    let shown_everywhere = include_all.map_or(templates.is_empty(), |flag| flag.0);
    CatalogField {
        label: label.unwrap_or_else(|| system_name.clone()),
        name: FieldName::new(system_name),
        kind: match type_id {
            1 => FieldKind::String,
            3 => FieldKind::Text(markup),
            6 => FieldKind::Dropdown(options(&items)),
            10 => FieldKind::Steps {
                markup,
                has_expected: has_expected.is_none_or(|flag| flag.0),
            },
            other => other_kind(other),
        },
        is_active: is_active.is_none_or(|flag| flag.0),
        in_project,
        is_required: is_required.0,
        has_default: match default_value {
            Json::Null => false,
            Json::String(text) => !text.is_empty(),
            _ => true,
        },
        templates: (!shown_everywhere).then_some(templates),
    }
}

/// A configuration that names the project goes before one for all.
fn config_for(configs: Vec<wire::Config>, project: Option<u64>) -> Option<wire::Config> {
    let names_it = |config: &wire::Config| {
        let ids = config.context.project_ids.as_array();
        project.is_some() && ids.is_some_and(|ids| ids.iter().any(|id| id.as_u64() == project))
    };
    let mut global = None;
    for config in configs {
        if names_it(&config) {
            return Some(config);
        }
        if config.context.is_global.0 && global.is_none() {
            global = Some(config);
        }
    }
    global
}

/// TestRail's own names of the types that cannot be mapped.
fn other_kind(type_id: u64) -> FieldKind {
    FieldKind::Other(match type_id {
        2 => "Integer",
        4 => "URL",
        5 => "Checkbox",
        7 => "User",
        8 => "Date",
        9 => "Milestone",
        11 => "Step Results",
        12 => "Multi-select",
        13 => "BDD Scenario",
        14 => "BDD Results",
        16 => "Rating",
        other => return FieldKind::Unknown(other),
    })
}

/// Reads `1, One\n2, Two`: labels may hold commas.
fn options(items: &Json) -> Vec<NamedId> {
    let lines = items.as_str().unwrap_or_default().lines();
    lines
        .filter_map(|line| {
            let (id, name) = line.split_once(',')?;
            Some(NamedId {
                id: id.trim().parse().ok()?,
                name: name.trim().to_owned(),
            })
        })
        .collect()
}
