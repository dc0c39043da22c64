mod launches;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value as Json, json};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::*;
use crate::http::testing::{Reply, Seen, Server};
use crate::http::{self, Limits, Secret, Tls};
use crate::model::CaseSource;

const TOKEN: &str = "s3cr3t-api-token";

fn testops(server: &Server) -> TestOps {
    testops_found_at(server, None)
}

fn testops_found_at(server: &Server, prefix: Option<&str>) -> TestOps {
    TestOps::new(TestOpsSettings {
        endpoint: server.url.clone(),
        token: Secret::new(TOKEN),
        tls: Tls::default(),
        limits: Arc::new(Limits::new(MAX_IN_FLIGHT)),
        timeout: Duration::from_mins(1),
        api_prefix: prefix.map(str::to_owned),
    })
    .expect("an adapter")
}

fn selection(sources: &[&str]) -> CaseSelection {
    let source = |name: &&str| CaseSource::parse(name).expect("a source");
    CaseSelection {
        project_id: 7,
        aql: r#"tag = "smoke" and name ~= "ä+b""#.into(),
        sources: sources.iter().map(source).collect(),
        whole: None,
    }
}

fn granted(token: &str, seconds: u32) -> Reply {
    Reply::ok(
        json!({"access_token": token, "token_type": "bearer", "expires_in": seconds}).to_string(),
    )
}

fn not_found() -> Reply {
    Reply::json(
        404,
        r#"{"status":404,"error":"Not Found","message":"No such thing"}"#,
    )
}

/// The number behind a parameter.
fn parameter(seen: &Seen, name: &str) -> usize {
    let (_, rest) = seen
        .line
        .split_once(&format!("&{name}="))
        .expect("a parameter");
    let digits = rest.split('&').next().expect("digits");
    digits.parse().expect("a number")
}

/// A server with test cases 1 to `total` that grants pages of `cap` rows.
fn cases(seen: &Seen, total: usize, cap: usize) -> Reply {
    let size = parameter(seen, "size").min(cap);
    let page = parameter(seen, "page");
    let rows: Vec<_> = (1..=total)
        .skip(page * size)
        .take(size)
        .map(|id| json!({"id": id, "name": format!("Case {id}"), "status": {"id": -1}}))
        .collect();
    let pages = total.div_ceil(size);
    Reply::ok(
        json!({"content": rows, "size": size, "number": page, "totalPages": pages, "last": page + 1 >= pages})
            .to_string(),
    )
}

/// A page of test cases that tells how many there are.
fn counted(seen: &Seen, all: &[usize], size: usize) -> Reply {
    let page = parameter(seen, "page");
    let rows: Vec<_> = all
        .iter()
        .skip(page * size)
        .take(size)
        .map(|id| json!({"id": id, "name": format!("Case {id}"), "status": {"id": -1}}))
        .collect();
    let pages = all.len().div_ceil(size);
    Reply::ok(
        json!({"content": rows, "size": size, "number": page, "totalPages": pages, "totalElements": all.len(),
            "last": page + 1 >= pages})
        .to_string(),
    )
}

#[tokio::test(start_paused = true)]
async fn a_test_case_is_not_lost_where_another_one_is_deleted_between_two_pages() {
    let asked = AtomicUsize::new(0);
    let server = served(move |seen| {
        // The second one is gone by the second request.
        let is_first = asked.fetch_add(1, Ordering::SeqCst) == 0;
        let all: Vec<usize> = (1..=6).filter(|id| is_first || *id != 2).collect();
        counted(seen, &all, 2)
    })
    .await;
    let found = testops(&server).test_cases(&selection(&["name"])).await;
    let ids: Vec<_> = found.expect("cases").iter().map(|case| case.id.0).collect();
    assert_eq!(ids, [1, 3, 4, 5, 6]);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_tells_of_more_than_it_has_is_no_list() {
    let server = served(|_| {
        let rows = [json!({"id": 1, "name": "Case 1"}), json!({"id": 2, "name": "Case 2"})];
        let page = json!({"content": rows, "size": 1000, "totalPages": 1, "totalElements": 3, "last": true});
        Reply::ok(page.to_string())
    })
    .await;
    let error = testops(&server).test_cases(&selection(&["name"])).await;
    let Err(Error::Short {
        listing,
        found,
        expected,
    }) = error
    else {
        panic!("it is short");
    };
    assert_eq!((listing, found, expected), ("test cases", 2, 3));
    assert_eq!(server.lines().len(), 1 + 3);
}

fn is_exchange(seen: &Seen) -> bool {
    seen.line == "POST /api/uaa/oauth/token"
}

/// A server that grants tokens, and answers everything else so.
async fn served(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |seen| {
        if is_exchange(seen) {
            granted("jwt", 3600)
        } else {
            answer(seen)
        }
    })
    .await
}

