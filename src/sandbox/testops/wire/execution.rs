//! The steps of a result, as servers since 25 tell them with `v2` and as they do without.

use serde_json::{Value, json};

use super::result::ResultAttachmentRow;
use crate::sandbox::testops::state::{ResultStep, TestResult};

/// `TestResultScenarioV2Dto`: every step says of which type it is.
pub(in crate::sandbox::testops) fn typed(result: &TestResult) -> Value {
    json!({ "steps": typed_steps(&result.steps, result) })
}

fn typed_steps(steps: &[ResultStep], result: &TestResult) -> Vec<Value> {
    let show = |step: &ResultStep| match step {
        ResultStep::Attachment(id) => json!({
            "type": "attachment",
            "attachmentId": id,
            "attachment": row(*id, result),
        }),
        ResultStep::Body {
            body,
            status,
            message,
            trace,
            start,
            stop,
            duration,
            parameters,
            expected,
            steps,
        } => {
            // What was expected came out as the step did: a seed has one status for both.
            let expected = expected
                .iter()
                .map(|text| json!({ "type": "expected_body", "body": text, "status": status }));
            json!({
                "type": "body",
                "body": body,
                "status": status,
                "message": message,
                "trace": trace,
                "showMessage": message.is_some(),
                "start": start,
                "stop": stop,
                "duration": duration,
                "parameters": parameters,
                "steps": typed_steps(steps, result),
                "expectedResultSteps": expected.collect::<Vec<_>>(),
            })
        }
    };
    steps.iter().map(show).collect()
}

/// `TestResultScenarioDto`: steps have names, and files are beside them.
pub(in crate::sandbox::testops) fn legacy(result: &TestResult) -> Value {
    json!({
        "steps": named_steps(&result.steps, result),
        "attachments": files(&result.steps, result),
    })
}

fn named_steps(steps: &[ResultStep], result: &TestResult) -> Vec<Value> {
    let show = |step: &ResultStep| match step {
        ResultStep::Attachment(_) => None,
        ResultStep::Body {
            body,
            status,
            message,
            trace,
            start,
            stop,
            duration,
            parameters,
            expected,
            steps,
        } => Some(json!({
            "name": body,
            "status": status,
            "message": message,
            "trace": trace,
            "start": start,
            "stop": stop,
            "duration": duration,
            "parameters": parameters,
            "expectedResult": (!expected.is_empty()).then(|| expected.join("\n")),
            "steps": named_steps(steps, result),
            "attachments": files(steps, result),
        })),
    };
    steps.iter().filter_map(show).collect()
}

fn files<'a>(steps: &[ResultStep], result: &'a TestResult) -> Vec<ResultAttachmentRow<'a>> {
    let row = |step: &ResultStep| match step {
        ResultStep::Attachment(id) => row(*id, result),
        ResultStep::Body { .. } => None,
    };
    steps.iter().filter_map(row).collect()
}

fn row(id: i64, result: &TestResult) -> Option<ResultAttachmentRow<'_>> {
    let file = result.attachments.iter().find(|file| file.id == id);
    file.map(ResultAttachmentRow::new)
}
