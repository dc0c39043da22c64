use super::*;

#[test]
fn a_new_case_is_answered_as_it_will_be_read() {
    let server = Server::start();
    let added = server.post(
        "add_case/1",
        &json!({
            "title": "Guest — \"pays\"",
            "refs": "A, B",
            "estimate": "90s",
            "custom_preconds": "a & b",
            "unknown": 1,
        }),
    );
    assert_eq!(added, server.get("get_case/1"));
    assert_eq!(added["title"], "Guest — \"pays\"");
    assert_eq!(added["refs"], "A,B");
    assert_eq!(added["estimate"], "1m 30s");
    assert_eq!(added["custom_preconds"], "<p>a &amp; b</p>\n");
    assert_eq!(added["type_id"], 7);
    assert_eq!(added["priority_id"], 2);
    assert_eq!(added["template_id"], 1);
    assert_eq!(added["is_deleted"], 0);
    assert_eq!(added["custom_automation_type"], 0);
    assert_eq!(added["custom_steps"], Value::Null);
    assert!(added.get("unknown").is_none());
}

#[test]
fn texts_stay_verbatim_on_servers_without_the_editor() {
    let server = Server::with(&json!({"textMode": "verbatim"}));
    let added = server.post(
        "add_case/1",
        &json!({"title": "x", "custom_preconds": "a & <b>"}),
    );
    assert_eq!(added["custom_preconds"], "a & <b>");
}

#[test]
fn fields_of_a_case_are_checked() {
    let server = Server::start();
    let error = |body: Value| server.refused("add_case/1", &body);
    assert_eq!(error(json!({})), "400 Field :title is a required field.");
    assert_eq!(
        error(json!({"title": " "})),
        "400 Field :title is a required field."
    );
    assert_eq!(
        error(json!({"title": "é".repeat(251)})),
        "400 Field :title is too long (250 characters at most)."
    );
    server.post("add_case/1", &json!({"title": "é".repeat(250)}));
    for (field, value, what) in [
        ("type_id", json!(99), "is not a valid case type"),
        ("priority_id", json!(99), "is not a valid priority"),
        ("milestone_id", json!(99), "is not a valid milestone"),
        (
            "estimate",
            json!("0s"),
            "is not in a valid time span format",
        ),
        (
            "refs",
            json!("x".repeat(249)),
            "does not match the required pattern",
        ),
        ("custom_automation_type", json!(9), "is not a valid option"),
    ] {
        assert_eq!(
            error(json!({"title": "x", field: value})),
            format!("400 Field :{field} {what}.")
        );
    }
    assert_eq!(
        server.refused("add_case/9", &json!({"title": "x"})),
        "400 Field :section_id is not a valid section."
    );
}

#[test]
fn nothing_is_unique_and_ids_are_never_used_again() {
    let server = Server::start();
    server.post("add_case/1", &json!({"title": "x"}));
    server.post("add_case/1", &json!({"title": "x"}));
    assert_eq!(server.post("delete_case/2", &json!({})), json!(""));
    assert_eq!(server.post("add_case/1", &json!({"title": "x"}))["id"], 3);
}

#[test]
fn an_update_leaves_other_fields_alone_and_does_not_move() {
    let server = Server::with(
        &json!({"sections": [{"id": 1, "suite_id": 1, "name": "A"}, {"id": 3, "suite_id": 1, "name": "B"}]}),
    );
    let before = server.post(
        "add_case/1",
        &json!({"title": "x", "refs": "A", "custom_preconds": "p"}),
    );
    let mut after = server.post("update_case/1", &json!({"title": "y", "section_id": 3}));
    assert_eq!(after["title"], "y");
    after["title"] = json!("x");
    after["updated_on"] = before["updated_on"].clone();
    assert_eq!(after, before);
}

#[test]
fn null_and_the_empty_text_clear() {
    let server = Server::start();
    server.post("add_case/1", &json!({"title": "x", "refs": "A", "estimate": "1m", "custom_preconds": "p", "custom_steps": "s"}));
    let cleared = server.post(
        "update_case/1",
        &json!({"refs": "", "estimate": null, "custom_preconds": null, "custom_steps": ""}),
    );
    for field in ["refs", "estimate", "custom_preconds", "custom_steps"] {
        assert_eq!(cleared[field], Value::Null, "{field}");
    }
    assert_eq!(
        server.refused("update_case/1", &json!({"title": ""})),
        "400 Field :title is a required field."
    );
}

