//! Projects, and the custom fields that they use.

use super::super::call::{Call, number};
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::state::{Project, State};
use super::super::wire::project::{ProjectDto, ProjectStatsDto, ProjectSuggestDto};
use super::{custom_field, matching, no_such_call, ok, visible_project};
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => {
            let rows = matching(call, &state.projects);
            ok(&page(call, "name,ASC", rows, |row| ProjectDto::new(row)))
        }
        ["suggest"] => {
            let wanted = call.id("id")?;
            let ignored = call.id("ignoreId")?;
            let mut rows = matching(call, &state.projects);
            rows.retain(|row| wanted.is_none_or(|id| id == row.id) && ignored != Some(row.id));
            ok(&page(call, "name,ASC", rows, |row| {
                ProjectSuggestDto::new(row)
            }))
        }
        [id, rest @ ..] => {
            let project = visible_project(state, number("id", id)?)?;
            match rest {
                [] => ok(&ProjectDto::new(project)),
                ["stats"] => ok(&stats(state, project)),
                ["cf"] => custom_field::custom_fields(state, call, project.id),
                ["cfv"] => custom_field::custom_values(state, call, Some(project.id)),
                _ => Err(no_such_call()),
            }
        }
    }
}

fn stats(state: &State, project: &Project) -> ProjectStatsDto {
    let is_live = |case: &&super::Case| case.project_id == project.id && !case.is_deleted;
    let all = state.cases.iter().filter(is_live).count();
    let automated = state
        .cases
        .iter()
        .filter(is_live)
        .filter(|case| case.is_automated)
        .count();
    #[expect(clippy::cast_precision_loss, reason = "a percentage is approximate")]
    let automation_percent = if all == 0 {
        0.0
    } else {
        automated as f64 * 100.0 / all as f64
    };
    ProjectStatsDto {
        automated_test_cases: automated,
        manual_test_cases: all - automated,
        automation_percent,
        launches: state
            .launches
            .iter()
            .filter(|launch| launch.project_id == project.id)
            .count(),
    }
}

impl Row for Project {
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

impl super::Named for Project {
    fn name(&self) -> &str {
        &self.name
    }
}
