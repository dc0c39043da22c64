use super::*;

#[test]
fn a_run_follows_its_suite_unless_cases_are_chosen() {
    let server = Server::start();
    server.add_cases(3);
    assert_eq!(
        server.post("add_run/1", &json!({"name": "All"}))["untested_count"],
        3
    );
    let trap = server.post("add_run/1", &json!({"name": "Trap", "case_ids": [1]}));
    assert_eq!(
        (&trap["include_all"], &trap["untested_count"]),
        (&json!(true), &json!(3))
    );
    let chosen = server.post(
        "add_run/1",
        &json!({"name": "One", "include_all": false, "case_ids": [1]}),
    );
    assert_eq!(
        (&chosen["include_all"], &chosen["untested_count"]),
        (&json!(false), &json!(1))
    );
    assert!(chosen.get("case_ids").is_none());
    let empty = server.post(
        "add_run/1",
        &json!({"name": "None", "include_all": false, "case_ids": []}),
    );
    assert_eq!(empty["untested_count"], 0);
    server.add_cases(1);
    let counts = ["get_run/1", "get_run/3"].map(|run| server.get(run)["untested_count"].clone());
    assert_eq!(counts, [json!(4), json!(1)]);
}

#[test]
fn fields_of_a_run_are_checked() {
    let server = Server::start();
    server.add_cases(1);
    let error = |body: Value| server.refused("add_run/1", &body);
    assert_eq!(error(json!({})), "400 Field :name is a required field.");
    assert_eq!(
        error(json!({"name": "x", "include_all": false, "case_ids": [1, 9]})),
        "400 Field :case_ids contains unrecognized case IDs."
    );
    assert_eq!(
        error(json!({"name": "x".repeat(251)})),
        "400 Field :name is too long (250 characters at most)."
    );
    assert_eq!(
        error(json!({"name": "x", "milestone_id": 9})),
        "400 Field :milestone_id is not a valid milestone."
    );
    assert_eq!(
        server.refused("add_run/2", &json!({"name": "x"})),
        "400 Field :suite_id is a required field."
    );
}

#[test]
fn a_new_selection_drops_tests_with_their_results() {
    let server = Server::start();
    server.add_cases(3);
    server.add_run(&[1, 2]);
    server.post("add_result_for_case/1/1", &json!({"status_id": 1}));
    server.post("add_result_for_case/1/2", &json!({"status_id": 5}));
    let kept = server.post("update_run/1", &json!({"description": "d"}));
    assert_eq!(
        (&kept["passed_count"], &kept["failed_count"]),
        (&json!(1), &json!(1))
    );
    let updated = server.post("update_run/1", &json!({"case_ids": [2, 3]}));
    assert_eq!(
        (
            &updated["passed_count"],
            &updated["failed_count"],
            &updated["untested_count"]
        ),
        (&json!(0), &json!(1), &json!(1))
    );
    assert_eq!(server.get("get_results_for_run/1")["size"], 1);
    server.post("update_run/1", &json!({"case_ids": [1, 2]}));
    assert_eq!(server.get("get_run/1")["passed_count"], 0);
}

#[test]
fn a_closed_run_is_frozen() {
    let server = Server::start();
    server.add_cases(1);
    server.add_run(&[1]);
    let closed = server.post("close_run/1", &Value::Null);
    assert_eq!(closed["is_completed"], true);
    assert!(closed["completed_on"].is_i64());
    for method in ["update_run/1", "close_run/1"] {
        assert_eq!(
            server.refused(method, &json!({"name": "x"})),
            "403 This operation is not allowed. The test run is already completed."
        );
    }
    server.post("update_case/1", &json!({"title": "New title"}));
    assert_eq!(server.get("get_tests/1")["tests"][0]["title"], "Case 1");
    server.post("delete_case/1", &json!({}));
    assert_eq!(server.get("get_tests/1")["size"], 1);
}

#[test]
fn open_runs_show_cases_as_they_are_now() {
    let server = Server::start();
    server.add_cases(1);
    server.add_run(&[1]);
    server.post(
        "update_case/1",
        &json!({"title": "New title", "custom_preconds": "p"}),
    );
    let test = &server.get("get_tests/1")["tests"][0];
    assert_eq!(
        (&test["title"], &test["custom_preconds"]),
        (&json!("New title"), &json!("<p>p</p>\n"))
    );
}

#[test]
fn runs_are_listed_newest_first_and_filtered() {
    let server = Server::start();
    server.post(
        "add_run/1",
        &json!({"name": "A", "refs": "ALLURE-LAUNCH-5, X"}),
    );
    server.post(
        "add_run/1",
        &json!({"name": "B", "refs": "ALLURE-LAUNCH-55"}),
    );
    server.post("close_run/1", &json!({}));
    let found = |filter: &str| column(&server.get(&format!("get_runs/1{filter}"))["runs"], "name");
    assert_eq!(found(""), ["B", "A"]);
    assert_eq!(found("&refs_filter=ALLURE-LAUNCH-5"), ["A"]);
    assert_eq!(found("&is_completed=0"), ["B"]);
    assert_eq!(found("&is_completed=1&suite_id=1"), ["A"]);
}

#[test]
fn deleting_an_open_run_removes_it() {
    let server = Server::start();
    server.add_cases(1);
    server.add_run(&[1]);
    assert_eq!(
        server.post("delete_run/1&soft=1", &json!({})),
        json!({"affected_runs": 1, "affected_tests": 1})
    );
    assert_eq!(server.post("delete_run/1", &json!({})), json!(""));
    assert_eq!(
        server.get_refused("get_run/1"),
        "400 Field :run_id is not a valid test run."
    );
    assert_eq!(
        server.get_refused("get_test/1"),
        "400 Field :test_id is not a valid test."
    );
}

#[test]
fn tests_are_filtered_by_status() {
    let server = Server::start();
    server.add_cases(2);
    server.add_run(&[1, 2]);
    server.post("add_result_for_case/1/2", &json!({"status_id": 5}));
    assert_eq!(
        column(&server.get("get_tests/1&status_id=1,5")["tests"], "case_id"),
        [2]
    );
    assert_eq!(
        server.post("update_test/1", &json!({"labels": ["slow"]}))["labels"][0]["title"],
        "slow"
    );
}

#[test]
fn older_servers_ignore_the_assignee_of_an_update() {
    for (version, assignee) in [("10.1", Value::Null), ("10.2", json!(1))] {
        let server = Server::with(&json!({"version": version}));
        server.post("add_run/1", &json!({"name": "x"}));
        assert_eq!(
            server.post("update_run/1", &json!({"assignedto_id": 1}))["assignedto_id"],
            assignee
        );
    }
}
