//! Launches of the seed and their results.

use std::collections::HashSet;

use super::node::Node;
use super::test_cases::read_each;
use super::{Names, history, known, link, project_of, unique};
use crate::sandbox::seed::Error;
use crate::sandbox::testops::state::{CustomValue, Launch, Named, Parameter, State, TestResult};

const LAUNCH_KEYS: [&str; 13] = [
    "id",
    "projectId",
    "name",
    "closed",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
    "tags",
    "links",
    "issues",
    "environment",
    "results",
];

const RESULT_KEYS: [&str; 20] = [
    "id",
    "testCaseId",
    "name",
    "fullName",
    "status",
    "message",
    "trace",
    "start",
    "stop",
    "duration",
    "hidden",
    "muted",
    "manual",
    "testedBy",
    "parameters",
    "attachments",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
];

const RESULT_STATUSES: [&str; 5] = ["passed", "failed", "broken", "skipped", "unknown"];

impl Names {
    /// Reads the launches and their results into the state.
    pub(super) fn launches(&mut self, nodes: &[Node<'_>], state: &mut State) -> Result<(), Error> {
        let mut results = Vec::new();
        let mut seen = HashSet::new();
        state.launches = unique(
            nodes.to_vec(),
            |node| {
                let launch = self.launch(node, state)?;
                let first = results.len();
                for node in node.list("results")? {
                    let result = self.result(&node, &launch, state)?;
                    if !seen.insert(result.id) {
                        return Err(node.error(
                            format!("the id {} belongs to another result", result.id),
                            "give every result of all launches an id of its own",
                        ));
                    }
                    results.push(result);
                }
                name_retries(&mut results[first..]);
                Ok(launch)
            },
            |launch| launch.id,
        )?;
        state.launches.sort_by_key(|launch| launch.id);
        results.sort_by_key(|result| result.id);
        state.results = results;
        Ok(())
    }

    fn launch(&mut self, node: &Node<'_>, state: &State) -> Result<Launch, Error> {
        known(node, &LAUNCH_KEYS)?;
        Ok(Launch {
            id: node.need("id")?.integer()?,
            project_id: project_of(node, state)?,
            name: node.need("name")?.text()?,
            is_closed: node.flag("closed")?,
            tags: read_each(node, "tags", |tag| self.launch_tags.read(tag))?,
            links: read_each(node, "links", link)?,
            issues: read_each(node, "issues", |issue| self.issue(issue))?,
            environment: self.environment(node)?,
            history: history(node)?,
        })
    }

    fn result(
        &mut self,
        node: &Node<'_>,
        launch: &Launch,
        state: &State,
    ) -> Result<TestResult, Error> {
        known(node, &RESULT_KEYS)?;
        let test_case_id = node.optional_integer("testCaseId")?;
        let case = test_case_id.and_then(|id| state.case(id));
        let name = match (node.optional_text("name")?, case) {
            (Some(name), _) => name,
            (None, Some(case)) => case.name.clone(),
            (None, None) => return Err(node.error("has no `name`", "add `name`")),
        };
        let status = node.optional_text("status")?;
        if let Some(status) = &status
            && !RESULT_STATUSES.contains(&status.as_str())
        {
            return Err(node.need("status")?.error(
                format!("there is no status `{status}`"),
                "use passed, failed, broken, skipped or unknown, or null while it is in progress",
            ));
        }
        let start = node.optional_integer("start")?;
        let stop = node.optional_integer("stop")?;
        let duration = node
            .optional_integer("duration")?
            .or_else(|| Some(stop?.saturating_sub(start?)));
        Ok(TestResult {
            id: node.need("id")?.integer()?,
            launch_id: launch.id,
            project_id: launch.project_id,
            test_case_id,
            name,
            full_name: match node.optional_text("fullName")? {
                Some(full_name) => Some(full_name),
                None => case.and_then(|case| case.full_name.clone()),
            },
            status,
            message: node.optional_text("message")?,
            trace: node.optional_text("trace")?,
            start,
            stop,
            duration,
            is_hidden: node.flag("hidden")?,
            retried_by: None,
            is_muted: node.flag("muted")?,
            is_manual: match node.get("manual")? {
                Some(manual) => manual.boolean()?,
                None => case.is_none_or(|case| !case.is_automated),
            },
            tested_by: node.optional_text("testedBy")?,
            parameters: read_each(node, "parameters", parameter)?,
            attachments: read_each(node, "attachments", |attachment| {
                self.scenarios.attachment(attachment)
            })?,
            history: match node.get("createdDate")? {
                Some(_) => history(node)?,
                // A result appears while its launch runs.
                None => launch.history.clone(),
            },
        })
    }

    /// `{"Browser": ["Firefox"]}`
    fn environment(&mut self, node: &Node<'_>) -> Result<Vec<CustomValue>, Error> {
        let mut all = Vec::new();
        let Some(variables) = node.get("environment")? else {
            return Ok(all);
        };
        for (name, values) in variables.entries()? {
            let field = self.variables.name(name);
            let values = if values.value().is_array() {
                values.items()?
            } else {
                vec![values]
            };
            for value in values {
                let name = value.scalar()?;
                let id = self
                    .variable_values
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

fn parameter(node: &Node<'_>) -> Result<Parameter, Error> {
    Ok(Parameter {
        name: node.need("name")?.text()?,
        value: node.get("value")?.map(|value| value.scalar()).transpose()?,
        hidden: node.flag("hidden")?,
        excluded: node.flag("excluded")?,
    })
}

/// A hidden result was retried by the visible one of the same test case with the same parameters.
fn name_retries(results: &mut [TestResult]) {
    let visible: Vec<(Option<i64>, Vec<Parameter>, Named)> = results
        .iter()
        .filter(|result| !result.is_hidden)
        .map(|result| {
            let named = Named {
                id: result.id,
                name: result.name.clone(),
            };
            (result.test_case_id, result.parameters.clone(), named)
        })
        .collect();
    for result in results.iter_mut().filter(|result| result.is_hidden) {
        result.retried_by = visible
            .iter()
            .filter(|(case, ..)| case.is_some() && *case == result.test_case_id)
            .max_by_key(|(_, parameters, _)| *parameters == result.parameters)
            .map(|(.., named)| named.clone());
    }
}
