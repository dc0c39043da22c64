//! Key sets, as they were recorded from TestRail Cloud.

use super::*;

#[test]
fn cases_have_the_recorded_keys() {
    let server = Server::start();
    server.add_cases(1);
    assert_eq!(
        keys(&server.get("get_case/1")),
        [
            "id",
            "title",
            "section_id",
            "template_id",
            "type_id",
            "priority_id",
            "milestone_id",
            "refs",
            "created_by",
            "created_on",
            "updated_by",
            "updated_on",
            "estimate",
            "estimate_forecast",
            "suite_id",
            "display_order",
            "is_deleted",
            "custom_automation_type",
            "custom_preconds",
            "custom_steps",
            "custom_expected",
            "custom_steps_separated",
            "custom_mission",
            "custom_goals",
            "custom_testrail_bdd_scenario",
            "labels",
        ]
    );
}

#[test]
fn runs_have_the_recorded_keys() {
    let server = Server::start();
    let run = server.post("add_run/1", &json!({"name": "x"}));
    let mut expected = vec![
        "id",
        "suite_id",
        "name",
        "description",
        "milestone_id",
        "assignedto_id",
        "include_all",
        "is_completed",
        "completed_on",
        "is_archived",
        "archived_on",
        "config",
        "config_ids",
        "passed_count",
        "blocked_count",
        "untested_count",
        "retest_count",
        "failed_count",
    ];
    expected.extend([
        "custom_status1_count",
        "custom_status2_count",
        "custom_status3_count",
        "custom_status4_count",
        "custom_status5_count",
        "custom_status6_count",
        "custom_status7_count",
        "project_id",
        "plan_id",
        "created_on",
        "updated_on",
        "refs",
        "created_by",
        "start_on",
        "due_on",
        "dynamic_filters",
        "url",
    ]);
    assert_eq!(keys(&run), expected);
    assert_eq!(
        run["url"],
        "http://testrail.example.com/index.php?/runs/view/1"
    );
}

#[test]
fn tests_and_results_have_the_recorded_keys() {
    let server = Server::start();
    server.add_cases(1);
    server.add_run(&[1]);
    assert_eq!(
        keys(&server.get("get_test/1")),
        [
            "id",
            "case_id",
            "status_id",
            "assignedto_id",
            "run_id",
            "title",
            "template_id",
            "type_id",
            "priority_id",
            "estimate",
            "estimate_forecast",
            "refs",
            "milestone_id",
            "custom_automation_type",
            "custom_preconds",
            "custom_steps",
            "custom_expected",
            "custom_steps_separated",
            "custom_mission",
            "custom_goals",
            "custom_testrail_bdd_scenario",
            "sections_display_order",
            "cases_display_order",
            "case_comments",
            "labels",
        ]
    );
    assert_eq!(
        keys(&server.post("add_result/1", &json!({"status_id": 1}))),
        [
            "id",
            "test_id",
            "status_id",
            "created_on",
            "assignedto_id",
            "comment",
            "version",
            "elapsed",
            "defects",
            "created_by",
            "custom_step_results",
            "custom_testrail_bdd_scenario_results",
            "attachment_ids",
        ]
    );
}

#[test]
fn places_have_the_recorded_keys() {
    let server = Server::start();
    assert_eq!(
        keys(&server.get("get_suite/1")),
        [
            "id",
            "name",
            "description",
            "project_id",
            "is_master",
            "is_baseline",
            "is_completed",
            "completed_on",
            "url"
        ]
    );
    assert_eq!(
        keys(&server.get("get_section/1")),
        [
            "id",
            "suite_id",
            "name",
            "description",
            "parent_id",
            "display_order",
            "depth"
        ]
    );
    let project = server.get("get_project/1");
    for key in [
        "id",
        "name",
        "announcement",
        "show_announcement",
        "is_completed",
        "completed_on",
        "suite_mode",
        "url",
    ] {
        assert!(project.get(key).is_some(), "{key}");
    }
}

