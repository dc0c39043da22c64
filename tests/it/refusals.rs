//! What servers refused is remembered: an account gets locked by the hourly job that knocks again and again.

use std::fs;

use serde_json::{Value, json};

use crate::support::binary::Output;
use crate::support::world::{World, testops, testrail};

fn no_right(calls: &str) -> Value {
    let body = json!({"error": "You are not allowed to do this (insufficient permissions)."});
    json!({"match": calls, "do": "status", "code": 403, "body": body, "times": null})
}

fn run(world: &World, arguments: &[&str]) -> Output {
    world.railwright().run(arguments)
}

/// How many requests TestRail saw so far.
fn asked(world: &World) -> usize {
    world.sandbox.testrail_journal().len()
}

/// Every command that speaks to servers.
const COMMANDS: [&[&str]; 4] = [
    &["check", "manifests"],
    &["plan", "manifests"],
    &["drift", "manifests"],
    &["apply", "manifests", "--yes"],
];

#[test]
fn no_command_tries_a_rejected_key_again_whichever_found_it_out() {
    for first in COMMANDS {
        let world = World::new();
        let wrong = |arguments: &[&str]| {
            let railwright = world.railwright().env("TESTRAIL_API_KEY", "revoked-key");
            railwright.run(arguments)
        };
        let output = wrong(first);
        assert_eq!(output.code, Some(8), "{output}");
        let before = asked(&world);
        assert_eq!(before, 1, "{output}");
        for next in COMMANDS {
            let output = wrong(next);
            assert_eq!(output.code, Some(8), "{output}");
            assert!(output.stderr.contains("RW0712"), "{output}");
        }
        assert_eq!(asked(&world), before);
    }
}

#[test]
fn a_key_that_is_refused_everything_is_not_tried_again() {
    let world = World::new();
    world.sandbox.testrail_faults(&json!([no_right("GET")]));
    assert_eq!(run(&world, COMMANDS[1]).code, Some(8));
    let before = asked(&world);
    for command in COMMANDS {
        let output = run(&world, command);
        assert_eq!(output.code, Some(8), "{output}");
        assert!(output.stderr.contains("may not do anything"), "{output}");
    }
    assert_eq!(asked(&world), before);
}

