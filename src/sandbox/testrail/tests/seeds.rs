use super::*;

fn refusal(seed: &Value) -> String {
    Testrail::from_seed(&seed.to_string())
        .expect_err("an invalid seed")
        .to_string()
}

#[test]
fn an_empty_seed_is_a_fresh_installation() {
    let server = Server::from_seed(&json!({}));
    assert_eq!(server.testrail.username(), ADMIN);
    assert_eq!(server.get("get_projects")["size"], 0);
    assert_eq!(server.get("get_statuses").as_array().map(Vec::len), Some(5));
}

#[test]
fn a_case_needs_little_and_ids_go_on_after_the_largest() {
    let server = Server::from_seed(&json!({
        "projects": [{"id": 4, "name": "P"}],
        "sections": [{"id": 9, "name": "S"}],
        "cases": [{"id": 77, "title": "T", "section_id": 9, "custom_preconds": "<p>x</p>\n", "is_deleted": 0}],
    }));
    let case = server.get("get_case/77");
    assert_eq!(
        (&case["suite_id"], &case["type_id"]),
        (&json!(1), &json!(7))
    );
    assert_eq!(case["custom_preconds"], "<p>x</p>\n");
    assert_eq!(server.post("add_case/9", &json!({"title": "x"}))["id"], 78);
}

#[test]
fn fields_of_a_seed_replace_those_of_the_same_name_and_join_the_others() {
    let server = Server::with(&json!({"case_fields": [
        {"system_name": "custom_preconds", "type_id": 3, "label": "Before"},
        {"system_name": "custom_allure_id", "type_id": 1},
    ]}));
    let fields = server.get("get_case_fields");
    assert_eq!(fields.as_array().map(Vec::len), Some(9));
    assert_eq!(
        (&fields[1]["label"], &fields[1]["id"]),
        (&json!("Before"), &json!(2))
    );
    assert_eq!(
        (&fields[8]["name"], &fields[8]["label"]),
        (&json!("allure_id"), &json!("allure_id"))
    );
}

#[test]
fn a_state_is_a_seed_that_gives_the_same_state() {
    let server = Server::start();
    server.add_cases(3);
    server.add_run(&[1, 3]);
    server.post("add_result/1", &json!({"status_id": 5, "comment": "c"}));
    server.post(
        "update_case/2",
        &json!({"labels": ["smoke"], "custom_preconds": "p"}),
    );
    let mut state = server.testrail.state();
    state["labels"][0]["project_id"] = json!(1);
    let again = Server::from_seed(&state);
    again.get("get_projects");
    let mut restored = again.testrail.state();
    restored["labels"][0]["project_id"] = json!(1);
    for key in [
        "projects",
        "suites",
        "sections",
        "case_fields",
        "cases",
        "runs",
        "tests",
        "results",
        "history",
        "users",
        "version",
        "textMode",
    ] {
        assert_eq!(restored[key], state[key], "{key}");
    }
}

#[test]
fn runs_of_a_seed_may_choose_their_cases() {
    let server = Server::with(&json!({
        "cases": [{"id": 1, "title": "a", "section_id": 1}, {"id": 2, "title": "b", "section_id": 1}],
        "runs": [
            {"id": 5, "name": "All", "suite_id": 1},
            {"id": 6, "name": "One", "suite_id": 1, "case_ids": [2], "is_completed": true, "refs": "ALLURE-LAUNCH-3"},
        ],
    }));
    assert_eq!(server.get("get_run/5")["untested_count"], 2);
    assert_eq!(server.get("get_run/6")["include_all"], false);
    assert!(
        server
            .refused("update_run/6", &json!({"name": "x"}))
            .starts_with("403")
    );
}

#[test]
fn an_error_names_the_place_and_the_help() {
    insta::assert_snapshot!(Testrail::from_seed("{\n \"projects\": [,]}").expect_err("invalid"), @"line 2, column 15: expected value; make the file valid JSON");
    insta::assert_snapshot!(refusal(&json!({"projects": [{"name": "P"}]})), @"projects[0]: the id is missing; give it an id of 1 or more");
    insta::assert_snapshot!(refusal(&json!({"projects": [{"id": 1}, {"id": 1}]})), @"projects[1].id: 1 is the id of an earlier one; give each its own id");
    insta::assert_snapshot!(refusal(&json!({"projects": [{"id": 1, "suite_mode": 4}]})), @"projects[0].suite_mode: there is no suite mode 4; use 1 (single suite), 2 (with baselines) or 3 (several suites)");
    insta::assert_snapshot!(refusal(&json!({"projects": [{"id": 1}], "suites": [{"id": 1, "project_id": 2}]})), @"suites[0].project_id: there is no 2; name one that the seed has");
    insta::assert_snapshot!(refusal(&json!({"projects": [{"id": "one"}]})), @r#"projects[0].id: invalid type: string "one", expected a whole number that is not negative"#);
    insta::assert_snapshot!(refusal(&json!({"cases": [{"id": 1, "title": "x"}]})), @"cases[0].section_id: it is missing; say where this belongs");
    insta::assert_snapshot!(refusal(&json!({"cases": [{"id": 1}, {"id": "C2"}]})), @r#"cases[1].id: invalid type: string "C2", expected a whole number that is not negative"#);
    insta::assert_snapshot!(refusal(&json!({"runs": [{"id": 1, "case_ids": [1, "C2"]}]})), @r#"runs[0].case_ids[1]: invalid type: string "C2", expected a whole number that is not negative"#);
    insta::assert_snapshot!(refusal(&json!({"projects": [{"id": 1}], "sections": [{"id": 1}], "cases": [{"id": 1, "labels": "smoke"}]})), @"cases[0].labels: this is no list; put the labels in [ ]");
    insta::assert_snapshot!(refusal(&json!({"textMode": "markdown"})), @"textMode: unknown value `markdown`, expected one of `wrap`, `verbatim`, `typewriter`");
    insta::assert_snapshot!(refusal(&json!({"version": "latest"})), @r#"version: "latest" is no version; write it as "10.2""#);
    insta::assert_snapshot!(refusal(&json!({"users": []})), @"users: there is no active user; add one, or leave `users` out for an administrator");
    let misspelt = refusal(&json!({"case_feilds": []}));
    assert!(
        misspelt.starts_with("case_feilds: unknown key `case_feilds`, expected one of `version`"),
        "{misspelt}"
    );
    insta::assert_snapshot!(refusal(&json!({"cases": {}})), @"cases: invalid type: an object, expected a list");
    insta::assert_snapshot!(
        refusal(&json!({"projects": [{"id": 1}], "sections": [{"id": 1, "parent_id": 2}, {"id": 2, "parent_id": 1}]})),
        @"sections: some sections are below themselves or below a section of another suite; let every parent_id lead up to a section without one"
    );
}
