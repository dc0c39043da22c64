//! What other objects refer to: statuses, workflows, layers, custom fields, members, issues, links.

use serde::Serialize;

use crate::sandbox::testops::state::{
    BEGINNING, CALLER, CustomValue, Issue, Link, Member, Named, Status, workflow,
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
    name: String,
    statuses: Vec<StatusDto<'a>>,
    created_by: &'static str,
    created_date: i64,
    last_modified_by: &'static str,
    last_modified_date: i64,
}

impl<'a> WorkflowDto<'a> {
    /// Both workflows have every status: a seed has one list of them.
    pub(in crate::sandbox::testops) fn new(is_automated: bool, statuses: &'a [Status]) -> Self {
        let Named { id, name } = workflow(is_automated);
        Self {
            id,
            name,
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
        is_automated: bool,
        statuses: &'a [Status],
    ) -> Self {
        Self {
            id: if is_automated { 2 } else { 1 },
            project_id,
            kind: if is_automated { "automated" } else { "manual" },
            workflow: WorkflowDto::new(is_automated, statuses),
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

/// `CustomFieldDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the vendor's shape")]
pub(in crate::sandbox::testops) struct CustomFieldDto<'a> {
    id: i64,
    name: &'a str,
    archived: bool,
    locked: bool,
    required: bool,
    single_select: bool,
    created_by: &'static str,
    created_date: i64,
    last_modified_by: &'static str,
    last_modified_date: i64,
}

impl<'a> CustomFieldDto<'a> {
    pub(in crate::sandbox::testops) fn new(field: &'a Named) -> Self {
        Self {
            id: field.id,
            name: &field.name,
            archived: false,
            locked: false,
            required: false,
            single_select: false,
            created_by: CALLER,
            created_date: BEGINNING,
            last_modified_by: CALLER,
            last_modified_date: BEGINNING,
        }
    }
}

/// `CustomFieldProjectDto`: a custom field as a project uses it, with an id of its own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct CustomFieldProjectDto<'a> {
    id: i64,
    name: &'a str,
    project_id: i64,
    required: bool,
    locked: bool,
    single_select: bool,
    custom_field: CustomFieldDto<'a>,
}

/// What tells the id of a field in a project from the id of the field.
const BINDING: i64 = 50_000;

impl<'a> CustomFieldProjectDto<'a> {
    pub(in crate::sandbox::testops) fn new(project_id: i64, field: &'a Named) -> Self {
        Self {
            id: BINDING + field.id,
            name: &field.name,
            project_id,
            required: false,
            locked: false,
            single_select: false,
            custom_field: CustomFieldDto::new(field),
        }
    }
}

/// `CustomFieldValueWithCfDto`: one value with its field.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct CustomFieldValueWithCfDto<'a> {
    id: i64,
    name: &'a str,
    global: bool,
    custom_field: CustomFieldDto<'a>,
}

impl<'a> CustomFieldValueWithCfDto<'a> {
    pub(in crate::sandbox::testops) fn new(custom: &'a CustomValue) -> Self {
        Self {
            id: custom.value.id,
            name: &custom.value.name,
            global: false,
            custom_field: CustomFieldDto::new(&custom.field),
        }
    }
}

/// `CustomFieldProjectWithValuesDto`, and for results `CustomFieldWithValuesDto`: a field with all its values.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct WithValues<'a, F> {
    custom_field: F,
    values: Vec<&'a Named>,
}

impl<'a, F> WithValues<'a, F> {
    /// Groups values by their fields, in the order in which the fields appear.
    pub(in crate::sandbox::testops) fn group(
        all: &'a [CustomValue],
        show: impl Fn(&'a Named) -> F,
    ) -> Vec<Self> {
        let mut fields: Vec<&Named> = Vec::new();
        for custom in all {
            if !fields.contains(&&custom.field) {
                fields.push(&custom.field);
            }
        }
        fields
            .into_iter()
            .map(|field| Self {
                custom_field: show(field),
                values: all
                    .iter()
                    .filter(|custom| custom.field == *field)
                    .map(|custom| &custom.value)
                    .collect(),
            })
            .collect()
    }
}

/// `CustomFieldValueWithTcCountDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct CustomFieldValueWithTcCountDto<'a> {
    id: i64,
    name: &'a str,
    global: bool,
    test_cases_count: usize,
    custom_field: CustomFieldDto<'a>,
}

impl<'a> CustomFieldValueWithTcCountDto<'a> {
    pub(in crate::sandbox::testops) fn new(custom: &'a CustomValue, test_cases: usize) -> Self {
        Self {
            id: custom.value.id,
            name: &custom.value.name,
            global: false,
            test_cases_count: test_cases,
            custom_field: CustomFieldDto::new(&custom.field),
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
    integration_type: &'static str,
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
            integration_id: 1,
            integration_type: "jira",
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
}

impl<'a> TestKeyDto<'a> {
    pub(in crate::sandbox::testops) fn new(key: &'a Named) -> Self {
        Self {
            id: key.id,
            integration_id: 2,
            name: &key.name,
        }
    }
}

/// `ExternalLinkDto` is the link itself.
pub(in crate::sandbox::testops) type ExternalLinkDto = Link;
