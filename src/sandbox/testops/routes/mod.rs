//! The calls of the API.

mod account;
mod custom_field;
mod integration;
mod launch;
mod project;
mod reference;
mod result;
mod test_case;

use bytes::Bytes;
use hyper::StatusCode;
use serde::Serialize;

use super::call::{Call, number};
use super::page::{Page, Row};
use super::refusal::Refusal;
use super::state::{Case, Launch, Project, State, TestResult};
use crate::sandbox::emulator::Answer;

/// Carries a call out. Everything here reads: the sandbox's TestOps is a source and never changes.
pub(super) fn answer(state: &State, call: &Call) -> Result<Answer, Refusal> {
    if !call.reads() {
        return Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("Request method '{}' is not supported", call.method()),
        ));
    }
    match call.segments().as_slice() {
        ["account", rest @ ..] | ["uaa", "account", rest @ ..] => {
            account::answer(state, call, rest)
        }
        ["project", rest @ ..] => project::answer(state, call, rest),
        ["testcase", rest @ ..] => test_case::answer(state, call, rest),
        ["launch", rest @ ..] => launch::answer(state, call, rest),
        ["testresult", rest @ ..] => result::answer(state, call, rest),
        ["testfixtureresult", ..] => Err(no_such_call()),
        rest => reference::answer(state, call, rest),
    }
}

/// `{ "valid": …, "count": … }`: what the validation of a query answers; a bad query has no count.
#[derive(Debug, Serialize)]
struct AqlValidateResponseDto {
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
}

fn ok(body: &impl Serialize) -> Result<Answer, Refusal> {
    let body = serde_json::to_vec(body)
        .map_err(|error| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(Answer {
        status: StatusCode::OK,
        content_type: "application/json".into(),
        headers: Vec::new(),
        body: Bytes::from(body),
    })
}

/// A page of something of which there is nothing.
fn empty_page(call: &Call) -> Result<Answer, Refusal> {
    let page: Page<()> = super::page::page(call, "id,ASC", Vec::<&Case>::new(), |_| ());
    ok(&page)
}

fn empty_list() -> Result<Answer, Refusal> {
    ok(&[(); 0])
}

fn no_such_call() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "Not Found")
}

/// The project that a call names, if the caller may see it.
fn visible_project(state: &State, id: i64) -> Result<&Project, Refusal> {
    let project = state
        .project(id)
        .ok_or_else(|| Refusal::not_found("Project"))?;
    if project.is_forbidden {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "Access is denied"));
    }
    Ok(project)
}

fn visible_case<'a>(state: &'a State, id: &str) -> Result<&'a Case, Refusal> {
    let case = state
        .case(number("id", id)?)
        .ok_or_else(|| Refusal::not_found("Test case"))?;
    visible_project(state, case.project_id)?;
    Ok(case)
}

/// The test cases of all projects that the caller may see.
fn visible_cases(state: &State) -> impl Iterator<Item = &Case> {
    let cases = state.cases.iter();
    cases.filter(|case| visible_project(state, case.project_id).is_ok())
}

fn visible_launch(state: &State, id: i64) -> Result<&Launch, Refusal> {
    let launch = state
        .launch(id)
        .ok_or_else(|| Refusal::not_found("Launch"))?;
    visible_project(state, launch.project_id)?;
    Ok(launch)
}

fn visible_result<'a>(state: &'a State, id: &str) -> Result<&'a TestResult, Refusal> {
    let result = state
        .result(number("id", id)?)
        .ok_or_else(|| Refusal::not_found("Test result"))?;
    visible_project(state, result.project_id)?;
    Ok(result)
}

/// Rows whose name contains the `query` of the call, whatever the case. How TestOps matches it is not known.
fn matching<'a, R: Row + Named + 'a>(
    call: &Call,
    rows: impl IntoIterator<Item = &'a R>,
) -> Vec<&'a R> {
    let wanted = call.parameter("query").unwrap_or_default().to_lowercase();
    rows.into_iter()
        .filter(|row| row.name().to_lowercase().contains(&wanted))
        .collect()
}

/// Something with a name that people search for.
trait Named {
    fn name(&self) -> &str;
}
