//! Custom fields and their values.

use std::collections::{BTreeMap, BTreeSet};

use super::super::call::{Call, number};
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::state::{CustomValue, Named, State};
use super::super::wire::custom_field::{
    CustomFieldDto, CustomFieldProjectDto, CustomFieldValueWithCfDto,
    CustomFieldValueWithTcCountDto,
};
use super::{matching, no_such_call, ok, visible_project};
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        ["cf"] => {
            let project = visible_project(state, call.required_id("projectId")?)?.id;
            custom_fields(state, call, project)
        }
        ["cf", "suggest"] => suggested_fields(state, call),
        ["cf", id] => match state.custom_field(number("id", id)?) {
            Some(field) => ok(&CustomFieldDto::new(&field.named, state)),
            None => Err(Refusal::not_found("Custom field")),
        },
        ["cfv"] => custom_values(state, call, call.id("projectId")?),
        ["cfv", "suggest"] => suggested_values(state, call),
        ["cfv", id] => match counted_values(state, None).get(&number("id", id)?) {
            Some((custom, _)) => ok(&CustomFieldValueWithCfDto::new(custom, state)),
            None => Err(Refusal::not_found("Custom field value")),
        },
        _ => Err(no_such_call()),
    }
}

/// The custom fields of a project.
pub(super) fn custom_fields(state: &State, call: &Call, project: i64) -> Result<Answer, Refusal> {
    let rows = matching(call, fields_in(state, Some(project)));
    ok(&page(call, "id,ASC", rows, |row: &&Named| {
        CustomFieldProjectDto::new(project, row, state)
    }))
}

/// The values of a custom field, each with the number of test cases that have it.
pub(super) fn custom_values(
    state: &State,
    call: &Call,
    project: Option<i64>,
) -> Result<Answer, Refusal> {
    let field = call.required_id("customFieldId")?;
    let rows = values_of(state, call, project, Some(field))?;
    ok(&page(call, "name,ASC", rows, |row| {
        CustomFieldValueWithTcCountDto::new(row.custom, row.test_cases, state)
    }))
}

fn suggested_fields(state: &State, call: &Call) -> Result<Answer, Refusal> {
    let project = call.id("projectId")?;
    if let Some(project) = project {
        visible_project(state, project)?;
    }
    let rows = matching(call, fields_in(state, project));
    ok(&page(call, "name,ASC", rows, |row: &&Named| (*row).clone()))
}

fn suggested_values(state: &State, call: &Call) -> Result<Answer, Refusal> {
    let rows = values_of(
        state,
        call,
        call.id("projectId")?,
        call.id("customFieldId")?,
    )?;
    ok(&page(call, "name,ASC", rows, |row| {
        row.custom.value.clone()
    }))
}

/// Those that test cases use, those that the seed lists, and the built-in ones.
fn fields_in(state: &State, project: Option<i64>) -> impl Iterator<Item = &Named> {
    let used: BTreeSet<i64> = counted_values(state, project)
        .into_values()
        .map(|(custom, _)| custom.field.id)
        .collect();
    let fields = state.custom_fields.iter();
    fields
        .filter(move |field| field.is_everywhere || used.contains(&field.named.id))
        .map(|field| &field.named)
}

struct CountedValue<'a> {
    custom: &'a CustomValue,
    test_cases: usize,
}

fn values_of<'a>(
    state: &'a State,
    call: &Call,
    project: Option<i64>,
    field: Option<i64>,
) -> Result<Vec<CountedValue<'a>>, Refusal> {
    if let Some(project) = project {
        visible_project(state, project)?;
    }
    let wanted = call.parameter("query").unwrap_or_default().to_lowercase();
    Ok(counted_values(state, project)
        .into_values()
        .filter(|(custom, _)| {
            field.is_none_or(|field| field == custom.field.id)
                && custom.value.name.to_lowercase().contains(&wanted)
        })
        .map(|(custom, test_cases)| CountedValue { custom, test_cases })
        .collect())
}

fn counted_values(state: &State, project: Option<i64>) -> BTreeMap<i64, (&CustomValue, usize)> {
    let listed = state.custom_fields.iter().flat_map(|field| &field.values);
    let mut values: BTreeMap<i64, (&CustomValue, usize)> = listed
        .map(|custom| (custom.value.id, (custom, 0)))
        .collect();
    let cases = state.cases.iter().filter(|case| {
        !case.is_deleted && project.is_none_or(|project| project == case.project_id)
    });
    for custom in cases.flat_map(|case| &case.custom_values) {
        values.entry(custom.value.id).or_insert((custom, 0)).1 += 1;
    }
    values
}

impl Row for CountedValue<'_> {
    fn id(&self) -> i64 {
        self.custom.value.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        self.custom.value.key(property)
    }
}