#[test]
fn a_token_that_is_refused_everything_is_not_tried_again() {
    let world = World::new();
    world.sandbox.testops_faults(&json!([no_right("GET")]));
    let output = run(&world, COMMANDS[1]);
    assert_eq!(output.code, Some(8), "{output}");
    let asked = || world.sandbox.testops_journal().len();
    let before = asked();
    let again = run(&world, COMMANDS[1]);
    insta::assert_snapshot!(again.stderr, @"
    error[RW0850]: sync config shop: the owner of the token of integration testops may not do anything, as was found out before; this is not tried again
    help: give the user access, then run `railwright resume testops`; a pipeline takes RAILWRIGHT_RESUME=testops for that
    ");
    assert_eq!(asked(), before);
}

#[test]
fn a_project_that_may_not_be_read_is_not_asked_for_again_and_others_are() {
    let world = World::new();
    world
        .sandbox
        .testrail_faults(&json!([no_right("GET get_cases")]));
    assert_eq!(run(&world, COMMANDS[1]).code, Some(8));
    world.sandbox.testrail_faults(&json!([]));
    let before = asked(&world);
    let output = run(&world, COMMANDS[1]);
    assert_eq!(output.code, Some(8), "{output}");
    insta::assert_snapshot!(output.stderr, @"
    error[RW0850]: sync config shop: user admin@example.com of integration testrail may not read project Web Shop, as was found out before; this is not tried again
    help: give the user access, then run `railwright resume testrail`; a pipeline takes RAILWRIGHT_RESUME=testrail for that
    ");
    assert_eq!(asked(&world), before);
    world.edit("project: Web Shop", "project: Warehouse");
    run(&world, COMMANDS[1]);
    assert!(asked(&world) > before, "another project is asked for");
}

#[test]
fn a_missing_right_to_write_stops_applies_and_no_plan() {
    let world = World::new();
    world.sandbox.testrail_faults(&json!([no_right("POST")]));
    assert_eq!(run(&world, COMMANDS[3]).code, Some(8));
    world.sandbox.testrail_faults(&json!([]));
    let (before, written) = (asked(&world), world.sandbox.writes().len());
    let output = run(&world, COMMANDS[3]);
    assert_eq!(output.code, Some(8), "{output}");
    insta::assert_snapshot!(output.stderr, @"
    error[RW0850]: sync config shop: user admin@example.com of integration testrail may not write test cases of project Web Shop, as was found out before; this is not tried again
    help: give the user a role that may add and edit test cases (Administration → Users & Roles), then run `railwright resume testrail`; a pipeline takes RAILWRIGHT_RESUME=testrail for that
    ");
    assert_eq!(asked(&world), before);
    let plan = run(&world, COMMANDS[1]);
    assert_eq!(plan.code, Some(0), "{plan}");
    let check = run(&world, COMMANDS[0]);
    assert_eq!(check.code, Some(8), "{check}");
    assert!(check.stdout.contains("✗ RW0850"), "{check}");
    assert_eq!(world.sandbox.writes().len(), written);
}

#[test]
fn a_missing_right_to_runs_holds_no_case_back_in_later_applies() {
    let mut source = testops();
    source["launches"] = json!([
        {"id": 51, "projectId": 7, "name": "First", "closed": true,
            "results": [{"id": 901, "testCaseId": 4711, "name": "x", "status": "passed"}]},
    ]);
    let world = World::with(&source, &testrail());
    world
        .sandbox
        .testrail_faults(&json!([no_right("POST add_run")]));
    assert_eq!(run(&world, COMMANDS[3]).code, Some(8));
    let case = &world.cases()[0];
    let path = format!("update_case/{}", case["id"]);
    world
        .sandbox
        .testrail_post(&path, &json!({"title": "Somebody's"}));
    let before = world.sandbox.writes().len();
    let output = run(&world, COMMANDS[3]);
    assert_eq!(output.code, Some(8), "{output}");
    let written = world.sandbox.writes().split_off(before);
    assert_eq!(written.len(), 1, "{written:?}");
    assert!(written[0].starts_with("update_case/"), "{written:?}");
}

#[test]
fn a_person_lets_it_be_tried_again_by_word_flag_or_variable() {
    let world = World::new();
    world.sandbox.testrail_faults(&json!([no_right("POST")]));
    let refused = || {
        let before = world.sandbox.writes().len();
        let output = run(&world, COMMANDS[3]);
        assert_eq!(output.code, Some(8), "{output}");
        world.sandbox.writes().len() > before
    };
    assert!(refused());
    assert!(!refused());
    assert_eq!(run(&world, &["resume", "testrail"]).code, Some(0));
    assert!(refused());
    assert!(!refused());
    let empty = world.railwright().env("RAILWRIGHT_RESUME", "");
    assert_eq!(empty.run(COMMANDS[3]).code, Some(8));
    world.sandbox.testrail_faults(&json!([]));
    let misspelt = run(
        &world,
        &["apply", "manifests", "--yes", "--resume", "testrial"],
    );
    assert_eq!(misspelt.code, Some(3), "{misspelt}");
    assert!(
        misspelt.stderr.contains("choose one of: testops, testrail"),
        "{misspelt}"
    );
    let resumed = world
        .railwright()
        .env("RAILWRIGHT_RESUME", "testops,testrail");
    assert_eq!(resumed.run(COMMANDS[3]).code, Some(0));
    assert_eq!(run(&world, COMMANDS[3]).code, Some(0));
}

#[test]
fn after_a_day_one_request_shows_whether_the_key_is_still_refused() {
    let world = World::new();
    let wrong = || {
        let railwright = world.railwright().env("TESTRAIL_API_KEY", "revoked-key");
        assert_eq!(railwright.run(COMMANDS[1]).code, Some(8));
        asked(&world)
    };
    let (first, second) = (wrong(), wrong());
    assert_eq!(first, second);
    let file = world.path().join(".railwright/rejected.json");
    let mut state: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let since = state["rejected"][0]["since"].as_i64().unwrap();
    state["rejected"][0]["since"] = json!(since - 24 * 60 * 60);
    fs::write(&file, state.to_string()).unwrap();
    assert_eq!(wrong(), second + 1);
    assert_eq!(wrong(), second + 1);
}

#[test]
fn check_says_what_the_role_of_the_user_may_not_do() {
    let mut seed = testrail();
    seed["users"] = json!([
        {"id": 1, "name": "Administrator", "email": "admin@example.com", "role_id": 2, "role": "Tester"},
    ]);
    let world = World::with(&testops(), &seed);
    let output = run(&world, COMMANDS[0]);
    insta::assert_snapshot!(output, @r#"
    shop
      ✓ TestOps (testops): Connection established. Project 7 "Web Shop", the AQL selects 3 test cases
      ✓ TestRail (testrail): Connection established as Administrator
      ? RW0851  user admin@example.com has the role Tester, which may add results, but no test cases unless somebody changed it
          help: for an apply, give the user a role that may add and edit test cases, test runs and test results: Administration → Users & Roles, or the project's own Access tab; a plan does with this one
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields
      ✓ Launches: the AQL selects 0 launches

    Everything that a plan needs is there.
    "#);
    seed["users"][0] =
        json!({"id": 1, "name": "Administrator", "email": "admin@example.com", "role_id": 1});
    let world = World::with(&testops(), &seed);
    let output = run(&world, COMMANDS[0]);
    assert!(output.stdout.contains("may write nothing"), "{output}");
    assert_eq!(output.code, Some(0), "{output}");
}
