//! What other objects refer to: statuses, workflows, layers, roles, tags, test keys, shared steps.

use super::super::call::{Call, number};
use super::super::page::{Row, SortKey, page};
use super::super::refusal::Refusal;
use super::super::state::{DEFAULT_AUTOMATED, DEFAULT_MANUAL, Named, State, Status};
use super::super::wire::reference::{
    NamedDto, StatusDto, TestKeyDto, WorkflowDto, WorkflowSchemaDto,
};
use super::super::wire::scenario::NormalizedScenarioDto;
use super::{
    custom_field, empty_page, integration, matching, no_such_call, ok, visible_case, visible_cases,
    visible_project,
};
use crate::sandbox::emulator::Answer;

pub(super) fn answer(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        ["status"] => {
            // Every workflow has every status.
            let is_known = call
                .id("workflowId")?
                .is_none_or(|id| workflow(state, id).is_some());
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
            let rows = state.workflows.iter().collect();
            ok(&page(call, "id,DESC", rows, |row| {
                WorkflowDto::new(row, &state.statuses)
            }))
        }
        ["workflow", id] => match workflow(state, number("id", id)?) {
            Some(found) => ok(&WorkflowDto::new(found, &state.statuses)),
            None => Err(Refusal::not_found("Workflow")),
        },
        ["workflowschema"] => {
            let project = visible_project(state, call.required_id("projectId")?)?.id;
            let defaults = [DEFAULT_MANUAL, DEFAULT_AUTOMATED];
            let rows = defaults.iter().filter_map(|(_, id)| workflow(state, *id));
            ok(&page(call, "id,DESC", rows.collect(), |row| {
                WorkflowSchemaDto::new(project, row, &state.statuses)
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
        ["cf" | "cfv", ..] => custom_field::answer(state, call, rest),
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
        ["testkey", id] => {
            let id = number("id", id)?;
            let mut keys = visible_cases(state).flat_map(|case| &case.test_keys);
            match keys.find(|key| key.id == id) {
                Some(key) => ok(&TestKeyDto::new(key)),
                None => Err(Refusal::not_found("Test key")),
            }
        }
        ["integration", rest @ ..] => integration::answer(state, call, rest),
        _ => Err(no_such_call()),
    }
}

fn workflow(state: &State, id: i64) -> Option<&Named> {
    state.workflows.iter().find(|workflow| workflow.id == id)
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
