//! Projects of a seed and what is in them, except cases and runs.

use std::collections::BTreeSet;

use super::places::{check_id, dangling, parent};
use crate::sandbox::seed::Error;
use crate::sandbox::testrail::configurations::ConfigGroup;
use crate::sandbox::testrail::labels::Label;
use crate::sandbox::testrail::milestones::Milestone;
use crate::sandbox::testrail::projects::Project;
use crate::sandbox::testrail::sections::Section;
use crate::sandbox::testrail::shared_steps::SharedStep;
use crate::sandbox::testrail::state::State;
use crate::sandbox::testrail::suites::Suite;
use crate::sandbox::testrail::table::Table;

pub(super) fn add_projects(state: &mut State, projects: Vec<Project>) -> Result<(), Error> {
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

pub(super) fn add_suites(state: &mut State, suites: Vec<Suite>) -> Result<(), Error> {
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

pub(super) fn add_sections(state: &mut State, sections: Vec<Section>) -> Result<(), Error> {
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

pub(super) fn add_project_parts(
    state: &mut State,
    milestones: Vec<Milestone>,
    mut configs: Vec<ConfigGroup>,
    labels: Vec<Label>,
    shared_steps: Vec<SharedStep>,
) -> Result<(), Error> {
    for group in &mut configs {
        for config in &mut group.configs {
            config.group_id = group.id;
            state.last_config_id = state.last_config_id.max(config.id);
        }
    }
    let projects = &state.projects;
    add_parts(
        "milestones",
        milestones,
        projects,
        &mut state.milestones,
        |milestone| (milestone.id, &mut milestone.project_id),
    )?;
    add_parts(
        "configs",
        configs,
        projects,
        &mut state.config_groups,
        |group| (group.id, &mut group.project_id),
    )?;
    add_parts("labels", labels, projects, &mut state.labels, |label| {
        (label.id, &mut label.project_id)
    })?;
    add_parts(
        "shared_steps",
        shared_steps,
        projects,
        &mut state.shared_steps,
        |step| (step.id, &mut step.project_id),
    )
}

/// Adds what belongs to a project, which may be left out where there is only one.
fn add_parts<T>(
    list: &str,
    parts: Vec<T>,
    projects: &Table<Project>,
    table: &mut Table<T>,
    ids: impl Fn(&mut T) -> (u64, &mut u64),
) -> Result<(), Error> {
    for (place, mut part) in parts.into_iter().enumerate() {
        let path = format!("{list}[{place}]");
        let (id, project_id) = ids(&mut part);
        check_id(&path, id, table.contains(id))?;
        *project_id = parent(&path, "project_id", *project_id, projects, |project| {
            project.id
        })?;
        table.put(id, part);
    }
    Ok(())
}
