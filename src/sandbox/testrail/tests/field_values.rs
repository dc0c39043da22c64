use super::*;

fn with_field(type_id: u64, options: &Value) -> Server {
    Server::with(&json!({"case_fields": [{
        "system_name": "custom_x", "type_id": type_id,
        "configs": [{"context": {"is_global": true, "project_ids": null}, "options": options, "id": "x"}],
    }]}))
}

fn stored(server: &Server, value: &Value) -> Result<Value, String> {
    let (status, body) = server.call(
        Method::POST,
        "add_case/1",
        &json!({"title": "t", "custom_x": value}),
    );
    if status == 200 {
        Ok(body["custom_x"].clone())
    } else {
        Err(body["error"].as_str().unwrap_or_default().to_owned())
    }
}

#[test]
fn every_type_takes_its_values_and_refuses_others() {
    let items = json!({"items": "1, One, first\n2, Two"});
    for (type_id, options, good, bad) in [
        (1, json!({}), json!("s & t"), json!(["s"])),
        (1, json!({}), json!("x".repeat(250)), json!("x".repeat(251))),
        (2, json!({}), json!(-4), json!("four")),
        (
            4,
            json!({}),
            json!("https://example.com/x"),
            json!("example"),
        ),
        (5, json!({}), json!(true), json!("maybe")),
        (6, items.clone(), json!(2), json!(3)),
        (7, json!({}), json!(1), json!(99)),
        (8, json!({}), json!("07/31/2026"), json!("2026-07-31")),
        (12, items.clone(), json!([1, 2]), json!([1, 3])),
        (13, json!({}), json!([{"content": "Given"}]), json!("Given")),
    ] {
        let server = with_field(type_id, &options);
        assert_eq!(stored(&server, &good), Ok(good), "type {type_id}");
        let error = stored(&server, &bad).expect_err("a bad value");
        assert!(
            error.starts_with("Field :custom_x is "),
            "type {type_id}: {error}"
        );
    }
}

#[test]
fn strings_are_not_wrapped_and_plain_texts_neither() {
    assert_eq!(
        stored(
            &with_field(1, &json!({"format": "markdown"})),
            &json!("a & b")
        ),
        Ok(json!("a & b"))
    );
    assert_eq!(
        stored(&with_field(3, &json!({"format": "plain"})), &json!("a & b")),
        Ok(json!("a & b"))
    );
    assert_eq!(
        stored(
            &with_field(3, &json!({"format": "markdown"})),
            &json!("a & b")
        ),
        Ok(json!("<p>a &amp; b</p>\n"))
    );
}

#[test]
fn required_fields_must_be_there_unless_they_have_a_default() {
    let server = with_field(1, &json!({"is_required": true}));
    assert_eq!(
        server.refused("add_case/1", &json!({"title": "t"})),
        "400 Field :custom_x is a required field."
    );
    server.post("add_case/1", &json!({"title": "t", "custom_x": "v"}));
    server.post("update_case/1", &json!({"title": "u"}));
    assert_eq!(
        server.refused("update_case/1", &json!({"custom_x": ""})),
        "400 Field :custom_x is a required field."
    );
    let server = with_field(
        6,
        &json!({"is_required": true, "default_value": "2", "items": "1, A\n2, B"}),
    );
    assert_eq!(
        server.post("add_case/1", &json!({"title": "t"}))["custom_x"],
        2
    );
}

#[test]
fn a_field_exists_only_where_its_configuration_says() {
    let server = Server::with(&json!({"case_fields": [{
        "system_name": "custom_x", "type_id": 1,
        "configs": [{"context": {"is_global": false, "project_ids": [2]}, "options": {"is_required": true}, "id": "x"}],
    }]}));
    let elsewhere = server.post("add_case/1", &json!({"title": "t", "custom_x": "v"}));
    assert!(elsewhere.get("custom_x").is_none());
    assert!(
        server
            .refused("add_case/2", &json!({"title": "t"}))
            .contains("custom_x")
    );
    assert_eq!(
        server.post("add_case/2", &json!({"title": "t", "custom_x": "v"}))["custom_x"],
        "v"
    );
}

