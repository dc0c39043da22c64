use futures_util::TryStreamExt as _;

use super::*;
use crate::model::{
    LaunchId, MAX_RESULT_TEXT, ResultAttachment, ResultAttachmentId, StepResult, TestResult,
    TestResultId, Verdict,
};
use crate::testops::{LaunchSelection, LaunchSource as _, Results};

fn launches(aql: &str) -> LaunchSelection {
    LaunchSelection {
        project_id: 7,
        aql: aql.into(),
    }
}

/// The target of a request without what all have in common.
fn target(seen: &Seen) -> &str {
    let (_, target) = seen.line.split_once("/api/").expect("an API call");
    target.strip_prefix("rs/").unwrap_or(target)
}

fn asked(server: &Server) -> String {
    let seen = server.seen();
    let lines: Vec<_> = seen.iter().skip(1).map(target).collect();
    lines.join("\n")
}

/// The answer to one target, and not found for every other.
async fn one(wanted: &'static str, body: &str) -> Server {
    let body = body.to_owned();
    served(move |seen| {
        if target(seen) == wanted {
            Reply::ok(body.clone())
        } else {
            not_found()
        }
    })
    .await
}

/// A result in TestOps's shape with these keys besides.
fn row(id: usize, more: &serde_json::Value) -> serde_json::Value {
    let mut row = json!({
        "id": id, "launchId": 55, "projectId": 7, "testCaseId": 4711, "name": "Guest can pay", "fullName": null,
        "status": "passed", "message": null, "trace": null, "start": 1_780_000_000_000_i64,
        "stop": 1_780_000_001_500_i64, "duration": 1500, "manual": false, "external": false, "flaky": false,
        "muted": false, "known": false, "hidden": false, "retriedBy": null, "testedBy": null, "parameters": [],
        "descriptionHtml": "<p>x</p>", "category": null, "newIn2030": {"a": [1]}
    });
    for (key, value) in more.as_object().expect("keys") {
        row[key] = value.clone();
    }
    row
}

/// The results of a server that has these rows.
async fn results(rows: Vec<serde_json::Value>) -> Results {
    let server = served(move |_| {
        Reply::ok(json!({"content": rows, "size": 1000, "totalPages": 1, "last": true}).to_string())
    })
    .await;
    testops(&server)
        .results(LaunchId(55))
        .await
        .expect("results")
}

