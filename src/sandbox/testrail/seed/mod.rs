//! Reads `testrail.json` into a state. What it leaves out gets TestRail's stock values.
//!
//! Lists are in the shapes of the API: users (with `password` or `apiKey` beside the shared key), roles, groups,
//! projects, suites, sections, `case_fields`, `result_fields` (those of a stock field's name take its place), templates,
//! priorities, `case_types`, statuses, `case_statuses`, milestones, configs, labels, `shared_steps`, cases, runs (with
//! `case_ids`, which the API does not show), tests and results. Switches are the fields of `Switches` in camel case.

use std::collections::BTreeSet;

use serde_json::Value;

use self::document::Document;
use self::places::{check_id, dangling, parent};
use super::body;
use super::cases::Case;
use super::configurations::ConfigGroup;
use super::fields::{Field, FieldConfig};
use super::labels::Label;
use super::milestones::Milestone;
use super::projects::Project;
use super::results::TestResult;
use super::runs::Run;
use super::sections::Section;
use super::shared_steps::SharedStep;
use super::state::State;
use super::suites::Suite;
use super::table::Table;
use super::test::Test;
use super::users::{Group, User};
use crate::sandbox::seed::{self, Error};

mod document;
mod places;

const STOCK: &str = include_str!("../stock.json");

/// When things of a seed were made that do not say so: the first second of 2026.
const SEED_TIME: i64 = 1_767_225_600;

/// The state that a seed describes.
pub(super) fn load(text: &str) -> Result<State, Error> {
    let seed = seed::parse(text)?;
    let seed: Document = seed::read(&seed)?;
    let stock = seed::parse(STOCK)?;
    let stock: Document = seed::read(&stock)?;
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
    users(&mut state, seed.users, seed.groups.unwrap_or_default())?;
    state.case_fields = fields("case_fields", stock.case_fields, seed.case_fields)?;
    state.result_fields = fields("result_fields", stock.result_fields, seed.result_fields)?;
    projects(&mut state, seed.projects.unwrap_or_default())?;
    suites(&mut state, seed.suites.unwrap_or_default())?;
    sections(&mut state, seed.sections.unwrap_or_default())?;
    project_parts(
        &mut state,
        seed.milestones.unwrap_or_default(),
        seed.configs.unwrap_or_default(),
        seed.labels.unwrap_or_default(),
        seed.shared_steps.unwrap_or_default(),
    )?;
    let tests = seed.tests.unwrap_or_default();
    cases(&mut state, seed.cases.unwrap_or_default())?;
    runs(&mut state, seed.runs.unwrap_or_default(), &tests)?;
    results(&mut state, tests, seed.results.unwrap_or_default())?;
    Ok(state)
}

/// The seed's list, or TestRail's own.
fn or<T>(seed: Option<Vec<T>>, stock: Option<Vec<T>>) -> Vec<T> {
    seed.or(stock).unwrap_or_default()
}

fn users(state: &mut State, users: Option<Vec<User>>, groups: Vec<Group>) -> Result<(), Error> {
    if let Some(users) = users {
        if !users.iter().any(|user| user.is_active) {
            return Err(Error::value(
                "users",
                "there is no active user",
                "add one, or leave `users` out for an administrator",
            ));
        }
        state.users = Table::default();
        for (place, mut user) in users.into_iter().enumerate() {
            let path = format!("users[{place}]");
            check_id(&path, user.id, state.users.contains(user.id))?;
            if !user.email.contains('@') {
                return Err(Error::value(
                    format!("{path}.email"),
                    "this is no e-mail address",
                    "give every user one; clients log in with it",
                ));
            }
            let role = state.roles.iter().find(|role| {
                if user.role_id == 0 {
                    role.is_default
                } else {
                    role.id == user.role_id
                }
            });
            if let Some(role) = role {
                user.role_id = role.id;
                user.role.clone_from(&role.name);
            }
            state.users.put(user.id, user);
        }
    }
    for (place, group) in groups.into_iter().enumerate() {
        check_id(
            &format!("groups[{place}]"),
            group.id,
            state.groups.contains(group.id),
        )?;
        state.groups.put(group.id, group);
    }
    Ok(())
}

