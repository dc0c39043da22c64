//! Launches and their results.

use insta::assert_snapshot;

use super::*;

#[test]
fn launches_come_newest_first() {
    let testops = shop();
    let page = read(&testops, "/api/launch?projectId=7");
    assert_eq!(ids(&page), [56, 55]);
    assert_snapshot!(lines(&page["content"][1]), @r#"
    id: 55
    projectId: 7
    name: "Nightly"
    closed: true
    autoclose: false
    external: false
    tags: [{"id":1,"name":"nightly"}]
    links: []
    issues: []
    createdDate: 1781519400000
    lastModifiedDate: 1781519400000
    "#);
}

#[test]
fn a_preview_has_the_counts_and_the_environment() {
    let page = read(&shop(), "/api/launch?projectId=7&preview=true");
    let preview = &page["content"][1];
    assert_snapshot!(preview["statistic"], @r#"[{"count":1},{"status":"broken","count":1},{"status":"passed","count":1}]"#);
    assert_eq!(preview["environment"].as_array().unwrap().len(), 2);
    assert!(preview.get("autoclose").is_none());
}

#[test]
fn a_launch_counts_its_visible_results_and_lists_its_variables() {
    let testops = shop();
    assert_snapshot!(read(&testops, "/api/launch/55/statistic"), @r#"[{"count":1},{"status":"broken","count":1},{"status":"passed","count":1}]"#);
    assert_snapshot!(read(&testops, "/api/launch/55/variables")["content"], @r#"[{"key":"Browser","values":["Firefox","Chrome"]}]"#);
    assert_eq!(read(&testops, "/api/launch/55/env")[1]["name"], "Chrome");
    assert_eq!(read(&testops, "/api/launch/56/statistic"), json!([]));
}

#[test]
fn results_show_what_is_missing_as_null() {
    let testops = shop();
    assert_snapshot!(lines(&read(&testops, "/api/testresult/4")), @r#"
    id: 4
    launchId: 55
    projectId: 7
    testCaseId: 4712
    name: "Robot can pay"
    fullName: "shop.PayTest.robot"
    status: null
    message: null
    trace: null
    start: null
    stop: null
    duration: null
    manual: false
    external: false
    flaky: false
    muted: false
    known: false
    hidden: false
    retriedBy: null
    assignee: null
    testedBy: null
    parameters: []
    tags: [{"id":2,"name":"pay"}]
    links: []
    layer: null
    category: null
    description: null
    descriptionHtml: null
    precondition: null
    preconditionHtml: null
    expectedResult: null
    expectedResultHtml: null
    jobRun: null
    historyKey: "history-4712"
    scenarioKey: null
    hostId: null
    threadId: null
    createdBy: "qa-lead"
    createdDate: 1781519400000
    lastModifiedBy: "qa-lead"
    lastModifiedDate: 1781519400000
    "#);
}

#[test]
fn a_listing_of_results_has_the_hidden_attempts_and_those_in_progress() {
    let page = read(&shop(), "/api/testresult?launchId=55&size=1000&sort=id,ASC");
    let rows: Vec<Value> = page["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            json!([
                row["id"],
                row["status"],
                row["hidden"],
                row["retriedBy"],
                row["duration"],
                row["parameters"]
            ])
        })
        .collect();
    let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    assert_snapshot!(rows.join("\n"), @r#"
    [1,"failed",true,{"id":3,"name":"Guest can pay by card"},500,[]]
    [2,"passed",false,null,600,[{"name":"card","value":"visa","hidden":false,"excluded":false},{"name":"pin","value":"0000","hidden":true,"excluded":false}]]
    [3,"broken",false,null,null,[]]
    [4,null,false,null,null,[]]
    "#);
}

#[test]
fn what_a_result_does_not_have_is_empty_and_well_formed() {
    let testops = shop();
    for list in ["members", "issue", "fixture", "cfv", "testkey"] {
        assert_eq!(
            read(&testops, &format!("/api/testresult/2/{list}")),
            json!([]),
            "{list}"
        );
    }
    assert_eq!(
        read(&testops, "/api/testresult/2/execution?v2=true"),
        json!({"steps": []})
    );
    assert_eq!(
        read(&testops, "/api/testresult/2/execution"),
        json!({"steps": [], "attachments": []})
    );
    assert_eq!(
        read(&testops, "/api/testresult/attachment?testResultId=2")["empty"],
        true
    );
}

#[test]
fn the_earlier_attempts_of_a_result_are_its_retries() {
    let testops = shop();
    let retries = |id| ids(&read(&testops, &format!("/api/testresult/{id}/retries")));
    // Two visible results of one case: with nothing to tell them apart the last one is meant.
    assert_eq!((retries(2), retries(3)), (vec![], vec![1]));
}

#[test]
fn files_of_results_are_listed_and_can_be_fetched_unless_they_are_gone() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "launches": [{"id": 55, "projectId": 7, "name": "Nightly", "results": [{
            "id": 1, "name": "Guest can pay", "attachments": [
                {"name": "large.log", "content": "abc", "size": 7},
                {"name": "gone.png", "missed": true},
                {"name": "spec.txt", "fromTestCase": true},
            ],
        }]}],
    }));
    let page = read(&testops, "/api/testresult/attachment?testResultId=1");
    let rows: Vec<String> = page["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    assert_snapshot!(rows.join("\n"), @r#"
    {"entity":"test_result","id":1,"name":"large.log","contentType":"text/plain","contentLength":7,"missed":false,"fromTestCase":false}
    {"entity":"test_result","id":2,"name":"gone.png","contentType":"image/png","contentLength":19,"missed":true,"fromTestCase":false}
    {"entity":"test_result","id":3,"name":"spec.txt","contentType":"text/plain","contentLength":19,"missed":false,"fromTestCase":true}
    "#);
    let answer = get(&testops, "/api/testresult/attachment/1/content");
    assert_eq!(&*answer.body, b"abcabca");
    assert_eq!(
        get(&testops, "/api/testresult/attachment/2/content").status,
        404
    );
}

