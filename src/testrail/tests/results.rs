use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::model::{NewResult, RunId};
use crate::testrail::{AddedResult, ResultPart, RunWriter as _};

fn result(case: u64, comment: &str) -> NewResult {
    NewResult {
        case: CaseId(case),
        status_id: Some(1),
        comment: comment.into(),
        elapsed: None,
        version: None,
        defects: None,
        assigned_to: None,
        steps: None,
    }
}

/// Results of these cases, each with a number of its own.
fn results(cases: &[u64]) -> Vec<NewResult> {
    let numbered = cases.iter().enumerate();
    numbered
        .map(|(at, &case)| result(case, &at.to_string()))
        .collect()
}

/// What a run does with results.
#[derive(Clone, Default)]
struct Run {
    /// Cases that are named in a refusal.
    unknown: Vec<u64>,
    /// Comments that are refused without naming anything.
    odd: Vec<String>,
    /// The most results of a request.
    most: Option<usize>,
    completed: bool,
}

/// A run that takes all results of a request or none, as TestRail does.
async fn serve(run: Run) -> Server {
    let next = AtomicU64::new(9000);
    Server::start(move |seen| {
        let no = |words: String| Reply::json(400, json!({"error": words}).to_string());
        match method(seen) {
            "get_run/81" => {
                return Reply::ok(json!({"id": 81, "is_completed": run.completed}).to_string());
            }
            "add_results_for_cases/81" => {}
            _ => return no_such_method(),
        }
        if run.completed {
            return no("This operation is not allowed. The test run is already completed.".into());
        }
        let body: Json = serde_json::from_str(&seen.body).expect("JSON");
        let rows = body["results"].as_array().expect("results");
        if run.most.is_some_and(|most| rows.len() > most) {
            return Reply::json(413, "too large");
        }
        for row in rows {
            let case = row["case_id"].as_u64().expect("a case");
            if run.unknown.contains(&case) {
                return no(format!("Field :results contains one or more invalid results (case C{case} unknown or not part of the test run)"));
            }
            if run.odd.iter().any(|odd| row["comment"] == **odd) {
                return no("Field :custom_x is a required field.".into());
            }
        }
        let added = rows.iter().map(|row| {
            json!({"id": next.fetch_add(1, Ordering::Relaxed), "test_id": 1000 + row["case_id"].as_u64().expect("a case"),
                "case_id": row["case_id"], "status_id": 1, "comment": row["comment"]})
        });
        Reply::ok(added.collect::<Json>().to_string())
    })
    .await
}