/// The stock fields and those of the seed; one of the same name takes the stock one's place.
fn fields(
    key: &str,
    stock: Option<Vec<Field>>,
    seed: Option<Vec<Field>>,
) -> Result<Vec<Field>, Error> {
    let mut fields = stock.unwrap_or_default();
    for (place, mut field) in seed.into_iter().flatten().enumerate() {
        let path = format!("{key}[{place}]");
        if field.system_name.is_empty() && !field.name.is_empty() {
            field.system_name = format!("custom_{}", field.name);
        }
        let Some(name) = field.system_name.strip_prefix("custom_") else {
            return Err(Error::value(
                format!("{path}.system_name"),
                "the system name does not begin with custom_",
                "write custom_ and the field's name",
            ));
        };
        if field.name.is_empty() {
            name.clone_into(&mut field.name);
        }
        if field.label.is_empty() {
            field.label.clone_from(&field.name);
        }
        if field.configs.is_empty() {
            let id = format!("00000000-0000-4000-8000-{place:012x}");
            field
                .configs
                .push(FieldConfig::suggested(id, field.type_id));
        }
        let next_id = fields.iter().map(|field| field.id).max().unwrap_or(0) + 1;
        let same = fields
            .iter_mut()
            .find(|known| known.system_name == field.system_name);
        if let Some(known) = same {
            field.id = if field.id == 0 { known.id } else { field.id };
            *known = field;
            continue;
        }
        field.id = if field.id == 0 { next_id } else { field.id };
        if field.display_order == 0 {
            field.display_order = fields.len() as u64 + 1;
        }
        fields.push(field);
    }
    Ok(fields)
}

fn projects(state: &mut State, projects: Vec<Project>) -> Result<(), Error> {
    for (place, project) in projects.into_iter().enumerate() {
        let path = format!("projects[{place}]");
        check_id(&path, project.id, state.projects.contains(project.id))?;
        if !(1..=3).contains(&project.suite_mode) {
            return Err(Error::value(
                format!("{path}.suite_mode"),
                format!("there is no suite mode {}", project.suite_mode),
                "use 1 (single suite), 2 (with baselines) or 3 (several suites)",
            ));
        }
        state.projects.put(project.id, project);
    }
    Ok(())
}

fn suites(state: &mut State, suites: Vec<Suite>) -> Result<(), Error> {
    for (place, mut suite) in suites.into_iter().enumerate() {
        let path = format!("suites[{place}]");
        check_id(&path, suite.id, state.suites.contains(suite.id))?;
        suite.project_id = parent(
            &path,
            "project_id",
            suite.project_id,
            &state.projects,
            |project| project.id,
        )?;
        state.suites.put(suite.id, suite);
    }
    let lonely: Vec<u64> = state
        .projects
        .iter()
        .filter(|project| project.suite_mode != 3)
        .filter(|project| {
            !state
                .suites
                .iter()
                .any(|suite| suite.project_id == project.id)
        })
        .map(|project| project.id)
        .collect();
    for project_id in lonely {
        let id = state.suites.next_id();
        state.suites.put(id, Suite::master(id, project_id));
    }
    Ok(())
}

fn sections(state: &mut State, sections: Vec<Section>) -> Result<(), Error> {
    let all: BTreeSet<u64> = sections.iter().map(|section| section.id).collect();
    for (place, mut section) in sections.into_iter().enumerate() {
        let path = format!("sections[{place}]");
        check_id(&path, section.id, state.sections.contains(section.id))?;
        section.suite_id = parent(
            &path,
            "suite_id",
            section.suite_id,
            &state.suites,
            |suite| suite.id,
        )?;
        if let Some(parent_id) = section.parent_id.filter(|id| !all.contains(id)) {
            return Err(dangling(&path, "parent_id", parent_id));
        }
        if section.display_order == 0 {
            section.display_order = state.next_section_order(section.suite_id);
        }
        state.sections.put(section.id, section);
    }
    let suites: Vec<u64> = state.suites.iter().map(|suite| suite.id).collect();
    let mut reached = 0;
    for suite_id in suites {
        state.settle_depths(suite_id);
        reached += state.section_order(suite_id).len();
    }
    if reached != all.len() {
        return Err(Error::value(
            "sections",
            "some sections are below themselves or below a section of another suite",
            "let every parent_id lead up to a section without one",
        ));
    }
    Ok(())
}

