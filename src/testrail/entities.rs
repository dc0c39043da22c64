//! From TestRail's JSON to what a catalog holds: projects, suites, sections, fields, templates, users.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::wire;
use crate::model::{
    CatalogField, FieldKind, FieldName, Markup, NamedId, Project, ResultField, ResultFieldKind,
    Section, SectionId, Suite, SuiteId, SuiteMode, Template, TemplateId, User,
};

pub(super) fn project(project: wire::Project) -> Project {
    Project {
        id: project.id,
        name: project.name,
        suite_mode: match project.suite_mode {
            Some(1) => SuiteMode::Single,
            Some(2) => SuiteMode::Baselines,
            Some(3) => SuiteMode::Multiple,
            other => SuiteMode::Unknown(other.unwrap_or_default()),
        },
        is_completed: project.is_completed.0,
    }
}

pub(super) fn suite(suite: wire::Suite) -> Suite {
    Suite {
        id: SuiteId(suite.id),
        name: suite.name,
        project_id: suite.project_id,
        is_completed: suite.is_completed.0,
    }
}

pub(super) fn named_suite(suite: wire::NamedSuite) -> NamedId {
    let wire::NamedSuite { id, name } = suite;
    NamedId { id, name }
}

pub(super) fn section(section: wire::Section) -> Section {
    let wire::Section {
        id,
        name,
        suite_id,
        parent_id,
    } = section;
    Section {
        id: SectionId(id),
        name,
        suite_id: suite_id.map(SuiteId),
        parent: parent_id.map(SectionId),
    }
}

pub(super) fn template(template: wire::Template) -> Template {
    Template {
        id: TemplateId(template.id),
        name: template.name,
        is_default: template.is_default.0,
    }
}

pub(super) fn case_status(status: wire::CaseStatus) -> NamedId {
    NamedId {
        id: i64::try_from(status.case_status_id).unwrap_or(i64::MAX),
        name: status.name,
    }
}

pub(super) fn user(user: wire::User) -> User {
    let wire::User {
        id,
        name,
        role,
        is_admin,
    } = user;
    User {
        id,
        name,
        role: role
            .as_str()
            .filter(|role| !role.trim().is_empty())
            .map(str::to_owned),
        is_admin: is_admin.0,
    }
}

/// A case field as a project has it; without a project, as most projects have it.
pub(super) fn field(field: wire::Field, project: Option<u64>, markup: Markup) -> CatalogField {
    let Configured {
        name,
        label,
        type_id,
        is_active,
        in_project,
        options,
        markup,
        templates,
    } = configured(field, project, markup);
    CatalogField {
        name,
        label,
        kind: FieldKind {
            has_expected: options.has_expected.is_none_or(|flag| flag.0),
            options: choices(&options.items),
            ..FieldKind::new(type_name(type_id), markup)
        },
        is_active,
        in_project,
        is_required: options.is_required.0,
        has_default: has_default(&options.default_value),
        templates,
    }
}

/// A result field as a project has it.
pub(super) fn result_field(field: wire::Field, project: u64, markup: Markup) -> ResultField {
    let Configured {
        name,
        label,
        type_id,
        is_active,
        in_project,
        options,
        markup,
        templates,
    } = configured(field, Some(project), markup);
    ResultField {
        name,
        label,
        kind: match type_id {
            1 => ResultFieldKind::String,
            3 => ResultFieldKind::Text(markup),
            11 => ResultFieldKind::Steps(markup),
            _ => ResultFieldKind::Other,
        },
        in_project: is_active && in_project,
        is_required: options.is_required.0,
        has_default: has_default(&options.default_value),
        templates,
    }
}

/// What fields of cases and of results have in common.
struct Configured {
    name: FieldName,
    label: String,
    type_id: u64,
    is_active: bool,
    in_project: bool,
    options: wire::Options,
    markup: Markup,
    templates: Option<Vec<TemplateId>>,
}

fn configured(field: wire::Field, project: Option<u64>, markup: Markup) -> Configured {
    let config = config_for(field.configs.unwrap_or_default(), project);
    let in_project = config.is_some();
    let options = config.unwrap_or_default().options;
    let templates: Vec<_> = field
        .template_ids
        .unwrap_or_default()
        .into_iter()
        .map(TemplateId)
        .collect();
    let shown_everywhere = field
        .include_all
        .map_or(templates.is_empty(), |flag| flag.0);
    Configured {
        label: field.label.unwrap_or_else(|| field.system_name.clone()),
        name: FieldName::new(field.system_name),
        type_id: field.type_id,
        is_active: field.is_active.is_none_or(|flag| flag.0),
        in_project,
        markup: match options.format.as_deref() {
            Some("plain") => Markup::Plain,
            _ => markup,
        },
        options,
        templates: (!shown_everywhere).then_some(templates),
    }
}

fn has_default(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::String(text) => !text.is_empty(),
        _ => true,
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

/// TestRail's own names of the types of fields.
fn type_name(type_id: u64) -> Cow<'static, str> {
    let name = match type_id {
        1 => "String",
        2 => "Integer",
        3 => "Text",
        4 => "URL",
        5 => "Checkbox",
        6 => "Dropdown",
        7 => "User",
        8 => "Date",
        9 => "Milestone",
        10 => "Steps",
        11 => "Step Results",
        12 => "Multi-select",
        13 => "BDD Scenario",
        14 => "BDD Results",
        16 => "Rating",
        other => return format!("number {other}").into(),
    };
    name.into()
}

/// Reads `1, One\n2, Two`: labels may hold commas.
fn choices(items: &Json) -> Vec<NamedId> {
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
