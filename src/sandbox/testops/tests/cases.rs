use insta::assert_snapshot;

use super::*;

#[test]
fn a_search_row_holds_everything_but_relations_and_leaves_out_what_is_empty() {
    let page = read(
        &shop(),
        "/api/rs/testcase/__search?projectId=7&rql=true&sort=id,ASC",
    );
    assert_snapshot!(pretty(&page), @"");
}

#[test]
fn the_old_prefix_answers_the_same() {
    let testops = shop();
    let calls = [
        "testcase/4711",
        "testcase/4711/overview",
        "testcase/4711/step",
        "launch/55/statistic",
        "testresult?launchId=55",
    ];
    for call in calls {
        assert_eq!(
            read(&testops, &format!("/api/rs/{call}")),
            read(&testops, &format!("/api/{call}")),
        );
    }
}

#[test]
fn an_overview_adds_what_a_row_lacks() {
    let testops = shop();
    let mut overview = read(&testops, "/api/testcase/4711/overview");
    let row = read(&testops, "/api/testcase/4711");
    let overview = overview.as_object_mut().unwrap();
    overview.retain(|key, value| row.get(key) != Some(value));
    assert_snapshot!(pretty(&json!(overview)), @"");
}

#[test]
fn custom_fields_come_flat_or_grouped() {
    let testops = shop();
    let names = |value: &Value| {
        json!([
            value["customField"]["id"],
            value["customField"]["name"],
            value["id"],
            value["name"]
        ])
    };
    let flat = read(&testops, "/api/testcase/4711/cfv?projectId=7");
    let flat: Vec<Value> = flat.as_array().unwrap().iter().map(names).collect();
    assert_snapshot!(json!(flat), @"");
    let grouped = read(&testops, "/api/testcase/4711/cfv?projectId=7&v2=true");
    assert_snapshot!(pretty(&grouped[0]), @"");
}

#[test]
fn the_parts_of_a_test_case_can_be_asked_for_alone() {
    let testops = shop();
    let overview = read(&testops, "/api/testcase/4711/overview");
    for (call, key) in [
        ("tag", "tags"),
        ("issue", "issues"),
        ("members", "members"),
        ("testkey", "testKeys"),
        ("workflow", "workflow"),
    ] {
        assert_eq!(
            read(&testops, &format!("/api/testcase/4711/{call}")),
            overview[key],
            "{call}"
        );
    }
    assert_eq!(read(&testops, "/api/testcase/4711/relation"), json!([]));
    assert_eq!(read(&testops, "/api/testcase/4711/example")["empty"], true);
}

#[test]
fn lists_without_a_query_are_poorer_and_know_the_deleted_ones() {
    let testops = shop();
    let page = read(&testops, "/api/testcase?projectId=7");
    assert_eq!(ids(&page), [4712, 4711]);
    assert_snapshot!(page["content"][0], @"");
    assert_eq!(
        ids(&read(&testops, "/api/testcase/deleted?projectId=7")),
        [4713]
    );
    let deleted = "/api/testcase/__search?projectId=7&rql=true&deleted=true";
    assert_eq!(ids(&read(&testops, deleted)), [4713]);
}