#[test]
fn sending_back_what_was_read_changes_no_text() {
    let server = Server::start();
    let before = server.post(
        "add_case/1",
        &json!({"title": "x", "template_id": 2, "custom_preconds": "a — <b>b</b>",
                "custom_steps_separated": [{"content": "c & d", "expected": ""}]}),
    );
    let after = server.post(
        "update_case/1",
        &json!({"custom_preconds": before["custom_preconds"], "custom_steps_separated": before["custom_steps_separated"]}),
    );
    assert_eq!(after["custom_preconds"], before["custom_preconds"]);
    assert_eq!(
        after["custom_steps_separated"],
        before["custom_steps_separated"]
    );
}

#[test]
fn many_cases_are_added_in_order_or_not_at_all() {
    let server = Server::start();
    let added = server.post(
        "add_cases/1",
        &json!({"cases": [{"title": "b"}, {"title": "a"}]}),
    );
    assert_eq!(keys(&added), ["cases"]);
    assert_eq!(column(&added["cases"], "title"), ["b", "a"]);
    assert_eq!(
        server.refused("add_cases/1", &json!({"cases": [{"title": "c"}, {}]})),
        "400 Field :title is a required field."
    );
    assert_eq!(server.get("get_cases/1")["size"], 2);
    assert_eq!(
        server.refused("add_cases/1", &json!([{"title": "c"}])),
        "400 Field :cases is a required field."
    );
    assert!(
        server
            .refused("add_cases/1", &json!({"cases": []}))
            .starts_with("400 ")
    );
}

#[test]
fn servers_without_the_bulk_call_do_not_know_it() {
    let server = Server::with(&json!({"bulkCreate": false}));
    assert_eq!(
        server.refused("add_cases/1", &json!({"cases": []})),
        "404 Unknown method 'add_cases'"
    );
}

#[test]
fn many_cases_take_one_set_of_values() {
    let server = Server::start();
    server.add_cases(3);
    let updated = server.post(
        "update_cases/1",
        &json!({"case_ids": [1, 3], "priority_id": 4}),
    );
    assert_eq!(column(&updated["updated_cases"], "id"), [1, 3]);
    assert_eq!(
        column(&server.get("get_cases/1")["cases"], "priority_id"),
        [4, 2, 4]
    );
    assert_eq!(
        server.refused(
            "update_cases/2",
            &json!({"case_ids": [1], "priority_id": 4})
        ),
        "400 Field :case_ids contains unrecognized case IDs."
    );
}

#[test]
fn cases_move_between_sections_with_an_empty_answer() {
    let server = Server::with(&json!({"sections": [
        {"id": 1, "suite_id": 1, "name": "A"}, {"id": 3, "suite_id": 1, "name": "B"}, {"id": 2, "suite_id": 2, "name": "C"},
    ]}));
    server.add_cases(3);
    assert_eq!(
        server.post(
            "move_cases_to_section/3",
            &json!({"case_ids": [1], "suite_id": 1})
        ),
        json!("")
    );
    assert_eq!(
        server.post("move_cases_to_section/3", &json!({"case_ids": "2,3"})),
        json!("")
    );
    assert_eq!(server.get("get_cases/1&section_id=1")["size"], 0);
    assert_eq!(
        column(&server.get("get_cases/1&section_id=3")["cases"], "id"),
        [1, 2, 3]
    );
    assert_eq!(
        server.refused(
            "move_cases_to_section/3",
            &json!({"case_ids": [1], "suite_id": 2})
        ),
        "400 Field :suite_id is not a valid test suite."
    );
    assert_eq!(
        server.refused(
            "move_cases_to_section/2",
            &json!({"case_ids": [1], "suite_id": 2})
        ),
        "400 Field :case_ids contains unrecognized case IDs."
    );
    assert_eq!(
        server.post("copy_cases_to_section/1", &json!({"case_ids": [1]})),
        json!("")
    );
    assert_eq!(
        column(&server.get("get_cases/1&section_id=1")["cases"], "id"),
        [4]
    );
}

#[test]
fn a_soft_deletion_only_counts() {
    let server = Server::start();
    server.add_cases(2);
    server.add_run(&[1, 2]);
    assert_eq!(
        server.post("delete_case/1&soft=1", &json!({})),
        json!({"affected_cases": 1, "affected_tests": 1})
    );
    assert_eq!(
        server.post(
            "delete_cases/1&project_id=1&soft=1",
            &json!({"case_ids": [1, 2]})
        ),
        json!({"affected_cases": 2, "affected_tests": 2})
    );
    assert_eq!(server.get("get_cases/1")["size"], 2);
    assert_eq!(
        server.post("delete_cases/1", &json!({"case_ids": [1, 2]})),
        json!("")
    );
    assert_eq!(server.get("get_cases/1")["size"], 0);
    assert_eq!(server.get("get_run/1")["untested_count"], 0);
}

