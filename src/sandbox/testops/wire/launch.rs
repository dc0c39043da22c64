//! Launches.

use serde::Serialize;

use super::reference::{EnvVarValueDto, ExternalLinkDto, IssueDto};
use crate::sandbox::testops::state::{Launch, Named};

/// `LaunchDto`. It names no authors: 4.24 did, and servers after 26.1 do again.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct LaunchDto<'a> {
    id: i64,
    project_id: i64,
    name: &'a str,
    closed: bool,
    autoclose: bool,
    external: bool,
    tags: &'a [Named],
    links: &'a [ExternalLinkDto],
    issues: Vec<IssueDto<'a>>,
    created_date: i64,
    last_modified_date: i64,
}

impl<'a> LaunchDto<'a> {
    pub(in crate::sandbox::testops) fn new(launch: &'a Launch) -> Self {
        Self {
            id: launch.id,
            project_id: launch.project_id,
            name: &launch.name,
            closed: launch.is_closed,
            autoclose: false,
            external: false,
            tags: &launch.tags,
            links: &launch.links,
            issues: launch.issues.iter().map(IssueDto::new).collect(),
            created_date: launch.history.created_date,
            last_modified_date: launch.history.last_modified_date,
        }
    }
}

/// `LaunchPreviewDto`: with its counts and environment, without `autoclose`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct LaunchPreviewDto<'a> {
    id: i64,
    project_id: i64,
    name: &'a str,
    closed: bool,
    external: bool,
    tags: &'a [Named],
    links: &'a [ExternalLinkDto],
    issues: Vec<IssueDto<'a>>,
    statistic: Vec<TestStatusCount<'a>>,
    environment: Vec<EnvVarValueDto<'a>>,
    jobs: [(); 0],
    new_defects_count: usize,
    known_defects_count: usize,
    created_by: &'a str,
    created_date: i64,
    last_modified_by: &'a str,
    last_modified_date: i64,
}

impl<'a> LaunchPreviewDto<'a> {
    pub(in crate::sandbox::testops) fn new(
        launch: &'a Launch,
        statistic: Vec<TestStatusCount<'a>>,
    ) -> Self {
        Self {
            id: launch.id,
            project_id: launch.project_id,
            name: &launch.name,
            closed: launch.is_closed,
            external: false,
            tags: &launch.tags,
            links: &launch.links,
            issues: launch.issues.iter().map(IssueDto::new).collect(),
            statistic,
            environment: launch.environment.iter().map(EnvVarValueDto::new).collect(),
            jobs: [],
            new_defects_count: 0,
            known_defects_count: 0,
            created_by: &launch.history.created_by,
            created_date: launch.history.created_date,
            last_modified_by: &launch.history.last_modified_by,
            last_modified_date: launch.history.last_modified_date,
        }
    }
}

/// `TestStatusCount`: how many visible results have a status; those in progress have none.
#[derive(Debug, Serialize)]
pub(in crate::sandbox::testops) struct TestStatusCount<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::sandbox::testops) status: Option<&'a str>,
    pub(in crate::sandbox::testops) count: usize,
}

/// `LaunchVariableDto`
#[derive(Debug, Serialize)]
pub(in crate::sandbox::testops) struct LaunchVariableDto<'a> {
    pub(in crate::sandbox::testops) key: &'a str,
    pub(in crate::sandbox::testops) values: Vec<&'a str>,
}
