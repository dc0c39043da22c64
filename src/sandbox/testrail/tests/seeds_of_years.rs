//! A TestRail in which people have lived: what they changed, put into the bin, and locked.

use super::*;

fn lived_in(more: &Value) -> Server {
    let mut seed = json!({
        "cases": [
            {"id": 1, "title": "Kept", "section_id": 1},
            {"id": 2, "title": "In the bin", "section_id": 1, "is_deleted": 1},
            {"id": 3, "title": "Locked", "section_id": 1, "locked": true},
        ],
        "users": [
            {"id": 1, "name": "Administrator", "email": ADMIN, "is_admin": true},
            {"id": 2, "name": "Tess", "email": "tess@example.com"},
        ],
    });
    for (key, value) in more.as_object().expect("an object") {
        seed[key] = value.clone();
    }
    Server::with(&seed)
}

#[test]
fn a_case_in_the_bin_is_listed_as_that_and_is_in_no_new_run() {
    let server = lived_in(&json!({}));
    assert_eq!(
        column(&server.get("get_cases/1")["cases"], "is_deleted"),
        [0, 1, 0]
    );
    assert_eq!(server.get("get_case/2")["is_deleted"], 1);
    let run = server.post("add_run/1", &json!({"name": "All"}));
    assert_eq!(run["untested_count"], 2);
}

#[test]
fn what_people_changed_before_is_in_the_history() {
    let server = lived_in(&json!({"history": [
        {"case_id": 1, "user_id": 2, "created_on": 1_770_000_000,
         "changes": [{"type_id": 1, "field": "title", "old_value": "Old", "new_value": "Kept"}]},
    ]}));
    server.post("update_case/1", &json!({"title": "New"}));
    let history = server.get("get_history_for_case/1");
    assert_eq!(column(&history["history"], "id"), [2, 1]);
    assert_eq!(column(&history["history"], "user_id"), [1, 2]);
    assert_eq!(history["history"][1]["created_on"], 1_770_000_000);
    assert_eq!(history["history"][1]["type_id"], 6);
    assert_eq!(history["history"][1]["changes"][0]["old_value"], "Old");
    // The state tells all of it, as a seed takes it.
    let told = server.testrail.state()["history"].clone();
    assert_eq!(column(&told, "case_id"), [1, 1]);
    assert_eq!(column(&told, "user_id"), [2, 1]);
}

#[test]
fn one_locked_object_is_refused_and_its_neighbours_are_not() {
    const CASE: &str = "403 You are not allowed to edit this test case (insufficient permissions).";
    const RUN: &str = "403 You are not allowed to edit this test run (insufficient permissions).";
    let runs = json!({"runs": [
        {"id": 5, "name": "Locked", "suite_id": 1, "locked": true},
        {"id": 6, "name": "Open", "suite_id": 1},
    ]});
    let server = lived_in(&runs);
    let title = json!({"title": "x"});
    assert_eq!(server.refused("update_case/3", &title), CASE);
    let many = json!({"case_ids": [1, 3], "title": "x"});
    assert_eq!(server.refused("update_cases/1", &many), CASE);
    assert_eq!(server.get("get_case/3")["title"], "Locked");
    assert_eq!(server.post("update_case/1", &title)["title"], "x");

    let name = json!({"name": "x"});
    assert_eq!(server.refused("update_run/5", &name), RUN);
    assert_eq!(server.refused("close_run/5", &json!({})), RUN);
    let test = &server.get("get_tests/5")["tests"][0]["id"];
    let status = json!({"status_id": 1});
    assert_eq!(server.refused(&format!("add_result/{test}"), &status), RUN);
    let results = json!({"results": [{"case_id": 1, "status_id": 1}]});
    assert_eq!(server.refused("add_results_for_cases/5", &results), RUN);
    server.post("add_results_for_cases/6", &results);
}

#[test]
fn a_case_status_may_refuse_edits() {
    let seed = |enterprise: bool| {
        lived_in(&json!({
            "enterprise": enterprise,
            "case_statuses": [
                {"case_status_id": 1, "name": "Design", "is_default": true},
                {"case_status_id": 2, "name": "Approved", "is_approved": true, "refusesEdits": true},
            ],
            "cases": [{"id": 1, "title": "Approved", "section_id": 1, "case_status_id": 2}],
        }))
    };
    let title = json!({"title": "x"});
    let server = seed(true);
    assert_eq!(server.get("get_case/1")["case_status_id"], 2);
    assert!(
        server
            .refused("update_case/1", &title)
            .starts_with("403 You are not allowed to edit this test case")
    );
    assert_eq!(server.post("add_case/1", &title)["case_status_id"], 1);
    // Without the licence there are no statuses.
    let server = seed(false);
    assert!(server.get("get_case/1").get("case_status_id").is_none());
    server.post("update_case/1", &title);
}

#[test]
fn a_typewriter_rewrites_titles_texts_and_steps() {
    let server = Server::with(&json!({"textMode": "typewriter"}));
    let case = server.post(
        "add_case/1",
        &json!({
            "title": "A – “B”", "template_id": 2, "custom_preconds": "Wait …",
            "custom_steps_separated": [{"content": "it’s", "expected": ""}],
        }),
    );
    assert_eq!(case["title"], "A - \"B\"");
    assert_eq!(case["custom_preconds"], "<p>Wait ...</p>\n");
    assert_eq!(
        case["custom_steps_separated"][0]["content"],
        "<p>it's</p>\n"
    );
}