#[test]
fn reference_data_has_the_stock_values_as_plain_arrays() {
    let server = Server::start();
    let statuses = server.get("get_statuses");
    assert_eq!(
        column(&statuses, "name"),
        ["passed", "blocked", "untested", "retest", "failed"]
    );
    assert_eq!(
        column(&statuses, "color_dark"),
        [6_667_107, 9_474_192, 11_579_568, 13_026_868, 14_250_867]
    );
    assert_eq!(
        column(&statuses, "is_final"),
        [true, true, false, false, true]
    );
    assert_eq!(
        column(&server.get("get_priorities"), "name"),
        ["Low", "Medium", "High", "Critical"]
    );
    assert_eq!(server.get("get_case_types")[6]["name"], "Other");
    assert_eq!(column(&server.get("get_templates/1"), "id"), [1, 2, 3, 4]);
    assert_eq!(
        keys(&server.get("get_case_fields")[0]),
        [
            "id",
            "is_active",
            "is_system",
            "type_id",
            "name",
            "system_name",
            "label",
            "description",
            "configs",
            "display_order",
            "include_all",
            "i18n_custom_id",
            "is_indexed",
            "template_ids",
        ]
    );
    assert_eq!(
        column(&server.get("get_result_fields"), "type_id"),
        [11, 14]
    );
    let user = server.get("get_user/1");
    assert_eq!(
        (&user["mfa_required"], &user["is_active"]),
        (&json!(0), &json!(true))
    );
}

#[test]
fn plans_and_their_entries_have_the_recorded_keys() {
    let server = Server::start();
    let plan = server.post("add_plan/1", &json!({"name": "x", "entries": [{}]}));
    for key in [
        "id",
        "name",
        "description",
        "milestone_id",
        "assignedto_id",
        "is_completed",
        "completed_on",
        "passed_count",
        "blocked_count",
        "untested_count",
        "retest_count",
        "failed_count",
        "custom_status1_count",
        "custom_status7_count",
        "project_id",
        "created_on",
        "created_by",
        "url",
        "entries",
    ] {
        assert!(plan.get(key).is_some(), "{key}");
    }
    let entry = &plan["entries"][0];
    assert_eq!(
        keys(entry),
        [
            "id",
            "suite_id",
            "name",
            "description",
            "refs",
            "include_all",
            "dynamic_filters",
            "runs"
        ]
    );
    for key in ["entry_index", "entry_id", "plan_id", "config", "config_ids"] {
        assert!(entry["runs"][0].get(key).is_some(), "{key}");
    }
}

#[test]
fn milestones_and_configurations_have_the_recorded_keys() {
    let server = Server::start();
    assert_eq!(
        keys(&server.post("add_milestone/1", &json!({"name": "x"}))),
        [
            "id",
            "name",
            "description",
            "start_on",
            "started_on",
            "is_started",
            "due_on",
            "is_completed",
            "completed_on",
            "project_id",
            "parent_id",
            "refs",
            "url",
            "milestones",
        ]
    );
    assert_eq!(
        server.post("add_config_group/1", &json!({"name": "Browsers"})),
        json!({"id": 1, "name": "Browsers", "project_id": 1, "configs": []})
    );
    assert_eq!(
        server.post("add_config/1", &json!({"name": "Chrome"})),
        json!({"id": 1, "name": "Chrome", "group_id": 1})
    );
}

#[test]
fn shared_steps_and_their_history_have_the_recorded_keys() {
    let server = Server::start();
    let shared = server.post(
        "add_shared_step/1",
        &json!({"title": "x", "custom_steps_separated": [{"content": "c"}]}),
    );
    assert_eq!(
        keys(&shared),
        [
            "id",
            "title",
            "project_id",
            "case_ids",
            "created_by",
            "created_on",
            "updated_by",
            "updated_on",
            "custom_steps_separated",
        ]
    );
    let history = server.get("get_shared_step_history/1");
    assert_eq!(
        keys(&history[0]),
        [
            "id",
            "timestamp",
            "user_id",
            "custom_steps_separated",
            "title"
        ]
    );
    assert_eq!(
        keys(&history[0]["custom_steps_separated"][0]),
        ["content", "additional_info", "expected", "refs"]
    );
}
