//! Projects.

use serde::Serialize;

use crate::sandbox::testops::state::{BEGINNING, CALLER, Project};

/// `ProjectDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct ProjectDto<'a> {
    id: i64,
    name: &'a str,
    abbr: String,
    is_public: bool,
    favorite: bool,
    created_by: &'static str,
    created_date: i64,
    last_modified_by: &'static str,
    last_modified_date: i64,
}

impl<'a> ProjectDto<'a> {
    pub(in crate::sandbox::testops) fn new(project: &'a Project) -> Self {
        Self {
            id: project.id,
            name: &project.name,
            abbr: abbreviation(&project.name),
            is_public: true,
            favorite: false,
            created_by: CALLER,
            created_date: BEGINNING,
            last_modified_by: CALLER,
            last_modified_date: BEGINNING,
        }
    }
}

/// `ProjectSuggestDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct ProjectSuggestDto<'a> {
    id: i64,
    name: &'a str,
    abbr: String,
    is_public: bool,
}

impl<'a> ProjectSuggestDto<'a> {
    pub(in crate::sandbox::testops) fn new(project: &'a Project) -> Self {
        Self {
            id: project.id,
            name: &project.name,
            abbr: abbreviation(&project.name),
            is_public: true,
        }
    }
}

/// `ProjectStatsDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct ProjectStatsDto {
    pub(in crate::sandbox::testops) automated_test_cases: usize,
    pub(in crate::sandbox::testops) manual_test_cases: usize,
    pub(in crate::sandbox::testops) automation_percent: f64,
    pub(in crate::sandbox::testops) launches: usize,
}

fn abbreviation(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .take(3)
        .collect()
}
