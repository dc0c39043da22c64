//! Holds the declared project, suite and section against what TestRail has.

use crate::diagnostic::{DestinationCode, Diagnostic, NamedNumber, nearest_name};
use crate::manifest::SyncConfig;
use crate::model::{Catalog, Project, SuiteMode};

/// Says everything that keeps a destination from taking cases.
pub(super) fn check_destination(config: &SyncConfig, catalog: &Catalog) -> Vec<Diagnostic> {
    let Some(project) = &catalog.project else {
        return vec![no_project(config, catalog)];
    };
    let at_project = wrong_project(project)
        .map(|code| Diagnostic::blocks_config(code).at(&config.spec.destination.project.place));
    let at_suite = wrong_suite(config, catalog, project)
        .map(|code| Diagnostic::blocks_config(code).at(&config.spec.destination.suite_id.place));
    let at_section = wrong_section(config, catalog)
        .map(|code| Diagnostic::blocks_config(code).at(&config.spec.destination.section_id.place));
    [at_project, at_suite, at_section]
        .into_iter()
        .flatten()
        .collect()
}

fn no_project(config: &SyncConfig, catalog: &Catalog) -> Diagnostic {
    let names = &catalog.project_names;
    let similar = nearest_name(
        &config.spec.destination.project.value,
        names.iter().map(String::as_str),
    );
    Diagnostic::blocks_config(DestinationCode::NoSuchProject {
        project: config.spec.destination.project.value.clone(),
        similar: similar.map(str::to_owned),
        visible: names.clone(),
    })
    .at(&config.spec.destination.project.place)
}

fn wrong_project(project: &Project) -> Option<DestinationCode> {
    let has_baselines = match project.suite_mode {
        SuiteMode::Multiple => {
            return project
                .is_completed
                .then(|| DestinationCode::ProjectCompleted {
                    project: project.name.clone(),
                });
        }
        SuiteMode::Single => Some(false),
        SuiteMode::Baselines => Some(true),
        SuiteMode::Unknown(_) => None,
    };
    Some(DestinationCode::ProjectWithoutSuites {
        project: project.name.clone(),
        has_baselines,
    })
}

fn wrong_suite(
    config: &SyncConfig,
    catalog: &Catalog,
    project: &Project,
) -> Option<DestinationCode> {
    let suites = || catalog.suites.iter().map(NamedNumber::from).collect();
    let Some(suite) = &catalog.suite else {
        return Some(DestinationCode::NoSuchSuite {
            suite: config.spec.destination.suite_id.value,
            project: project.name.clone(),
            suites: suites(),
        });
    };
    if suite.project_id != project.id {
        return Some(DestinationCode::SuiteOfOtherProject {
            suite: suite.id.0,
            name: suite.name.clone(),
            project: project.name.clone(),
            suites: suites(),
        });
    }
    suite.is_completed.then(|| DestinationCode::SuiteCompleted {
        suite: suite.id.0,
        name: suite.name.clone(),
    })
}

fn wrong_section(config: &SyncConfig, catalog: &Catalog) -> Option<DestinationCode> {
    let Some(section) = &catalog.section else {
        return Some(DestinationCode::NoSuchSection {
            section: config.spec.destination.section_id.value,
        });
    };
    let actual = section.suite_id?;
    (actual.0 != config.spec.destination.suite_id.value).then(|| {
        DestinationCode::SectionOfOtherSuite {
            section: section.id.0,
            name: section.name.clone(),
            actual: actual.0,
            suite: config.spec.destination.suite_id.value,
        }
    })
}
