use serde_json::{Value as Json, json};

use super::*;
use crate::model::{Linked, NewRun, RunId, TestId, TestResultId};
use crate::testrail::{RunChange, RunReader as _, RunWriter as _};

/// One line each.
pub(super) fn each(items: &[impl std::fmt::Debug]) -> String {
    let lines: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
    lines.join("\n")
}

/// A run as TestRail answers it.
fn run(id: u64, refs: &Json) -> Json {
    json!({"id": id, "suite_id": 29, "name": format!("Nightly {id}"), "description": null, "milestone_id": null,
        "include_all": false, "is_completed": id == 82, "completed_on": null, "config": null, "config_ids": [],
        "passed_count": 3, "blocked_count": 0, "untested_count": 2, "retest_count": 0, "failed_count": 1,
        "custom_status1_count": 4, "custom_status9_count": 5, "project_id": 7, "plan_id": null, "refs": refs,
        "url": format!("https://example.testrail.io/index.php?/runs/view/{id}"), "dynamic_filters": null})
}

fn page(key: &str, items: &[Json], more: bool) -> Reply {
    let next = if more {
        json!("/api/v2/x&limit=0")
    } else {
        Json::Null
    };
    Reply::ok(
        json!({"offset": 0, "limit": 250, "size": items.len(), "_links": {"next": next, "prev": null}, key: items})
            .to_string(),
    )
}

