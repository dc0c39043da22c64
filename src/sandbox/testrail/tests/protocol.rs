use proptest::prelude::*;

use super::*;

#[test]
fn a_second_question_mark_is_refused_before_anything_else() {
    assert_eq!(
        Server::start().get_refused("get_cases/1?suite_id=2"),
        "400 Invalid characters in URI"
    );
}

#[test]
fn unknown_methods_and_wrong_verbs_are_both_unknown() {
    let server = Server::start();
    assert_eq!(server.get_refused("xyz/1"), "404 Unknown method 'xyz'");
    assert_eq!(
        server.get_refused("delete_case/1"),
        "404 Unknown method 'delete_case'"
    );
    assert_eq!(
        server.refused("get_case/1", &json!({})),
        "404 Unknown method 'get_case'"
    );
    let (status, _) = server.call(Method::PUT, "update_case/1", &json!({}));
    assert_eq!(status, 404);
}

#[test]
fn pages_outside_the_api_are_html() {
    let server = Server::start();
    let mut request = server.request(Method::GET, "get_projects", "");
    request.path = "/api/v2/get_projects".to_owned();
    let answer = server.testrail.answer(&request);
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.content_type.starts_with("text/html"));
    request.path = "//index.php".to_owned();
    assert_eq!(server.testrail.answer(&request).status, StatusCode::OK);
}

#[test]
fn credentials_are_needed_and_the_method_comes_first() {
    let server = Server::start().by("nobody@example.com");
    assert_eq!(
        server.get_refused("get_projects"),
        "401 Authentication failed: invalid or missing user/password or session cookie."
    );
    assert_eq!(server.get_refused("xyz"), "404 Unknown method 'xyz'");
    let mut request = Server::start().request(Method::GET, "get_projects", "");
    for header in ["Basic !!!", "Bearer x", "Basic", ""] {
        request
            .headers
            .insert("authorization", header.parse().expect("ASCII"));
        assert_eq!(server.send(&request).0, 401, "{header}");
    }
    request.headers.remove("authorization");
    assert_eq!(server.send(&request).0, 401);
}

#[test]
fn users_of_a_seed_log_in_with_their_password_or_key() {
    let server = Server::with(&json!({
        "users": [{"id": 7, "name": "M", "email": "m@example.com", "password": "p:w", "apiKey": "k"}]
    }));
    let mut request = server.request(Method::GET, "get_current_user", "");
    for (credentials, status) in [
        ("m@example.com:p:w", 200),
        ("M@example.com:k", 200),
        ("m@example.com:x", 401),
    ] {
        let header = format!("Basic {}", BASE64_STANDARD.encode(credentials));
        request
            .headers
            .insert("authorization", header.parse().expect("ASCII"));
        let (answered, body) = server.send(&request);
        assert_eq!(answered, status, "{credentials}");
        assert!(!body.to_string().contains("p:w"));
    }
    assert_eq!(server.testrail.username(), "m@example.com");
    assert!(!server.testrail.state().to_string().contains("p:w"));
}

#[test]
fn a_body_needs_the_json_type_and_an_empty_one_needs_none() {
    let server = Server::start();
    let mut request = server.request(Method::POST, "add_case/1", r#"{"title":"x"}"#);
    request.headers.insert(
        "content-type",
        "application/json; charset=utf-8".parse().expect("ASCII"),
    );
    assert_eq!(server.send(&request).0, 200);
    request
        .headers
        .insert("content-type", "text/plain".parse().expect("ASCII"));
    assert_eq!(
        refused("add_case", server.send(&request)),
        "400 Content-Type header invalid (use Content-Type: application/json)"
    );
    request.headers.remove("content-type");
    assert_eq!(
        refused("add_case", server.send(&request)),
        "400 Content-Type header missing (use Content-Type: application/json)"
    );
    request.raw_query = Some("/api/v2/delete_case/1".to_owned());
    request.body = Bytes::new();
    assert_eq!(server.send(&request), (200, json!("")));
}

#[test]
fn the_bucket_refuses_with_the_time_to_wait() {
    let server = Server::with(&json!({"requestsPerMinute": 2}));
    server.get("get_projects");
    server.get("get_projects");
    let answer = server
        .testrail
        .answer(&server.request(Method::GET, "get_projects", ""));
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers, [("retry-after", "30".to_owned())]);
    assert_eq!(
        server.get_refused("get_projects"),
        "429 API Rate Limit Exceeded - 2 per minute maximum allowed. Retry after 30 seconds."
    );
    let wrong = server.by("nobody@example.com");
    assert!(wrong.get_refused("get_projects").starts_with("401"));
}

