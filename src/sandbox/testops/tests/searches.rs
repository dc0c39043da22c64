//! Queries over the state.

use insta::assert_snapshot;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::*;

fn found(testops: &Testops, entity: &str, aql: &str) -> Vec<i64> {
    let aql = utf8_percent_encode(aql, NON_ALPHANUMERIC);
    let rows = ids(&read(
        testops,
        &format!("/api/{entity}/__search?projectId=7&rql={aql}&sort=id,ASC"),
    ));
    let validation = read(
        testops,
        &format!("/api/{entity}/query/validate?projectId=7&rql={aql}"),
    );
    assert_eq!(
        validation,
        json!({"valid": true, "count": rows.len()}),
        "{aql}"
    );
    rows
}

#[test]
fn test_cases_are_found_by_their_fields() {
    let testops = shop();
    let both: &[i64] = &[4711, 4712];
    let expectations: &[(&str, &[i64])] = &[
        ("", both),
        ("true", both),
        ("false", &[]),
        ("tag = \"smoke\"", &[4711]),
        ("tag in [\"smoke\", \"pay\"]", both),
        ("not tag = \"smoke\"", &[4712]),
        ("status = \"Active\" or status = -3", &[4711]),
        ("status != \"Active\"", &[]),
        ("status = null", &[4712]),
        ("automation = true", &[4712]),
        ("automated = false", &[4711]),
        ("workflow = \"Default Manual\"", &[4711]),
        ("workflow = -2", &[4712]),
        ("layer = -3", &[4711]),
        ("layer is null", &[4712]),
        ("cf[\"Epic\"] = \"Payment\"", both),
        ("cf[-1] = \"Cart\"", &[4711]),
        ("cf[\"Risk\"] = null", &[4712]),
        ("cf[\"Nobody\"] = \"x\"", &[]),
        ("cfv = \"High\"", &[4711]),
        ("role[\"Owner\"] = currentUser()", &[4711]),
        ("role[\"Lead\"] is null", &[4712]),
        ("member = \"dev-lead\"", &[4711]),
        ("issue = \"SHOP-2\"", &[4711]),
        ("name ~= \"CAN\" and id > 4711", &[4712]),
        ("createdDate > 1767225600000", &[4712]),
        ("lastModifiedDate < now()", both),
        ("createdBy = \"qa-lead\" and muted = false", both),
        ("mutedDate = null and testPlan = null", both),
    ];
    for (aql, expected) in expectations {
        assert_eq!(found(&testops, "testcase", aql), *expected, "{aql}");
    }
}

#[test]
fn a_workflow_of_the_seed_is_found_by_name_and_id() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "customFields": [{"name": "Priority", "values": ["High", "Low"]}],
        "testCases": [
            {"id": 1, "projectId": 7, "name": "a", "workflow": "Regulated", "customFields": {"Priority": "High"}},
            {"id": 2, "projectId": 7, "name": "b", "automated": true, "members": {"Owner": "alice"}},
        ],
    }));
    let expectations: &[(&str, &[i64])] = &[
        ("workflow = \"Regulated\"", &[1]),
        ("workflow = 1", &[1]),
        ("workflow = \"Default Automated\"", &[2]),
        ("cf[\"Priority\"] = \"High\"", &[1]),
        ("cf[\"Priority\"] in [1]", &[1]),
        ("cf[\"Priority\"] = \"Low\"", &[]),
        ("cf[\"Priority\"] is null", &[2]),
        ("role[\"Owner\"] = \"alice\"", &[2]),
    ];
    for (aql, expected) in expectations {
        assert_eq!(found(&testops, "testcase", aql), *expected, "{aql}");
    }
}

#[test]
fn launches_are_found_by_their_fields() {
    let testops = shop();
    let expectations: &[(&str, &[i64])] = &[
        ("closed = true", &[55]),
        (
            "tag = \"nightly\" and ev[\"Browser\"] = \"Chrome\" and ev[\"Browser\"] = \"Firefox\"",
            &[55],
        ),
        ("evv = \"Chrome\" or name ~= \"run\"", &[55, 56]),
        ("ev[\"OS\"] = null", &[55, 56]),
        ("createdDate >= 1781519500000", &[56]),
        ("issue = null and job = null", &[55, 56]),
    ];
    for (aql, expected) in expectations {
        assert_eq!(found(&testops, "launch", aql), *expected, "{aql}");
    }
}

#[test]
fn results_are_found_by_their_own_fields_and_those_of_their_case_and_launch() {
    let testops = shop();
    let expectations: &[(&str, &[i64])] = &[
        ("launch = 55 and status != null", &[1, 2, 3]),
        ("launch = \"Nightly\" and hidden = false", &[2, 3, 4]),
        ("testCaseId in [4712]", &[4]),
        ("testCase = \"Robot can pay\" or testCase = 4712", &[4]),
        ("status in [\"failed\", \"broken\"]", &[1, 3]),
        ("testedBy = \"qa-lead\"", &[2]),
        ("fullName = \"shop.PayTest.robot\"", &[4]),
        (
            "cf[\"Risk\"] = \"High\" and ev[\"Browser\"] = \"Chrome\"",
            &[1, 2, 3],
        ),
        ("layer = \"API Tests\" and tag = \"smoke\"", &[1, 2, 3]),
        ("category = null", &[1, 2, 3, 4]),
    ];
    for (aql, expected) in expectations {
        assert_eq!(found(&testops, "testresult", aql), *expected, "{aql}");
    }
}

#[test]
fn a_row_of_a_result_search_is_short() {
    let page = read(
        &shop(),
        "/api/testresult/__search?projectId=7&rql=true&sort=id,ASC",
    );
    assert_snapshot!(page["content"], @r#"[{"id":1,"name":"Guest can pay by card","status":"failed","testCaseId":4711,"duration":500},{"id":2,"name":"Guest can pay by card","status":"passed","testCaseId":4711,"duration":600},{"id":3,"name":"Guest can pay by card","status":"broken","testCaseId":4711},{"id":4,"name":"Robot can pay","testCaseId":4712}]"#);
}

#[test]
fn a_bad_query_is_refused_by_a_search_and_told_by_a_validation() {
    let testops = shop();
    let bad = [
        ("testcase", "tag%20==%20%22smoke%22"),
        ("testcase", "closed%20=%20true"),
        ("launch", "status%20=%20%22Active%22"),
        ("testresult", "launchId%20=%205"),
        ("testcase", "createdDate%20%3E%20monthAgo()"),
    ];
    let mut shown = Vec::new();
    for (entity, aql) in bad {
        let answer = get(
            &testops,
            &format!("/api/{entity}/__search?projectId=7&rql={aql}"),
        );
        assert_eq!(answer.status, 400);
        shown.push(json_of(&answer)["message"].to_string());
        let validation = read(
            &testops,
            &format!("/api/{entity}/query/validate?projectId=7&rql={aql}"),
        );
        assert_eq!(validation, json!({"valid": false}));
    }
    assert_snapshot!(shown.join("\n"), @r#"
    "invalid.aql: `==` is not an operator at character 5"
    "invalid.aql: test cases have no field `closed` at character 1"
    "invalid.aql: launches have no field `status` at character 1"
    "invalid.aql: test results have no field `launchId` at character 1"
    "invalid.aql: there is no function `monthAgo()`"
    "#);
}

#[test]
fn a_plus_in_a_query_is_a_blank() {
    let testops = shop();
    let page = read(
        &testops,
        "/api/testcase/__search?projectId=7&rql=tag+in+%5B%22smoke%22%5D",
    );
    assert_eq!(ids(&page), [4711]);
}
