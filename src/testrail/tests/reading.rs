use serde_json::json;

use super::*;
use crate::model::{SuiteMode, TestCaseId};

/// One line each.
fn each(items: &[impl std::fmt::Debug]) -> String {
    let lines: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
    lines.join("\n")
}

fn destination() -> Destination {
    Destination {
        project: "Web Shop".into(),
        suite_id: SuiteId(29),
        section_id: SectionId(310),
        templates: true,
        case_statuses: false,
        lists_sections: false,
    }
}

/// A server with one project, as a current TestRail answers.
fn shop(seen: &Seen) -> Reply {
    Reply::ok(match method(seen) {
        "get_projects" => {
            r#"{"offset":0,"limit":250,"size":2,"_links":{"next":"/api/v2/get_projects&limit=0&offset=2","prev":null},
            "projects":[{"id":1,"name":"web shop","suite_mode":1,"is_completed":true,"users":[]},{"id":2,"name":"App","suite_mode":9}]}"#
        }
        "get_projects&limit=250&offset=1" => {
            r#"{"offset":1,"limit":250,"size":2,"_links":{"next":null,"prev":null},
            "projects":[{"id":2,"name":"App","suite_mode":9},{"id":7,"name":"Web Shop","suite_mode":3,"is_completed":false}]}"#
        }
        "get_suite/29" => {
            r#"{"id":29,"name":"Checkout","project_id":7,"is_master":false,"is_completed":false,"url":"u"}"#
        }
        "get_section/310" => {
            r#"{"id":310,"suite_id":29,"name":"From TestOps","parent_id":null,"display_order":1,"depth":0}"#
        }
        "get_templates/7" => {
            r#"[{"id":1,"name":"Test Case (Text)","is_default":true},{"id":2,"name":"Test Case (Steps)","is_default":false}]"#
        }
        "get_current_user" => {
            r#"{"id":3,"name":"Sync","email":"sync@example.com","mfa_required":0}"#
        }
        "get_case_fields" => {
            r#"[
            {"id":1,"is_active":true,"type_id":3,"name":"preconds","system_name":"custom_preconds","label":"Preconditions",
             "configs":[{"context":{"is_global":true,"project_ids":""},"options":{"is_required":false,"default_value":"","format":"markdown","rows":"7"},"id":"x"}],
             "include_all":false,"template_ids":[1,2]},
            {"id":2,"is_active":true,"type_id":6,"name":"status","system_name":"custom_status","label":"Status",
             "configs":[{"context":{"is_global":true,"project_ids":null},"options":{"is_required":false,"items":"9, Other"}},
                        {"context":{"is_global":false,"project_ids":[5,7]},"options":{"is_required":true,"default_value":"1","items":"1, Draft\r\n2, Active, really"}}],
             "include_all":true,"template_ids":[]},
            {"id":3,"is_active":1,"type_id":10,"system_name":"custom_steps_separated","label":"Steps",
             "configs":[{"context":{"is_global":false,"project_ids":[99]},"options":{"has_expected":true}}],"include_all":true},
            {"id":4,"is_active":false,"type_id":15,"system_name":"custom_new","label":null,"configs":null}]"#
        }
        _ => return no_such_method(),
    })
}

