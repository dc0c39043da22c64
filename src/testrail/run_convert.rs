//! Between TestRail's JSON of runs and the project's vocabulary.

use serde_json::{Map, Value as Json, json};

use super::convert::marks_in;
use super::run_wire as wire;
use crate::model::{
    CaseId, FieldName, Identity, LaunchId, Linked, Member, NewResult, NewRun, NewStepResult,
    NewStepResults, ObservedAttachment, ObservedResult, ObservedRun, ObservedTest, RunId, RunNow,
    RunResultId, RunStatus, SuiteId, TemplateId, TestId,
};
use crate::testrail::{CreatedRun, RunChange, UpdatedRun};

/// Markers of launches, which always are in `refs`.
pub(super) fn launches(prefix: &str) -> Identity {
    Identity {
        field: FieldName::new("refs"),
        prefix: prefix.to_owned(),
    }
}

/// A run that carries a marker.
pub(super) fn marked_run(run: wire::Run, identity: &Identity) -> Option<ObservedRun> {
    let marks = marks_in(run.refs()?, identity);
    if marks.is_empty() {
        return None;
    }
    let refs = run.refs().unwrap_or_default().to_owned();
    let tests = tests_of(&run);
    let untested = count(&run, "untested_count");
    Some(ObservedRun {
        id: RunId(run.id),
        marked: marks.into_iter().map(|mark| LaunchId(mark.0)).collect(),
        refs,
        name: run.name.unwrap_or_default(),
        description: run.description.unwrap_or_default(),
        suite: run.suite_id.map(SuiteId),
        include_all: run.include_all.0,
        is_completed: run.is_completed.0,
        tests,
        untested,
        url: run.url,
    })
}

pub(super) fn created_run(run: wire::Run) -> CreatedRun {
    CreatedRun {
        id: RunId(run.id),
        url: run.url,
        name: run.name.unwrap_or_default(),
    }
}

pub(super) fn updated_run(run: wire::Run) -> UpdatedRun {
    UpdatedRun {
        tests: tests_of(&run),
        refs: run.refs().unwrap_or_default().to_owned(),
        name: run.name.unwrap_or_default(),
        description: run.description.unwrap_or_default(),
    }
}

pub(super) fn run_now(run: wire::Run) -> RunNow {
    RunNow {
        tests: tests_of(&run),
        untested: count(&run, "untested_count"),
        description: run.description.unwrap_or_default(),
    }
}

/// How many tests a run has: the sum of its counters, one for each status.
fn tests_of(run: &wire::Run) -> u64 {
    let counters = run.rest.keys().filter(|key| key.ends_with("_count"));
    counters
        .map(|key| count(run, key))
        .fold(0, u64::saturating_add)
}

fn count(run: &wire::Run, key: &str) -> u64 {
    run.rest.get(key).and_then(number).unwrap_or_default()
}

/// A number, which TestRail also writes as text.
fn number(json: &Json) -> Option<u64> {
    match json {
        Json::String(text) => text.trim().parse().ok(),
        _ => json.as_u64(),
    }
}

pub(super) fn test(test: &wire::Test) -> ObservedTest {
    ObservedTest {
        id: TestId(test.id),
        case: CaseId(test.case_id),
        template: test.template_id.map(TemplateId),
    }
}

pub(super) fn result(
    result: &wire::RunResult,
    link: impl Fn(&str) -> Option<Linked>,
) -> ObservedResult {
    let linked = result.comment.as_deref().and_then(link);
    ObservedResult {
        id: RunResultId(result.id),
        test: TestId(result.test_id),
        result: linked.map(|linked| linked.result),
        status: number(&result.status_id),
        said: linked.and_then(|linked| linked.said),
        corrects: linked.is_some_and(|linked| linked.corrects),
        attachments: result
            .attachment_ids
            .as_array()
            .and_then(|ids| u32::try_from(ids.len()).ok()),
    }
}

pub(super) fn attachment(attachment: wire::Attachment) -> ObservedAttachment {
    // What a result is called here differs from what the rest of the API calls it.
    let is_at_result = matches!(
        attachment.entity_type.as_deref(),
        Some("result" | "test_change")
    );
    let result = number(&attachment.result_id)
        .or_else(|| number(&attachment.entity_id).filter(|_| is_at_result));
    ObservedAttachment {
        name: attachment.name.or(attachment.filename).unwrap_or_default(),
        size: number(&attachment.size),
        result: result.map(RunResultId),
    }
}

pub(super) fn status(status: wire::Status) -> RunStatus {
    RunStatus {
        id: status.id,
        label: status.label.unwrap_or_else(|| status.name.clone()),
        name: status.name,
        is_untested: status.is_untested.0,
    }
}

