//! What other objects refer to: statuses, workflows, layers, roles, tags, custom fields, shared steps.

use std::collections::BTreeMap;

use hyper::StatusCode;

use super::super::call::{Call, number};
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::state::{CustomValue, Named, State, Status, workflow};
use super::super::wire::reference::{
    CustomFieldProjectDto, CustomFieldValueWithTcCountDto, NamedDto, StatusDto, WorkflowDto,
    WorkflowSchemaDto,
};
use super::super::wire::scenario::NormalizedScenarioDto;
use super::{empty_page, matching, no_such_call, ok, visible_case, visible_project};
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        ["status"] => {
            // Both workflows have every status.
            let is_known = call.id("workflowId")?.is_none_or(is_workflow);
            let rows = state.statuses.iter().filter(|_| is_known).collect();
            ok(&page(call, "name,ASC", rows, |row| StatusDto::new(row)))
        }
        ["status", id] => {
            let id = number("id", id)?;
            let mut statuses = state.statuses.iter();
            match statuses.find(|status| status.id == id) {
                Some(status) => ok(&StatusDto::new(status)),
                None => Err(Refusal::not_found("Status")),
            }
        }
        ["workflow"] => {
            let rows = vec![Workflow(false), Workflow(true)];
            ok(&page(call, "id,DESC", rows, |row| {
                WorkflowDto::new(row.0, &state.statuses)
            }))
        }
        ["workflow", id] => match number("id", id)? {
            -1 => ok(&WorkflowDto::new(false, &state.statuses)),
            -2 => ok(&WorkflowDto::new(true, &state.statuses)),
            _ => Err(Refusal::not_found("Workflow")),
        },
        ["workflowschema"] => {
            let project = visible_project(state, call.required_id("projectId")?)?.id;
            let rows = vec![Workflow(false), Workflow(true)];
            ok(&page(call, "id,DESC", rows, |row| {
                WorkflowSchemaDto::new(project, row.0, &state.statuses)
            }))
        }
        ["testlayer"] => {
            let rows = matching(call, &state.layers);
            ok(&page(call, "id,ASC", rows, |row| NamedDto::new(row)))
        }
        ["testlayer", id] => {
            let id = number("id", id)?;
            match state.layers.iter().find(|layer| layer.id == id) {
                Some(layer) => ok(&NamedDto::new(layer)),
                None => Err(Refusal::not_found("Test layer")),
            }
        }
        ["role"] => ok(&state.roles.iter().map(NamedDto::new).collect::<Vec<_>>()),
        ["tag"] => ok(&matching(call, &state.tags)),
        ["cf"] => {
            let project = visible_project(state, call.required_id("projectId")?)?.id;
            custom_fields(state, call, project)
        }
        ["cfv"] => custom_values(state, call, call.id("projectId")?),
        ["cfv", "suggest"] => suggested_values(state, call),
        ["comment"] => {
            visible_case(state, call.required("testCaseId")?)?;
            empty_page(call)
        }
        ["sharedstep", id, "step"] => {
            let step = state
                .shared_step(number("id", id)?)
                .ok_or_else(|| Refusal::not_found("Shared step"))?;
            ok(&NormalizedScenarioDto::of_shared_step(step, state))
        }
        ["tree" | "testlayerschema"] => {
            visible_project(state, call.required_id("projectId")?)?;
            empty_page(call)
        }
        ["integration", "project", id] => {
            visible_project(state, number("projectId", id)?)?;
            empty_page(call)
        }
        // For administrators, which the owner of the token is not.
        ["uaa", "account"] => Err(Refusal::new(StatusCode::FORBIDDEN, "Access is denied")),
        _ => Err(no_such_call()),
    }
}

fn is_workflow(id: i64) -> bool {
    [workflow(false), workflow(true)]
        .iter()
        .any(|workflow| workflow.id == id)
}

/// The custom fields of a project: those that its test cases use, and the built-in ones.
pub(super) fn custom_fields(state: &State, call: &Call, project: i64) -> Result<Answer, Refusal> {
    let built_in = [("Epic", -1), ("Feature", -2), ("Story", -3)].map(|(name, id)| Named {
        id,
        name: name.to_owned(),
    });
    let mut fields: BTreeMap<i64, &Named> =
        built_in.iter().map(|field| (field.id, field)).collect();
    for (custom, _) in counted_values(state, Some(project)).values() {
        fields.insert(custom.field.id, &custom.field);
    }
    let rows = matching(call, fields.into_values());
    ok(&page(call, "id,ASC", rows, |row: &&Named| {
        CustomFieldProjectDto::new(project, row)
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
        CustomFieldValueWithTcCountDto::new(row.custom, row.test_cases)
    }))
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
    let mut values = BTreeMap::new();
    let cases = state.cases.iter().filter(|case| {
        !case.is_deleted && project.is_none_or(|project| project == case.project_id)
    });
    for custom in cases.flat_map(|case| &case.custom_values) {
        values.entry(custom.value.id).or_insert((custom, 0)).1 += 1;
    }
    values
}

/// One of the two workflows: whether it is for automated test cases.
struct Workflow(bool);

impl Row for Workflow {
    fn id(&self) -> i64 {
        workflow(self.0).id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        (property == "id").then(|| SortKey::Number(self.id()))
    }
}

impl Row for CountedValue<'_> {
    fn id(&self) -> i64 {
        self.custom.value.id
    }

    fn key(&self, property: &str) -> Option<SortKey<'_>> {
        self.custom.value.key(property)
    }
}

impl Row for Status {
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

impl Row for Named {
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

impl super::Named for Named {
    fn name(&self) -> &str {
        &self.name
    }
}
