use super::*;

fn server_with_run() -> Server {
    let server = Server::start();
    server.add_cases(3);
    server.add_run(&[1, 2]);
    server
}

#[test]
fn results_of_cases_are_answered_in_the_order_of_the_request() {
    let server = server_with_run();
    let results = server.post(
        "add_results_for_cases/1",
        &json!({"results": [
            {"case_id": 2, "status_id": 5, "comment": "a & b", "elapsed": "123s", "attachments": []},
            {"case_id": 1, "status_id": 1},
            {"case_id": 2, "status_id": 1},
        ]}),
    );
    assert_eq!(column(&results, "test_id"), [2, 1, 2]);
    assert_eq!(results[0]["comment"], "a & b");
    assert_eq!(results[0]["elapsed"], "2m 3s");
    let run = server.get("get_run/1");
    assert_eq!(
        (
            &run["passed_count"],
            &run["failed_count"],
            &run["untested_count"]
        ),
        (&json!(2), &json!(0), &json!(0))
    );
    assert_eq!(
        column(&server.get("get_results_for_run/1")["results"], "id"),
        [3, 2, 1]
    );
    assert_eq!(
        column(&server.get("get_results_for_case/1/2")["results"], "id"),
        [3, 1]
    );
    assert_eq!(column(&server.get("get_results/1")["results"], "id"), [2]);
}

#[test]
fn one_bad_result_refuses_the_whole_batch() {
    let server = server_with_run();
    assert_eq!(
        server.refused(
            "add_results_for_cases/1",
            &json!({"results": [{"case_id": 1, "status_id": 1}, {"case_id": 3, "status_id": 1}]})
        ),
        "400 Field :results contains one or more invalid results (case C3 unknown or not part of the test run)."
    );
    assert_eq!(
        server.refused(
            "add_results/1",
            &json!({"results": [{"test_id": 1, "status_id": 1}, {"test_id": 9, "status_id": 1}]})
        ),
        "400 Field :results contains one or more invalid results (test T9 unknown or not part of the test run)."
    );
    assert_eq!(
        server.refused(
            "add_results_for_cases/1",
            &json!({"results": [{"case_id": 1, "status_id": 1}, {"case_id": 2, "status_id": 3}]})
        ),
        "400 Field :status_id is not a valid status."
    );
    assert_eq!(server.get("get_results_for_run/1")["size"], 0);
}

#[test]
fn fields_of_a_result_are_checked() {
    let server = server_with_run();
    let error = |body: Value| server.refused("add_result/1", &body);
    for status in [3, 6, 99] {
        assert_eq!(
            error(json!({"status_id": status})),
            "400 Field :status_id is not a valid status."
        );
    }
    for elapsed in ["0s", "0", "0.5s", "1.5s"] {
        assert_eq!(
            error(json!({"status_id": 1, "elapsed": elapsed})),
            "400 Field :elapsed is not in a valid time span format."
        );
    }
    assert!(error(json!({"version": "1"})).starts_with("400 A result needs"));
    assert_eq!(
        error(json!({"assignedto_id": 9})),
        "400 Field :assignedto_id is not a valid user."
    );
    assert_eq!(
        server.refused("add_results_for_cases/1", &json!({})),
        "400 Field :results is a required field."
    );
    assert_eq!(
        server.refused("add_results_for_cases/1", &json!({"results": []})),
        "400 Field :results cannot be empty (one result is required)."
    );
    assert_eq!(
        server.refused("add_result_for_case/1/3", &json!({"status_id": 1})),
        "400 No (active) test found for the run/case combination."
    );
}

#[test]
fn a_result_without_a_status_leaves_the_test_as_it_was() {
    let server = server_with_run();
    server.post("add_result/1", &json!({"status_id": 5}));
    let comment = server.post(
        "add_result/1",
        &json!({"comment": "hm", "assignedto_id": 1}),
    );
    assert_eq!(comment["status_id"], Value::Null);
    let test = server.get("get_test/1");
    assert_eq!(
        (&test["status_id"], &test["assignedto_id"]),
        (&json!(5), &json!(1))
    );
}

#[test]
fn an_edited_result_settles_the_status_anew() {
    let server = server_with_run();
    server.post("add_result/1", &json!({"status_id": 5, "comment": "c"}));
    let edited = server.post("edit_result/1", &json!({"status_id": 1}));
    assert_eq!(
        (&edited["status_id"], &edited["comment"]),
        (&json!(1), &json!("c"))
    );
    assert_eq!(server.get("get_test/1")["status_id"], 1);
}

#[test]
fn completed_runs_take_no_results() {
    let server = server_with_run();
    server.post("add_result/1", &json!({"status_id": 5}));
    server.post("close_run/1", &json!({}));
    for method in ["add_result/1", "add_result_for_case/1/1"] {
        assert_eq!(
            server.refused(method, &json!({"status_id": 1})),
            "400 No (active) test found for the run/case combination."
        );
    }
    for (method, body) in [
        (
            "add_results/1",
            json!({"results": [{"test_id": 1, "status_id": 1}]}),
        ),
        (
            "add_results_for_cases/1",
            json!({"results": [{"case_id": 1, "status_id": 1}]}),
        ),
        ("edit_result/1", json!({"status_id": 1})),
    ] {
        assert_eq!(
            server.refused(method, &body),
            "403 This operation is not allowed. The test run is already completed."
        );
    }
}

#[test]
fn required_result_fields_must_be_there() {
    let server = Server::with(&json!({"result_fields": [{
        "system_name": "custom_build", "type_id": 1,
        "configs": [{"context": {"is_global": true}, "options": {"is_required": true}, "id": "x"}],
    }]}));
    server.add_cases(1);
    server.add_run(&[1]);
    assert_eq!(
        server.refused(
            "add_results_for_cases/1",
            &json!({"results": [{"case_id": 1, "status_id": 1}]})
        ),
        "400 Field :custom_build is a required field."
    );
    assert_eq!(
        server.post(
            "add_result/1",
            &json!({"status_id": 1, "custom_build": "7"})
        )["custom_build"],
        "7"
    );
}

#[test]
fn newer_servers_tell_the_case_of_a_result() {
    let server = Server::with(&json!({"version": "10.5.1"}));
    server.add_cases(1);
    server.add_run(&[1]);
    let result = server.post("add_result/1", &json!({"status_id": 1}));
    assert_eq!(
        (&result["case_id"], &result["case_title"]),
        (&json!(1), &json!("Case 1"))
    );
}

#[test]
fn defects_stay_as_they_are_and_can_be_searched() {
    let server = server_with_run();
    let result = server.post(
        "add_result/1",
        &json!({"status_id": 5, "defects": "BUG-1, BUG-2"}),
    );
    assert_eq!(result["defects"], "BUG-1, BUG-2");
    assert_eq!(
        server.get("get_results_for_run/1&defects_filter=BUG-2")["size"],
        1
    );
    assert_eq!(
        server.get("get_results_for_run/1&defects_filter=BUG")["size"],
        0
    );
}
