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
    assert_snapshot!(names(&read(&testops, "/api/status?workflowId=-1")), @"");
    assert_snapshot!(names(&read(&testops, "/api/workflow")), @"");
    assert_snapshot!(names(&read(&testops, "/api/testlayer")), @"");
    assert_snapshot!(names(&read(&testops, "/api/role")), @"");
    assert_snapshot!(names(&read(&testops, "/api/tag")), @"");
    assert_snapshot!(names(&read(&testops, "/api/launch/tag?projectId=7")), @"");
}

#[test]
fn a_project_knows_its_custom_fields_and_their_values() {
    let testops = shop();
    assert_snapshot!(names(&read(&testops, "/api/project/7/cf")), @"");
    let values = read(&testops, "/api/project/7/cfv?customFieldId=-1");
    let counts: Vec<String> = values["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["name"], row["testCasesCount"]))
        .collect();
    assert_snapshot!(counts.join(", "), @"");
    assert_snapshot!(names(&read(&testops, "/api/cfv/suggest?projectId=7&query=PAY")), @"");
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
    assert_snapshot!(schemas.join("\n"), @"");
}

#[test]
fn projects_are_listed_by_name_and_tell_how_much_is_in_them() {
    let testops = shop();
    assert_snapshot!(names(&read(&testops, "/api/project")), @"");
    assert_snapshot!(names(&read(&testops, "/api/project?query=shop")), @"");
    assert_snapshot!(names(&read(&testops, "/api/project/suggest?ignoreId=7")), @"");
    assert_snapshot!(read(&testops, "/api/project/7"), @"");
    assert_snapshot!(read(&testops, "/api/project/7/stats"), @"");
}