#[test]
fn pages_link_to_their_neighbours_and_keep_the_filters() {
    let server = Server::start();
    server.add_cases(7);
    let page = server.get("get_cases/1&limit=3&type_id=7&offset=3");
    assert_eq!(
        (&page["offset"], &page["limit"], &page["size"]),
        (&json!(3), &json!(3), &json!(3))
    );
    assert_eq!(column(&page["cases"], "id"), [4, 5, 6]);
    assert_eq!(
        page["_links"],
        json!({
            "next": "/api/v2/get_cases/1&type_id=7&limit=3&offset=6",
            "prev": "/api/v2/get_cases/1&type_id=7&limit=3&offset=0",
        })
    );
    let last = server.get("get_cases/1&limit=3&offset=6");
    assert_eq!(last["_links"]["next"], Value::Null);
    assert_eq!(server.get("get_cases/1&offset=99")["cases"], json!([]));
}

#[test]
fn a_page_has_at_most_250_items() {
    let server = Server::start();
    server.add_cases(251);
    let page = server.get("get_cases/1");
    assert_eq!(page["size"], 250);
    assert_eq!(
        page["_links"]["next"],
        "/api/v2/get_cases/1&limit=250&offset=250"
    );
}

#[test]
fn limits_and_offsets_are_checked() {
    let server = Server::start();
    let error = |parameters: &str| server.get_refused(&format!("get_cases/1&{parameters}"));
    assert_eq!(
        error("limit=0"),
        "400 Field :limit is too small (minimum 1)."
    );
    assert_eq!(
        error("limit=251"),
        "400 Field :limit is too large (maximum 250)."
    );
    assert_eq!(
        error("limit=x"),
        "400 Field :limit is not a valid natural number."
    );
    assert_eq!(
        error("offset=-1"),
        "400 Field :offset is not a valid natural number."
    );
}

#[test]
fn old_servers_answer_with_plain_arrays() {
    let server = Server::with(&json!({"version": "6.6"}));
    server.add_cases(1);
    assert!(server.get("get_cases/1").is_array());
    assert!(server.get("get_suites/1").is_array());
    let server = Server::with(&json!({"version": "7.5"}));
    assert!(server.get("get_cases/1").is_object());
    assert!(server.get("get_suites/1").is_array());
    assert_eq!(
        server.get_refused("get_labels/1"),
        "404 Unknown method 'get_labels'"
    );
}

#[test]
fn odd_servers_say_null_for_nothing_and_zero_in_links() {
    let server = Server::with(&json!({"nullLists": true, "zeroLimitLinks": true}));
    assert_eq!(server.get("get_cases/1")["cases"], Value::Null);
    server.add_cases(2);
    assert_eq!(
        server.get("get_cases/1&limit=1")["_links"]["next"],
        "/api/v2/get_cases/1&limit=0&offset=1"
    );
}

#[test]
fn a_disabled_api_says_so() {
    let server = Server::with(&json!({"apiEnabled": false}));
    assert!(
        server
            .get_refused("get_projects")
            .starts_with("403 The API is disabled for your installation.")
    );
}

#[test]
fn enterprise_methods_need_the_licence() {
    let server = Server::start();
    for method in ["get_case_statuses", "get_datasets/1", "get_variables/1"] {
        assert_eq!(
            server.get_refused(method),
            "403 Not an Enterprise license/subscription."
        );
    }
    let server = Server::with(&json!({"enterprise": true}));
    assert_eq!(server.get("get_case_statuses")["size"], 2);
}

