//! Runs of a seed, their tests and results.

use super::places::{check_id, dangling, parent};
use super::{first_user, made_on};
use crate::sandbox::seed::Error;
use crate::sandbox::testrail::results::TestResult;
use crate::sandbox::testrail::runs::Run;
use crate::sandbox::testrail::state::State;
use crate::sandbox::testrail::test::Test;

pub(super) fn add_runs(state: &mut State, runs: Vec<Run>, tests: &[Test]) -> Result<(), Error> {
    let author = first_user(state);
    for (place, mut run) in runs.into_iter().enumerate() {
        let path = format!("runs[{place}]");
        check_id(&path, run.id, state.runs.contains(run.id))?;
        let suite_id = parent(
            &path,
            "suite_id",
            run.suite_id.unwrap_or(0),
            &state.suites,
            |suite| suite.id,
        )?;
        run.suite_id = Some(suite_id);
        run.project_id = state.project_of_suite(suite_id);
        run.created_on = made_on(run.created_on);
        run.updated_on = if run.updated_on == 0 {
            run.created_on
        } else {
            run.updated_on
        };
        run.created_by = if run.created_by == 0 {
            author
        } else {
            run.created_by
        };
        let case_ids = run.case_ids.take();
        let is_unknown = |id: &&u64| {
            state
                .cases
                .get(**id)
                .is_none_or(|case| case.suite_id != suite_id)
        };
        if let Some(unknown) = case_ids.iter().flatten().find(is_unknown) {
            return Err(dangling(&path, "case_ids", *unknown));
        }
        let is_explicit = tests.iter().any(|test| test.run_id == run.id);
        let cases = match case_ids {
            _ if is_explicit => Vec::new(),
            Some(case_ids) => {
                run.include_all = false;
                case_ids
            }
            None if run.include_all => state.cases_of_suite(Some(suite_id)),
            None => Vec::new(),
        };
        state.insert_run(run, &cases);
    }
    Ok(())
}

pub(super) fn add_results(
    state: &mut State,
    tests: Vec<Test>,
    results: Vec<TestResult>,
) -> Result<(), Error> {
    for (place, test) in tests.into_iter().enumerate() {
        let path = format!("tests[{place}]");
        check_id(&path, test.id, state.tests.contains(test.id))?;
        if !state.runs.contains(test.run_id) {
            return Err(dangling(&path, "run_id", test.run_id));
        }
        state.insert_test(test);
    }
    let author = first_user(state);
    for (place, mut result) in results.into_iter().enumerate() {
        let path = format!("results[{place}]");
        check_id(&path, result.id, state.results.contains(result.id))?;
        if !state.tests.contains(result.test_id) {
            return Err(dangling(&path, "test_id", result.test_id));
        }
        result.created_on = made_on(result.created_on);
        result.created_by = if result.created_by == 0 {
            author
        } else {
            result.created_by
        };
        result
            .custom
            .retain(|key, value| key.starts_with("custom_") && !value.is_null());
        let test_id = result.test_id;
        state.insert_result(result);
        state.settle_status(test_id);
    }
    let closed: Vec<(u64, i64)> = state
        .runs
        .iter()
        .filter(|run| run.is_completed)
        .map(|run| (run.id, run.completed_on.unwrap_or(run.updated_on)))
        .collect();
    for (id, time) in closed {
        state.close_run(id, time);
    }
    Ok(())
}
