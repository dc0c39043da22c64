//! Holds the declared project, suite and section against what TestRail has.

use crate::manifest::{Located, SyncConfig};
use crate::model::{Catalog, Finding, FindingKind, Place, Project, Severity, Suite, SuiteMode};

/// Says everything that keeps a destination from taking cases, with where to click.
pub(super) fn check(config: &SyncConfig, catalog: &Catalog) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(project) = &catalog.project else {
        findings.push(no_project(&config.project, &catalog.project_names));
        return findings;
    };
    if let Some(finding) = wrong_project(project, &config.project.place) {
        findings.push(finding);
    }
    match &catalog.suite {
        None => findings.push(no_suite(config, catalog, project)),
        Some(suite) => findings.extend(wrong_suite(config, catalog, project, suite)),
    }
    match &catalog.section {
        None => findings.push(blocks(
            &config.section_id.place,
            format!(
                "there is no section {} in TestRail, or the user cannot see it",
                config.section_id.value
            ),
            "Open the section in TestRail: its id is the number after `group_id=` in the address"
                .to_owned(),
        )),
        Some(section)
            if section
                .suite_id
                .is_some_and(|id| id.0 != config.suite_id.value) =>
        {
            let actual = section
                .suite_id
                .map_or_else(String::new, |id| id.to_string());
            findings.push(blocks(
                &config.section_id.place,
                format!(
                    "section {} \"{}\" belongs to suite {actual}, not to suite {}",
                    section.id, section.name, config.suite_id.value
                ),
                format!(
                    "Enter suiteId: {actual}, or the id of a section of suite {}",
                    config.suite_id.value
                ),
            ));
        }
        Some(_) => {}
    }
    findings
}

fn no_project(wanted: &Located<String>, names: &[String]) -> Finding {
    let similar = closest(&wanted.value, names.iter().map(String::as_str));
    let mend = match similar {
        Some(name) => format!(
            "Did you mean \"{name}\"? Enter the name as TestRail's dashboard shows it, letter by letter"
        ),
        None if names.is_empty() => {
            "The user sees no project at all: give it access in Administration → Projects → Access"
                .to_owned()
        }
        None => format!("Visible projects: {}", names.join(", ")),
    };
    blocks(
        &wanted.place,
        format!(
            "TestRail has no project named \"{}\" that the user can see",
            wanted.value
        ),
        mend,
    )
}

fn wrong_project(project: &Project, place: &Place) -> Option<Finding> {
    let Project {
        id: _,
        name,
        suite_mode,
        is_completed,
    } = project;
    let mode = match suite_mode {
        SuiteMode::Multiple => None,
        SuiteMode::Single => Some("keeps all cases in a single repository"),
        SuiteMode::Baselines => Some("keeps a single repository with baselines"),
        SuiteMode::Unknown(_) => Some("keeps its cases in a way that is not known"),
    };
    if let Some(mode) = mode {
        return Some(blocks(
            place,
            format!("project \"{name}\" {mode}; only projects with multiple test suites can be exported into"),
            "Change it in Administration → Projects → the project → \"Use multiple test suites to manage cases\"".to_owned(),
        ));
    }
    is_completed.then(|| {
        blocks(
            place,
            format!("project \"{name}\" is completed, so nothing in it can be changed"),
            "Reopen it in Administration → Projects".to_owned(),
        )
    })
}

fn no_suite(config: &SyncConfig, catalog: &Catalog, project: &Project) -> Finding {
    blocks(
        &config.suite_id.place,
        format!(
            "there is no suite {} in TestRail, or the user cannot see it",
            config.suite_id.value
        ),
        which_suite(catalog, project),
    )
}

/// How to find the id of the right suite.
fn which_suite(catalog: &Catalog, project: &Project) -> String {
    if catalog.suites.is_empty() {
        return "Open the suite in TestRail: its id is the number after `suites/view/` in the address"
            .to_owned();
    }
    let suites: Vec<String> = catalog
        .suites
        .iter()
        .map(|suite| format!("{} \"{}\"", suite.id, suite.name))
        .collect();
    format!("Suites of \"{}\": {}", project.name, suites.join(", "))
}

fn wrong_suite(
    config: &SyncConfig,
    catalog: &Catalog,
    project: &Project,
    suite: &Suite,
) -> Option<Finding> {
    if suite.project_id != project.id {
        return Some(blocks(
            &config.suite_id.place,
            format!(
                "suite {} \"{}\" belongs to another project than \"{}\"",
                suite.id, suite.name, project.name
            ),
            which_suite(catalog, project),
        ));
    }
    suite.is_completed.then(|| {
        blocks(
            &config.suite_id.place,
            format!(
                "suite {} \"{}\" is completed, so nothing in it can be changed",
                suite.id, suite.name
            ),
            "Choose a suite that is still open".to_owned(),
        )
    })
}

fn blocks(place: &Place, message: String, mend: String) -> Finding {
    Finding {
        severity: Severity::BlocksConfig,
        kind: FindingKind::Destination,
        place: Some(place.clone()),
        test_case: None,
        cases: Vec::new(),
        message,
        mend,
    }
}

/// The name that was probably meant, if one is near enough to say so.
pub(super) fn closest<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // What all names of custom fields begin with says nothing about how near two of them are.
    let core = |name: &str| name.to_lowercase().trim_start_matches("custom_").to_owned();
    let wanted = core(wanted);
    names
        .map(|name| (strsim::jaro_winkler(&wanted, &core(name)), name))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}
