//! Test cases: searches, and what one holds.

use hyper::StatusCode;
use serde_json::json;

use super::super::call::{Call, number};
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::select::Query;
use super::super::state::{Attachment, Case, Example, State};
use super::super::wire::custom_field::{
    CustomFieldProjectDto, CustomFieldValueWithCfDto, WithValues,
};
use super::super::wire::reference::{IssueDto, MemberDto, TestKeyDto, WorkflowDto};
use super::super::wire::scenario::{NormalizedScenarioDto, from_run};
use super::super::wire::test_case::{
    AttachmentRow, TestCaseDto, TestCaseExampleDto, TestCaseOverviewDto, TestCaseRowDto,
};
use super::{
    AqlValidateResponseDto, empty_list, empty_page, no_such_call, ok, visible_case, visible_project,
};
use crate::aql::Entity;
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => rows(state, call, false),
        ["deleted"] => rows(state, call, true),
        ["__search"] => {
            let scope = scope(state, call, call.is_on("deleted"))?;
            let query = Query::of(call, Entity::TestCase)?;
            let found = scope.filter(|case| query.selects(*case)).collect();
            ok(&page(call, "id,DESC", found, |case| TestCaseDto::new(case)))
        }
        ["query", "validate"] => {
            let scope = scope(state, call, call.is_on("deleted"))?;
            let query = Query::new(call.required("rql")?, Entity::TestCase).ok();
            ok(&AqlValidateResponseDto {
                valid: query.is_some(),
                count: query.map(|query| scope.filter(|case| query.selects(*case)).count()),
            })
        }
        ["attachment"] => {
            let case = visible_case(state, call.required("testCaseId")?)?;
            let rows = case.attachments.iter().collect();
            ok(&page(call, "name,ASC", rows, |row| AttachmentRow::new(row)))
        }
        ["attachment", id, "content"] => content(state, call, number("id", id)?),
        ["audit"] => {
            visible_case(state, call.required("testCaseId")?)?;
            empty_page(call)
        }
        [id, rest @ ..] => one(state, call, visible_case(state, id)?, rest),
    }
}

fn one(state: &State, call: &Call, case: &Case, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => ok(&TestCaseDto::new(case)),
        ["overview"] => ok(&TestCaseOverviewDto::new(case, state)),
        ["step"] => ok(&NormalizedScenarioDto::of_case(case, state)),
        // Deprecated; empty since the steps moved to where `/step` reads them.
        ["scenario"] => ok(&json!({ "steps": [], "attachments": [] })),
        ["scenariofromrun"] => ok(&from_run(case, state)),
        ["cfv"] if call.is_on("v2") => ok(&WithValues::group(&case.custom_values, |field| {
            CustomFieldProjectDto::new(case.project_id, field, state)
        })),
        ["cfv"] => ok(&each(&case.custom_values, |custom| {
            CustomFieldValueWithCfDto::new(custom, state)
        })),
        ["tag"] => ok(&case.tags),
        ["issue"] => ok(&each(&case.issues, IssueDto::new)),
        ["members"] => ok(&each(&case.members, MemberDto::new)),
        ["testkey"] => ok(&each(&case.test_keys, TestKeyDto::new)),
        ["relation" | "version"] => empty_list(),
        ["example"] => {
            let rows = case.examples.iter().collect();
            ok(&page(call, "id,ASC", rows, |row| {
                TestCaseExampleDto::new(row)
            }))
        }
        ["history" | "defect"] => empty_page(call),
        ["workflow"] => ok(&WorkflowDto::new(&case.workflow, &state.statuses)),
        _ => Err(no_such_call()),
    }
}

fn each<'a, T, D>(all: &'a [T], show: impl Fn(&'a T) -> D) -> Vec<D> {
    all.iter().map(show).collect()
}

fn rows(state: &State, call: &Call, are_deleted: bool) -> Result<Answer, Refusal> {
    let rows = scope(state, call, are_deleted)?.collect();
    ok(&page(call, "createdDate,DESC", rows, |case| {
        TestCaseRowDto::new(case)
    }))
}

/// The test cases of the project that the call names: the deleted ones or the others.
fn scope<'a>(
    state: &'a State,
    call: &Call,
    are_deleted: bool,
) -> Result<impl Iterator<Item = &'a Case>, Refusal> {
    let project = visible_project(state, call.required_id("projectId")?)?.id;
    let cases = state.cases.iter();
    Ok(cases.filter(move |case| case.project_id == project && case.is_deleted == are_deleted))
}

fn content(state: &State, call: &Call, id: i64) -> Result<Answer, Refusal> {
    let of_cases = state.cases.iter().map(|case| &case.attachments);
    let of_shared_steps = state.shared_steps.iter().map(|step| &step.attachments);
    file(call, of_cases.chain(of_shared_steps).flatten(), id)
}

/// The content of one of these files.
pub(super) fn file<'a>(
    call: &Call,
    mut attachments: impl Iterator<Item = &'a Attachment>,
    id: i64,
) -> Result<Answer, Refusal> {
    let attachment = attachments
        .find(|attachment| attachment.id == id && !attachment.is_missed)
        .ok_or_else(|| Refusal::not_found("Attachment"))?;
    let disposition = if call.is_on("inline") {
        "inline"
    } else {
        "attachment"
    };
    let answer = Answer {
        status: StatusCode::OK,
        content_type: attachment.content_type.clone().into(),
        headers: Vec::new(),
        body: attachment.bytes(),
    };
    Ok(answer.with_header(
        "content-disposition",
        format!("{disposition}; filename=\"{}\"", attachment.name),
    ))
}

impl Row for Case {
    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        match property {
            "id" => Some(SortKey::Number(self.id)),
            "name" => Some(SortKey::Text(&self.name)),
            "createdDate" => Some(SortKey::Number(self.history.created_date)),
            "lastModifiedDate" => Some(SortKey::Number(self.history.last_modified_date)),
            _ => None,
        }
    }
}

impl Row for Attachment {
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

impl Row for Example {
    fn id(&self) -> i64 {
        self.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        (property == "id").then_some(SortKey::Number(self.id))
    }
}
