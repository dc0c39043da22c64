//! Reads what the destination is and accepts.

use std::fmt::Display;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::client::{Api, json};
use super::once::ReadOnce;
use super::pages::{self, Listing};
use super::{entities, wire};
use crate::http;
use crate::model::{
    Catalog, CatalogField, Markup, NamedId, Project, Section, SectionId, Suite, SuiteId, Template,
    User,
};
use crate::testrail::{Destination, Error};

/// What was read of a server's catalog: the same for every sync config that uses the server, project or suite.
#[derive(Debug, Default)]
pub(super) struct CatalogReads {
    projects: ReadOnce<(), Arc<[Project]>>,
    fields: ReadOnce<(), Arc<[wire::Field]>>,
    user: ReadOnce<(), Option<User>>,
    suite: ReadOnce<u64, Option<Suite>>,
    section: ReadOnce<u64, Option<Section>>,
    sections: ReadOnce<(u64, u64), Arc<[Section]>>,
    suites: ReadOnce<u64, Arc<[NamedId]>>,
    templates: ReadOnce<u64, Arc<[Template]>>,
    case_statuses: ReadOnce<(), Option<Arc<[NamedId]>>>,
}

/// Reads everything that planning needs to know, at once where one answer does not depend on another.
pub(super) async fn read_catalog(
    api: &Api,
    reads: &CatalogReads,
    markup: Markup,
    destination: &Destination,
) -> Result<Catalog, Error> {
    let Destination {
        project,
        suite_id: SuiteId(suite_id),
        section_id: SectionId(section_id),
        templates,
        case_statuses,
        lists_sections,
    } = destination;
    let single_section = async {
        if *lists_sections {
            Ok(None)
        } else {
            let section = read_section(api, *section_id);
            reads.section.get(*section_id, section).await
        }
    };
    let case_statuses = async {
        if *case_statuses {
            let read = read_case_statuses(api);
            reads.case_statuses.get((), read).await
        } else {
            Ok(None)
        }
    };
    let (projects, suite, section, fields, user, case_statuses) = tokio::try_join!(
        reads.projects.get((), projects(api)),
        reads.suite.get(*suite_id, read_suite(api, *suite_id)),
        single_section,
        reads.fields.get((), fields(api)),
        reads.user.get((), read_current_user(api)),
        case_statuses,
    )?;
    let project = projects.iter().find(|row| row.name == *project).cloned();
    let section = match &project {
        Some(project) if *lists_sections => {
            let listed = read_sections(api, reads, project.id, SuiteId(*suite_id));
            if let Some(section) = listed.await?.iter().find(|row| row.id.0 == *section_id) {
                Some(section.clone())
            } else {
                // It may belong to another suite, which is worth saying.
                let section = read_section(api, *section_id);
                reads.section.get(*section_id, section).await?
            }
        }
        _ => section,
    };
    let id = project.as_ref().map(|project| project.id);
    let mut fields: Vec<_> = fields
        .iter()
        .map(|field| entities::field(field.clone(), id, markup))
        .collect();
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    let (templates, suites) = match &project {
        None => (Arc::default(), Arc::default()),
        Some(project) => tokio::try_join!(
            async {
                if *templates {
                    let read = read_templates(api, project, &fields);
                    reads.templates.get(project.id, read).await
                } else {
                    Ok(Arc::default())
                }
            },
            async {
                if belongs(suite.as_ref(), project) {
                    Ok(Arc::default())
                } else {
                    reads.suites.get(project.id, suites(api, project)).await
                }
            },
        )?,
    };
    Ok(Catalog {
        project,
        project_names: projects
            .iter()
            .map(|project| project.name.clone())
            .collect(),
        suite,
        suites: suites.to_vec(),
        section,
        fields,
        templates: templates.to_vec(),
        user,
        case_statuses: case_statuses.map(|statuses| statuses.to_vec()),
    })
}

async fn projects(api: &Api) -> Result<Arc<[Project]>, http::Error> {
    let rows = read_list::<wire::Project>(api, "get_projects", "a page of projects", |row| row.id);
    Ok(rows.await?.into_iter().map(entities::project).collect())
}

async fn read_suite(api: &Api, id: u64) -> Result<Option<Suite>, http::Error> {
    let suite = read_one::<wire::Suite>(api, format!("get_suite/{id}"), "a suite");
    Ok(suite.await?.map(entities::suite))
}

async fn read_section(api: &Api, id: u64) -> Result<Option<Section>, http::Error> {
    let section = read_one::<wire::Section>(api, format!("get_section/{id}"), "a section");
    Ok(section.await?.map(entities::section))
}

