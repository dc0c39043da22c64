//! Reads `testrail.json` into a state. What it leaves out gets TestRail's stock values.
//!
//! Lists are in the shapes of the API: users (with `password` or `apiKey` beside the shared key), roles, groups,
//! projects, suites, sections, `case_fields`, `result_fields` (those of a stock field's name take its place), templates,
//! priorities, `case_types`, statuses, `case_statuses`, milestones, configs, labels, `shared_steps`, cases, history (with
//! `case_id`), runs (with `case_ids`, which the API does not show), tests and results. Cases and runs may be `locked`, and
//! `case_statuses` refuse edits (`refusesEdits`). Switches are the fields of `Switches` in camel case.

use self::cases::{add_cases, add_history};
use self::document::Document;
use self::fields::join_fields;
use self::projects::{add_project_parts, add_projects, add_sections, add_suites};
use self::runs::{add_results, add_runs};
use self::users::add_users;
use super::state::State;
use crate::sandbox::seed::{self, Error};

mod cases;
mod document;
mod fields;
mod places;
mod projects;
mod runs;
mod users;

const STOCK: &str = include_str!("../stock.json");

/// When things of a seed were made that do not say so: the first second of 2026.
const SEED_TIME: i64 = 1_767_225_600;

/// The state that a seed describes.
pub(super) fn load(text: &str) -> Result<State, Error> {
    let seed = seed::parse_json(text)?;
    let seed: Document = seed::read_seed(&seed)?;
    let stock = seed::parse_json(STOCK)?;
    let stock: Document = seed::read_seed(&stock)?;
    let mut state = State::blank(seed.switches()?);
    state.roles = or(seed.roles, stock.roles);
    state.templates = or(seed.templates, stock.templates);
    state.priorities = or(seed.priorities, stock.priorities);
    state.case_types = or(seed.case_types, stock.case_types);
    state.statuses = or(seed.statuses, stock.statuses);
    state.case_statuses = or(seed.case_statuses, stock.case_statuses);
    for user in stock.users.unwrap_or_default() {
        state.users.put(user.id, user);
    }
    add_users(&mut state, seed.users, seed.groups.unwrap_or_default())?;
    state.case_fields = join_fields("case_fields", stock.case_fields, seed.case_fields)?;
    state.result_fields = join_fields("result_fields", stock.result_fields, seed.result_fields)?;
    add_projects(&mut state, seed.projects.unwrap_or_default())?;
    add_suites(&mut state, seed.suites.unwrap_or_default())?;
    add_sections(&mut state, seed.sections.unwrap_or_default())?;
    add_project_parts(
        &mut state,
        seed.milestones.unwrap_or_default(),
        seed.configs.unwrap_or_default(),
        seed.labels.unwrap_or_default(),
        seed.shared_steps.unwrap_or_default(),
    )?;
    let tests = seed.tests.unwrap_or_default();
    add_cases(&mut state, seed.cases.unwrap_or_default())?;
    add_history(&mut state, seed.history.unwrap_or_default())?;
    add_runs(&mut state, seed.runs.unwrap_or_default(), &tests)?;
    add_results(&mut state, tests, seed.results.unwrap_or_default())?;
    Ok(state)
}

/// The seed's list, or TestRail's own.
fn or<T>(seed: Option<Vec<T>>, stock: Option<Vec<T>>) -> Vec<T> {
    seed.or(stock).unwrap_or_default()
}

fn made_on(time: i64) -> i64 {
    if time == 0 { SEED_TIME } else { time }
}

fn first_user(state: &State) -> u64 {
    state.users.iter().next().map_or(1, |user| user.id)
}
