//! Connections to other systems, and the exports that are set up for them.

use super::super::call::{Call, number};
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::state::{Export, Integration, State};
use super::super::wire::integration::{
    IntegrationDto, IntegrationExportDto, ProjectIntegrationDto,
};
use super::{no_such_call, ok, visible_project};
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => {
            let rows = state.integrations.iter().collect();
            ok(&page(call, "name,ASC", rows, |row| {
                IntegrationDto::new(row, state)
            }))
        }
        ["project", project] => {
            let project = visible_project(state, number("projectId", project)?)?.id;
            let rows = state.integrations.iter().collect();
            ok(&page(call, "name,ASC", rows, |row| {
                ProjectIntegrationDto::new(row, project)
            }))
        }
        ["export"] => {
            let integration = call.required_id("integrationId")?;
            let project = visible_project(state, call.required_id("projectId")?)?.id;
            let exports = state.exports.iter();
            let rows = exports.filter(|export| {
                export.integration_id == integration && export.project_id == project
            });
            ok(&page(call, "id,ASC", rows.collect(), |row| {
                IntegrationExportDto::new(row)
            }))
        }
        ["export", id] => {
            let id = number("id", id)?;
            let export = state
                .exports
                .iter()
                .find(|export| export.id == id)
                .ok_or_else(|| Refusal::not_found("Integration export"))?;
            visible_project(state, export.project_id)?;
            ok(&IntegrationExportDto::new(export))
        }
        [id] => ok(&IntegrationDto::new(integration(state, id)?, state)),
        [id, "project", project] => {
            let project = visible_project(state, number("projectId", project)?)?.id;
            ok(&ProjectIntegrationDto::new(
                integration(state, id)?,
                project,
            ))
        }
        _ => Err(no_such_call()),
    }
}

fn integration<'a>(state: &'a State, id: &str) -> Result<&'a Integration, Refusal> {
    state
        .integration(number("id", id)?)
        .ok_or_else(|| Refusal::not_found("Integration"))
}

impl Row for Integration {
    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        match property {
            "id" => Some(SortKey::Number(self.id)),
            "name" => Some(SortKey::Text(&self.name)),
            _ => None,
        }
    }
}

impl Row for Export {
    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        match property {
            "id" => Some(SortKey::Number(self.id)),
            "createdDate" => Some(SortKey::Number(self.created_date)),
            "lastModifiedDate" => Some(SortKey::Number(self.last_modified_date)),
            _ => None,
        }
    }
}