#[test]
fn filters_narrow_the_list() {
    let server = Server::start();
    server.post("add_case/1", &json!({"title": "Guest pays", "refs": "ALLURE-1,X", "priority_id": 1, "labels": ["smoke"]}));
    server.post(
        "add_case/1",
        &json!({"title": "Guest leaves", "refs": "ALLURE-12", "type_id": 1}),
    );
    let found = |filter: &str| column(&server.get(&format!("get_cases/1&{filter}"))["cases"], "id");
    assert_eq!(found("refs=ALLURE-1"), [1]);
    assert_eq!(found("filter=GUEST%20p"), [1]);
    assert_eq!(found("priority_id=1,3"), [1]);
    assert_eq!(found("type_id=1"), [2]);
    assert_eq!(found("label_id=1"), [1]);
    assert_eq!(found("created_after=99999999999"), Vec::<Value>::new());
    assert_eq!(found("created_by=1"), [1, 2]);
    assert_eq!(
        server.get_refused("get_cases/1&priority_id=high"),
        "400 Field :priority_id is not a valid ID."
    );
}

#[test]
fn a_suite_must_be_named_where_there_may_be_several() {
    let server = Server::start();
    assert_eq!(
        server.get_refused("get_cases/2"),
        "400 Field :suite_id is a required field."
    );
    assert_eq!(server.get("get_cases/2&suite_id=2")["size"], 0);
    assert_eq!(
        server.get_refused("get_cases/2&suite_id=1"),
        "400 Field :suite_id is not a valid test suite."
    );
    assert_eq!(server.get("get_cases/1&suite_id=1")["size"], 0);
}

#[test]
fn history_tells_what_an_update_changed() {
    let server = Server::start();
    server.post("add_case/1", &json!({"title": "x"}));
    server.post(
        "update_case/1",
        &json!({"title": "y", "custom_preconds": "p"}),
    );
    server.post("update_case/1", &json!({"title": "y"}));
    let history = server.get("get_history_for_case/1");
    assert_eq!(history["size"], 1);
    let changes = &history["history"][0]["changes"];
    assert_eq!(
        changes[0],
        json!({"type_id": 1, "field": "title", "old_value": "x", "new_value": "y"})
    );
    assert_eq!(column(changes, "field"), ["title", "custom_preconds"]);
}

#[test]
fn labels_are_made_on_first_use_and_replaced_as_a_list() {
    let server = Server::start();
    let added = server.post(
        "add_case/1",
        &json!({"title": "x", "labels": ["smoke", "slow"]}),
    );
    assert_eq!(column(&added["labels"], "title"), ["smoke", "slow"]);
    let updated = server.post("update_case/1", &json!({"labels": [2]}));
    assert_eq!(column(&updated["labels"], "title"), ["slow"]);
    let too_many: Vec<String> = (0..11).map(|i| format!("l{i}")).collect();
    assert!(
        server
            .refused("update_case/1", &json!({"labels": too_many}))
            .starts_with("400 Field :labels")
    );
    assert_eq!(
        server.refused("update_case/1", &json!({"labels": ["x".repeat(21)]})),
        "400 Field :labels is too long (20 characters at most)."
    );
    assert_eq!(server.get("get_labels/1")["size"], 2);
    assert_eq!(
        server.post("add_label/1", &json!({"title": "new"}))["label"]["title"],
        "new"
    );
}

#[test]
fn strict_servers_refuse_unknown_keys() {
    let server = Server::with(&json!({"strictKeys": true}));
    server.post(
        "add_case/1",
        &json!({"title": "x", "custom_preconds": "p", "is_legacy": true}),
    );
    assert_eq!(
        server.refused("add_case/1", &json!({"title": "x", "custom_precond": "p"})),
        "400 Field :custom_precond is not a valid field."
    );
}

#[test]
fn thousands_of_cases_come_in_full_pages() {
    let server = Server::start();
    for _ in 0..12 {
        server.add_cases(250);
    }
    let mut offset = 0;
    let mut n_requests = 0;
    loop {
        let page = server.get(&format!("get_cases/1&offset={offset}"));
        n_requests += 1;
        offset += page["size"].as_u64().expect("a size");
        if page["_links"]["next"].is_null() {
            break;
        }
    }
    assert_eq!((offset, n_requests), (3_000, 12));
}
