//! Launches.

use std::collections::BTreeMap;

use super::super::call::{Call, number};
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::select::Query;
use super::super::state::{CustomValue, Launch, Named, State};
use super::super::wire::launch::{LaunchDto, LaunchPreviewDto, LaunchVariableDto, TestStatusCount};
use super::super::wire::reference::EnvVarValueDto;
use super::{
    AqlValidateResponseDto, empty_list, empty_page, matching, no_such_call, ok, visible_launch,
    visible_project,
};
use crate::aql::Entity;
use crate::sandbox::emulator::Answer;

const NEWEST: &str = "created_date,DESC";

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => {
            let rows = scope(state, call)?.collect();
            if call.is_on("preview") {
                ok(&page(call, NEWEST, rows, |launch: &&Launch| {
                    LaunchPreviewDto::new(launch, statistic(state, launch))
                }))
            } else {
                ok(&page(call, NEWEST, rows, |launch| LaunchDto::new(launch)))
            }
        }
        ["__search"] => {
            let scope = scope(state, call)?;
            let query = Query::of(call, Entity::Launch)?;
            let found = scope.filter(|launch| query.selects(*launch)).collect();
            ok(&page(call, NEWEST, found, |launch| LaunchDto::new(launch)))
        }
        ["query", "validate"] => {
            let scope = scope(state, call)?;
            let query = Query::new(call.required("rql")?, Entity::Launch).ok();
            ok(&AqlValidateResponseDto {
                valid: query.is_some(),
                count: query.map(|query| scope.filter(|launch| query.selects(*launch)).count()),
            })
        }
        ["tag"] => {
            let rows = matching(call, &state.launch_tags);
            ok(&page(call, "name,ASC", rows, |tag: &&Named| (*tag).clone()))
        }
        [id, rest @ ..] => one(state, call, visible_launch(state, number("id", id)?)?, rest),
    }
}

fn one(state: &State, call: &Call, launch: &Launch, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => ok(&LaunchDto::new(launch)),
        ["statistic"] => ok(&statistic(state, launch)),
        ["env"] => {
            let values = launch.environment.iter();
            ok(&values.map(EnvVarValueDto::new).collect::<Vec<_>>())
        }
        ["variables"] => {
            let rows = variables(launch);
            ok(&page(call, "key,ASC", rows, Variable::show))
        }
        ["job"] => empty_list(),
        ["defect" | "unresolved" | "muted" | "retries"] => empty_page(call),
        _ => Err(no_such_call()),
    }
}

fn scope<'a>(state: &'a State, call: &Call) -> Result<impl Iterator<Item = &'a Launch>, Refusal> {
    let project = visible_project(state, call.required_id("projectId")?)?.id;
    let launches = state.launches.iter();
    Ok(launches.filter(move |launch| launch.project_id == project))
}

fn statistic<'a>(state: &'a State, launch: &Launch) -> Vec<TestStatusCount<'a>> {
    let mut counts = BTreeMap::new();
    for result in state.results_of(launch.id) {
        if !result.is_hidden {
            *counts.entry(result.status).or_insert(0) += 1;
        }
    }
    counts
        .into_iter()
        .map(|(status, count)| TestStatusCount { status, count })
        .collect()
}

/// A variable with all values that a launch has for it.
struct Variable<'a> {
    field: &'a Named,
    values: Vec<&'a str>,
}

impl<'a> Variable<'a> {
    fn show(&self) -> LaunchVariableDto<'a> {
        LaunchVariableDto {
            key: &self.field.name,
            values: self.values.clone(),
        }
    }
}

fn variables(launch: &Launch) -> Vec<Variable<'_>> {
    let mut variables: Vec<Variable<'_>> = Vec::new();
    for CustomValue { field, value } in &launch.environment {
        match variables
            .iter_mut()
            .find(|variable| variable.field == field)
        {
            Some(variable) => variable.values.push(&value.name),
            None => variables.push(Variable {
                field,
                values: vec![&value.name],
            }),
        }
    }
    variables
}

impl Row for Variable<'_> {
    fn id(&self) -> i64 {
        self.field.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        (property == "key").then_some(SortKey::Text(&self.field.name))
    }
}

impl Row for Launch {
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
