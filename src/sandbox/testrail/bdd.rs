//! Cases as feature files.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::body::Body;
use super::call::{Call, Outcome, Reply};
use super::case_input::CaseInput;
use super::error::ApiError;
use super::state::State;
use crate::sandbox::multipart;

const FIELD: &str = "custom_testrail_bdd_scenario";

/// The template that shows scenarios.
const TEMPLATE: u64 = 4;

/// `get_bdd/{case_id}`: the scenarios as one feature file.
pub(super) fn get(state: &mut State, call: &Call<'_>) -> Outcome {
    let case = state.case(call, call.id(0, "case_id")?)?;
    let scenarios = case.custom.get(FIELD).and_then(Value::as_array);
    let texts: Vec<&str> = scenarios
        .into_iter()
        .flatten()
        .filter_map(|scenario| scenario["content"].as_str())
        .collect();
    Ok(Reply::File {
        content_type: "text/plain; charset=utf-8".to_owned(),
        name: format!("{}.feature", case.id),
        content: Bytes::from(texts.join("\n\n")),
    })
}

/// `add_bdd/{section_id}`: a case from a feature file.
pub(super) fn add(state: &mut State, call: &Call<'_>) -> Outcome {
    let section_id = call.id(0, "section_id")?;
    let suite_id = state.section(call, section_id, "section_id")?.suite_id;
    let body = case_body(call)?;
    let input = CaseInput::new(state, state.project_of_suite(suite_id), &body)?;
    let id = state.add_case(call, section_id, input);
    Ok(state.case(call, id)?.wire(state).into())
}

/// `update_bdd/{case_id}`
pub(super) fn update(state: &mut State, call: &Call<'_>) -> Outcome {
    let case = state.case(call, call.id(0, "case_id")?)?;
    let (id, suite_id) = (case.id, case.suite_id);
    let body = case_body(call)?;
    let input = CaseInput::changes(state, state.project_of_suite(suite_id), &body)?;
    state.update_case(call, id, input);
    Ok(state.case(call, id)?.wire(state).into())
}

fn case_body(call: &Call<'_>) -> Result<Body, ApiError> {
    let part = multipart::parts(call.request)
        .into_iter()
        .flatten()
        .find(|part| part.name == "attachment")
        .ok_or_else(|| ApiError::required("attachment"))?;
    let feature = String::from_utf8_lossy(&part.content).into_owned();
    let title = feature
        .lines()
        .filter_map(|line| line.trim().split_once(':'))
        .find(|(keyword, _)| matches!(*keyword, "Feature" | "Scenario" | "Scenario Outline"))
        .map(|(_, title)| title.trim().to_owned())
        .ok_or_else(|| ApiError::bad_request("The file is not a valid feature file."))?;
    let mut fields = Map::new();
    fields.insert("title".to_owned(), json!(title));
    fields.insert("template_id".to_owned(), json!(TEMPLATE));
    fields.insert(FIELD.to_owned(), json!([{ "content": feature }]));
    Ok(Body::from(fields))
}