pub(super) fn member(user: wire::User) -> Member {
    Member {
        id: user.id,
        name: user.name.unwrap_or_default(),
        email: user.email.unwrap_or_default(),
        is_active: user.is_active.is_none_or(|flag| flag.0),
    }
}

/// The JSON of a new run.
pub(super) fn new_run(run: &NewRun) -> Json {
    let NewRun {
        suite: SuiteId(suite),
        name,
        description,
        refs,
        case_ids,
    } = run;
    json!({
        "suite_id": suite,
        "name": name,
        "description": description,
        // Everything in the suite, if nothing is said.
        "include_all": false,
        "case_ids": case_ids,
        "refs": refs,
    })
}

/// The JSON of a change.
pub(super) fn run_change(change: &RunChange) -> Json {
    let RunChange {
        name,
        description,
        refs,
        case_ids,
    } = change;
    let mut json = Map::new();
    let texts = [("name", name), ("description", description), ("refs", refs)];
    for (key, text) in texts {
        if let Some(text) = text {
            json.insert(key.into(), text.as_str().into());
        }
    }
    if let Some(case_ids) = case_ids {
        json.insert("include_all".into(), false.into());
        json.insert("case_ids".into(), json!(case_ids));
    }
    Json::Object(json)
}

/// The JSON of a new result.
pub(super) fn new_result(result: &NewResult) -> Json {
    let NewResult {
        case: CaseId(case),
        status_id,
        comment,
        elapsed,
        version,
        defects,
        assigned_to,
        steps,
    } = result;
    let mut json = Map::new();
    // First, so that no field takes the place of another key.
    if let Some(NewStepResults { field, rows }) = steps {
        let rows: Vec<Json> = rows.iter().map(new_step_result).collect();
        json.insert(field.as_str().into(), rows.into());
    }
    json.insert("case_id".into(), (*case).into());
    if let Some(status_id) = status_id {
        json.insert("status_id".into(), (*status_id).into());
    }
    json.insert("comment".into(), comment.as_str().into());
    let texts = [
        ("elapsed", elapsed),
        ("version", version),
        ("defects", defects),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            json.insert(key.into(), text.as_str().into());
        }
    }
    if let Some(user) = assigned_to {
        json.insert("assignedto_id".into(), (*user).into());
    }
    Json::Object(json)
}

fn new_step_result(step: &NewStepResult) -> Json {
    let NewStepResult {
        content,
        expected,
        actual,
        status_id,
    } = step;
    let mut json = json!({"content": content, "expected": expected, "actual": actual});
    if let Some(status_id) = status_id {
        json["status_id"] = (*status_id).into();
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_names_only_what_it_has() {
        let mut result = NewResult {
            case: CaseId(501),
            status_id: Some(5),
            comment: "<p>got 500</p>".into(),
            elapsed: None,
            version: None,
            defects: None,
            assigned_to: None,
            steps: None,
        };
        let sent = |result: &NewResult| new_result(result).to_string();
        insta::assert_snapshot!(sent(&result), @r#"{"case_id":501,"status_id":5,"comment":"<p>got 500</p>"}"#);
        result = NewResult {
            elapsed: Some("2m 3s".into()),
            version: Some("1.4.0".into()),
            defects: Some("BUG-9,BUG-10".into()),
            assigned_to: Some(3),
            steps: Some(NewStepResults {
                field: FieldName::new("custom_step_results"),
                rows: vec![
                    NewStepResult {
                        content: "Open".into(),
                        expected: "Form".into(),
                        actual: "500".into(),
                        status_id: Some(5),
                    },
                    NewStepResult {
                        content: "Close".into(),
                        expected: String::new(),
                        actual: String::new(),
                        status_id: None,
                    },
                ],
            }),
            ..result
        };
        insta::assert_snapshot!(sent(&result), @r#"{"custom_step_results":[{"content":"Open","expected":"Form","actual":"500","status_id":5},{"content":"Close","expected":"","actual":""}],"case_id":501,"status_id":5,"comment":"<p>got 500</p>","elapsed":"2m 3s","version":"1.4.0","defects":"BUG-9,BUG-10","assignedto_id":3}"#);
    }

    #[test]
    fn no_step_field_takes_the_place_of_another_key() {
        let result = NewResult {
            case: CaseId(501),
            status_id: Some(5),
            comment: "x".into(),
            elapsed: None,
            version: None,
            defects: None,
            assigned_to: None,
            steps: Some(NewStepResults {
                field: FieldName::new("comment"),
                rows: Vec::new(),
            }),
        };
        assert_eq!(new_result(&result)["comment"], "x");
    }
}