fn lines(rows: &[Result<AddedResult, WriteError>]) -> String {
    let line = |row: &Result<AddedResult, WriteError>| match row {
        Ok(added) => format!("R{} of T{}", added.id.0, added.test.0),
        Err(error) => error.to_string(),
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn posts(server: &Server) -> usize {
    let lines = server.lines();
    lines.iter().filter(|line| line.starts_with("POST")).count()
}

#[tokio::test(start_paused = true)]
async fn the_last_result_of_a_test_stays_the_last_although_it_has_to_be_sent_without_a_part() {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let own = Arc::clone(&taken);
    let server = Server::start(move |seen| {
        match method(seen) {
            "get_run/81" => return Reply::ok(json!({"id": 81, "is_completed": false}).to_string()),
            "add_results_for_cases/81" => {}
            _ => return no_such_method(),
        }
        let body: Json = serde_json::from_str(&seen.body).expect("JSON");
        let rows = body["results"].as_array().expect("results");
        if let Some(row) = rows.iter().find(|row| !row["assignedto_id"].is_null()) {
            let words = format!(
                "Field :assignedto_id is not a valid user (case C{})",
                row["case_id"]
            );
            return Reply::json(400, json!({"error": words}).to_string());
        }
        let mut taken = own.lock().expect("a list");
        let added = rows.iter().map(|row| {
            taken.push(row["comment"].as_str().expect("a comment").to_owned());
            json!({"id": taken.len(), "test_id": 7, "case_id": row["case_id"]})
        });
        Reply::ok(added.collect::<Json>().to_string())
    })
    .await;
    let worst = NewResult {
        assigned_to: Some(9),
        ..result(501, "worst")
    };
    let results = [result(501, "better"), result(502, "other"), worst];
    let added = testrail(&server).add_results(RunId(81), &results).await;
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    assert_eq!(*taken.lock().expect("a list"), ["better", "other", "worst"]);
}

#[tokio::test(start_paused = true)]
async fn results_are_added_by_one_request_in_their_order() {
    let server = serve(Run::default()).await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[502, 501, 502]))
        .await;
    insta::assert_snapshot!(lines(&rows), @"
    R9000 of T1502
    R9001 of T1501
    R9002 of T1502
    ");
    assert_eq!(asked(&server), ["POST add_results_for_cases/81"]);
    assert_eq!(testrail(&server).add_results(RunId(81), &[]).await.len(), 0);
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_named_case_is_dropped_and_the_rest_sent_again() {
    let server = serve(Run {
        unknown: vec![501, 503],
        ..Run::default()
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501, 502, 501, 503, 504]))
        .await;
    insta::assert_snapshot!(lines(&rows), @"
    TestRail refuses it: Field :results contains one or more invalid results (case C501 unknown or not part of the test run)
    R9000 of T1502
    TestRail refuses it: Field :results contains one or more invalid results (case C501 unknown or not part of the test run)
    TestRail refuses it: Field :results contains one or more invalid results (case C503 unknown or not part of the test run)
    R9001 of T1504
    ");
    assert_eq!(posts(&server), 3);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_names_nothing_is_narrowed_down() {
    let server = serve(Run {
        odd: vec!["4".into()],
        ..Run::default()
    })
    .await;
    let rows = testrail(&server)
        .add_results(
            RunId(81),
            &results(&[501, 502, 503, 504, 505, 506, 507, 508]),
        )
        .await;
    insta::assert_snapshot!(lines(&rows), @"
    R9000 of T1501
    R9001 of T1502
    R9002 of T1503
    R9003 of T1504
    TestRail refuses it: Field :custom_x is a required field.
    R9004 of T1506
    R9005 of T1507
    R9006 of T1508
    ");
    assert_eq!(posts(&server), 7, "one for the whole, two for each halving");
    let reads = server.lines().len() - 7;
    assert_eq!(reads, 1, "whether the run is closed is asked once");
}

#[tokio::test(start_paused = true)]
async fn a_refused_result_costs_itself_alone_whatever_the_status() {
    for status in [400, 403, 404, 413, 422] {
        let server = Server::start(move |seen| match method(seen) {
            "get_run/81" => Reply::ok(r#"{"id":81}"#),
            _ if seen.body.contains(r#""comment":"4""#) => Reply::json(status, ""),
            _ => {
                let body: Json = serde_json::from_str(&seen.body).expect("JSON");
                let rows = body["results"].as_array().expect("results");
                let added = rows.iter().map(|_| json!({"id": 1, "test_id": 2}));
                Reply::ok(added.collect::<Json>().to_string())
            }
        })
        .await;
        let rows = testrail(&server)
            .add_results(RunId(81), &results(&[501; 8]))
            .await;
        let refused: Vec<usize> = (0..8).filter(|at| rows[*at].is_err()).collect();
        assert_eq!(refused, [4], "{status}: {rows:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_case_that_is_named_and_was_not_sent_tells_nothing() {
    let server = Server::start(|seen| match method(seen) {
        "get_run/81" => Reply::ok(r#"{"id":81}"#),
        _ => Reply::json(400, r#"{"error":"case C999 unknown"}"#),
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501, 502]))
        .await;
    insta::assert_snapshot!(lines(&rows), @"
    TestRail refuses it: case C999 unknown
    TestRail refuses it: case C999 unknown
    ");
    assert_eq!(posts(&server), 3);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_too_large_is_halved() {
    let server = serve(Run {
        most: Some(2),
        ..Run::default()
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501, 502, 503, 504, 505]))
        .await;
    assert!(rows.iter().all(Result::is_ok), "{}", lines(&rows));
    let server = serve(Run {
        most: Some(0),
        ..Run::default()
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501, 502]))
        .await;
    insta::assert_snapshot!(lines(&rows), @"
    TestRail refuses it: status 413 without a word
    TestRail refuses it: status 413 without a word
    ");
}

#[tokio::test(start_paused = true)]
async fn a_closed_run_refuses_everything_at_once() {
    let server = serve(Run {
        completed: true,
        ..Run::default()
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501, 502, 503]))
        .await;
    insta::assert_snapshot!(lines(&rows), @"
    TestRail refuses it: This operation is not allowed. The test run is already completed.
    TestRail refuses it: This operation is not allowed. The test run is already completed.
    TestRail refuses it: This operation is not allowed. The test run is already completed.
    ");
    assert_eq!(posts(&server), 1);

    let server = Server::start(|_| {
        Reply::json(
            403,
            r#"{"error":"You are not allowed to add test results (insufficient permissions)."}"#,
        )
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501, 502]))
        .await;
    insta::assert_snapshot!(lines(&rows), @"
    the TestRail user may not do this
    the TestRail user may not do this
    ");
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_does_not_exist_refuses_everything_at_once() {
    let server = Server::start(|_| {
        Reply::json(400, r#"{"error":"Field :run_id is not a valid test run."}"#)
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501; 100]))
        .await;
    assert!(
        rows.iter()
            .all(|row| matches!(row, Err(WriteError::Refused { .. })))
    );
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn results_that_are_refused_all_alike_are_not_tried_for_ever() {
    let server = Server::start(|seen| match method(seen) {
        "get_run/81" => Reply::ok(r#"{"id":81}"#),
        _ => Reply::json(400, r#"{"error":"Field :custom_x is a required field."}"#),
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501; 1000]))
        .await;
    assert!(
        rows.iter()
            .all(|row| matches!(row, Err(WriteError::Refused { .. })))
    );
    assert!(posts(&server) < 80, "{}", posts(&server));
}

#[tokio::test(start_paused = true)]
async fn what_may_be_in_is_unclear_and_never_sent_again() {
    for reply in [
        Reply::lost as fn() -> Reply,
        Reply::html,
        || Reply::json(500, ""),
        || Reply::ok(r#"[{"id":1,"test_id":1}]"#),
        || Reply::ok(r#"[{"id":1,"test_id":1,"case_id":502},{"id":2,"test_id":2,"case_id":501}]"#),
        || Reply::ok(r#"[{"id":1,"test_id":1},{"id":2,"te"#),
    ] {
        let server = Server::start(move |_| reply()).await;
        let rows = testrail(&server)
            .add_results(RunId(81), &results(&[501, 502]))
            .await;
        assert!(
            rows.iter()
                .all(|row| matches!(row, Err(WriteError::Unclear(_)))),
            "{rows:?}"
        );
        assert_eq!(server.lines().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unclear_half_does_not_keep_the_other_back() {
    let calls = AtomicU64::new(0);
    let server = Server::start(move |_| match calls.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::json(413, ""),
        1 => Reply::lost(),
        _ => Reply::ok(r#"[{"id":9002,"test_id":7002}]"#),
    })
    .await;
    let rows = testrail(&server)
        .add_results(RunId(81), &results(&[501, 502]))
        .await;
    assert!(matches!(rows[0], Err(WriteError::Unclear(_))));
    assert!(rows[1].is_ok());
}

#[tokio::test(start_paused = true)]
async fn after_a_401_no_more_results_are_sent() {
    let server = Server::start(|_| Reply::json(401, r#"{"error":"Authentication failed"}"#)).await;
    let testrail = testrail(&server);
    for _ in 0..2 {
        let rows = testrail.add_results(RunId(81), &results(&[501, 502])).await;
        assert!(
            rows.iter()
                .all(|row| matches!(row, Err(WriteError::Credentials(_))))
        );
        assert!(!format!("{rows:?}").contains(KEY));
    }
    assert_eq!(server.lines().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_good_result_is_added_once_and_every_bad_one_refused(
        cases in prop::collection::vec(501u64..508, 0..24),
        unknown in prop::collection::vec(501u64..508, 0..2),
        odd in prop::collection::btree_set(0usize..24, 0..4),
        most in prop::option::of(1usize..8),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (rows, seen) = runtime.block_on(async {
            let run = Run {
                unknown: unknown.clone(),
                odd: odd.iter().map(ToString::to_string).collect(),
                most,
                completed: false,
            };
            let server = serve(run).await;
            let rows = testrail(&server).add_results(RunId(81), &results(&cases)).await;
            (rows, server.seen().len())
        });
        prop_assert_eq!(rows.len(), cases.len());
        let mut ids = BTreeSet::new();
        for (at, (row, case)) in rows.iter().zip(&cases).enumerate() {
            let is_bad = unknown.contains(case) || odd.contains(&at);
            match row {
                Ok(added) => {
                    prop_assert!(!is_bad && ids.insert(added.id));
                    prop_assert_eq!(added.test.0, 1000 + case);
                }
                Err(error) => prop_assert!(is_bad && matches!(error, WriteError::Refused { .. }), "{error}"),
            }
        }
        prop_assert!(seen <= 2 * cases.len() + 4);
    }
}

/// A server that takes no result with one of these keys, and says so in these words.
async fn picky(words: &'static str, untaken: &'static [&'static str]) -> Server {
    let next = AtomicU64::new(9000);
    Server::start(move |seen| {
        if method(seen) == "get_run/81" {
            return Reply::ok(r#"{"id": 81, "is_completed": false}"#);
        }
        let body: Json = serde_json::from_str(&seen.body).expect("JSON");
        let rows = body["results"].as_array().expect("results");
        let is_untaken = |row: &Json| untaken.iter().any(|key| row.get(key).is_some());
        if rows.iter().any(is_untaken) {
            return Reply::json(400, json!({"error": words}).to_string());
        }
        let added = rows.iter().map(|row| {
            json!({"id": next.fetch_add(1, Ordering::Relaxed), "test_id": 1, "case_id": row["case_id"]})
        });
        Reply::ok(added.collect::<Json>().to_string())
    })
    .await
}

/// Which parts each result lacks, or that it was refused.
fn lacking(rows: &[Result<AddedResult, WriteError>]) -> String {
    let lacking = |row: &Result<AddedResult, WriteError>| match row {
        Ok(added) => {
            let parts: Vec<_> = added.lacks.iter().map(ResultPart::name).collect();
            format!("[{}]", parts.join(", "))
        }
        Err(error) => error.to_string(),
    };
    rows.iter().map(lacking).collect::<Vec<_>>().join(" ")
}

fn tested(case: u64, user: u64) -> NewResult {
    NewResult {
        assigned_to: Some(user),
        version: Some("1.2".into()),
        ..result(case, "c")
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_arrives_although_its_tester_left_the_project() {
    let server = picky(
        "Field :assignedto_id is not a valid user.",
        &["assignedto_id"],
    )
    .await;
    let rows = [tested(1, 7), result(2, "c"), tested(3, 7)];
    let added = testrail(&server).add_results(RunId(81), &rows).await;
    insta::assert_snapshot!(lacking(&added), @"[assignee] [] [assignee]");
    // The second one of him is not even tried with him.
    insta::assert_snapshot!(asked(&server).join("\n"), @"
    POST add_results_for_cases/81
    GET get_run/81
    POST add_results_for_cases/81
    POST add_results_for_cases/81
    POST add_results_for_cases/81
    POST add_results_for_cases/81
    POST add_results_for_cases/81
    ");
}

#[tokio::test(start_paused = true)]
async fn a_verdict_arrives_without_all_that_it_can_do_without() {
    // The words name the wrong part, then none.
    for (words, requests) in [("Field :version is odd.", 4), ("No.", 3)] {
        let server = picky(words, &["assignedto_id"]).await;
        let added = testrail(&server)
            .add_results(RunId(81), &[tested(1, 7)])
            .await;
        assert_eq!(lacking(&added), "[assignee, version]", "{words}");
        assert_eq!(asked(&server).len(), requests, "{words}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_result_that_is_refused_for_itself_is_sent_three_times_at_most() {
    let server = picky("Field :version is odd.", &["status_id"]).await;
    let added = testrail(&server)
        .add_results(RunId(81), &[tested(1, 7)])
        .await;
    insta::assert_snapshot!(lacking(&added), @"TestRail refuses it: Field :version is odd.");
    assert_eq!(asked(&server).len(), 4, "{:?}", asked(&server));
}