fn project_parts(
    state: &mut State,
    milestones: Vec<Milestone>,
    configs: Vec<ConfigGroup>,
    labels: Vec<Label>,
    shared_steps: Vec<SharedStep>,
) -> Result<(), Error> {
    for (place, mut milestone) in milestones.into_iter().enumerate() {
        let path = format!("milestones[{place}]");
        check_id(&path, milestone.id, state.milestones.contains(milestone.id))?;
        milestone.project_id = parent(
            &path,
            "project_id",
            milestone.project_id,
            &state.projects,
            |project| project.id,
        )?;
        state.milestones.put(milestone.id, milestone);
    }
    for (place, mut group) in configs.into_iter().enumerate() {
        let path = format!("configs[{place}]");
        check_id(&path, group.id, state.config_groups.contains(group.id))?;
        group.project_id = parent(
            &path,
            "project_id",
            group.project_id,
            &state.projects,
            |project| project.id,
        )?;
        for config in &mut group.configs {
            config.group_id = group.id;
            state.last_config_id = state.last_config_id.max(config.id);
        }
        state.config_groups.put(group.id, group);
    }
    for (place, mut label) in labels.into_iter().enumerate() {
        let path = format!("labels[{place}]");
        check_id(&path, label.id, state.labels.contains(label.id))?;
        label.project_id = parent(
            &path,
            "project_id",
            label.project_id,
            &state.projects,
            |project| project.id,
        )?;
        state.labels.put(label.id, label);
    }
    for (place, mut step) in shared_steps.into_iter().enumerate() {
        let path = format!("shared_steps[{place}]");
        check_id(&path, step.id, state.shared_steps.contains(step.id))?;
        step.project_id = parent(
            &path,
            "project_id",
            step.project_id,
            &state.projects,
            |project| project.id,
        )?;
        state.shared_steps.put(step.id, step);
    }
    Ok(())
}

fn cases(state: &mut State, cases: Vec<Case>) -> Result<(), Error> {
    let author = first_user(state);
    for (place, mut case) in cases.into_iter().enumerate() {
        let path = format!("cases[{place}]");
        check_id(&path, case.id, state.cases.contains(case.id))?;
        case.section_id = parent(
            &path,
            "section_id",
            case.section_id,
            &state.sections,
            |section| section.id,
        )?;
        case.suite_id = state
            .sections
            .get(case.section_id)
            .map_or(0, |section| section.suite_id);
        let or = |id: u64, default: u64| if id == 0 { default } else { id };
        case.template_id = or(case.template_id, state.default_template());
        case.type_id = or(case.type_id, state.default_type());
        case.priority_id = or(case.priority_id, state.default_priority());
        case.created_by = or(case.created_by, author);
        case.updated_by = or(case.updated_by, case.created_by);
        case.created_on = made_on(case.created_on);
        case.updated_on = if case.updated_on == 0 {
            case.created_on
        } else {
            case.updated_on
        };
        case.display_order = or(case.display_order, state.next_case_order(case.section_id));
        case.labels = labels(&path, state, case.custom.remove("labels"))?;
        case.custom
            .retain(|key, value| key.starts_with("custom_") && !value.is_null());
        state.insert_case(case);
    }
    Ok(())
}

/// Labels stand in a case as objects or ids.
fn labels(path: &str, state: &State, given: Option<Value>) -> Result<Vec<u64>, Error> {
    let labels = match given {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(labels)) => labels,
        Some(_) => {
            return Err(Error::value(
                format!("{path}.labels"),
                "this is no list",
                "put the labels in [ ]",
            ));
        }
    };
    Ok(labels
        .iter()
        .filter_map(|label| body::id(label).or_else(|| body::id(label.get("id")?)))
        .filter(|id| state.labels.contains(*id))
        .collect())
}

fn runs(state: &mut State, runs: Vec<Run>, tests: &[Test]) -> Result<(), Error> {
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

fn results(state: &mut State, tests: Vec<Test>, results: Vec<TestResult>) -> Result<(), Error> {
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

fn made_on(time: i64) -> i64 {
    if time == 0 { SEED_TIME } else { time }
}

fn first_user(state: &State) -> u64 {
    state.users.iter().next().map_or(1, |user| user.id)
}
