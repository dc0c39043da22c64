//! A list of cases that comes empty or short is no proof that there are none.

use std::fs;

use serde_json::json;

use crate::support::world::{World, testops, testrail};

/// A world with so many test cases, exported, and then one more.
fn exported(n: u64) -> World {
    let mut source = testops();
    let mut target = testrail();
    target["cases"] = json!([]);
    source["testCases"] = (1..=n)
        .map(|id| json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3}))
        .collect();
    let world = World::with(&source, &target);
    assert_eq!(world.apply().code, Some(0));
    world
}

fn forget(world: &World) {
    fs::remove_dir_all(world.path().join(".railwright")).unwrap();
}

#[test]
fn one_empty_or_short_list_of_cases_creates_none_of_them_again() {
    for n in [3, 30] {
        let world = exported(n);
        let first = world.cases()[0].clone();
        for keeps_state in [true, false] {
            for rows in [json!([]), json!([first])] {
                for body in [
                    json!({"offset": 0, "limit": 250, "size": 1, "_links": {"next": null}, "cases": rows}),
                    rows.clone(),
                ] {
                    if !keeps_state && world.path().join(".railwright").exists() {
                        forget(&world);
                    }
                    world.sandbox.testrail_faults(&json!([
                        {"match": "GET get_cases", "times": 1, "do": "status", "code": 200, "body": body}
                    ]));
                    let before = world.sandbox.writes();
                    let output = world.apply();
                    let what = format!("{n} {keeps_state} {body}: {output}");
                    // What was written a moment ago is waited for; on a slow machine no write is that young.
                    let is_refused = output.code == Some(5);
                    assert!(
                        is_refused || (keeps_state && output.code == Some(0)),
                        "{what}"
                    );
                    assert_eq!(output.stderr.contains("RW0724"), is_refused, "{what}");
                    assert_eq!(world.sandbox.writes(), before, "{what}");
                }
            }
        }
        // And with the whole list there is nothing to do.
        assert_eq!(world.apply().code, Some(0));
    }
}

#[test]
fn a_list_that_always_comes_short_stops_where_the_ledger_knows_better() {
    let world = exported(30);
    world.sandbox.testrail_faults(&json!([
        {"match": "GET get_cases", "times": null, "do": "status", "code": 200, "body": []}
    ]));
    let before = world.sandbox.writes();
    let output = world.apply();
    assert_eq!(output.code, Some(5), "{output}");
    assert!(
        output
            .stderr
            .contains("the list of cases of suite 29 holds 0 and must hold 30 at least"),
        "{output}"
    );
    assert_eq!(world.sandbox.writes(), before);
}

#[test]
fn a_list_of_templates_that_comes_short_hides_no_steps() {
    for rows in [0, 1] {
        let world = World::new();
        world
            .sandbox
            .testrail_faults(&json!([{"match": "GET get_templates", "do": "short", "rows": rows}]));
        let output = world.apply();
        assert_eq!(output.code, Some(0), "{output}");
        let created = &world.cases()[2];
        assert_eq!(created["template_id"], 2, "{rows}: {created}");
        assert!(!output.stdout.contains("RW0414"), "{output}");
    }
}

#[test]
fn a_case_that_people_deleted_is_asked_for_itself_and_believed() {
    let world = exported(3);
    let id = world.cases()[1]["id"].clone();
    world
        .sandbox
        .testrail_post(&format!("delete_case/{id}"), &json!({}));
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert!(output.stdout.contains("1 case created"), "{output}");
}