#[tokio::test(start_paused = true)]
async fn launches_are_searched_by_aql_in_the_order_of_their_ids() {
    let server = served(|seen| {
        let row = |id| {
            json!({"id": id, "projectId": 7, "name": format!("Nightly {id}"), "closed": id == 1, "autoclose": true,
                "external": false, "createdDate": 1_780_000_000_000_i64,
                "tags": [{"id": 3, "name": "nightly"}, {"id": 4, "name": null}], "links": [], "issues": []})
        };
        let page = parameter(seen, "page");
        let rows = [vec![row(3), row(2)], vec![row(2), row(1)]];
        Reply::ok(
            json!({"content": rows[page], "size": 2, "totalPages": 2, "last": page == 1})
                .to_string(),
        )
    })
    .await;
    let found = testops(&server)
        .launches(&launches("closed = true"))
        .await
        .expect("launches");
    let ids: Vec<_> = found.iter().map(|launch| launch.id.0).collect();
    assert_eq!(ids, [1, 2, 3]);
    insta::assert_compact_debug_snapshot!(found[0], @r#"Launch { id: LaunchId(1), name: "Nightly 1", closed: true, created_date: 1780000000000, modified: None, tags: ["nightly"], environment: [] }"#);
    insta::assert_snapshot!(asked(&server), @"
    launch/__search?projectId=7&rql=closed%20%3D%20true&page=0&size=1000&sort=id%2CASC
    launch/__search?projectId=7&rql=closed%20%3D%20true&page=1&size=2&sort=id%2CASC
    ");
}

#[tokio::test(start_paused = true)]
async fn an_empty_aql_selects_every_launch() {
    let server = one(
        "launch/__search?projectId=7&rql=true&page=0&size=1000&sort=id%2CASC",
        r#"{"content":[],"last":true}"#,
    )
    .await;
    let found = testops(&server).launches(&launches(" \n")).await;
    assert_eq!(found.expect("launches"), []);
}

#[tokio::test(start_paused = true)]
async fn rejected_aql_of_launches_is_told_from_other_failures() {
    let server =
        served(|_| Reply::json(400, r#"{"status":400,"message":"Unexpected token 'foo'"}"#)).await;
    let error = testops(&server).launches(&launches("foo")).await;
    assert!(
        matches!(error, Err(Error::Aql { message: Some(words) }) if words == "Unexpected token 'foo'")
    );
    let server = served(|_| not_found()).await;
    let error = testops(&server).launches(&launches("")).await;
    assert!(matches!(error, Err(Error::Project { id: 7, .. })));
}

#[tokio::test(start_paused = true)]
async fn an_environment_has_the_same_order_whatever_the_answer() {
    let server = one(
        "launch/55/env",
        r#"[{"id":2,"name":"Firefox","variable":{"id":1,"name":"Browser"}},{"id":9,"name":null,"variable":null},
            {"id":3,"name":"18","variable":{"id":4,"name":"Android"}},{"id":1,"name":"Chrome","variable":{"id":1,"name":"Browser"}}]"#,
    )
    .await;
    let testops = testops(&server);
    let found = testops.environment(LaunchId(55)).await.expect("variables");
    insta::assert_compact_debug_snapshot!(found, @r#"[("Android", "18"), ("Browser", "Chrome"), ("Browser", "Firefox")]"#);
    let none = testops.environment(LaunchId(56)).await;
    assert_eq!(none.expect("no variables"), []);
}

#[tokio::test(start_paused = true)]
async fn retries_and_what_still_runs_are_left_out_and_counted() {
    let found = results(vec![
        row(3, &json!({"hidden": true, "status": null})),
        row(4, &json!({"status": null})),
        row(2, &json!({"hidden": true})),
        row(1, &json!({"hidden": null, "testCaseId": null})),
    ])
    .await;
    assert_eq!((found.hidden, found.unfinished), (2, 1));
    insta::assert_compact_debug_snapshot!(found.results, @r#"[TestResult { id: TestResultId(1), test_case: None, name: "Guest can pay", status: Passed, message: None, trace: None, left_out: 0, start: Some(1780000000000), duration: Some(1500), muted: false, known: false, tested_by: None, parameters: [] }]"#);
}

#[tokio::test(start_paused = true)]
async fn everything_that_a_result_tells_is_kept() {
    let found = results(vec![row(
        1,
        &json!({
            "status": "BROKEN", "message": "expected \"200\"\n\u{1b}[31mgot 500", "trace": "at A\n\tat B", "duration": null,
            "muted": true, "known": true, "testedBy": "tester",
            "parameters": [{"name": "browser", "value": "Firefox", "hidden": false, "excluded": true},
                {"name": "count", "value": 3}, {"name": "none", "value": null, "hidden": null}]
        }),
    )])
    .await;
    insta::assert_compact_debug_snapshot!(found.results, @r#"[TestResult { id: TestResultId(1), test_case: Some(TestCaseId(4711)), name: "Guest can pay", status: Broken, message: Some("expected \"200\"\n\u{1b}[31mgot 500"), trace: Some("at A\n\tat B"), left_out: 0, start: Some(1780000000000), duration: Some(1500), muted: true, known: true, tested_by: Some("tester"), parameters: [("browser", "Firefox"), ("count", "3"), ("none", "")] }]"#);
}

#[tokio::test(start_paused = true)]
async fn a_verdict_that_nobody_knows_is_unknown() {
    let found = results(vec![
        row(1, &json!({"status": "skipped"})),
        row(2, &json!({"status": "unknown"})),
        row(3, &json!({"status": "new_in_2030"})),
    ])
    .await;
    let verdicts: Vec<_> = found.results.iter().map(|result| result.status).collect();
    assert_eq!(
        verdicts,
        [Verdict::Skipped, Verdict::Unknown, Verdict::Unknown]
    );
}

#[tokio::test(start_paused = true)]
async fn hidden_parameters_are_never_shown() {
    const HIDDEN: &str = "hunter2-hidden";
    let parameters = json!([
        {"name": "password", "value": HIDDEN, "hidden": true, "excluded": false},
        {"name": "odd", "value": HIDDEN, "hidden": "yes"},
        {"name": "browser", "value": "Firefox", "hidden": false}
    ]);
    let found = results(vec![row(1, &json!({"parameters": parameters}))]).await;
    let found = format!("{found:?}");
    assert!(
        found.contains("Firefox") && !found.contains(HIDDEN),
        "{found}"
    );

    // However odd the answer, no message quotes it.
    for body in [
        json!([{"parameters": parameters}]).to_string(),
        json!([{"id": HIDDEN}]).to_string(),
        json!({"content": HIDDEN}).to_string(),
        json!([{"id": 1, "parameters": HIDDEN}]).to_string(),
        json!([{"id": 1, "parameters": [HIDDEN]}]).to_string(),
        format!("[{{\"parameters\": [{{\"value\": \"{HIDDEN}\""),
        format!("{{\"{HIDDEN}"),
    ] {
        let server = served(move |_| Reply::ok(body.clone())).await;
        let error = testops(&server)
            .results(LaunchId(55))
            .await
            .expect_err("an odd answer");
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            assert!(!error.to_string().contains(HIDDEN), "{error}");
            cause = error.source();
        }
        assert!(!format!("{error:?}").contains(HIDDEN), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_odd_answer_is_still_explained() {
    let server = served(|_| Reply::ok(r#"[{"id":"x"}]"#)).await;
    let error = testops(&server).results(LaunchId(55)).await;
    let Err(Error::Http(error)) = error else {
        panic!("an odd answer");
    };
    insta::assert_snapshot!(error.kind, @"cannot read a page of results: a value of another kind than expected at line 1 column 10");
}

#[tokio::test(start_paused = true)]
async fn the_middle_of_a_long_text_is_left_out() {
    let long = format!("head{}tail", "ä".repeat(60_000));
    let fits = "ä".repeat(MAX_RESULT_TEXT);
    let found = results(vec![
        row(1, &json!({"message": fits, "trace": long})),
        row(2, &json!({"message": long, "trace": long})),
    ])
    .await;
    let [first, second] = &found.results[..] else {
        panic!("two results");
    };
    let trace = first.trace.as_deref().expect("a trace");
    assert_eq!(first.message.as_deref(), Some(&*fits));
    assert_eq!(trace.chars().count(), MAX_RESULT_TEXT);
    assert!(trace.starts_with("headä") && trace.ends_with("ätail") && trace.contains("\n…\n"));
    let left_out = 60_008 - (MAX_RESULT_TEXT - 3);
    assert_eq!(first.left_out as usize, left_out);
    assert_eq!(second.left_out as usize, 2 * left_out);
}

#[test]
fn a_result_is_small() {
    // A launch of 100,000 results has to fit into 250 MB with everything else.
    assert!(size_of::<TestResult>() <= 160);
}

#[tokio::test(start_paused = true)]
async fn every_page_of_results_is_read_in_the_granted_size() {
    let server = served(|asked| {
        let page = parameter(asked, "page");
        let rows: Vec<_> = (0..2).map(|nth| row(2 * page + nth, &json!({}))).collect();
        Reply::ok(
            json!({"content": rows, "size": 2, "totalPages": 9, "last": page == 8}).to_string(),
        )
    })
    .await;
    let found = testops(&server).results(LaunchId(55)).await;
    let found = found.expect("results").results;
    let ids: Vec<_> = found.iter().map(|result| result.id.0).collect();
    assert_eq!(ids, (0..18).collect::<Vec<_>>());
    let mut lines: Vec<_> = server
        .seen()
        .iter()
        .skip(1)
        .map(|seen| target(seen).to_owned())
        .collect();
    lines.sort();
    assert_eq!(lines.len(), 9);
    assert_eq!(
        lines[0],
        "testresult?launchId=55&page=0&size=1000&sort=id%2CASC"
    );
    assert_eq!(
        lines[8],
        "testresult?launchId=55&page=8&size=2&sort=id%2CASC"
    );
}

#[tokio::test(start_paused = true)]
async fn rows_that_are_too_long_for_a_page_come_in_smaller_ones() {
    let server = served(|asked| {
        let size = parameter(asked, "size");
        if size > 10 {
            return Reply::ok(" ".repeat((64 << 20) + 1));
        }
        let page = parameter(asked, "page");
        let rows = [row(page, &json!({}))];
        Reply::ok(
            json!({"content": rows, "size": size, "totalPages": 2, "last": page == 1}).to_string(),
        )
    })
    .await;
    let found = testops(&server).results(LaunchId(55)).await;
    assert_eq!(found.expect("results").results.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn steps_come_with_what_was_expected_and_without_files() {
    let server = one(
        "testresult/9/execution?v2=true",
        r#"{"steps":[
            {"type":"body","body":"Open the page","status":"passed","start":1,"parameters":[{"name":"p","value":"hunter2","hidden":true}],
             "steps":[{"type":"attachment","attachmentId":4},{"type":"body","body":"Log in","status":"failed","message":"no such user"}],
             "expectedResultSteps":[{"type":"expected_body","body":"It is shown","status":"passed"},
                {"type":"attachment","attachmentId":5},{"type":"expected_body","body":"It is blue","status":"failed","message":"it is red"}]},
            {"type":"expected_body","body":"It lasts","status":null},
            {"type":"body","body":" ","steps":null},
            {"type":"new_in_2030","body":"Close","status":null}]}"#,
    )
    .await;
    let found = testops(&server).execution(TestResultId(9)).await;
    insta::assert_debug_snapshot!(found.expect("steps"), @r#"
    [
        StepResult {
            action: "Open the page",
            expected: "It is shown\nIt is blue\nIt lasts",
            status: Some(
                Failed,
            ),
            message: Some(
                "it is red",
            ),
            steps: [
                StepResult {
                    action: "Log in",
                    expected: "",
                    status: Some(
                        Failed,
                    ),
                    message: Some(
                        "no such user",
                    ),
                    steps: [],
                },
            ],
        },
        StepResult {
            action: "Close",
            expected: "",
            status: None,
            message: None,
            steps: [],
        },
    ]
    "#);
}

#[tokio::test(start_paused = true)]
async fn servers_before_25_tell_steps_in_another_shape() {
    let server = one(
        "testresult/9/execution",
        r#"{"steps":[{"name":"Open","expectedResult":"Shown","status":"passed","attachments":[{"id":1}],
            "steps":[{"name":"Click","status":"broken","message":"gone","trace":"x","leaf":true}]}],"attachments":[]}"#,
    )
    .await;
    let testops = testops(&server);
    let found = testops.execution(TestResultId(9)).await.expect("steps");
    let expected = StepResult {
        action: "Open".into(),
        expected: "Shown".into(),
        status: Some(Verdict::Passed),
        message: None,
        steps: vec![StepResult {
            action: "Click".into(),
            status: Some(Verdict::Broken),
            message: Some("gone".into()),
            ..StepResult::default()
        }],
    };
    assert_eq!(found, [expected]);
    let none = testops.execution(TestResultId(10)).await;
    assert_eq!(none.expect("no steps"), []);
}

fn count(steps: &[StepResult]) -> usize {
    steps.iter().map(|step| 1 + count(&step.steps)).sum()
}

#[tokio::test(start_paused = true)]
async fn towers_of_steps_are_flattened_and_never_a_panic() {
    for height in [30, 60, 500] {
        let tower = r#"{"body":"x","steps":["#.repeat(height) + &"]}".repeat(height);
        let body = format!("{{\"steps\":[{tower}]}}");
        let server = served(move |_| Reply::ok(body.clone())).await;
        let found = testops(&server).execution(TestResultId(9)).await;
        // What is nested deeper than any JSON should be is an error and nothing worse.
        assert_eq!(found.is_ok(), height < 100);
        assert!(found.is_err() || found.is_ok_and(|steps| count(&steps) == height));
    }
}

#[tokio::test(start_paused = true)]
async fn issues_are_told_by_their_keys_each_once() {
    let array = r#"[{"id":2,"name":"BUG-9","url":"u","closed":false},{"id":1,"name":"BUG-10"},{"id":3,"name":" BUG-9 "},
        {"id":4,"displayName":"SHOP-1"},{"id":5}]"#;
    let paged = format!(r#"{{"content":{array},"totalPages":1,"last":true}}"#);
    for body in [array, &paged] {
        let server = one("testresult/9/issue?page=0&size=1000", body).await;
        let testops = testops(&server);
        let found = testops.issues(TestResultId(9)).await.expect("issues");
        assert_eq!(found, ["BUG-10", "BUG-9", "SHOP-1"]);
        let none = testops.issues(TestResultId(10)).await.expect("none");
        assert!(none.is_empty());
    }
}

fn file(content_type: &str) -> ResultAttachment {
    ResultAttachment {
        id: ResultAttachmentId(4),
        name: "screen.png".into(),
        content_type: content_type.into(),
        size: None,
        missed: false,
        from_test_case: false,
    }
}

#[tokio::test(start_paused = true)]
async fn attachments_are_listed_and_opened() {
    let server = served(|seen| match target(seen) {
        "testresult/attachment?testResultId=9&page=0&size=1000&sort=id%2CASC" => Reply::ok(
            r#"{"content":[{"entity":"test_result","id":5,"name":null,"missed":true,"fromTestCase":true},
            {"entity":"test_result","id":4,"name":"screen.png","contentType":"image/png","contentLength":6}],"last":true}"#,
        ),
        "testresult/attachment/4/content" => {
            Reply::ok("a file").with("content-type", "image/png")
        }
        _ => not_found(),
    })
    .await;
    let testops = testops(&server);
    let found = testops.attachments(TestResultId(9)).await.expect("files");
    insta::assert_compact_debug_snapshot!(found, @r#"[ResultAttachment { id: ResultAttachmentId(4), name: "screen.png", content_type: "image/png", size: Some(6), missed: false, from_test_case: false }, ResultAttachment { id: ResultAttachmentId(5), name: "attachment 5", content_type: "", size: None, missed: true, from_test_case: true }]"#);
    let content = testops.attachment_content(&found[0]).await.expect("a file");
    assert_eq!(content.length, Some(6));
    let chunks: Vec<_> = content.chunks.try_collect().await.expect("bytes");
    assert_eq!(chunks.concat(), b"a file");
}

#[tokio::test(start_paused = true)]
async fn a_web_page_is_no_file_unless_it_is_one() {
    let server = served(|_| Reply::html()).await;
    let error = testops(&server)
        .attachment_content(&file("image/png"))
        .await;
    assert!(
        matches!(error, Err(Error::Http(error)) if matches!(*error.kind, http::ErrorKind::Html { .. }))
    );
    let page = testops(&server)
        .attachment_content(&file("text/html; charset=utf-8"))
        .await;
    assert!(page.is_ok());
}

#[tokio::test(start_paused = true)]
async fn opening_a_file_is_tried_again_and_renews_the_token() {
    let calls = AtomicUsize::new(0);
    let server = served(move |_| match calls.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::json(503, "{}"),
        1 => Reply::json(401, "{}"),
        _ => Reply::ok("a file"),
    })
    .await;
    let content = testops(&server).attachment_content(&file("")).await;
    assert!(content.is_ok());
    let exchanges = server
        .seen()
        .iter()
        .filter(|seen| is_exchange(seen))
        .count();
    assert_eq!(exchanges, 2);
}

#[tokio::test(start_paused = true)]
async fn accounts_are_for_administrators() {
    const PAGE: &str = r#"{"content":[{"id":2,"username":"tester","email":"tester@example.com"},
        {"id":3,"username":"robot","email":null},{"id":1,"username":"admin","email":"admin@example.com"}],"last":true}"#;
    for path in ["/api/uaa/account?page=0", "/api/account?page=0"] {
        let server = served(move |seen| {
            if seen.line.contains(path) {
                Reply::ok(PAGE)
            } else {
                not_found()
            }
        })
        .await;
        let found = testops(&server).users().await.expect("an answer");
        let found = found.expect("accounts");
        let logins: Vec<_> = found.iter().map(|account| &*account.login).collect();
        assert_eq!(logins, ["admin", "tester"]);
        assert_eq!(found[1].email, "tester@example.com");
    }
    for status in [403, 404] {
        let server = served(move |_| Reply::json(status, "{}")).await;
        let found = testops(&server).users().await.expect("an answer");
        assert_eq!(found, None);
    }
    let server = served(|_| Reply::json(500, "{}")).await;
    assert!(testops(&server).users().await.is_err());
}
