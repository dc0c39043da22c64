//! Test cases of the seed.

use super::node::Node;
use super::{Names, history, known, link, project_of};
use crate::sandbox::seed::Error;
use crate::sandbox::testops::state::{Case, CustomValue, Member, Named, State, Status};

const KEYS: [&str; 26] = [
    "id",
    "projectId",
    "name",
    "fullName",
    "description",
    "precondition",
    "expectedResult",
    "statusId",
    "automated",
    "deleted",
    "muted",
    "layer",
    "tags",
    "links",
    "issues",
    "members",
    "customFields",
    "testKeys",
    "parameters",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
    "steps",
    "attachments",
    "attachment",
];

impl Names {
    /// Reads one test case.
    pub(super) fn test_case(&mut self, node: &Node<'_>, state: &State) -> Result<Case, Error> {
        known(node, &KEYS)?;
        let mut attachments = Vec::new();
        for attachment in node.list("attachments")? {
            attachments.push(self.scenarios.attachment(&attachment)?);
        }
        let steps = self
            .scenarios
            .read(&node.list("steps")?, &mut attachments)?;
        Ok(Case {
            id: node.need("id")?.integer()?,
            project_id: project_of(node, state)?,
            name: node.need("name")?.text()?,
            full_name: node.optional_text("fullName")?,
            description: node.optional_text("description")?,
            precondition: node.optional_text("precondition")?,
            expected_result: node.optional_text("expectedResult")?,
            status: status_of(node, state)?,
            is_automated: node.flag("automated")?,
            is_deleted: node.flag("deleted")?,
            is_muted: node.flag("muted")?,
            layer: node
                .get("layer")?
                .map(|layer| self.layers.read(&layer))
                .transpose()?,
            tags: read_each(node, "tags", |tag| self.tags.read(tag))?,
            links: read_each(node, "links", link)?,
            issues: read_each(node, "issues", |issue| self.issue(issue))?,
            members: read_each(node, "members", |member| self.member(member))?,
            custom_values: self.custom_values(node)?,
            test_keys: read_each(node, "testKeys", |key| self.test_keys.read(key))?,
            parameters: read_each(node, "parameters", |parameter| {
                if parameter.value().is_string() {
                    parameter.text()
                } else {
                    parameter.need("name")?.text()
                }
            })?,
            history: history(node)?,
            first_step_id: self.scenarios.number(&steps),
            steps,
            attachments,
        })
    }

    fn member(&mut self, node: &Node<'_>) -> Result<Member, Error> {
        let id = self.next_member_id;
        self.next_member_id += 1;
        Ok(Member {
            id,
            name: node.need("name")?.text()?,
            role: self.roles.read(&node.need("role")?)?,
        })
    }

    fn custom_values(&mut self, node: &Node<'_>) -> Result<Vec<CustomValue>, Error> {
        let mut all = Vec::new();
        let Some(fields) = node.get("customFields")? else {
            return Ok(all);
        };
        for (name, values) in fields.entries()? {
            let field = self.custom_fields.name(name);
            let values = if values.value().is_array() {
                values.items()?
            } else {
                vec![values]
            };
            for value in values {
                let name = value.scalar()?;
                let id = self
                    .custom_values
                    .name(&format!("{}\n{name}", field.name))
                    .id;
                all.push(CustomValue {
                    field: field.clone(),
                    value: Named { id, name },
                });
            }
        }
        Ok(all)
    }
}

/// Reads each item of a list that may be absent.
pub(super) fn read_each<'a, T>(
    node: &Node<'a>,
    key: &str,
    read: impl FnMut(&Node<'a>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    node.list(key)?.iter().map(read).collect()
}

fn status_of(node: &Node<'_>, state: &State) -> Result<Option<Status>, Error> {
    let Some(status) = node.get("statusId")? else {
        return Ok(None);
    };
    let id = status.integer()?;
    let found = state.statuses.iter().find(|status| status.id == id);
    match found {
        Some(status) => Ok(Some(status.clone())),
        None => Err(status.error(
            format!("there is no status {id}"),
            "add it to `statuses` or name one that is there",
        )),
    }
}
