//! Test cases of the seed.

use super::document::NamedSeed;
use super::document::launch::ResultStatus;
use super::document::test_case::{ExampleSeed, MemberSeed, Members, TestCaseSeed, TestKeySeed};
use super::{Names, build_each, custom_values, history_of, project_of};
use crate::sandbox::seed::Error;
use crate::sandbox::seed::forms::{Scalar, Short};
use crate::sandbox::testops::state::{
    Case, DEFAULT_AUTOMATED, DEFAULT_MANUAL, Example, Member, State, Status, TestKey,
};

/// The integration of test keys that name none.
const TARGET: i64 = 2;

impl Names {
    /// Builds one test case.
    pub(super) fn test_case(
        &mut self,
        path: &str,
        seed: TestCaseSeed,
        state: &State,
    ) -> Result<Case, Error> {
        let mut attachments = build_each(seed.attachments, |file| self.scenarios.attachment(file));
        let steps = build_each(seed.steps, |step| step);
        let steps = self.scenarios.build(steps, &mut attachments);
        let run_steps = seed.steps_from_run.map(|run| {
            let run = run.into_iter().map(|Short(step)| step);
            self.scenarios.build(run, &mut attachments)
        });
        let is_automated = seed.automated.unwrap_or_default();
        Ok(Case {
            id: seed.id,
            project_id: project_of(path, seed.project_id, state)?,
            name: seed.name,
            full_name: seed.full_name,
            description: seed.description,
            precondition: seed.precondition,
            expected_result: seed.expected_result,
            status: status_of(path, seed.status_id, state)?,
            is_automated,
            is_deleted: seed.deleted.unwrap_or_default(),
            is_muted: seed.muted.unwrap_or_default(),
            layer: seed.layer.map(|layer| self.layers.read(layer.0)),
            workflow: match seed.workflow {
                Some(workflow) => self.workflows.read(workflow.0),
                None if is_automated => self.workflows.name(DEFAULT_AUTOMATED.0),
                None => self.workflows.name(DEFAULT_MANUAL.0),
            },
            tags: build_each(seed.tags, |tag| self.tags.read(tag)),
            links: build_each(seed.links, Into::into),
            issues: build_each(seed.issues, |issue| self.issue(issue)),
            members: seed
                .members
                .into_iter()
                .flat_map(|Members(members)| members)
                .map(|member| self.member(member))
                .collect(),
            custom_values: custom_values(
                seed.custom_fields,
                &mut self.custom_fields,
                &mut self.custom_values,
            ),
            test_keys: build_each(seed.test_keys, |key| self.test_key(key)),
            parameters: build_each(seed.parameters, |parameter| parameter.name),
            examples: seed
                .examples
                .into_iter()
                .flatten()
                .map(|example| self.example(example))
                .collect(),
            history: history_of(
                seed.created_by,
                seed.created_date,
                seed.last_modified_by,
                seed.last_modified_date,
            ),
            first_step_id: self.scenarios.number(&steps),
            steps,
            run_steps,
            attachments,
        })
    }

    fn member(&mut self, seed: MemberSeed) -> Member {
        let id = self.next_member_id;
        self.next_member_id += 1;
        Member {
            id,
            name: seed.name,
            role: self.roles.read(seed.role.0),
        }
    }

    /// Equal keys of one integration are one object.
    fn test_key(&mut self, seed: TestKeySeed) -> TestKey {
        let integration_id = seed.integration_id.unwrap_or(TARGET);
        let named = self.test_keys.read(NamedSeed {
            id: seed.id,
            name: format!("{integration_id}\n{}", seed.name),
        });
        TestKey {
            id: named.id,
            name: seed.name,
            url: seed.url,
            integration_id,
        }
    }

    fn example(&mut self, seed: ExampleSeed) -> Example {
        let id = seed.id.unwrap_or(self.next_example_id);
        self.next_example_id = self.next_example_id.max(id) + 1;
        let values = seed.parameters.into_iter();
        Example {
            id,
            parameters: values
                .map(|parameter| (parameter.name, parameter.value.map(|Scalar(value)| value)))
                .collect(),
            status: seed.status.map(ResultStatus::name),
        }
    }
}

fn status_of(path: &str, id: Option<i64>, state: &State) -> Result<Option<Status>, Error> {
    let Some(id) = id else {
        return Ok(None);
    };
    match state.statuses.iter().find(|status| status.id == id) {
        Some(status) => Ok(Some(status.clone())),
        None => Err(Error::value(
            format!("{path}.statusId"),
            format!("there is no status {id}"),
            "add it to `statuses` or name one that is there",
        )),
    }
}
