use insta::assert_snapshot;

use super::*;

#[test]
fn launches_come_newest_first() {
    let testops = shop();
    let page = read(&testops, "/api/launch?projectId=7");
    assert_eq!(ids(&page), [56, 55]);
    assert_snapshot!(pretty(&page["content"][1]), @"");
}

#[test]
fn a_preview_has_the_counts_and_the_environment() {
    let page = read(&shop(), "/api/launch?projectId=7&preview=true");
    let preview = &page["content"][1];
    assert_snapshot!(preview["statistic"], @"");
    assert_eq!(preview["environment"].as_array().unwrap().len(), 2);
    assert!(preview.get("autoclose").is_none());
}

#[test]
fn a_launch_counts_its_visible_results_and_lists_its_variables() {
    let testops = shop();
    assert_snapshot!(read(&testops, "/api/launch/55/statistic"), @"");
    assert_snapshot!(read(&testops, "/api/launch/55/variables")["content"], @"");
    assert_eq!(read(&testops, "/api/launch/55/env")[1]["name"], "Chrome");
    assert_eq!(read(&testops, "/api/launch/56/statistic"), json!([]));
}

#[test]
fn results_show_what_is_missing_as_null() {
    let testops = shop();
    assert_snapshot!(pretty(&read(&testops, "/api/testresult/4")), @"");
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
    assert_snapshot!(rows.join("\n"), @"");
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
