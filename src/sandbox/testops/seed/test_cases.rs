//! Test cases of the seed.

use super::document::{MemberSeed, TestCaseSeed};
use super::{Names, custom_values, each, history, project_of};
use crate::sandbox::seed::Error;
use crate::sandbox::testops::state::{Case, Member, State, Status};

impl Names {
    /// Builds one test case.
    pub(super) fn test_case(
        &mut self,
        path: &str,
        seed: TestCaseSeed,
        state: &State,
    ) -> Result<Case, Error> {
        let mut attachments = each(seed.attachments, |file| self.scenarios.attachment(file));
        let steps = each(seed.steps, |step| step);
        let steps = self.scenarios.build(steps, &mut attachments);
        Ok(Case {
            id: seed.id,
            project_id: project_of(path, seed.project_id, state)?,
            name: seed.name,
            full_name: seed.full_name,
            description: seed.description,
            precondition: seed.precondition,
            expected_result: seed.expected_result,
            status: status_of(path, seed.status_id, state)?,
            is_automated: seed.automated.unwrap_or_default(),
            is_deleted: seed.deleted.unwrap_or_default(),
            is_muted: seed.muted.unwrap_or_default(),
            layer: seed.layer.map(|layer| self.layers.read(layer.0)),
            tags: each(seed.tags, |tag| self.tags.read(tag)),
            links: each(seed.links, Into::into),
            issues: each(seed.issues, |issue| self.issue(issue)),
            members: seed
                .members
                .into_iter()
                .flatten()
                .map(|member| self.member(member))
                .collect(),
            custom_values: custom_values(
                seed.custom_fields,
                &mut self.custom_fields,
                &mut self.custom_values,
            ),
            test_keys: each(seed.test_keys, |key| self.test_keys.read(key)),
            parameters: each(seed.parameters, |parameter| parameter.name),
            history: history(
                seed.created_by,
                seed.created_date,
                seed.last_modified_by,
                seed.last_modified_date,
            ),
            first_step_id: self.scenarios.number(&steps),
            steps,
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