#[test]
fn rights_follow_the_role() {
    let seed = json!({"users": [
        {"id": 1, "name": "A", "email": "admin@example.com", "is_admin": true},
        {"id": 2, "name": "R", "email": "reader@example.com", "role_id": 1},
        {"id": 3, "name": "T", "email": "tester@example.com", "role_id": 2},
        {"id": 4, "name": "D", "email": "designer@example.com", "role_id": 3, "assigned_projects": [1]},
    ]});
    let reader = Server::with(&seed).by("reader@example.com");
    assert_eq!(
        reader.refused("add_run/1", &json!({"name": "x"})),
        "403 You are not allowed to add test runs (insufficient permissions)."
    );
    assert!(reader.get("get_cases/1").is_object());
    let tester = Server::with(&seed).by("tester@example.com");
    tester.post("add_run/1", &json!({"name": "x"}));
    assert_eq!(
        tester.refused("add_case/1", &json!({"title": "x"})),
        "403 You are not allowed to add test cases (insufficient permissions)."
    );
    assert_eq!(
        tester.get_refused("get_users"),
        "403 Access Denied. You are not a TestRail administrator. Field:project_id is a required field."
    );
    assert_eq!(tester.get("get_users/1")["size"], 4);
    let designer = Server::with(&seed).by("designer@example.com");
    designer.post("add_case/1", &json!({"title": "x"}));
    assert_eq!(
        designer.refused("delete_project/1", &json!({})),
        "403 You are not allowed to delete projects (requires administrator privileges)."
    );
    assert_eq!(
        designer.get_refused("get_project/2"),
        "400 Field :project_id is not a valid or accessible project."
    );
    assert_eq!(
        designer.get_refused("get_suite/2"),
        "400 Field :suite_id is not a valid test suite."
    );
}

#[test]
fn missing_entities_are_bad_requests_that_name_the_field() {
    let server = Server::start();
    for (method, field, what) in [
        (
            "get_project/9",
            "project_id",
            "is not a valid or accessible project",
        ),
        ("get_suite/9", "suite_id", "is not a valid test suite"),
        ("get_section/9", "section_id", "is not a valid section"),
        ("get_case/9", "case_id", "is not a valid test case"),
        ("get_run/9", "run_id", "is not a valid test run"),
        ("get_plan/9", "plan_id", "is not a valid test plan"),
        (
            "get_milestone/9",
            "milestone_id",
            "is not a valid milestone",
        ),
        ("get_case/C1", "case_id", "is not a valid ID"),
        ("get_project/x", "project_id", "is not a valid ID"),
        ("get_case/0", "case_id", "is not a valid ID"),
    ] {
        assert_eq!(
            server.get_refused(method),
            format!("400 Field :{field} {what}.")
        );
    }
}

#[test]
fn the_journal_splits_the_route_from_its_parameters() {
    let server = Server::start();
    let request = server.request(Method::GET, "get_cases/1&suite_id=2&limit=5", "");
    assert_eq!(
        server.testrail.address(&request),
        Address {
            path: "/index.php?/api/v2/get_cases/1".to_owned(),
            query: "suite_id=2&limit=5".to_owned(),
        }
    );
    assert_eq!(
        server.testrail.method_name(&request),
        "get_cases/1&suite_id=2&limit=5"
    );
}

#[test]
fn any_bytes_get_an_answer() {
    let server = Server::start();
    for body in [
        "{",
        "null",
        "3",
        "[]",
        "{\"title\":3}",
        "\u{0}",
        "{\"title\":{\"a\":[]}}",
    ] {
        let request = server.request(Method::POST, "add_case/1", body);
        assert_eq!(server.send(&request).0, 400, "{body}");
    }
    for method in [
        "",
        "/",
        "get_case/",
        "get_case//",
        "get_cases/1&&=&limit",
        "get_case/99999999999999999999",
    ] {
        server.call(Method::GET, method, &Value::Null);
    }
}

