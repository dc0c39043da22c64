//! What other objects refer to: statuses, workflows, layers, members, issues, test keys, links.

use serde::Serialize;

use crate::sandbox::testops::state::{
    BEGINNING, CALLER, CustomValue, DEFAULT_AUTOMATED, Issue, Link, Member, Named, Status, TestKey,
};

/// `StatusDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct StatusDto<'a> {
    id: i64,
    name: &'a str,
    color: &'a str,
    created_by: &'static str,
    created_date: i64,
    last_modified_by: &'static str,
    last_modified_date: i64,
}

impl<'a> StatusDto<'a> {
    pub(in crate::sandbox::testops) fn new(status: &'a Status) -> Self {
        Self {
            id: status.id,
            name: &status.name,
            color: status.color.as_deref().unwrap_or("#94a3b8"),
            created_by: CALLER,
            created_date: BEGINNING,
            last_modified_by: CALLER,
            last_modified_date: BEGINNING,
        }
    }
}

/// `WorkflowDto`: a workflow with its statuses.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct WorkflowDto<'a> {
    id: i64,
    name: &'a str,
    statuses: Vec<StatusDto<'a>>,
    created_by: &'static str,
    created_date: i64,
    last_modified_by: &'static str,
    last_modified_date: i64,
}

impl<'a> WorkflowDto<'a> {
    /// Every workflow has every status: a seed has one list of them.
    pub(in crate::sandbox::testops) fn new(workflow: &'a Named, statuses: &'a [Status]) -> Self {
        Self {
            id: workflow.id,
            name: &workflow.name,
            statuses: statuses.iter().map(StatusDto::new).collect(),
            created_by: CALLER,
            created_date: BEGINNING,
            last_modified_by: CALLER,
            last_modified_date: BEGINNING,
        }
    }
}

/// `WorkflowSchemaDto`: which workflow a kind of test case follows in a project.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct WorkflowSchemaDto<'a> {
    id: i64,
    project_id: i64,
    #[serde(rename = "type")]
    kind: &'static str,
    workflow: WorkflowDto<'a>,
}

impl<'a> WorkflowSchemaDto<'a> {
    pub(in crate::sandbox::testops) fn new(
        project_id: i64,
        workflow: &'a Named,
        statuses: &'a [Status],
    ) -> Self {
        let is_automated = workflow.id == DEFAULT_AUTOMATED.1;
        Self {
            id: if is_automated { 2 } else { 1 },
            project_id,
            kind: if is_automated { "automated" } else { "manual" },
            workflow: WorkflowDto::new(workflow, statuses),
        }
    }
}

/// `TestLayerDto` and `RoleDto`: a name with its history.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct NamedDto<'a> {
    id: i64,
    name: &'a str,
    created_by: &'static str,
    created_date: i64,
    last_modified_by: &'static str,
    last_modified_date: i64,
}

impl<'a> NamedDto<'a> {
    pub(in crate::sandbox::testops) fn new(named: &'a Named) -> Self {
        Self {
            id: named.id,
            name: &named.name,
            created_by: CALLER,
            created_date: BEGINNING,
            last_modified_by: CALLER,
            last_modified_date: BEGINNING,
        }
    }
}

/// `EnvVarValueDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct EnvVarValueDto<'a> {
    id: i64,
    name: &'a str,
    variable: NamedDto<'a>,
}

impl<'a> EnvVarValueDto<'a> {
    pub(in crate::sandbox::testops) fn new(custom: &'a CustomValue) -> Self {
        Self {
            id: custom.value.id,
            name: &custom.value.name,
            variable: NamedDto::new(&custom.field),
        }
    }
}

/// `MemberDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct MemberDto<'a> {
    id: i64,
    name: &'a str,
    role: NamedDto<'a>,
}

impl<'a> MemberDto<'a> {
    pub(in crate::sandbox::testops) fn new(member: &'a Member) -> Self {
        Self {
            id: member.id,
            name: &member.name,
            role: NamedDto::new(&member.role),
        }
    }
}

/// `IssueDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct IssueDto<'a> {
    id: i64,
    name: &'a str,
    display_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    closed: bool,
    integration_id: i64,
    integration_type: &'a str,
}

impl<'a> IssueDto<'a> {
    pub(in crate::sandbox::testops) fn new(issue: &'a Issue) -> Self {
        Self {
            id: issue.id,
            name: &issue.name,
            display_name: &issue.name,
            url: issue.url.as_deref(),
            summary: issue.summary.as_deref(),
            status: issue.status.as_deref(),
            closed: issue.is_closed,
            integration_id: issue.integration_id,
            integration_type: &issue.integration_type,
        }
    }
}

/// `TestKeyDto`: the key of a test case in another system.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct TestKeyDto<'a> {
    id: i64,
    integration_id: i64,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

impl<'a> TestKeyDto<'a> {
    pub(in crate::sandbox::testops) fn new(key: &'a TestKey) -> Self {
        Self {
            id: key.id,
            integration_id: key.integration_id,
            name: &key.name,
            url: key.url.as_deref(),
        }
    }
}

/// `ExternalLinkDto` is the link itself.
pub(in crate::sandbox::testops) type ExternalLinkDto = Link;
