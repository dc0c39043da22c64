use super::*;

#[test]
fn sections_come_depth_first_with_parents_before_children() {
    let server = Server::start();
    server.post("add_section/1", &json!({"name": "Z"}));
    server.post(
        "add_section/1",
        &json!({"name": "Root child", "parent_id": 1}),
    );
    server.post("add_section/1", &json!({"name": "Z child", "parent_id": 3}));
    let sections = &server.get("get_sections/1")["sections"];
    assert_eq!(
        column(sections, "name"),
        ["Root", "Root child", "Z", "Z child"]
    );
    assert_eq!(column(sections, "depth"), [0, 1, 0, 1]);
    let moved = server.post("move_section/3", &json!({"parent_id": 1, "after_id": null}));
    assert_eq!(
        (&moved["parent_id"], &moved["depth"]),
        (&json!(1), &json!(1))
    );
    let sections = &server.get("get_sections/1")["sections"];
    assert_eq!(
        column(sections, "name"),
        ["Root", "Z", "Z child", "Root child"]
    );
    assert_eq!(server.get("get_section/5")["depth"], 2);
    assert_eq!(
        server.refused("move_section/1", &json!({"parent_id": 5})),
        "400 Field :parent_id is not a valid section."
    );
}

#[test]
fn a_section_needs_a_name_and_where_there_are_several_a_suite() {
    let server = Server::start();
    assert_eq!(
        server.refused("add_section/1", &json!({})),
        "400 Field :name is a required field."
    );
    assert_eq!(
        server.refused("add_section/2", &json!({"name": "x"})),
        "400 Field :suite_id is a required field."
    );
    assert_eq!(
        server.post("add_section/1", &json!({"name": "x", "suite_id": 2}))["suite_id"],
        1
    );
    assert_eq!(
        server.refused("add_section/1", &json!({"name": "x", "parent_id": 2})),
        "400 Field :parent_id is not a valid section."
    );
}

#[test]
fn deleting_a_section_takes_everything_below_it() {
    let server = Server::start();
    server.post("add_section/1", &json!({"name": "Child", "parent_id": 1}));
    server.post("add_case/3", &json!({"title": "deep"}));
    assert_eq!(
        server.post("delete_section/1&soft=1", &json!({})),
        json!({"affected_sections": 2, "affected_cases": 1, "affected_tests": 0})
    );
    assert_eq!(server.post("delete_section/1", &json!({})), json!(""));
    assert_eq!(server.get("get_sections/1")["size"], 0);
    assert_eq!(server.get("get_cases/1")["size"], 0);
}

#[test]
fn suites_are_as_many_as_the_mode_allows() {
    let server = Server::start();
    assert!(
        server
            .refused("add_suite/1", &json!({"name": "x"}))
            .starts_with("403")
    );
    assert_eq!(
        server.post("add_suite/2", &json!({"name": "x"}))["is_baseline"],
        false
    );
    assert!(
        server
            .refused("delete_suite/1", &json!({}))
            .starts_with("400")
    );
    assert_eq!(server.post("delete_suite/2", &json!({})), json!(""));
    let baselines = server.post("add_project", &json!({"name": "B", "suite_mode": 2}));
    assert_eq!(baselines["suite_mode"], 2);
    let suites = server.get("get_suites/3");
    assert_eq!(column(&suites["suites"], "is_master"), [true]);
    assert_eq!(
        server.post("add_suite/3", &json!({"name": "x"}))["is_baseline"],
        true
    );
}

#[test]
fn deleting_a_project_takes_all_of_it() {
    let server = Server::start();
    server.add_cases(2);
    server.add_run(&[1]);
    assert_eq!(server.post("delete_project/1", &json!({})), json!(""));
    for method in [
        "get_project/1",
        "get_suite/1",
        "get_section/1",
        "get_case/1",
        "get_run/1",
    ] {
        assert!(server.get_refused(method).starts_with("400"), "{method}");
    }
    assert_eq!(column(&server.get("get_projects")["projects"], "id"), [2]);
}
