//! Test results, as rows and in full.

use serde::Serialize;

use super::reference::{ExternalLinkDto, NamedDto};
use crate::sandbox::testops::markup;
use crate::sandbox::testops::state::{Attachment, Case, Named, Parameter, State, TestResult};

/// `TestResultDto`: what has no value is `null`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the vendor's shape")]
pub(in crate::sandbox::testops) struct TestResultDto<'a> {
    id: i64,
    launch_id: i64,
    project_id: i64,
    test_case_id: Option<i64>,
    name: &'a str,
    full_name: Option<&'a str>,
    status: Option<&'a str>,
    message: Option<&'a str>,
    trace: Option<&'a str>,
    start: Option<i64>,
    stop: Option<i64>,
    duration: Option<i64>,
    manual: bool,
    external: bool,
    flaky: bool,
    muted: bool,
    known: bool,
    hidden: bool,
    retried_by: Option<&'a Named>,
    assignee: Option<&'a str>,
    tested_by: Option<&'a str>,
    parameters: &'a [Parameter],
    tags: &'a [Named],
    links: &'a [ExternalLinkDto],
    layer: Option<NamedDto<'a>>,
    category: Option<()>,
    description: Option<&'a str>,
    description_html: Option<String>,
    precondition: Option<&'a str>,
    precondition_html: Option<String>,
    expected_result: Option<&'a str>,
    expected_result_html: Option<String>,
    job_run: Option<()>,
    history_key: Option<String>,
    scenario_key: Option<String>,
    host_id: Option<&'a str>,
    thread_id: Option<&'a str>,
    created_by: &'a str,
    created_date: i64,
    last_modified_by: &'a str,
    last_modified_date: i64,
}

impl<'a> TestResultDto<'a> {
    pub(in crate::sandbox::testops) fn new(result: &'a TestResult, state: &'a State) -> Self {
        let case = result.test_case_id.and_then(|id| state.case(id));
        let text = |of: fn(&Case) -> &Option<String>| case.and_then(|case| of(case).as_deref());
        let description = text(|case| &case.description);
        let precondition = text(|case| &case.precondition);
        let expected_result = text(|case| &case.expected_result);
        Self {
            id: result.id,
            launch_id: result.launch_id,
            project_id: result.project_id,
            test_case_id: result.test_case_id,
            name: &result.name,
            full_name: result.full_name.as_deref(),
            status: result.status,
            message: result.message.as_deref(),
            trace: result.trace.as_deref(),
            start: result.start,
            stop: result.stop,
            duration: result.duration,
            manual: result.is_manual,
            external: false,
            flaky: false,
            muted: result.is_muted,
            known: false,
            hidden: result.is_hidden,
            retried_by: result.retried_by.as_ref(),
            assignee: None,
            tested_by: result.tested_by.as_deref(),
            parameters: &result.parameters,
            tags: case.map_or(&[], |case| &case.tags),
            links: case.map_or(&[], |case| &case.links),
            layer: case.and_then(|case| case.layer.as_ref()).map(NamedDto::new),
            category: None,
            description,
            description_html: description.map(markup::html),
            precondition,
            precondition_html: precondition.map(markup::html),
            expected_result,
            expected_result_html: expected_result.map(markup::html),
            job_run: None,
            history_key: result.test_case_id.map(|id| format!("history-{id}")),
            scenario_key: None,
            host_id: None,
            thread_id: None,
            created_by: &result.history.created_by,
            created_date: result.history.created_date,
            last_modified_by: &result.history.last_modified_by,
            last_modified_date: result.history.last_modified_date,
        }
    }
}

/// `TestResultRowDto`: the row of a search.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct TestResultRowDto<'a> {
    id: i64,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_case_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<i64>,
}

impl<'a> TestResultRowDto<'a> {
    pub(in crate::sandbox::testops) fn new(result: &'a TestResult) -> Self {
        Self {
            id: result.id,
            name: &result.name,
            status: result.status,
            test_case_id: result.test_case_id,
            duration: result.duration,
        }
    }
}

/// `TestResultHistoryDto`: an earlier attempt.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct TestResultHistoryDto<'a> {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tested_by: Option<&'a str>,
    parameters: &'a [Parameter],
    launch: Option<Named>,
    created_by: &'a str,
    created_date: i64,
}

impl<'a> TestResultHistoryDto<'a> {
    pub(in crate::sandbox::testops) fn new(result: &'a TestResult, state: &'a State) -> Self {
        Self {
            id: result.id,
            status: result.status,
            message: result.message.as_deref(),
            trace: result.trace.as_deref(),
            start: result.start,
            stop: result.stop,
            duration: result.duration,
            tested_by: result.tested_by.as_deref(),
            parameters: &result.parameters,
            launch: state.launch(result.launch_id).map(|launch| Named {
                id: launch.id,
                name: launch.name.clone(),
            }),
            created_by: &result.history.created_by,
            created_date: result.history.created_date,
        }
    }
}

/// `TestResultAttachmentRowDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct ResultAttachmentRow<'a> {
    entity: &'static str,
    id: i64,
    name: &'a str,
    content_type: &'a str,
    content_length: usize,
    missed: bool,
    from_test_case: bool,
}

impl<'a> ResultAttachmentRow<'a> {
    pub(in crate::sandbox::testops) fn new(attachment: &'a Attachment) -> Self {
        Self {
            entity: "test_result",
            id: attachment.id,
            name: &attachment.name,
            content_type: &attachment.content_type,
            content_length: attachment.size,
            missed: attachment.is_missed,
            from_test_case: attachment.is_from_test_case,
        }
    }
}
