use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value as Json, json};

use super::*;
use crate::model::{DesiredField, StepRow, TestCaseId};

fn desired(id: i64) -> DesiredCase {
    let steps = Value::Steps(vec![StepRow {
        content: "<p>Open</p>".into(),
        ..StepRow::default()
    }]);
    let values = [
        Value::Text(format!("Case {id}")),
        Value::Empty,
        Value::Number(2),
        steps,
        Value::Text(format!("ALLURE-{id}")),
        Value::Number(2),
    ];
    DesiredCase {
        id: TestCaseId(id),
        section: SectionId(310),
        fields: fields()
            .into_iter()
            .zip(values)
            .map(|(spec, value)| DesiredField::new(spec.name, value))
            .collect(),
    }
}

/// A case as it is answered: what was sent, with an id.
fn stored(id: usize, sent: &Json) -> Json {
    let mut case = sent.clone();
    case["id"] = id.into();
    case["created_on"] = 1_780_000_000.into();
    case
}

/// A server that creates cases, in bulk or not, and refuses those whose title stands in `refused`.
fn creator(bulk: bool, refused: &'static [&'static str]) -> impl Fn(&Seen) -> Reply {
    let next = AtomicUsize::new(500);
    move |seen| {
        let body: Json = serde_json::from_str(&seen.body).unwrap_or_default();
        let is_refused = |case: &Json| {
            refused
                .iter()
                .any(|title| case["title"].as_str() == Some(*title))
        };
        let store = |case: &Json| stored(next.fetch_add(1, Ordering::Relaxed), case);
        let no = || Reply::json(400, r#"{"error":"Field :custom_x is a required field."}"#);
        match method(seen) {
            "add_cases/310" if bulk => {
                let cases = body["cases"].as_array().expect("cases");
                if cases.iter().any(is_refused) {
                    return no();
                }
                // Out of order, on purpose.
                let created: Vec<_> = cases.iter().rev().map(store).collect();
                Reply::ok(json!({ "cases": created }).to_string())
            }
            "add_case/310" if is_refused(&body) => no(),
            "add_case/310" => Reply::ok(store(&body).to_string()),
            "get_section/310" => Reply::ok(r#"{"id":310,"suite_id":29,"name":"s"}"#),
            "get_suite/29" => Reply::ok(r#"{"id":29,"project_id":7,"name":"s"}"#),
            method if method.starts_with("get_cases/7") => Reply::ok("[]"),
            _ => no_such_method(),
        }
    }
}

fn titles(rows: &[Result<Created, WriteError>]) -> Vec<String> {
    rows.iter()
        .map(|row| match row {
            Ok(created) => match &created.stored[0] {
                Value::Text(title) => title.clone(),
                other => panic!("{other:?} for a title"),
            },
            Err(error) => error.to_string(),
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_batch_is_one_request_and_matched_by_marker() {
    let server = Server::start(creator(true, &[])).await;
    let testrail = testrail(&server);
    let cases: Vec<_> = (1..=3).map(desired).collect();
    let rows = testrail
        .create_cases(SectionId(310), &identity(), &fields(), &cases)
        .await;
    assert_eq!(titles(&rows), ["Case 1", "Case 2", "Case 3"]);
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    let sent: Json = serde_json::from_str(&seen[0].body).expect("JSON");
    insta::assert_snapshot!(sent["cases"][0].to_string(), @r#"{"title":"Case 1","custom_preconds":"","custom_status":2,"custom_steps_separated":[{"content":"<p>Open</p>","expected":""}],"refs":"ALLURE-1","template_id":2}"#);
    insta::assert_debug_snapshot!(rows[0], @r#"
    Ok(
        Created {
            case: CaseId(
                502,
            ),
            created_on: 1780000000,
            stored: [
                Text(
                    "Case 1",
                ),
                Empty,
                Number(
                    2,
                ),
                Steps(
                    [
                        StepRow {
                            content: "<p>Open</p>",
                            expected: "",
                            columns: {},
                            part: None,
                        },
                    ],
                ),
                Text(
                    "ALLURE-1",
                ),
                Number(
                    2,
                ),
            ],
            lacks: [],
        },
    )
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_bulk_is_asked_once_whether_it_has_it() {
    let server = Server::start(creator(false, &[])).await;
    let testrail = testrail(&server);
    let cases: Vec<_> = (1..=2).map(desired).collect();
    for _ in 0..2 {
        let rows = testrail
            .create_cases(SectionId(310), &identity(), &fields(), &cases)
            .await;
        assert_eq!(titles(&rows), ["Case 1", "Case 2"]);
    }
    let lines = asked(&server);
    assert_eq!(lines[0], "POST add_cases/310");
    assert_eq!(lines[1..], ["POST add_case/310"; 4]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_case_is_found_and_keeps_nobody_else_back() {
    let server = Server::start(creator(true, &["Case 5"])).await;
    let cases: Vec<_> = (1..=8).map(desired).collect();
    let rows = testrail(&server)
        .create_cases(SectionId(310), &identity(), &fields(), &cases)
        .await;
    insta::assert_snapshot!(titles(&rows).join("\n"), @r"
    Case 1
    Case 2
    Case 3
    Case 4
    TestRail refuses it: Field :custom_x is a required field.
    Case 6
    Case 7
    Case 8
    ");
    let posts = asked(&server)
        .iter()
        .filter(|line| line.starts_with("POST"))
        .count();
    assert_eq!(posts, 7, "one for the whole, two for each halving");
}

#[tokio::test(start_paused = true)]
async fn a_refused_case_costs_itself_alone_whatever_the_status() {
    for status in [400, 403, 404, 413, 422] {
        let server = Server::start(move |seen| {
            if seen.line.starts_with("POST") && seen.body.contains("\"Case 5\"") {
                return Reply::json(status, "");
            }
            creator(true, &[])(seen)
        })
        .await;
        let cases: Vec<_> = (1..=8).map(desired).collect();
        let rows = testrail(&server)
            .create_cases(SectionId(310), &identity(), &fields(), &cases)
            .await;
        for (case, row) in cases.iter().zip(&rows) {
            assert_eq!(row.is_ok(), case.id.0 != 5, "{status}: {row:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_landed_of_a_refused_batch_is_not_sent_again() {
    // A server that creates up to the culprit, then says no.
    let server = Server::start(|seen| {
        let landed = json!([stored(
            500,
            &json!({"title": "Case 1", "section_id": 310, "refs": "ALLURE-1"})
        )]);
        let body: Json = serde_json::from_str(&seen.body).unwrap_or_default();
        match method(seen) {
            method if method.starts_with("get_cases/7") => Reply::ok(landed.to_string()),
            "add_cases/310" if body["cases"][0]["refs"] == "ALLURE-1" => Reply::json(400, ""),
            _ => creator(true, &["Case 2"])(seen),
        }
    })
    .await;
    let cases: Vec<_> = (1..=3).map(desired).collect();
    let rows = testrail(&server)
        .create_cases(SectionId(310), &identity(), &fields(), &cases)
        .await;
    insta::assert_snapshot!(titles(&rows).join("\n"), @r"
    Case 1
    TestRail refuses it: Field :custom_x is a required field.
    Case 3
    ");
    let first = rows[0].as_ref().expect("it landed");
    assert_eq!(first.case, CaseId(500));
    let sent_again = server
        .seen()
        .iter()
        .skip(1)
        .filter(|seen| seen.body.contains("\"ALLURE-1\""))
        .count();
    assert_eq!(sent_again, 0);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_leaves_its_rows_unclear() {
    let server = Server::start(|_| Reply::json(502, "bad gateway")).await;
    let cases: Vec<_> = (1..=2).map(desired).collect();
    let rows = testrail(&server)
        .create_cases(SectionId(310), &identity(), &fields(), &cases)
        .await;
    assert!(
        rows.iter()
            .all(|row| matches!(row, Err(WriteError::Unclear(_))))
    );
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_short_answer_leaves_the_unnamed_unclear() {
    let server = Server::start(|_| {
        Reply::ok(r#"{"cases":[{"id":2,"title":"Case 2","refs":"ALLURE-2"},{"id":2,"title":"Case 2","refs":"ALLURE-2"}]}"#)
    })
    .await;
    let cases: Vec<_> = (1..=2).map(desired).collect();
    let rows = testrail(&server)
        .create_cases(SectionId(310), &identity(), &fields(), &cases)
        .await;
    assert!(matches!(rows[0], Err(WriteError::Unclear(_))));
    assert_eq!(rows[1].as_ref().expect("created").case, CaseId(2));
}

#[tokio::test(start_paused = true)]
async fn after_a_401_nothing_more_is_sent() {
    let server = Server::start(|_| Reply::json(401, r#"{"error":"Authentication failed"}"#)).await;
    let testrail = testrail(&server);
    let cases: Vec<_> = (1..=250).map(desired).collect();
    let rows = testrail
        .create_cases(SectionId(310), &identity(), &fields(), &cases)
        .await;
    let update = testrail.update_case(CaseId(1), &[]).await;
    assert!(matches!(update, Err(WriteError::Credentials(_))));
    assert!(
        rows.iter()
            .all(|row| matches!(row, Err(WriteError::Credentials(_))))
    );
    assert_eq!(server.lines().len(), 1);
    assert!(!format!("{rows:?}").contains(KEY));
}

#[tokio::test(start_paused = true)]
async fn an_update_names_only_what_changes() {
    let server = Server::scripted(vec![
        Reply::html(),
        Reply::ok(r#"{"id":501,"title":"New","refs":"","custom_preconds":"<p>x</p>\n","custom_status":null,"updated_on":1780000200,"template_id":2}"#),
    ])
    .await;
    let changes = [
        ("title", Value::Text("New".into())),
        ("custom_preconds", Value::Text("<p>x</p>".into())),
        ("custom_status", Value::Empty),
        ("refs", Value::Empty),
        ("template_id", Value::Number(2)),
    ];
    let fields = fields();
    let spec = |name: &str| fields.iter().find(|spec| spec.name.as_str() == name);
    let changes = changes
        .each_ref()
        .map(|(name, value)| (spec(name).expect("a field"), value));
    let updated = testrail(&server)
        .update_case(CaseId(501), &changes)
        .await
        .expect("an update");
    insta::assert_snapshot!(server.seen()[1].body, @r#"{"title":"New","custom_preconds":"<p>x</p>","custom_status":null,"refs":"","template_id":2}"#);
    insta::assert_compact_debug_snapshot!(updated, @r#"Updated { updated_on: 1780000200, stored: [Text("New"), Text("<p>x</p>\n"), Empty, Empty, Number(2)], lacks: [] }"#);
    assert_eq!(asked(&server), ["POST update_case/501"; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_refused_update_carries_the_words_of_the_server() {
    let server = Server::start(|_| {
        Reply::json(
            400,
            r#"{"error":"Field :case_id is not a valid test case."}"#,
        )
    })
    .await;
    let error = testrail(&server)
        .update_case(CaseId(501), &[])
        .await
        .expect_err("a refusal");
    insta::assert_snapshot!(error, @"TestRail refuses it: Field :case_id is not a valid test case.");
}
