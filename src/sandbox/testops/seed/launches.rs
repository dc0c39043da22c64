//! Launches of the seed and their results.

use std::collections::HashSet;

use super::document::{LaunchSeed, ParameterSeed, ResultSeed, ResultStatus, ResultStepSeed};
use super::{Names, custom_values, each, history, listed, project_of};
use crate::sandbox::seed::Error;
use crate::sandbox::seed::forms::{OneOrMany, Scalar, Short};
use crate::sandbox::testops::state::{
    Attachment, Launch, Named, Parameter, ResultStep, State, TestResult,
};

impl Names {
    /// Builds the launches and their results into the state.
    pub(super) fn launches(
        &mut self,
        seeds: Option<Vec<LaunchSeed>>,
        state: &mut State,
    ) -> Result<(), Error> {
        let mut results = Vec::new();
        let mut seen = HashSet::new();
        let launches = listed(
            "launches",
            seeds,
            |path, mut seed| {
                let seeds = seed.results.take();
                let launch = self.launch(path, seed, state)?;
                let first = results.len();
                for (place, seed) in seeds.into_iter().flatten().enumerate() {
                    let path = format!("{path}.results[{place}]");
                    if !seen.insert(seed.id) {
                        return Err(Error::value(
                            path,
                            format!("the id {} belongs to another result", seed.id),
                            "give every result of all launches an id of its own",
                        ));
                    }
                    results.push(self.result(&path, seed, &launch, state)?);
                }
                name_retries(&mut results[first..]);
                Ok(launch)
            },
            |launch: &Launch| launch.id,
        )?;
        state.launches = launches;
        state.launches.sort_by_key(|launch| launch.id);
        results.sort_by_key(|result| result.id);
        state.results = results;
        Ok(())
    }

    fn launch(&mut self, path: &str, seed: LaunchSeed, state: &State) -> Result<Launch, Error> {
        Ok(Launch {
            id: seed.id,
            project_id: project_of(path, seed.project_id, state)?,
            name: seed.name,
            is_closed: seed.closed.unwrap_or_default(),
            tags: each(seed.tags, |tag| self.launch_tags.read(tag)),
            links: each(seed.links, Into::into),
            issues: each(seed.issues, |issue| self.issue(issue)),
            environment: custom_values(
                seed.environment,
                &mut self.variables,
                &mut self.variable_values,
            ),
            history: history(
                seed.created_by,
                seed.created_date,
                seed.last_modified_by,
                seed.last_modified_date,
            ),
        })
    }

    fn result(
        &mut self,
        path: &str,
        seed: ResultSeed,
        launch: &Launch,
        state: &State,
    ) -> Result<TestResult, Error> {
        let case = seed.test_case_id.and_then(|id| state.case(id));
        let name = match (seed.name, case) {
            (Some(name), _) => name,
            (None, Some(case)) => case.name.clone(),
            (None, None) => return Err(Error::value(path, "missing field `name`", "add `name`")),
        };
        let history = match seed.created_date {
            Some(_) => history(
                seed.created_by,
                seed.created_date,
                seed.last_modified_by,
                seed.last_modified_date,
            ),
            // A result appears while its launch runs.
            None => launch.history.clone(),
        };
        let mut attachments = each(seed.attachments, |file| self.scenarios.attachment(file));
        let steps = self.result_steps(seed.steps, &mut attachments);
        Ok(TestResult {
            id: seed.id,
            launch_id: launch.id,
            project_id: launch.project_id,
            test_case_id: seed.test_case_id,
            name,
            full_name: seed
                .full_name
                .or_else(|| case.and_then(|case| case.full_name.clone())),
            status: seed.status.map(ResultStatus::name),
            message: seed.message,
            trace: seed.trace,
            start: seed.start,
            stop: seed.stop,
            duration: duration(seed.duration, seed.start, seed.stop),
            is_hidden: seed.hidden.unwrap_or_default(),
            retried_by: None,
            is_muted: seed.muted.unwrap_or_default(),
            is_manual: seed
                .manual
                .unwrap_or_else(|| case.is_none_or(|case| !case.is_automated)),
            tested_by: seed.tested_by,
            parameters: parameters(seed.parameters),
            steps,
            issues: each(seed.issues, |issue| self.issue(issue)),
            environment: seed.environment.map(|environment| {
                custom_values(
                    Some(environment),
                    &mut self.variables,
                    &mut self.variable_values,
                )
            }),
            attachments,
            history,
        })
    }

    /// Builds the steps of a result; their files are added to `attachments`.
    fn result_steps(
        &mut self,
        seeds: Option<Vec<Short<ResultStepSeed>>>,
        attachments: &mut Vec<Attachment>,
    ) -> Vec<ResultStep> {
        let mut built = Vec::new();
        for Short(seed) in seeds.into_iter().flatten() {
            let mut file = seed.attachment.map(|Short(file)| {
                let attachment = self.scenarios.attachment(file);
                let id = attachment.id;
                attachments.push(attachment);
                ResultStep::Attachment(id)
            });
            let is_bare =
                seed.body.is_none() && seed.expected_result.is_none() && seed.steps.is_none();
            if let Some(file) = file.take_if(|_| is_bare) {
                built.push(file);
                continue;
            }
            let steps = self.result_steps(seed.steps, attachments);
            built.push(ResultStep::Body {
                body: seed.body.unwrap_or_default(),
                status: seed.status.map(ResultStatus::name),
                message: seed.message,
                trace: seed.trace,
                start: seed.start,
                stop: seed.stop,
                duration: duration(seed.duration, seed.start, seed.stop),
                parameters: parameters(seed.parameters),
                expected: seed
                    .expected_result
                    .map_or_else(Vec::new, |OneOrMany(texts)| texts),
                steps: file.into_iter().chain(steps).collect(),
            });
        }
        built
    }
}

fn parameters(seeds: Option<Vec<ParameterSeed>>) -> Vec<Parameter> {
    let seeds = seeds.into_iter().flatten();
    seeds
        .map(|seed| Parameter {
            name: seed.name,
            value: seed.value.map(|Scalar(value)| value),
            hidden: seed.hidden.unwrap_or_default(),
            excluded: seed.excluded.unwrap_or_default(),
        })
        .collect()
}

/// Milliseconds, counted where they are not given.
fn duration(given: Option<i64>, start: Option<i64>, stop: Option<i64>) -> Option<i64> {
    given.or_else(|| Some(stop?.saturating_sub(start?)))
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
