//! Test cases, as rows and in full.

use serde::Serialize;

use super::custom_field::CustomFieldValueWithCfDto;
use super::reference::{
    ExternalLinkDto, IssueDto, MemberDto, NamedDto, StatusDto, TestKeyDto, WorkflowDto,
};
use crate::sandbox::testops::markup;
use crate::sandbox::testops::state::{Attachment, Case, Example, Named, State};

/// What `TestCaseDto` and `TestCaseOverviewDto` have in common.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the vendor's shape")]
struct Common<'a> {
    id: i64,
    project_id: i64,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precondition: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precondition_html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_result: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_result_html: Option<String>,
    automated: bool,
    external: bool,
    deleted: bool,
    editable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<StatusDto<'a>>,
    tags: &'a [Named],
    links: &'a [ExternalLinkDto],
    created_by: &'a str,
    created_date: i64,
    last_modified_by: &'a str,
    last_modified_date: i64,
}

impl<'a> Common<'a> {
    fn new(case: &'a Case) -> Self {
        Self {
            id: case.id,
            project_id: case.project_id,
            name: &case.name,
            full_name: case.full_name.as_deref(),
            description: case.description.as_deref(),
            description_html: case.description.as_deref().map(markup::html),
            precondition: case.precondition.as_deref(),
            precondition_html: case.precondition.as_deref().map(markup::html),
            expected_result: case.expected_result.as_deref(),
            expected_result_html: case.expected_result.as_deref().map(markup::html),
            automated: case.is_automated,
            external: false,
            deleted: case.is_deleted,
            editable: true,
            status: case.status.as_ref().map(StatusDto::new),
            tags: &case.tags,
            links: &case.links,
            created_by: &case.history.created_by,
            created_date: case.history.created_date,
            last_modified_by: &case.history.last_modified_by,
            last_modified_date: case.history.last_modified_date,
        }
    }
}

/// `TestCaseDto`: the row of a search and the answer to `GET /api/testcase/{id}`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct TestCaseDto<'a> {
    #[serde(flatten)]
    common: Common<'a>,
    workflow: &'a Named,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_layer: Option<NamedDto<'a>>,
}

impl<'a> TestCaseDto<'a> {
    pub(in crate::sandbox::testops) fn new(case: &'a Case) -> Self {
        Self {
            common: Common::new(case),
            workflow: &case.workflow,
            test_layer: case.layer.as_ref().map(NamedDto::new),
        }
    }
}

/// `TestCaseRowDto`: the poorer row of lists without a query.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct TestCaseRowDto<'a> {
    id: i64,
    name: &'a str,
    automated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<StatusDto<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_layer: Option<NamedDto<'a>>,
}

impl<'a> TestCaseRowDto<'a> {
    pub(in crate::sandbox::testops) fn new(case: &'a Case) -> Self {
        Self {
            id: case.id,
            name: &case.name,
            automated: case.is_automated,
            status: case.status.as_ref().map(StatusDto::new),
            test_layer: case.layer.as_ref().map(NamedDto::new),
        }
    }
}

/// `TestCaseOverviewDto`: everything but the steps. `scenario` is left out: TestOps keeps the steps of manual test
/// cases in a newer place, which `/step` reads.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct TestCaseOverviewDto<'a> {
    #[serde(flatten)]
    common: Common<'a>,
    workflow: WorkflowDto<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<NamedDto<'a>>,
    custom_fields: Vec<CustomFieldValueWithCfDto<'a>>,
    issues: Vec<IssueDto<'a>>,
    members: Vec<MemberDto<'a>>,
    test_keys: Vec<TestKeyDto<'a>>,
    examples: Vec<TestCaseExampleDto<'a>>,
    parameters: Vec<ParameterName<'a>>,
    has_manual_scenario: bool,
    style: &'static str,
}

/// `TestCaseParameterDto`
#[derive(Debug, Serialize)]
struct ParameterName<'a> {
    name: &'a str,
}

/// `TestCaseExampleDto`
#[derive(Debug, Serialize)]
pub(in crate::sandbox::testops) struct TestCaseExampleDto<'a> {
    id: i64,
    parameters: Vec<ParameterValueDto<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

/// `ParameterValueDto`
#[derive(Debug, Serialize)]
struct ParameterValueDto<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
}

impl<'a> TestCaseExampleDto<'a> {
    pub(in crate::sandbox::testops) fn new(example: &'a Example) -> Self {
        let parameters = example.parameters.iter();
        Self {
            id: example.id,
            parameters: parameters
                .map(|(name, value)| ParameterValueDto {
                    name,
                    value: value.as_deref(),
                })
                .collect(),
            status: example.status,
        }
    }
}

impl<'a> TestCaseOverviewDto<'a> {
    pub(in crate::sandbox::testops) fn new(case: &'a Case, state: &'a State) -> Self {
        Self {
            common: Common::new(case),
            workflow: WorkflowDto::new(&case.workflow, &state.statuses),
            layer: case.layer.as_ref().map(NamedDto::new),
            custom_fields: case
                .custom_values
                .iter()
                .map(|custom| CustomFieldValueWithCfDto::new(custom, state))
                .collect(),
            issues: case.issues.iter().map(IssueDto::new).collect(),
            members: case.members.iter().map(MemberDto::new).collect(),
            test_keys: case.test_keys.iter().map(TestKeyDto::new).collect(),
            examples: case.examples.iter().map(TestCaseExampleDto::new).collect(),
            parameters: case
                .parameters
                .iter()
                .map(|name| ParameterName { name })
                .collect(),
            has_manual_scenario: !case.steps.is_empty(),
            style: "regular",
        }
    }
}

/// `TestCaseAttachmentRowDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct AttachmentRow<'a> {
    entity: &'static str,
    id: i64,
    name: &'a str,
    content_type: &'a str,
    content_length: usize,
    missed: bool,
}

impl<'a> AttachmentRow<'a> {
    pub(in crate::sandbox::testops) fn new(attachment: &'a Attachment) -> Self {
        Self {
            entity: "test_case",
            id: attachment.id,
            name: &attachment.name,
            content_type: &attachment.content_type,
            content_length: attachment.size,
            missed: attachment.is_missed,
        }
    }
}