#[test]
fn steps_are_rewritten_text_by_text_and_completed() {
    let server = Server::start();
    let added = server.post(
        "add_case/1",
        &json!({"title": "t", "template_id": 2, "custom_steps_separated": [
            {"content": "Open", "expected": "<ol><li>Form</li></ol>", "refs": "A, B", "junk": 1},
            {"content": "Close"},
        ]}),
    );
    assert_eq!(
        added["custom_steps_separated"],
        json!([
            {"content": "<p>Open</p>\n", "expected": "<ol><li>Form</li></ol>\n", "additional_info": "", "refs": "A, B"},
            {"content": "<p>Close</p>\n", "expected": "", "additional_info": "", "refs": ""},
        ])
    );
    assert!(
        server
            .refused(
                "add_case/1",
                &json!({"title": "t", "custom_steps_separated": "Open"})
            )
            .contains("custom_steps_separated")
    );
    assert_eq!(
        server.post("update_case/1", &json!({"custom_steps_separated": []}))["custom_steps_separated"],
        Value::Null
    );
}

#[test]
fn shared_steps_are_pointed_to_and_may_stay_when_they_are_deleted() {
    let server = Server::start();
    let shared = server.post(
        "add_shared_step/1",
        &json!({"title": "Log in", "custom_steps_separated": [{"content": "go"}]}),
    );
    assert_eq!(
        shared["custom_steps_separated"][0]["content"],
        "<p>go</p>\n"
    );
    let steps = json!([{"shared_step_id": 1}, {"content": "x"}]);
    let case = server.post(
        "add_case/1",
        &json!({"title": "t", "custom_steps_separated": steps}),
    );
    assert_eq!(
        case["custom_steps_separated"][0],
        json!({"shared_step_id": 1})
    );
    assert_eq!(server.get("get_shared_step/1")["case_ids"], json!([1]));
    assert!(server.get("get_shared_step_history/1").is_array());
    server.post("delete_shared_step/1", &json!({"keep_in_cases": 1}));
    assert_eq!(
        server.get("get_case/1")["custom_steps_separated"][0]["content"],
        "<p>go</p>\n"
    );
}

#[test]
fn a_new_field_is_answered_in_the_odd_shape_and_appears_on_every_case() {
    let server = Server::start();
    server.post("add_case/1", &json!({"title": "t"}));
    let body = json!({
        "type": "Multiselect", "name": "my_multi", "label": "My", "include_all": true,
        "configs": [{"context": {"is_global": true, "project_ids": ""}, "options": {"is_required": false, "items": "1, One"}}],
    });
    let added = server.post("add_case_field", &body);
    insta::assert_snapshot!(added, @r#"{"id":13,"name":"my_multi","system_name":"custom_my_multi","entity_id":1,"label":"My","description":null,"type_id":12,"location_id":2,"display_order":9,"configs":"[{\"context\":{\"is_global\":true,\"project_ids\":\"\"},\"options\":{\"is_required\":false,\"items\":\"1, One\"},\"id\":\"c45f41aa-b5f0-4000-8000-000000002a30\"}]","is_multi":1,"is_active":1,"status_id":1,"is_system":0,"include_all":1,"template_ids":[]}"#);
    assert_eq!(server.get("get_case/1")["custom_my_multi"], Value::Null);
    assert!(
        server
            .refused("add_case_field", &body)
            .starts_with("400 Field :name")
    );
    assert_eq!(
        server.refused(
            "add_case_field",
            &json!({"type": "1", "name": "My Field", "label": "x", "configs": []})
        ),
        "400 Field :name does not match the required pattern."
    );
}

#[test]
fn a_field_without_a_configuration_gets_the_suggested_one() {
    let server = Server::with(&json!({"case_fields": [
        {"system_name": "custom_note", "type_id": 3},
        {"system_name": "custom_flow", "type_id": 10},
    ]}));
    let case = server.post("add_case/1", &json!({"title": "t", "custom_note": "n", "custom_flow": [{"content": "c", "expected": "e"}]}));
    assert_eq!(case["custom_note"], "<p>n</p>\n");
    assert_eq!(case["custom_flow"][0]["expected"], "<p>e</p>\n");
}