#[test]
fn no_method_stands_in_the_table_twice() {
    let mut names: Vec<&str> = routes::names().into_iter().map(|(name, _)| name).collect();
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![-2..9i64, any::<i64>()].prop_map(Value::from),
        "[a-z<>&, 0-9.]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = prop::sample::select(vec![
            "title",
            "name",
            "case_ids",
            "results",
            "cases",
            "status_id",
            "case_id",
            "test_id",
            "suite_id",
            "section_id",
            "parent_id",
            "entries",
            "runs",
            "config_ids",
            "include_all",
            "labels",
            "refs",
            "elapsed",
            "configs",
            "type",
            "custom_preconds",
            "custom_steps_separated",
            "custom_automation_type",
            "content",
            "shared_step_id",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|pairs| pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_method_answers_every_body(
        calls in prop::collection::vec((any::<prop::sample::Index>(), 0..4u64, 0..4u64, any_json(), "[a-z_0-9=&%,]{0,16}"), 1..40)
    ) {
        let server = Server::start();
        server.add_cases(3);
        server.add_run(&[1, 2]);
        let names = routes::names();
        for (index, first, second, body, parameters) in calls {
            let (name, is_write) = names[index.index(names.len())];
            let verb = if is_write { Method::POST } else { Method::GET };
            let (status, answer) = server.call(verb, &format!("{name}/{first}/{second}&{parameters}"), &body);
            prop_assert!(matches!(status, 200 | 400 | 403), "{name}: {status} {answer}");
            prop_assert_eq!(status != 200, answer.get("error").is_some(), "{}: {}", name, answer);
        }
        prop_assert!(server.testrail.state().is_object());
    }
}

#[test]
fn an_unknown_id_is_told_before_a_missing_right_and_that_before_a_wrong_field() {
    let seed = json!({"users": [
        {"id": 1, "name": "A", "email": "admin@example.com", "is_admin": true},
        {"id": 2, "name": "R", "email": "reader@example.com", "role_id": 1},
    ]});
    let reader = Server::with(&seed).by("reader@example.com");
    assert!(reader.refused("add_case/9", &json!({})).starts_with("400"));
    assert!(reader.refused("add_case/1", &json!({})).starts_with("403"));
    assert!(reader.refused("add_user/1", &json!({})).starts_with("403"));
}

#[test]
fn a_reader_changes_nothing_whatever_the_method() {
    let seed = json!({
        "users": [
            {"id": 1, "name": "A", "email": "admin@example.com", "is_admin": true},
            {"id": 2, "name": "R", "email": "reader@example.com", "role_id": 1},
        ],
        "cases": [{"id": 1, "title": "t", "section_id": 1}],
        "runs": [{"id": 1, "name": "r", "suite_id": 1}],
        "results": [{"id": 1, "test_id": 1, "status_id": 1}],
        "milestones": [{"id": 1, "name": "m", "project_id": 1}],
        "configs": [{"id": 1, "name": "g", "project_id": 1, "configs": [{"id": 1, "name": "c"}]}],
        "labels": [{"id": 1, "title": "l", "project_id": 1}],
        "shared_steps": [{"id": 1, "title": "s", "project_id": 1}],
        "groups": [{"id": 1, "name": "g"}],
    });
    let reader = Server::with(&seed).by("reader@example.com");
    reader.get("get_projects");
    let before = reader.testrail.state();
    let body = json!({
        "title": "x", "name": "x", "email": "x@example.com", "case_ids": [1], "test_ids": [1], "label_ids": [1],
        "labels": [1], "status_id": 5, "results": [{"case_id": 1, "test_id": 1, "status_id": 5}], "cases": [{"title": "x"}],
        "project_id": 1, "group_id": 1, "suite_id": 1, "config_ids": [1],
    });
    for (name, is_write) in routes::names() {
        if is_write {
            for path in [format!("{name}/1/1"), name.to_owned()] {
                let (status, answer) = reader.call(Method::POST, &path, &body);
                assert!(matches!(status, 400 | 403), "{path}: {status} {answer}");
            }
        }
    }
    assert_eq!(reader.testrail.state(), before);
}
