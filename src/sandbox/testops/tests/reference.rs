//! What other objects refer to.

use insta::assert_snapshot;

use super::*;

/// Id and name of each row.
fn names(rows: &Value) -> String {
    let rows = rows.get("content").unwrap_or(rows).as_array().unwrap();
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row["id"], row["name"]))
        .collect();
    rows.join(", ")
}

#[test]
fn built_in_objects_have_negative_ids() {
    let testops = shop();
    assert_snapshot!(names(&read(&testops, "/api/status?workflowId=-1")), @r#"-3 "Active", -1 "Draft", -4 "Outdated", -2 "Review""#);
    assert_snapshot!(names(&read(&testops, "/api/workflow")), @r#"-1 "Default Manual", -2 "Default Automated""#);
    assert_snapshot!(names(&read(&testops, "/api/testlayer")), @r#"-3 "API Tests""#);
    assert_snapshot!(names(&read(&testops, "/api/role")), @r#"-1 "Owner", 1 "Lead""#);
    assert_snapshot!(names(&read(&testops, "/api/tag")), @r#"1 "smoke", 2 "pay""#);
    assert_snapshot!(names(&read(&testops, "/api/launch/tag?projectId=7")), @r#"1 "nightly""#);
}

#[test]
fn a_project_knows_its_custom_fields_and_their_values() {
    let testops = shop();
    assert_snapshot!(names(&read(&testops, "/api/project/7/cf")), @r#"49997 "Story", 49998 "Feature", 49999 "Epic", 50001 "Risk""#);
    let values = read(&testops, "/api/project/7/cfv?customFieldId=-1");
    let counts: Vec<String> = values["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["name"], row["testCasesCount"]))
        .collect();
    assert_snapshot!(counts.join(", "), @r#""Cart" 1, "Payment" 2"#);
    assert_snapshot!(names(&read(&testops, "/api/cfv/suggest?projectId=7&query=PAY")), @r#"2 "Payment""#);
    assert_eq!(
        read(&testops, "/api/cf?projectId=7"),
        read(&testops, "/api/project/7/cf")
    );
}

#[test]
fn both_kinds_of_test_cases_have_a_workflow() {
    let page = read(&shop(), "/api/workflowschema?projectId=7");
    let schemas: Vec<String> = page["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!(
                "{} {} {}",
                row["type"],
                row["workflow"]["id"],
                names(&row["workflow"]["statuses"])
            )
        })
        .collect();
    assert_snapshot!(schemas.join("\n"), @r#"
    "manual" -1 -1 "Draft", -2 "Review", -3 "Active", -4 "Outdated"
    "automated" -2 -1 "Draft", -2 "Review", -3 "Active", -4 "Outdated"
    "#);
}

#[test]
fn projects_are_listed_by_name_and_tell_how_much_is_in_them() {
    let testops = shop();
    assert_snapshot!(names(&read(&testops, "/api/project")), @r#"8 "Secret", 7 "Web Shop""#);
    assert_snapshot!(names(&read(&testops, "/api/project?query=shop")), @r#"7 "Web Shop""#);
    assert_snapshot!(names(&read(&testops, "/api/project/suggest?ignoreId=7")), @r#"8 "Secret""#);
    assert_snapshot!(read(&testops, "/api/project/7"), @r#"{"id":7,"name":"Web Shop","abbr":"WS","isPublic":true,"favorite":false,"createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}"#);
    assert_snapshot!(read(&testops, "/api/project/7/stats"), @r#"{"automatedTestCases":1,"manualTestCases":1,"automationPercent":50.0,"launches":2}"#);
}

#[test]
fn a_listed_custom_field_stands_in_every_project_with_its_values() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}, {"id": 8, "name": "Back Office"}],
        "customFields": [
            {"id": 40, "name": "Priority", "singleSelect": true, "locked": true, "values": ["High", "Low"]},
            "Component",
        ],
        "testCases": [
            {"id": 1, "projectId": 7, "name": "a", "customFields": {"Priority": "High", "Risk": "5"}},
        ],
    }));
    assert_snapshot!(names(&read(&testops, "/api/project/7/cf")), @r#"49997 "Story", 49998 "Feature", 49999 "Epic", 50001 "Component", 50002 "Risk", 50040 "Priority""#);
    assert_snapshot!(names(&read(&testops, "/api/project/8/cf")), @r#"49997 "Story", 49998 "Feature", 49999 "Epic", 50001 "Component", 50040 "Priority""#);
    assert_snapshot!(names(&read(&testops, "/api/cf/suggest?projectId=8&query=prio")), @r#"40 "Priority""#);
    let values = read(&testops, "/api/project/7/cfv?customFieldId=40");
    let counts: Vec<String> = values["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["name"], row["testCasesCount"]))
        .collect();
    assert_snapshot!(counts.join(", "), @r#""High" 1, "Low" 0"#);
    let field = read(&testops, "/api/cf/40");
    assert_eq!(
        (&field["singleSelect"], &field["locked"], &field["required"]),
        (&json!(true), &json!(true), &json!(false))
    );
    assert_eq!(read(&testops, "/api/cfv/1")["customField"], field);
    assert_eq!(get(&testops, "/api/cf/41").status, 404);
}

#[test]
fn accounts_are_listed_for_an_administrator() {
    let seed = |is_admin: bool| {
        testops(&json!({"users": [
            "alice", {"username": "bob", "email": "bob@example.com", "firstName": "Bob"},
            {"username": "qa-lead", "email": "lead@example.com", "admin": is_admin},
        ]}))
    };
    assert_eq!(get(&seed(false), "/api/uaa/account").status, 403);
    let administrator = seed(true);
    let rows = read(&administrator, "/api/uaa/account");
    let rows: Vec<String> = rows["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {} {}", row["id"], row["username"], row["email"]))
        .collect();
    assert_snapshot!(rows.join(", "), @r#"2 "alice" null, 3 "bob" "bob@example.com", 1 "qa-lead" "lead@example.com""#);
    assert_eq!(ids(&read(&administrator, "/api/account?query=BO")), [3]);
    assert_eq!(
        read(&administrator, "/api/account/me")["email"],
        "lead@example.com"
    );
}

#[test]
fn exports_of_the_ui_are_read_by_integration_and_project() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}, {"id": 8, "name": "Secret", "forbidden": true}],
        "integrations": [{"id": 3, "name": "Our TestRail", "type": "testrail", "settings": {"endpoint": "https://rail.example.com"}}],
        "exports": [
            {"id": 12, "integrationId": 3, "projectId": 7, "projectKey": "Web Shop", "tcAql": "tag = \"regression\"",
             "launchAql": "closed = true", "settings": {"suiteId": "29"}, "disableTcCreate": true, "syncDelaySec": 60},
            {"id": 13, "integrationId": 3, "projectId": 8},
        ],
        "testCases": [{"id": 1, "projectId": 7, "name": "a", "issues": ["SHOP-1"], "testKeys": ["C1"]}],
    }));
    let page = read(
        &testops,
        "/api/integration/export?integrationId=3&projectId=7",
    );
    assert_snapshot!(page["content"], @r#"[{"id":12,"integrationId":3,"projectId":7,"projectKey":"Web Shop","tcAql":"tag = \"regression\"","launchAql":"closed = true","settings":{"suiteId":"29"},"disabled":false,"disableTcCreate":true,"disableLaunchSync":false,"syncDelaySec":60,"createdDate":1767225600000,"lastModifiedDate":1767225600000}]"#);
    assert_eq!(
        read(&testops, "/api/integration/export/12"),
        page["content"][0]
    );
    assert_eq!(get(&testops, "/api/integration/export/13").status, 403);
    assert_eq!(
        get(&testops, "/api/integration/export?integrationId=3").status,
        400
    );
    // An integration that is only named is there, too.
    assert_snapshot!(names(&read(&testops, "/api/integration/project/7")), @r#"3 "Our TestRail", 1 "jira", 2 "testrail""#);
    assert_snapshot!(read(&testops, "/api/integration/3/project/7")["settings"], @r#"{"endpoint":"https://rail.example.com"}"#);
    assert_eq!(
        read(&testops, "/api/integration/3")["info"]["type"],
        "testrail"
    );
    assert_eq!(read(&testops, "/api/testkey/1")["integrationId"], 2);
}
