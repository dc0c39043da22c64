//! Reads what the destination is and accepts.

use std::fmt::Display;

use serde::de::DeserializeOwned;

use super::client::{Api, json};
use super::pages::{self, Listing};
use super::{entities, wire};
use crate::http;
use crate::model::{Catalog, Markup, NamedId, Project, Suite, Template};
use crate::testrail::{Destination, Error};

/// Reads everything that planning needs to know, at once where one answer does not depend on another.
pub(super) async fn read(
    api: &Api,
    markup: Markup,
    destination: &Destination,
) -> Result<Catalog, Error> {
    let Destination {
        project,
        suite_id,
        section_id,
        templates,
    } = destination;
    let (projects, suite, section, fields, user) = tokio::try_join!(
        list::<wire::Project>(api, "get_projects", "a page of projects", |row| row.id),
        one::<wire::Suite>(api, format!("get_suite/{}", suite_id.0), "a suite"),
        one::<wire::Section>(api, format!("get_section/{section_id}"), "a section"),
        fields(api),
        user(api),
    )?;
    let projects: Vec<_> = projects.into_iter().map(entities::project).collect();
    let project_names = projects
        .iter()
        .map(|project| project.name.clone())
        .collect();
    let project = projects.into_iter().find(|row| row.name == *project);
    let suite = suite.map(entities::suite);
    let (templates, suites) = match &project {
        None => (Vec::new(), Vec::new()),
        Some(project) => tokio::try_join!(
            async {
                if *templates {
                    read_templates(api, project).await
                } else {
                    Ok(Vec::new())
                }
            },
            async {
                if belongs(suite.as_ref(), project) {
                    Ok(Vec::new())
                } else {
                    suites(api, project).await
                }
            },
        )?,
    };
    let id = project.as_ref().map(|project| project.id);
    Ok(Catalog {
        project,
        project_names,
        suite,
        suites,
        section: section.map(entities::section),
        fields: {
            let mut fields: Vec<_> = fields
                .into_iter()
                .map(|field| entities::field(field, id, markup))
                .collect();
            fields.sort_by(|a, b| a.name.cmp(&b.name));
            fields
        },
        templates,
        user: user.map(entities::user),
    })
}

fn belongs(suite: Option<&Suite>, project: &Project) -> bool {
    suite.is_some_and(|suite| suite.project_id == project.id)
}

async fn fields(api: &Api) -> Result<Vec<wire::Field>, http::Error> {
    let page = api
        .get("get_case_fields", "", "the case fields", wire::list)
        .await?;
    Ok(page.items)
}

async fn read_templates(api: &Api, project: &Project) -> Result<Vec<Template>, http::Error> {
    let method = format!("get_templates/{}", project.id);
    let page = api.get(&method, "", "the templates", wire::list).await?;
    Ok(page.items.into_iter().map(entities::template).collect())
}

/// The suites of a project, for a "did you mean".
async fn suites(api: &Api, project: &Project) -> Result<Vec<NamedId>, http::Error> {
    let method = format!("get_suites/{}", project.id);
    let rows =
        list::<wire::NamedSuite>(api, method, "a page of suites", |row| row.id.unsigned_abs())
            .await?;
    let mut suites: Vec<_> = rows.into_iter().map(entities::named_suite).collect();
    suites.sort_by_key(|suite| suite.id);
    Ok(suites)
}

/// Whom the credentials belong to. Servers before 6.6 do not tell, and nothing depends on it.
async fn user(api: &Api) -> Result<Option<wire::User>, http::Error> {
    let result = api
        .get("get_current_user", "", "the current user", json)
        .await;
    match result {
        Ok(user) => Ok(Some(user)),
        Err(error) if matches!(error.status(), Some(400 | 403 | 404)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads an entity by its id. TestRail answers 400, not 404, for an unknown one.
async fn one<T: DeserializeOwned>(
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
async fn list<T: DeserializeOwned>(
    api: &Api,
    method: impl Display,
    expected: &'static str,
    id: impl Fn(&T) -> u64,
) -> Result<Vec<T>, http::Error> {
    let listing = Listing {
        method: &method.to_string(),
        filter: "",
        expected,
    };
    pages::read(api, listing, wire::list, id).await
}