#[tokio::test(start_paused = true)]
async fn what_runs_accept_is_read_at_once() {
    let server = Server::start(|seen| Reply::ok(match method(seen) {
        "get_statuses" => r#"[{"id":5,"name":"failed","label":"Failed","is_untested":false,"color_dark":1},
            {"id":3,"name":"untested","label":"Untested","is_untested":true},{"id":6,"name":"custom_status1"}]"#,
        "get_result_fields" => r#"[
            {"id":11,"is_active":true,"type_id":11,"system_name":"custom_step_results","label":"Steps","configs":[
                {"context":{"is_global":true,"project_ids":null},"options":{"is_required":false,"format":"markdown","has_actual":true}}],
             "include_all":false,"template_ids":[2]},
            {"id":12,"is_active":1,"type_id":3,"system_name":"custom_log","label":"Log","configs":[
                {"context":{"is_global":false,"project_ids":[7]},"options":{"is_required":true,"default_value":"","format":"plain"}}]},
            {"id":13,"is_active":true,"type_id":1,"system_name":"custom_build","label":null,"configs":[
                {"context":{"is_global":false,"project_ids":[8]},"options":{"is_required":true,"default_value":"1"}}]},
            {"id":14,"is_active":false,"type_id":6,"system_name":"custom_env","configs":[{"context":{"is_global":true}}]}]"#,
        _ => return no_such_method(),
    }))
    .await;
    let testrail = testrail(&server);
    let catalog = testrail.run_catalog(7).await.expect("a catalog");
    insta::assert_snapshot!(each(&catalog.statuses), @r#"
    RunStatus { id: 3, name: "untested", label: "Untested", is_untested: true }
    RunStatus { id: 5, name: "failed", label: "Failed", is_untested: false }
    RunStatus { id: 6, name: "custom_status1", label: "custom_status1", is_untested: false }
    "#);
    insta::assert_snapshot!(each(&catalog.result_fields), @r#"
    ResultField { name: FieldName("custom_build"), label: "custom_build", kind: String, in_project: false, is_required: false, has_default: false, templates: None }
    ResultField { name: FieldName("custom_env"), label: "custom_env", kind: Other, in_project: false, is_required: false, has_default: false, templates: None }
    ResultField { name: FieldName("custom_log"), label: "Log", kind: Text(Plain), in_project: true, is_required: true, has_default: false, templates: None }
    ResultField { name: FieldName("custom_step_results"), label: "Steps", kind: Steps(Html), in_project: true, is_required: false, has_default: false, templates: Some([TemplateId(2)]) }
    "#);
    let mut lines = asked(&server);
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"), @"
    GET get_result_fields
    GET get_statuses
    ");
}

#[tokio::test(start_paused = true)]
async fn only_marked_runs_of_the_suite_are_kept() {
    let server = Server::start(|seen| match method(seen) {
        "get_runs/7&suite_id=29" => {
            let mut runs = vec![run(
                82,
                &json!("JIRA-1,ALLURE-LAUNCH-56, ALLURE-LAUNCH-55,ALLURE-LAUNCH-55"),
            )];
            runs.extend((0..249).map(|nth| run(100 + nth, &json!("ALLURE-4711,ALLURE-LAUNCH-x"))));
            page("runs", &runs, true)
        }
        "get_runs/7&suite_id=29&limit=250&offset=249" => page(
            "runs",
            &[
                run(348, &Json::Null),
                run(82, &Json::Null),
                run(81, &json!("ALLURE-LAUNCH-57")),
                run(80, &Json::Null),
            ],
            false,
        ),
        _ => no_such_method(),
    })
    .await;
    let found = testrail(&server)
        .runs(7, SuiteId(29), "ALLURE-LAUNCH-")
        .await;
    insta::assert_snapshot!(each(&found.expect("runs")), @r#"
    ObservedRun { id: RunId(81), marked: [LaunchId(57)], refs: "ALLURE-LAUNCH-57", name: "Nightly 81", description: "", suite: Some(SuiteId(29)), include_all: false, is_completed: false, tests: 15, untested: 2, url: Some("https://example.testrail.io/index.php?/runs/view/81") }
    ObservedRun { id: RunId(82), marked: [LaunchId(55), LaunchId(56)], refs: "JIRA-1,ALLURE-LAUNCH-56, ALLURE-LAUNCH-55,ALLURE-LAUNCH-55", name: "Nightly 82", description: "", suite: Some(SuiteId(29)), include_all: false, is_completed: true, tests: 15, untested: 2, url: Some("https://example.testrail.io/index.php?/runs/view/82") }
    "#);
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn tests_of_a_run_are_its_cases() {
    let server = Server::start(|seen| match method(seen) {
        "get_tests/81" => page(
            "tests",
            &[
                json!({"id": 7002, "case_id": 502, "status_id": 3, "title": "B", "custom_x": []}),
                json!({"id": 7001, "case_id": 501, "template_id": 2, "title": "A"}),
            ],
            false,
        ),
        "get_tests/82" => Reply::ok("[]"),
        _ => Reply::json(400, r#"{"error":"Field :run_id is not a valid test run."}"#),
    })
    .await;
    let testrail = testrail(&server);
    insta::assert_snapshot!(each(&testrail.tests(RunId(81)).await.expect("tests")), @"
    ObservedTest { id: TestId(7001), case: CaseId(501), template: Some(TemplateId(2)) }
    ObservedTest { id: TestId(7002), case: CaseId(502), template: None }
    ");
    assert_eq!(testrail.tests(RunId(82)).await.expect("no tests"), []);
    assert!(testrail.tests(RunId(83)).await.is_err());
}

/// Reads `result 9` at the end of a comment.
fn link(comment: &str) -> Option<Linked> {
    let (_, id) = comment.rsplit_once("result ")?;
    Some(Linked {
        result: TestResultId(id.parse().ok()?),
        said: None,
        corrects: false,
    })
}

#[tokio::test(start_paused = true)]
async fn results_are_known_by_their_links_and_their_comments_forgotten() {
    let server = Server::start(|seen| {
        let row = |id: u64, comment: Json| {
            json!({"id": id, "test_id": 7001, "status_id": 5, "comment": comment, "elapsed": "2s", "defects": [],
                "attachment_ids": if id == 1 { json!([4, "x"]) } else { Json::Null }, "custom_step_results": 0})
        };
        match method(seen) {
            // Newest first; one was added while the pages were read.
            "get_results_for_run/81" => {
                let rows: Vec<_> = (2..252).rev().map(|id| row(id, json!(format!("result {id}")))).collect();
                page("results", &rows, true)
            }
            "get_results_for_run/81&limit=250&offset=249" => {
                page("results", &[row(3, json!("result 3")), row(2, json!("result 2")), row(1, json!("by hand")), row(0, Json::Null)], false)
            }
            _ => no_such_method(),
        }
    })
    .await;
    let found = testrail(&server)
        .results(RunId(81), link)
        .await
        .expect("results");
    assert_eq!(found.len(), 252);
    insta::assert_snapshot!(each(&found[..3]), @"
    ObservedResult { id: RunResultId(0), test: TestId(7001), result: None, status: Some(5), said: None, corrects: false, attachments: None }
    ObservedResult { id: RunResultId(1), test: TestId(7001), result: None, status: Some(5), said: None, corrects: false, attachments: Some(2) }
    ObservedResult { id: RunResultId(2), test: TestId(7001), result: Some(TestResultId(2)), status: Some(5), said: None, corrects: false, attachments: None }
    ");
}

#[tokio::test(start_paused = true)]
async fn a_plain_list_that_is_cut_is_read_to_its_end() {
    let server = Server::start(|seen| {
        let row = |id: u64| json!({"id": id, "test_id": 1, "comment": null});
        let rows: Vec<_> = match method(seen) {
            "get_results_for_run/81" => (0..250).map(row).collect(),
            "get_results_for_run/81&limit=250&offset=249" => (249..260).map(row).collect(),
            _ => return no_such_method(),
        };
        Reply::ok(Json::from(rows).to_string())
    })
    .await;
    let found = testrail(&server)
        .results(RunId(81), link)
        .await
        .expect("results");
    assert_eq!(found.len(), 260);
}

fn new_run() -> NewRun {
    NewRun {
        suite: SuiteId(29),
        name: "Nightly".into(),
        description: "<p>x</p>".into(),
        refs: "ALLURE-LAUNCH-55".into(),
        case_ids: vec![CaseId(501), CaseId(502)],
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_is_created_with_exactly_its_cases() {
    let server = Server::scripted(vec![
        Reply::json(429, r#"{"error":"API Rate Limit Exceeded"}"#),
        Reply::ok(run(83, &json!("ALLURE-LAUNCH-55")).to_string()),
    ])
    .await;
    let created = testrail(&server).create_run(7, &new_run()).await;
    insta::assert_compact_debug_snapshot!(created, @r#"Ok(CreatedRun { id: RunId(83), url: Some("https://example.testrail.io/index.php?/runs/view/83"), name: "Nightly 83" })"#);
    assert_eq!(asked(&server), ["POST add_run/7"; 2]);
    insta::assert_snapshot!(server.seen()[1].body, @r#"{"suite_id":29,"name":"Nightly","description":"<p>x</p>","include_all":false,"case_ids":[501,502],"refs":"ALLURE-LAUNCH-55"}"#);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_a_new_run_is_unclear_and_not_repeated() {
    for reply in [
        Reply::lost as fn() -> Reply,
        Reply::html,
        || Reply::json(502, ""),
        || Reply::ok("{}"),
    ] {
        let server = Server::start(move |_| reply()).await;
        let created = testrail(&server).create_run(7, &new_run()).await;
        assert!(
            matches!(created, Err(WriteError::Unclear(_))),
            "{created:?}"
        );
        assert_eq!(server.lines().len(), 1);
    }
    let server = Server::start(|_| {
        Reply::json(
            400,
            r#"{"error":"Field :case_ids contains unrecognized case IDs."}"#,
        )
    })
    .await;
    let created = testrail(&server).create_run(7, &new_run()).await;
    assert!(
        matches!(created, Err(WriteError::Refused { message }) if message.contains("unrecognized"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_of_a_run_names_only_what_changes() {
    let server = Server::start(|seen| match seen.body.as_str() {
        "{}" => Reply::lost(),
        _ => Reply::ok(run(81, &json!("ALLURE-LAUNCH-55")).to_string()),
    })
    .await;
    let testrail = testrail(&server);
    let change = RunChange {
        description: Some("new".into()),
        case_ids: Some(vec![CaseId(501)]),
        ..RunChange::default()
    };
    let updated = testrail.update_run(RunId(81), &change).await;
    insta::assert_compact_debug_snapshot!(updated, @r#"Ok(UpdatedRun { name: "Nightly 81", description: "", refs: "ALLURE-LAUNCH-55", tests: 15 })"#);
    let change = RunChange {
        name: Some("New".into()),
        refs: Some(String::new()),
        ..RunChange::default()
    };
    assert!(testrail.update_run(RunId(81), &change).await.is_ok());
    let bodies: Vec<_> = server.seen().into_iter().map(|seen| seen.body).collect();
    insta::assert_snapshot!(bodies.join("\n"), @r#"
    {"description":"new","include_all":false,"case_ids":[501]}
    {"name":"New","refs":""}
    "#);
    // Harmless to repeat, so it is.
    let lost = testrail.update_run(RunId(81), &RunChange::default()).await;
    assert!(matches!(lost, Err(WriteError::Http(_))));
    assert_eq!(server.lines().len(), 2 + 5);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_closed_already_counts_as_closed() {
    let closes = |first: fn() -> Reply, completed: bool| {
        Server::start(move |seen| match method(seen) {
            "close_run/82" => first(),
            "get_run/82" => Reply::ok(json!({"id": 82, "is_completed": completed}).to_string()),
            _ => no_such_method(),
        })
    };
    let refused = || {
        Reply::json(
            403,
            r#"{"error":"This operation is not allowed. The test run is already completed."}"#,
        )
    };
    let done = || Reply::ok(r#"{"id":82,"is_completed":true}"#);
    for (answer, completed, closed) in [
        (done as fn() -> Reply, false, true),
        (refused, true, true),
        (refused, false, false),
        (Reply::lost, true, true),
        (Reply::lost, false, false),
    ] {
        let server = closes(answer, completed).await;
        let result = testrail(&server).close_run(RunId(82)).await;
        assert_eq!(result.is_ok(), closed, "{result:?}");
    }
    let server = Server::start(|_| Reply::json(401, "{}")).await;
    let result = testrail(&server).close_run(RunId(82)).await;
    assert!(matches!(result, Err(WriteError::Credentials(_))));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn files_of_a_test_tell_their_result_in_any_version() {
    let server = Server::start(|seen| match method(seen) {
        "get_attachments_for_test/7001" => Reply::ok(
            r#"[{"id":443,"name":"a.png","size":21,"result_id":9001,"case_id":501},
            {"id":"2ec27be4","name":"b.png","filename":"b.png","size":"22","entity_type":"test_change","entity_id":"9002"},
            {"id":5,"name":null,"filename":"c.png","size":null,"entity_type":"case","entity_id":"501"}]"#,
        ),
        _ => no_such_method(),
    })
    .await;
    let found = testrail(&server).test_attachments(TestId(7001)).await;
    insta::assert_snapshot!(each(&found.expect("files")), @r#"
    ObservedAttachment { name: "a.png", size: Some(21), result: Some(RunResultId(9001)) }
    ObservedAttachment { name: "b.png", size: Some(22), result: Some(RunResultId(9002)) }
    ObservedAttachment { name: "c.png", size: None, result: None }
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_row_that_is_removed_while_pages_are_read_hides_no_other() {
    let removed = std::sync::atomic::AtomicBool::new(false);
    let server = Server::start(move |seen| {
        let row = |id: u64| json!({"id": id, "test_id": 1, "comment": format!("result {id}")});
        let is_removed = removed.load(std::sync::atomic::Ordering::SeqCst);
        let first = u64::from(is_removed);
        let rows = |from: u64, to: u64| (from + first..to).map(row).collect::<Vec<_>>();
        match method(seen) {
            "get_results_for_run/81" => page("results", &rows(0, 250 + first), true),
            "get_results_for_run/81&limit=250&offset=249" => {
                // Somebody removed the first row just now.
                removed.store(true, std::sync::atomic::Ordering::SeqCst);
                let from = if is_removed { 249 } else { 250 };
                page("results", &rows(from, 260), false)
            }
            _ => no_such_method(),
        }
    })
    .await;
    let found = testrail(&server).results(RunId(81), link).await;
    let found: Vec<u64> = found
        .expect("results")
        .iter()
        .map(|result| result.id.0)
        .collect();
    assert_eq!(found, (1..260).collect::<Vec<_>>());
    assert_eq!(server.lines().len(), 4);
}