fn paths(server: &Server) -> Vec<String> {
    let path = |line: String| line.split('?').next().unwrap_or_default().to_owned();
    server.lines().into_iter().map(path).collect()
}

#[tokio::test(start_paused = true)]
async fn a_small_selection_takes_two_requests() {
    let server = served(|seen| cases(seen, 3, 1000)).await;
    let testops = testops(&server);
    let found = testops
        .test_cases(&selection(&["name"]))
        .await
        .expect("cases");
    assert_eq!(found.len(), 3);
    insta::assert_compact_debug_snapshot!(found[0], @r#"TestCase { id: TestCaseId(1), values: [(Name, Plain("Case 1"))], is_whole: true }"#);
    insta::assert_snapshot!(server.lines().join("\n"), @r"
    POST /api/uaa/oauth/token
    GET /api/rs/testcase/__search?projectId=7&rql=tag%20%3D%20%22smoke%22%20and%20name%20%7E%3D%20%22%C3%A4%2Bb%22&page=0&size=1000&sort=id%2CASC
    ");
    let seen = server.seen();
    assert_eq!(
        seen[0].body,
        "grant_type=apitoken&scope=openid&token=s3cr3t-api-token"
    );
    assert_eq!(seen[1].header("authorization"), Some("Bearer jwt"));
}

#[tokio::test(start_paused = true)]
async fn an_empty_aql_selects_everything() {
    let server = served(|seen| cases(seen, 0, 1000)).await;
    let all = CaseSelection {
        aql: " ".into(),
        ..selection(&["name"])
    };
    let found = testops(&server).test_cases(&all).await.expect("none");
    assert_eq!(found, []);
    assert!(server.lines()[1].contains("projectId=7&rql=true&page=0"));
}

#[tokio::test(start_paused = true)]
async fn every_page_is_read_however_small_the_server_makes_them() {
    let server = served(|seen| cases(seen, 23, 5)).await;
    let found = testops(&server)
        .test_cases(&selection(&["name"]))
        .await
        .expect("cases");
    let ids: Vec<_> = found.iter().map(|case| case.id.0).collect();
    assert_eq!(ids, (1..=23).collect::<Vec<_>>());
    assert_eq!(server.lines().len(), 6);
}

#[tokio::test]
async fn a_slow_page_holds_up_none_of_the_others() {
    let last_asked = Arc::new(Notify::new());
    let server = served(move |seen| {
        if seen.line.contains("page=7&") {
            last_asked.notify_one();
        }
        let reply = cases(seen, 40, 5);
        if seen.line.contains("page=1&") {
            reply.after(&last_asked)
        } else {
            reply
        }
    })
    .await;
    let testops = testops(&server);
    let selection = selection(&["name"]);
    let found = timeout(Duration::from_secs(20), testops.test_cases(&selection));
    let found = found.await.expect("in time").expect("cases");
    let ids: Vec<_> = found.iter().map(|case| case.id.0).collect();
    assert_eq!(ids, (1..=40).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_ends_is_left() {
    let server = served(|_| {
        Reply::ok(r#"{"content":[{"id":1,"name":"again"}],"totalPages":1000000000,"last":false}"#)
    })
    .await;
    let found = testops(&server)
        .test_cases(&selection(&["name"]))
        .await
        .expect("cases");
    assert_eq!(found.len(), 1);
    assert!(server.lines().len() <= 2 + MAX_IN_FLIGHT);
}

#[tokio::test(start_paused = true)]
async fn scenarios_are_read_only_when_needed_and_stay_in_order() {
    let server = served(|seen| { let path = seen.line.trim_start_matches("GET /api/rs/testcase/");
        match path.strip_suffix("/step") {
            Some(id) => Reply::ok(
                json!({"root": {"children": [1]}, "scenarioSteps": {"1": {"body": format!("Step of {id}")}}})
                    .to_string(),
            ),
            None => cases(seen, 20, 1000),
        }
    })
    .await;
    let found = testops(&server)
        .test_cases(&selection(&["scenario"]))
        .await
        .expect("cases");
    assert_eq!(found.len(), 20);
    for case in &found {
        let scenario = format!("{:?}", case.values);
        assert!(
            scenario.contains(&format!("\"Step of {}\"", case.id)),
            "{scenario}"
        );
    }
    assert_eq!(server.lines().len(), 22);
}

/// What stands in sources, by the bodies of the list and of the overview.
async fn values(sources: &[&str], row: Json, overview: Json) -> (String, Vec<String>) {
    let server = served(move |seen| {
        if seen.line.contains("/overview") {
            Reply::ok(overview.to_string())
        } else {
            Reply::ok(json!([row]).to_string())
        }
    })
    .await;
    let found = testops(&server).test_cases(&selection(sources)).await;
    let values = found.expect("cases").remove(0).values.into_iter();
    let lines: Vec<String> = values
        .map(|(source, value)| format!("{source}: {value:?}"))
        .collect();
    let text = lines
        .join("\n")
        .replace(server.url.as_str(), "https://testops.example.com/");
    (text, paths(&server))
}

#[tokio::test(start_paused = true)]
async fn what_the_list_tells_costs_no_further_request() {
    let row = json!({"id": 4711, "projectId": 7, "name": "Guest pays", "fullName": "shop.Cart#pay", "automated": true,
        "description": "A **b**", "precondition": null, "status": {"id": -3, "name": "Active", "color": "#00a000"},
        "workflow": {"id": -1, "name": "Default Manual"}, "testLayer": {"id": -3, "name": "API Tests"},
        "tags": [{"id": 32, "name": "smoke"}, {"id": 31, "name": "cart"}, {"id": 32, "name": "smoke"}],
        "links": [{"name": "Spec", "url": "https://wiki.example.com/", "type": "link"}, {"url": "https://b.example.com/"}, {"name": "no address"}]});
    let sources = [
        "name",
        "fullName",
        "url",
        "description",
        "precondition",
        "expectedResult",
        "status",
        "layer",
        "automated",
        "tags",
        "links",
    ];
    let (values, asked) = values(&sources, row, json!({})).await;
    insta::assert_snapshot!(values, @r#"
    name: Plain("Guest pays")
    fullName: Plain("shop.Cart#pay")
    url: Link(Link { words: "", address: "https://testops.example.com/project/7/test-cases/4711" })
    description: Markdown("A **b**")
    precondition: Empty
    expectedResult: Empty
    status: Named(NamedValue { id: Some(-3), name: "Active" })
    layer: Named(NamedValue { id: Some(-3), name: "API Tests" })
    automated: Flag(true)
    tags: List([Named(NamedValue { id: Some(31), name: "cart" }), Named(NamedValue { id: Some(32), name: "smoke" })])
    links: List([Link(Link { words: "", address: "https://b.example.com/" }), Link(Link { words: "Spec", address: "https://wiki.example.com/" })])
    "#);
    assert_eq!(asked.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_overview_is_asked_for_once_for_all_that_only_it_tells() {
    let overview = json!({"id": 4711, "name": "Guest pays", "layer": null,
        "customFields": [
            {"id": 502, "name": "Pay", "customField": {"id": 12, "name": "Component "}},
            {"id": 501, "name": "Cart", "customField": {"id": 12, "name": "Component "}},
            {"id": 1, "name": "Checkout", "customField": {"id": -1, "name": "Epic"}},
            {"id": 9, "name": null, "customField": null}],
        "testKeys": [{"id": 1, "integrationId": 2, "name": "QA-17", "url": "https://tms.example.com/QA-17"}, {"id": 2}]});
    let row = json!({"id": 4711, "name": "Guest pays"});
    let sources = [
        "testKeys",
        "customField.Component",
        "customField.Epic",
        "customField.Owner",
    ];
    let (values, asked) = values(&sources, row, overview).await;
    insta::assert_snapshot!(values, @r#"
    testKeys: List([Named(NamedValue { id: Some(2), name: "" }), Named(NamedValue { id: Some(1), name: "QA-17" })])
    customField.Component: List([Named(NamedValue { id: Some(501), name: "Cart" }), Named(NamedValue { id: Some(502), name: "Pay" })])
    customField.Epic: List([Named(NamedValue { id: Some(1), name: "Checkout" })])
    customField.Owner: List([])
    "#);
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[2], "GET /api/rs/testcase/4711/overview");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_exchanged_once_for_all_and_once_more_when_it_is_rejected() {
    let exchanges = AtomicUsize::new(0);
    let server = Server::start(move |seen| {
        if is_exchange(seen) {
            let n = exchanges.fetch_add(1, Ordering::Relaxed) + 1;
            return granted(&format!("jwt{n}"), 3600);
        }
        if seen.line.contains("/step") && seen.header("authorization") == Some("Bearer jwt1") {
            return Reply::json(401, r#"{"message":"expired"}"#);
        }
        if seen.line.contains("/step") {
            return Reply::ok(NO_STEPS);
        }
        cases(seen, 20, 1000)
    })
    .await;
    let found = testops(&server)
        .test_cases(&selection(&["scenario"]))
        .await
        .expect("cases");
    assert_eq!(found.len(), 20);
    let exchanges = paths(&server)
        .iter()
        .filter(|path| path.ends_with("token"))
        .count();
    assert_eq!(exchanges, 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_expires() {
    let server = Server::start(|seen| {
        if is_exchange(seen) {
            granted("jwt", 100)
        } else {
            cases(seen, 1, 1000)
        }
    })
    .await;
    let testops = testops(&server);
    for wait in [0, 40, 20] {
        tokio::time::advance(Duration::from_secs(wait)).await;
        testops
            .test_cases(&selection(&["name"]))
            .await
            .expect("cases");
    }
    let exchanges = paths(&server)
        .iter()
        .filter(|path| path.ends_with("token"))
        .count();
    assert_eq!(exchanges, 2);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_not_tried_again() {
    for status in [400, 401] {
        let server = Server::start(move |_| {
            Reply::json(
                status,
                r#"{"error":"invalid_grant","error_description":"Bad credentials"}"#,
            )
        })
        .await;
        let testops = testops(&server);
        for _ in 0..2 {
            let error = testops
                .test_cases(&selection(&["name"]))
                .await
                .expect_err("no token");
            assert!(matches!(error, Error::Credentials(_)), "{error:?}");
            assert!(!format!("{error:?}").contains(TOKEN));
        }
        assert_eq!(server.lines().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn without_an_exchange_the_api_token_is_sent_itself() {
    let server = Server::start(|seen| {
        if is_exchange(seen) {
            not_found()
        } else {
            cases(seen, 1, 1000)
        }
    })
    .await;
    testops(&server)
        .test_cases(&selection(&["name"]))
        .await
        .expect("cases");
    let sent = server.seen()[1].header("authorization").map(str::to_owned);
    assert_eq!(sent.as_deref(), Some("Api-Token s3cr3t-api-token"));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_has_but_web_pages_is_said_to_have_them() {
    let server = Server::start(|_| Reply::html()).await;
    let error = testops(&server)
        .test_cases(&selection(&["name"]))
        .await
        .expect_err("a web page");
    let Error::Http(error) = error else {
        panic!("{error:?}");
    };
    assert!(
        matches!(*error.kind, http::ErrorKind::Html { .. }),
        "{error:?}"
    );
    assert!(server.lines().len() <= 15);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_rs_is_found_and_remembered() {
    for elsewhere in [not_found, Reply::html] {
        let server = served(move |seen| {
            if seen.line.contains("/api/rs/") {
                elsewhere()
            } else {
                cases(seen, 1, 1000)
            }
        })
        .await;
        let testops = testops(&server);
        for _ in 0..2 {
            testops
                .test_cases(&selection(&["name"]))
                .await
                .expect("cases");
        }
        let paths = paths(&server);
        assert_eq!(paths[paths.len() - 2..], ["GET /api/testcase/__search"; 2]);
    }
}

#[tokio::test(start_paused = true)]
async fn bad_aql_and_missing_projects_are_told_apart() {
    let mut table = Vec::new();
    for (status, body) in [
        (
            400,
            r#"{"status":400,"message":"line 1:5 unexpected 'and'"}"#,
        ),
        (400, ""),
        (404, r#"{"message":"Project not found"}"#),
        (403, r#"{"message":"Access is denied"}"#),
        (500, r#"{"message":"An unexpected error occurred"}"#),
    ] {
        let server = served(move |_| Reply::json(status, body)).await;
        let error = testops(&server)
            .test_cases(&selection(&["name"]))
            .await
            .expect_err("an error");
        table.push(error.to_string());
    }
    insta::assert_snapshot!(table.join("\n"), @r"
    TestOps does not accept the AQL: line 1:5 unexpected 'and'
    TestOps does not accept the AQL
    there is no TestOps project 7 that the token's owner can see
    the owner of the TestOps API token may not read this
    cannot read from TestOps
    ");
}

#[tokio::test(start_paused = true)]
async fn a_check_names_the_project_and_counts() {
    let server = served(|seen| {
        if seen.line == "GET /api/rs/project/7" {
            Reply::ok(r#"{"id":7,"name":"Web Shop","abbr":"WS"}"#)
        } else {
            Reply::ok(r#"{"valid":true,"count":42}"#)
        }
    })
    .await;
    let probe = testops(&server).check(7, "id = 1").await.expect("a probe");
    insta::assert_compact_debug_snapshot!(probe, @r#"Probe { project_name: "Web Shop", count: Some(42) }"#);
    insta::assert_snapshot!(server.lines().join("\n"), @r"
    POST /api/uaa/oauth/token
    GET /api/rs/project/7
    GET /api/rs/testcase/query/validate?projectId=7&rql=id%20%3D%201
    ");
}

#[tokio::test(start_paused = true)]
async fn a_check_of_bad_aql_carries_the_words_of_the_search() {
    let server = served(|seen| {
        if seen.line.contains("validate") {
            Reply::ok(r#"{"valid":false}"#)
        } else if seen.line.contains("__search") {
            Reply::json(
                400,
                r#"{"message":"no viable alternative at input 'tag ='"}"#,
            )
        } else {
            Reply::ok(r#"{"id":7,"name":"Web Shop"}"#)
        }
    })
    .await;
    let error = testops(&server)
        .check(7, "tag =")
        .await
        .expect_err("bad AQL");
    insta::assert_snapshot!(error, @"TestOps does not accept the AQL: no viable alternative at input 'tag ='");
}

/// A server with one automated test case: what `/step`, the last run and the overview answer.
async fn automated(step: &'static str, run: Reply, manual: Json) -> (Server, CaseSelection) {
    let run = Arc::new(std::sync::Mutex::new(Some(run)));
    let server = served(move |seen| match seen.line.split('?').next() {
        Some(line) if line.ends_with("/__search") => Reply::ok(
            json!({"content": [{"id": 101, "name": "Case", "automated": true}], "last": true})
                .to_string(),
        ),
        Some(line) if line.ends_with("/step") => Reply::ok(step),
        Some(line) if line.ends_with("/scenariofromrun") => {
            run.lock().expect("a lock").take().expect("one request")
        }
        _ => Reply::ok(json!({"hasManualScenario": manual}).to_string()),
    })
    .await;
    (server, selection(&["scenario"]))
}

const NO_STEPS: &str = r#"{"scenarioSteps":{}}"#;

#[tokio::test(start_paused = true)]
async fn an_automated_case_arrives_with_the_steps_of_its_last_run() {
    let run = Reply::ok(r#"{"steps":[{"type":"body","body":"Open"}]}"#);
    let (server, selection) = automated(NO_STEPS, run, Json::Null).await;
    let found = testops(&server)
        .test_cases(&selection)
        .await
        .expect("cases");
    insta::assert_compact_debug_snapshot!(found[0].values, @r#"[(Scenario, Scenario(Scenario { nodes: [Step(Step { action: Plain("Open"), expected: [], nodes: [] })], left_out: {}, is_missing: false }))]"#);
    insta::assert_snapshot!(paths(&server).join("\n"), @"
    POST /api/uaa/oauth/token
    GET /api/rs/testcase/__search
    GET /api/rs/testcase/101/step
    GET /api/rs/testcase/101/scenariofromrun
    ");
}

#[tokio::test(start_paused = true)]
async fn steps_that_people_wrote_stand_before_those_of_a_run() {
    let step = r#"{"root":{"children":[1]},"scenarioSteps":{"1":{"body":"By hand"}}}"#;
    let (server, selection) = automated(step, not_found(), Json::Null).await;
    let found = testops(&server)
        .test_cases(&selection)
        .await
        .expect("cases");
    assert!(format!("{:?}", found[0]).contains("By hand"));
    assert_eq!(paths(&server).len(), 3, "{:?}", paths(&server));
}

#[tokio::test(start_paused = true)]
async fn steps_that_exist_and_do_not_arrive_are_noticed() {
    let is_missing =
        |found: &[crate::model::TestCase]| format!("{found:?}").contains("is_missing: true");
    for refused in [not_found(), Reply::json(403, "{}"), Reply::ok("{}")] {
        let (server, selection) = automated(NO_STEPS, refused, Json::Null).await;
        let found = testops(&server)
            .test_cases(&selection)
            .await
            .expect("cases");
        assert!(is_missing(&found), "{found:?}");
    }
    // The overview is read for something else, and says that there are steps.
    let (server, _) = automated(NO_STEPS, not_found(), json!(true)).await;
    let selection = selection(&["scenario", "testKeys"]);
    let found = testops(&server)
        .test_cases(&selection)
        .await
        .expect("cases");
    assert!(is_missing(&found), "{found:?}");
    // There are none.
    let none = Reply::ok(r#"{"steps":[]}"#);
    let (server, selection) = automated(NO_STEPS, none, Json::Null).await;
    let found = testops(&server)
        .test_cases(&selection)
        .await
        .expect("cases");
    assert!(!is_missing(&found), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn where_the_api_was_found_is_not_looked_for_again() {
    for (lives, found, requests) in [
        ("/api/testcase", None, 3),
        ("/api/testcase", Some("api"), 2),
        // It moved since.
        ("/api/rs/testcase", Some("api"), 3),
        ("/api/rs/testcase", Some("something"), 2),
    ] {
        let server = served(move |seen| {
            if seen.line.contains(lives) {
                cases(seen, 1, 1000)
            } else {
                not_found()
            }
        })
        .await;
        let testops = testops_found_at(&server, found);
        testops
            .test_cases(&selection(&["name"]))
            .await
            .expect("cases");
        assert_eq!(paths(&server).len(), requests, "{lives} {found:?}");
        let prefix = lives.trim_matches('/').trim_end_matches("/testcase");
        assert_eq!(testops.api_prefix(), Some(prefix));
    }
}