#[test]
fn a_result_may_have_steps_issues_and_an_environment_of_its_own() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "launches": [{"id": 55, "projectId": 7, "name": "Nightly", "environment": {"Browser": "Firefox"}, "results": [
            {
                "id": 1, "name": "Guest can pay", "environment": {"Browser": "Chrome"}, "issues": ["SHOP-9"],
                "steps": [
                    {"body": "Pay", "status": "failed", "message": "declined", "start": 10, "stop": 15,
                     "expectedResult": "Paid", "parameters": [{"name": "card", "value": "visa"}],
                     "attachment": "card.png", "steps": ["Enter the number"]},
                    {"attachment": {"name": "page.html", "text": "<p>"}},
                ],
            },
            {"id": 2, "name": "Guest can look"},
        ]}],
    }));
    let typed = read(&testops, "/api/testresult/1/execution?v2=true");
    assert_snapshot!(typed["steps"][0], @r#"{"type":"body","body":"Pay","status":"failed","message":"declined","trace":null,"showMessage":true,"start":10,"stop":15,"duration":5,"parameters":[{"name":"card","value":"visa","hidden":false,"excluded":false}],"steps":[{"type":"attachment","attachmentId":1,"attachment":{"entity":"test_result","id":1,"name":"card.png","contentType":"image/png","contentLength":19,"missed":false,"fromTestCase":false}},{"type":"body","body":"Enter the number","status":null,"message":null,"trace":null,"showMessage":false,"start":null,"stop":null,"duration":null,"parameters":[],"steps":[],"expectedResultSteps":[]}],"expectedResultSteps":[{"type":"expected_body","body":"Paid","status":"failed"}]}"#);
    assert_snapshot!(typed["steps"][1], @r#"{"type":"attachment","attachmentId":2,"attachment":{"entity":"test_result","id":2,"name":"page.html","contentType":"text/html","contentLength":3,"missed":false,"fromTestCase":false}}"#);
    let legacy = read(&testops, "/api/testresult/1/execution");
    assert_snapshot!(legacy["steps"][0], @r#"{"name":"Pay","status":"failed","message":"declined","trace":null,"start":10,"stop":15,"duration":5,"parameters":[{"name":"card","value":"visa","hidden":false,"excluded":false}],"expectedResult":"Paid","steps":[{"name":"Enter the number","status":null,"message":null,"trace":null,"start":null,"stop":null,"duration":null,"parameters":[],"expectedResult":null,"steps":[],"attachments":[]}],"attachments":[{"entity":"test_result","id":1,"name":"card.png","contentType":"image/png","contentLength":19,"missed":false,"fromTestCase":false}]}"#);
    assert_eq!(legacy["attachments"][0]["name"], "page.html");
    assert_eq!(
        read(&testops, "/api/testresult/1/issue")[0]["name"],
        "SHOP-9"
    );
    let environment =
        |id: i64| read(&testops, &format!("/api/testresult/{id}/evv"))[0]["name"].clone();
    assert_eq!(
        (environment(1), environment(2)),
        (json!("Chrome"), json!("Firefox"))
    );
    let found = |browser: &str| {
        ids(&read(
            &testops,
            &format!(
                "/api/testresult/__search?projectId=7&rql=ev%5B%22Browser%22%5D%3D%22{browser}%22"
            ),
        ))
    };
    assert_eq!((found("Chrome"), found("Firefox")), (vec![1], vec![2]));
    let files = read(&testops, "/api/testresult/attachment?testResultId=1");
    assert_eq!(ids(&files), [1, 2]);
}