#[tokio::test(start_paused = true)]
async fn a_catalog_is_read_with_no_request_too_many() {
    let server = Server::start(shop).await;
    let catalog = testrail(&server)
        .catalog(&destination())
        .await
        .expect("a catalog");
    let project = catalog.project.as_ref().expect("a project");
    assert_eq!((project.id, project.suite_mode), (7, SuiteMode::Multiple));
    let mut lines = asked(&server);
    lines.sort();
    insta::assert_snapshot!(lines.join("\n"), @"
    GET get_case_fields
    GET get_current_user
    GET get_projects
    GET get_projects&limit=250&offset=1
    GET get_section/310
    GET get_suite/29
    GET get_templates/7
    ");
    assert_eq!(catalog.suites, []);
    insta::assert_compact_debug_snapshot!((&catalog.suite, &catalog.section, &catalog.user), @r#"(Some(Suite { id: SuiteId(29), name: "Checkout", project_id: 7, is_completed: false }), Some(Section { id: SectionId(310), name: "From TestOps", suite_id: Some(SuiteId(29)), parent: None }), Some(User { id: 3, name: "Sync", role: None, is_admin: false }))"#);
    insta::assert_compact_debug_snapshot!(catalog.templates, @r#"[Template { id: TemplateId(1), name: "Test Case (Text)", is_default: true }, Template { id: TemplateId(2), name: "Test Case (Steps)", is_default: false }]"#);
    insta::assert_snapshot!(each(&catalog.fields), @r#"
    CatalogField { name: FieldName("custom_new"), label: "custom_new", kind: FieldKind { type_name: "number 15", markup: Html, has_expected: true, options: [], kept: [] }, is_active: false, in_project: false, is_required: false, has_default: false, templates: None }
    CatalogField { name: FieldName("custom_preconds"), label: "Preconditions", kind: FieldKind { type_name: "Text", markup: Html, has_expected: true, options: [], kept: [] }, is_active: true, in_project: true, is_required: false, has_default: false, templates: Some([TemplateId(1), TemplateId(2)]) }
    CatalogField { name: FieldName("custom_status"), label: "Status", kind: FieldKind { type_name: "Dropdown", markup: Html, has_expected: true, options: [NamedId { id: 1, name: "Draft" }, NamedId { id: 2, name: "Active, really" }], kept: [] }, is_active: true, in_project: true, is_required: true, has_default: true, templates: None }
    CatalogField { name: FieldName("custom_steps_separated"), label: "Steps", kind: FieldKind { type_name: "Steps", markup: Html, has_expected: true, options: [], kept: [] }, is_active: true, in_project: false, is_required: false, has_default: false, templates: None }
    "#);
    let seen = &server.seen()[0];
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert!(
        seen.header("user-agent")
            .is_some_and(|agent| agent.starts_with("railwright/"))
    );
}

#[tokio::test(start_paused = true)]
async fn what_does_not_exist_is_an_answer() {
    let server = Server::start(|seen| match method(seen) {
        "get_suite/29" => Reply::json(
            400,
            r#"{"error":"Field :suite_id is not a valid test suite."}"#,
        ),
        "get_section/310" => Reply::json(
            400,
            r#"{"error":"Field :section_id is not a valid section."}"#,
        ),
        "get_current_user" => no_such_method(),
        "get_suites/7" => Reply::ok(r#"[{"id":30,"name":"Later"},{"id":28,"name":"Earlier"}]"#),
        _ => shop(seen),
    })
    .await;
    let testrail = testrail(&server);
    let catalog = testrail.catalog(&destination()).await.expect("a catalog");
    assert_eq!(catalog.suite, None);
    assert_eq!(catalog.section, None);
    assert_eq!(catalog.user, None);
    let suites: Vec<_> = catalog.suites.iter().map(|suite| suite.id).collect();
    assert_eq!(suites, [28, 30]);

    let elsewhere = Destination {
        project: "Web shop".into(),
        ..destination()
    };
    let catalog = testrail.catalog(&elsewhere).await.expect("a catalog");
    assert_eq!(catalog.project, None);
    assert_eq!(catalog.project_names, ["web shop", "App", "Web Shop"]);
}

#[tokio::test(start_paused = true)]
async fn errors_are_told_apart() {
    let words = "The API is disabled for your installation. It can be enabled.";
    let disabled = json!({ "error": words }).to_string();
    for (status, body, expected) in [
        (401, r#"{"error":"Authentication failed"}"#, "Credentials"),
        (403, disabled.as_str(), "ApiDisabled"),
        (401, disabled.as_str(), "ApiDisabled"),
        (
            403,
            r#"{"error":"Your account is temporarily locked."}"#,
            "Credentials",
        ),
        (403, r#"{"error":"You are not allowed"}"#, "Forbidden"),
        (500, "", "Http"),
    ] {
        let body = body.to_owned();
        let server = Server::start(move |_| Reply::json(status, body.clone())).await;
        let error = testrail(&server)
            .catalog(&destination())
            .await
            .expect_err("no catalog");
        let shown = format!("{error:?}");
        assert!(shown.starts_with(expected), "{shown}");
        assert!(!shown.contains(KEY));
    }
}

#[tokio::test(start_paused = true)]
async fn only_marked_cases_and_wanted_fields_are_kept() {
    let server = Server::start(|seen| {
        Reply::ok(match method(seen) {
            "get_cases/7&suite_id=29&limit=250&offset=0" => r#"{"offset":0,"limit":250,"size":4,"_links":{"next":"/api/v2/get_cases/7&limit=0&offset=250","prev":null},"cases":[
                {"id":502,"title":"Guest pays","section_id":311,"template_id":2,"refs":"JIRA-5,ALLURE-78, ALLURE-77,ALLURE-077","created_on":1780000000,"updated_on":1780000100,"updated_by":3,
                 "is_deleted":0,"custom_preconds":"<p>User exists.</p>\n","custom_status":2,"custom_other":{"deep":[1]},
                 "custom_steps_separated":[{"content":"<p>Open</p>\n","expected":"<p>Form</p>\n","additional_info":"","refs":""},{"shared_step_id":4}]},
                {"id":503,"title":"Not ours","section_id":310,"refs":null},
                {"id":504,"title":"Gone","section_id":310,"refs":"ALLURE-80","is_deleted":1},
                {"id":505,"title":"Almost ours","section_id":310,"refs":"MY-ALLURE-80"}]}"#,
            "get_cases/7&suite_id=29&limit=250&offset=3" => r#"{"offset":3,"limit":250,"size":2,"_links":{"next":null,"prev":null},"cases":[
                {"id":505,"title":"Almost ours","section_id":310,"refs":"MY-ALLURE-80"},
                {"id":501,"title":"Caf\u00e9 \u2615 \/","section_id":310,"refs":"ALLURE-76","created_on":1780000000,"custom_status":"1","custom_steps_separated":[],"custom_preconds":""}]}"#,
            _ => return no_such_method(),
        })
    })
    .await;
    let scope = CaseScope::suite(7, SuiteId(29));
    let observed = testrail(&server)
        .cases(&scope, &identity(), &fields())
        .await
        .expect("cases");
    // The third looks for the shared step, of which this server tells nothing.
    assert_eq!(server.lines().len(), 3);
    assert_eq!(observed.unmarked.len(), 2);
    insta::assert_snapshot!(each(&observed.cases), @r#"
    ObservedCase { id: CaseId(501), marked: [TestCaseId(76)], section: SectionId(310), status: None, fields: [Text("Café ☕ /"), Empty, Number(1), Empty, Text("ALLURE-76"), Empty], created_on: 1780000000, created_by: None, updated_on: 0, updated_by: None }
    ObservedCase { id: CaseId(502), marked: [TestCaseId(77), TestCaseId(78)], section: SectionId(311), status: None, fields: [Text("Guest pays"), Text("<p>User exists.</p>\n"), Number(2), Steps([StepRow { content: "<p>Open</p>\n", expected: "<p>Form</p>\n", columns: {}, part: None }, StepRow { content: "[shared step 4]", expected: "", columns: {"shared_step_id": Number(4)}, part: Some(SharedPart { row: 0, of: 1 }) }]), Text("JIRA-5,ALLURE-78, ALLURE-77,ALLURE-077"), Number(2)], created_on: 1780000000, created_by: None, updated_on: 1780000100, updated_by: Some(3) }
    "#);
}

#[tokio::test(start_paused = true)]
async fn old_servers_answer_everything_at_once() {
    let server = Server::start(|_| {
        Reply::ok("USER AUTHENTICATION SUCCESSFUL!\n[{\"id\":8,\"title\":\"Old\",\"section_id\":9,\"refs\":\"ALLURE-1\"}]")
    })
    .await;
    let scope = CaseScope {
        section_id: Some(SectionId(9)),
        created_after: Some(1_780_000_000),
        ..CaseScope::suite(10, SuiteId(9))
    };
    let observed = testrail(&server)
        .cases(&scope, &identity(), &[])
        .await
        .expect("cases");
    assert_eq!(observed.cases.len(), 1);
    assert_eq!(
        asked(&server),
        ["GET get_cases/10&suite_id=9&section_id=9&created_after=1780000000&limit=250&offset=0"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_ends_is_left() {
    let server = Server::start(|_| {
        Reply::ok(r#"{"_links":{"next":"/more"},"cases":[{"id":8,"title":"t","section_id":9,"refs":"ALLURE-1"}]}"#)
    })
    .await;
    let scope = CaseScope::suite(7, SuiteId(29));
    let observed = testrail(&server)
        .cases(&scope, &identity(), &[])
        .await
        .expect("cases");
    assert_eq!(observed.cases.len(), 1);
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_marker_in_a_field_of_its_own_is_found_even_when_wrapped() {
    let server = Server::start(|_| {
        Reply::ok(
            r#"[{"id":8,"title":"a","section_id":9,"refs":"ALLURE-1","custom_id":"<p>ALLURE-2</p>\n"},
                {"id":9,"title":"b","section_id":9,"custom_id":"ALLURE-3"},
                {"id":10,"title":"c","section_id":9,"custom_id":"see ALLURE-4"}]"#,
        )
    })
    .await;
    let identity = Identity {
        field: FieldName::new("custom_id"),
        ..identity()
    };
    let scope = CaseScope::suite(7, SuiteId(29));
    let observed = testrail(&server)
        .cases(&scope, &identity, &[])
        .await
        .expect("cases");
    let marked: Vec<_> = observed
        .cases
        .iter()
        .flat_map(|case| &case.marked)
        .collect();
    assert_eq!(marked, [&TestCaseId(2), &TestCaseId(3)]);
    assert_eq!(observed.unmarked.len(), 1);
}
