//! People who work in TestRail while a list is read page by page.

use std::fs;

use serde_json::{Value, json};

use crate::launches::stage::{launch, result};
use crate::support::gate::Gate;
use crate::support::world::{World, testrail};

/// More than a page of 250 holds.
const CASES: i64 = 255;

/// As many test cases as there are cases with their markers, behind one that people wrote.
fn world(launches: &[Value]) -> World {
    let ids = 1..=CASES;
    let test_case =
        |id| json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3});
    let source = json!({
        "projects": [{"id": 7, "name": "Web Shop"}], "statuses": [{"id": -3, "name": "Active"}],
        "testCases": ids.clone().map(test_case).collect::<Vec<_>>(), "launches": launches,
    });
    let case = |id| {
        json!({
            "id": 1000 + id, "title": format!("Case {id}"), "section_id": 310, "refs": format!("ALLURE-{id}"),
        })
    };
    let mut cases = vec![json!({"id": 500, "title": "Written by people", "section_id": 310})];
    cases.extend(ids.map(case));
    let mut target = testrail();
    target["cases"] = json!(cases);
    let world = World::with(&source, &target);
    world.edit("  mapping: default\n", "");
    world
}

/// Applies, and has people do something when this request comes, before it is answered.
fn apply_while(world: &World, request: &'static str, people: impl Fn()) {
    let gate = Gate::holding(world.sandbox.variable("TESTRAIL_URL"), request);
    let run = world.railwright().env("TESTRAIL_URL", gate.base());
    let process = run.spawn(&["apply", "manifests", "--yes"]);
    gate.wait_until_reached();
    people();
    gate.open();
    let output = process.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
}

#[test]
fn a_case_that_people_delete_between_two_pages_makes_no_other_case_twice() {
    for keeps_state in [true, false] {
        let world = world(&[]);
        if keeps_state {
            assert_eq!(world.apply().code, Some(0));
        }
        apply_while(
            &world,
            "get_cases/1&suite_id=29&limit=250&offset=249",
            || {
                world.sandbox.testrail_post("delete_case/500", &json!({}));
            },
        );
        let writes = world.sandbox.writes();
        assert_eq!(writes, ["delete_case/500"]);
    }
}

#[test]
fn a_test_that_people_remove_between_two_pages_costs_no_other_result() {
    for keeps_state in [true, false] {
        let results = |n: i64| -> Vec<Value> {
            (1..=n)
                .map(|id| result(9000 + id, 1 + (id - 1) % CASES, "passed"))
                .collect()
        };
        let world = world(&[launch(51, "Nightly", false, &results(CASES))]);
        assert_eq!(world.apply().code, Some(0));
        if !keeps_state {
            fs::remove_dir_all(world.path().join(".railwright")).unwrap();
        }
        let others: Vec<i64> = (2..=CASES).map(|id| 1000 + id).collect();
        // The run has lost its line, so that it is read again.
        world
            .sandbox
            .testrail_post("update_run/1", &json!({"description": "by hand"}));
        apply_while(&world, "get_tests/1&limit=250&offset=249", || {
            let selection = json!({"include_all": false, "case_ids": others});
            world.sandbox.testrail_post("update_run/1", &selection);
        });
        assert_eq!(world.apply().code, Some(0));
        let state = world.sandbox.testrail_state();
        let comments: Vec<&str> = state["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| result["comment"].as_str().unwrap())
            .collect();
        for id in 1..=CASES {
            let link = format!("/testresult/{}", 9000 + id);
            let found = comments.iter().filter(|comment| {
                comment
                    .trim_end()
                    .trim_end_matches("</a></p>")
                    .ends_with(&link)
            });
            assert_eq!(found.count(), 1, "{keeps_state} {id}");
        }
    }
}
