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
