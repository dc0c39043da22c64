use super::*;

fn server_with_plan() -> Server {
    let server = Server::start();
    server.add_cases(3);
    server.post("add_config_group/1", &json!({"name": "Browsers"}));
    server.post("add_config/1", &json!({"name": "Chrome"}));
    server.post("add_config/1", &json!({"name": "Firefox"}));
    server.post(
        "add_plan/1",
        &json!({"name": "Plan", "entries": [{
            "name": "Entry", "config_ids": [1, 2], "include_all": false, "case_ids": [1, 2],
            "runs": [{"config_ids": [1]}, {"config_ids": [2], "include_all": true}],
        }]}),
    );
    server
}

#[test]
fn the_runs_of_an_entry_inherit_what_they_do_not_say() {
    let server = server_with_plan();
    let plan = server.get("get_plan/1");
    assert_eq!(plan["untested_count"], 5);
    let runs = &plan["entries"][0]["runs"];
    assert_eq!(column(runs, "config"), ["Chrome", "Firefox"]);
    assert_eq!(column(runs, "untested_count"), [2, 3]);
    assert_eq!(column(runs, "plan_id"), [1, 1]);
    assert_eq!(
        column(runs, "entry_id"),
        vec![plan["entries"][0]["id"].clone(); 2]
    );
    // Runs and plans take their ids from one sequence.
    assert_eq!(column(runs, "id"), [2, 3]);
}

#[test]
fn plans_are_listed_without_entries_and_their_runs_apart() {
    let server = server_with_plan();
    assert!(
        server.get("get_plans/1")["plans"][0]
            .get("entries")
            .is_none()
    );
    assert_eq!(server.get("get_runs/1")["size"], 0);
    assert_eq!(server.get("get_runs/1&include_plan_runs=1")["size"], 2);
}

#[test]
fn a_run_of_a_plan_is_changed_through_the_plan_only() {
    let server = server_with_plan();
    for method in ["update_run/2", "close_run/2", "delete_run/2"] {
        assert_eq!(
            server.refused(method, &json!({"name": "x"})),
            "403 This operation is not allowed. The test run belongs to a test plan and cannot be edited independently."
        );
    }
    let plan = server.post(
        "update_run_in_plan_entry/2",
        &json!({"description": "d", "case_ids": [3]}),
    );
    assert_eq!(plan["entries"][0]["runs"][0]["description"], "d");
    assert_eq!(plan["entries"][0]["runs"][0]["untested_count"], 1);
}

#[test]
fn entries_come_and_go() {
    let server = server_with_plan();
    let entry = server.post("add_plan_entry/1", &json!({"include_all": true}));
    assert_eq!(entry["name"], "Master");
    let id = entry["id"].as_str().expect("a UUID").to_owned();
    assert_eq!(id.len(), 36);
    let updated = server.post(
        &format!("update_plan_entry/1/{id}"),
        &json!({"name": "New"}),
    );
    assert_eq!(
        (&updated["name"], &updated["runs"][0]["name"]),
        (&json!("New"), &json!("New"))
    );
    assert_eq!(
        server.refused(&format!("add_run_to_plan_entry/1/{id}"), &json!({})),
        "400 Field :config_ids is a required field."
    );
    let plan = server.post(
        &format!("add_run_to_plan_entry/1/{id}"),
        &json!({"config_ids": [2]}),
    );
    assert_eq!(plan["entries"][1]["runs"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        server.post("delete_run_from_plan_entry/4", &json!({})),
        json!("")
    );
    assert_eq!(
        server.post(&format!("delete_plan_entry/1/{id}"), &json!({})),
        json!("")
    );
    assert_eq!(
        server.get("get_plan/1")["entries"].as_array().map(Vec::len),
        Some(1)
    );
}

#[test]
fn closing_a_plan_closes_its_runs() {
    let server = server_with_plan();
    assert_eq!(
        server.post("close_plan/1", &json!({}))["is_completed"],
        true
    );
    assert_eq!(server.get("get_run/2")["is_completed"], true);
    for method in ["close_plan/1", "update_plan/1", "add_plan_entry/1"] {
        assert_eq!(
            server.refused(method, &json!({})),
            "403 This operation is not allowed. The test plan is already completed."
        );
    }
    assert!(
        server
            .refused("add_results/2", &json!({"results": []}))
            .starts_with("403")
    );
}

#[test]
fn configurations_and_milestones_have_their_calls() {
    let server = server_with_plan();
    server.post("update_config/2", &json!({"name": "FF"}));
    assert_eq!(
        server.get("get_configs/1"),
        json!([{"id": 1, "name": "Browsers", "project_id": 1, "configs": [
            {"id": 1, "name": "Chrome", "group_id": 1}, {"id": 2, "name": "FF", "group_id": 1},
        ]}])
    );
    assert_eq!(server.post("delete_config/1", &json!({})), json!(""));
    assert_eq!(
        server.refused("add_config/9", &json!({"name": "x"})),
        "400 Field :config_group_id is not a valid configuration group."
    );
    server.post("add_milestone/1", &json!({"name": "M"}));
    server.post("add_milestone/1", &json!({"name": "Child", "parent_id": 1}));
    let listed = server.get("get_milestones/1");
    assert_eq!(listed["size"], 1);
    assert_eq!(listed["milestones"][0]["milestones"][0]["name"], "Child");
    assert_eq!(
        server.post("update_milestone/1", &json!({"is_completed": true}))["is_completed"],
        true
    );
}
