//! Test results.

use super::super::call::Call;
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::select::{Query, ResultRecord};
use super::super::state::{State, TestResult};
use super::super::wire::execution;
use super::super::wire::reference::{EnvVarValueDto, IssueDto};
use super::super::wire::result::{
    ResultAttachmentRow, TestResultDto, TestResultHistoryDto, TestResultRowDto,
};
use super::{
    AqlValidateResponseDto, empty_list, empty_page, no_such_call, number, ok, visible_launch,
    visible_project, visible_result,
};
use crate::aql::Entity;
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => {
            let launch = visible_launch(state, call.required_id("launchId")?)?;
            let rows = state.results_of(launch.id).collect();
            ok(&page(call, "createdDate,DESC", rows, |result| {
                TestResultDto::new(result, state)
            }))
        }
        ["__search"] => {
            let scope = scope(state, call)?;
            let query = Query::of(call, Entity::TestResult)?;
            let found = scope
                .filter(|result| query.selects(&ResultRecord::new(state, result)))
                .collect();
            ok(&page(call, "created_date,DESC", found, |result| {
                TestResultRowDto::new(result)
            }))
        }
        ["query", "validate"] => {
            let scope = scope(state, call)?;
            let query = Query::new(call.required("rql")?, Entity::TestResult).ok();
            let count = |query: Query| {
                scope
                    .filter(|result| query.selects(&ResultRecord::new(state, result)))
                    .count()
            };
            ok(&AqlValidateResponseDto {
                valid: query.is_some(),
                count: query.map(count),
            })
        }
        ["attachment"] => {
            let result = visible_result(state, call.required("testResultId")?)?;
            let rows = result.attachments.iter().collect();
            ok(&page(call, "id,ASC", rows, |row| {
                ResultAttachmentRow::new(row)
            }))
        }
        ["attachment", id, "content"] => {
            let visible = state
                .results
                .iter()
                .filter(|result| visible_project(state, result.project_id).is_ok());
            let attachments = visible.flat_map(|result| &result.attachments);
            super::test_case::file(call, attachments, number("id", id)?)
        }
        [id, rest @ ..] => one(state, call, visible_result(state, id)?, rest),
    }
}

fn one(state: &State, call: &Call, result: &TestResult, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => ok(&TestResultDto::new(result, state)),
        ["execution"] if call.is_on("v2") => ok(&execution::typed(result)),
        ["execution"] => ok(&execution::legacy(result)),
        ["issue"] => {
            let issues = result.issues.iter().map(IssueDto::new);
            ok(&issues.collect::<Vec<_>>())
        }
        ["fixture" | "cfv" | "members" | "testkey"] => empty_list(),
        ["evv"] => {
            let environment = state.environment_of(result).iter();
            let values = environment.map(EnvVarValueDto::new);
            ok(&values.collect::<Vec<_>>())
        }
        ["retries"] => {
            let is_attempt = |other: &&TestResult| {
                other
                    .retried_by
                    .as_ref()
                    .is_some_and(|by| by.id == result.id)
            };
            let rows = state.results_of(result.launch_id).filter(is_attempt);
            ok(&page(call, "start,DESC", rows.collect(), |row| {
                TestResultHistoryDto::new(row, state)
            }))
        }
        ["defect"] => empty_page(call),
        _ => Err(no_such_call()),
    }
}

fn scope<'a>(
    state: &'a State,
    call: &Call,
) -> Result<impl Iterator<Item = &'a TestResult>, Refusal> {
    let project = visible_project(state, call.required_id("projectId")?)?.id;
    let results = state.results.iter();
    Ok(results.filter(move |result| result.project_id == project))
}

impl Row for TestResult {
    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        match property {
            "id" => Some(SortKey::Number(self.id)),
            "name" => Some(SortKey::Text(&self.name)),
            "createdDate" => Some(SortKey::Number(self.history.created_date)),
            "lastModifiedDate" => Some(SortKey::Number(self.history.last_modified_date)),
            "start" => self.start.map(SortKey::Number),
            "duration" => self.duration.map(SortKey::Number),
            "status" => self.status.map(SortKey::Text),
            _ => None,
        }
    }
}