/// The sections of a suite, read once a run.
pub(super) async fn read_sections(
    api: &Api,
    reads: &CatalogReads,
    project_id: u64,
    SuiteId(suite): SuiteId,
) -> Result<Arc<[Section]>, http::Error> {
    let read = sections(api, project_id, suite);
    reads.sections.get((project_id, suite), read).await
}

/// The sections of a suite; none where the server does not list them, as for a suite that is not there.
async fn sections(
    api: &Api,
    project_id: u64,
    suite_id: u64,
) -> Result<Arc<[Section]>, http::Error> {
    let method = format!("get_sections/{project_id}");
    let listing = Listing {
        method: &method,
        filter: &format!("&suite_id={suite_id}"),
        expected: "a page of sections",
        is_always_paged: false,
    };
    match pages::read_pages(api, listing, wire::list::<wire::Section>, |row| row.id).await {
        Ok(rows) => Ok(rows.into_iter().map(entities::section).collect()),
        Err(error) if error.status() == Some(400) => Ok(Arc::default()),
        Err(error) => Err(error),
    }
}

fn belongs(suite: Option<&Suite>, project: &Project) -> bool {
    suite.is_some_and(|suite| suite.project_id == project.id)
}

async fn fields(api: &Api) -> Result<Arc<[wire::Field]>, http::Error> {
    let page = api
        .get("get_case_fields", "", "the case fields", wire::list)
        .await?;
    Ok(page.items.into())
}

/// The templates of a project. A list in which no template shows one of the fields may have come short, and cases would
/// get a template that hides what is written: it is read a second time.
async fn read_templates(
    api: &Api,
    project: &Project,
    fields: &[CatalogField],
) -> Result<Arc<[Template]>, http::Error> {
    let method = format!("get_templates/{}", project.id);
    let read = async || -> Result<Vec<Template>, http::Error> {
        let page = api.get(&method, "", "the templates", wire::list).await?;
        Ok(page.items.into_iter().map(entities::template).collect())
    };
    let mut templates = read().await?;
    let is_hidden =
        |field: &CatalogField| !templates.iter().any(|template| field.shown_by(template.id));
    if fields.iter().any(is_hidden) {
        for template in read().await? {
            if !templates.iter().any(|known| known.id == template.id) {
                templates.push(template);
            }
        }
    }
    Ok(templates.into())
}

/// The suites of a project, for a "did you mean".
async fn suites(api: &Api, project: &Project) -> Result<Arc<[NamedId]>, http::Error> {
    let method = format!("get_suites/{}", project.id);
    let rows =
        read_list::<wire::NamedSuite>(api, method, "a page of suites", |row| row.id.unsigned_abs())
            .await?;
    let mut suites: Vec<_> = rows.into_iter().map(entities::named_suite).collect();
    suites.sort_by_key(|suite| suite.id);
    Ok(suites.into())
}

/// Whom the credentials belong to. Servers before 6.6 do not tell, and nothing depends on it.
async fn read_current_user(api: &Api) -> Result<Option<User>, http::Error> {
    let result: Result<wire::User, _> = api
        .get("get_current_user", "", "the current user", json)
        .await;
    match result {
        Ok(user) => Ok(Some(entities::user(user))),
        Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The statuses of cases, which TestRail Enterprise has from 7.3 on.
async fn read_case_statuses(api: &Api) -> Result<Option<Arc<[NamedId]>>, http::Error> {
    let rows =
        read_list::<wire::CaseStatus>(api, "get_case_statuses", "a page of case statuses", |row| {
            row.case_status_id
        });
    match rows.await {
        Ok(rows) => Ok(Some(rows.into_iter().map(entities::case_status).collect())),
        Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads an entity by its id. TestRail answers 400, not 404, for an unknown one.
async fn read_one<T: DeserializeOwned>(
    api: &Api,
    method: String,
    expected: &'static str,
) -> Result<Option<T>, http::Error> {
    match api.get(&method, "", expected, json).await {
        Ok(entity) => Ok(Some(entity)),
        Err(error) if error.status() == Some(400) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads every page of a list.
async fn read_list<T: DeserializeOwned>(
    api: &Api,
    method: impl Display,
    expected: &'static str,
    id: impl Fn(&T) -> u64,
) -> Result<Vec<T>, http::Error> {
    let listing = Listing {
        method: &method.to_string(),
        filter: "",
        expected,
        is_always_paged: false,
    };
    pages::read_pages(api, listing, wire::list, id).await
}
