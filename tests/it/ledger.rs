//! One apply at a time, a record of what each wrote, and credentials that are not knocked with twice.

use std::fs;

use serde_json::json;

use crate::support::world::World;

#[test]
fn a_second_apply_is_told_who_holds_the_lock() {
    let world = World::new();
    world
        .sandbox
        .testrail_faults(&json!([{"match": "GET get_cases", "do": "delay", "ms": 20_000}]));
    let mut first = world.railwright().spawn(&["apply", "manifests", "--yes"]);
    let holder = loop {
        let text = fs::read_to_string(world.path().join(".railwright/lock")).unwrap_or_default();
        if text.contains("since") {
            break text;
        }
        std::thread::yield_now();
    };
    let second = world.apply();
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(second.code, Some(7), "{second}");
    assert!(second.stderr.contains(&holder), "{second}");
    // The system let go of the lock when the process was killed.
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0));
}

#[test]
fn every_write_is_in_the_history() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.apply().code, Some(0));
    let list = world.railwright().run(&["history"]).stdout;
    let name = list.split_whitespace().next().unwrap().to_owned();
    // An apply that had nothing to write is no event.
    assert_eq!(list.lines().count(), 1, "{list}");
    assert!(list.ends_with("2 writes, done\n"), "{list}");
    let writes = world.railwright().run(&["history", &name]).stdout;
    let without_times: Vec<&str> = writes
        .lines()
        .map(|line| line.split_once("  ").unwrap().1)
        .collect();
    insta::assert_snapshot!(without_times.join("\n"), @"
    begins sha256:DIGEST, 3 TestRail requests
    write 1: http://TESTRAIL add_cases/310: ALLURE-4712, ALLURE-4713
    write 1 ended: ALLURE-4712 → C503, ALLURE-4713 → C504
    ALLURE-4712 C503: title, custom_description, custom_preconds, custom_status, custom_steps_separated, refs, template_id
    ALLURE-4713 C504: title, custom_description, custom_preconds, custom_status, custom_steps_separated, refs, template_id
    write 2: http://TESTRAIL update_case/501: title, custom_description, custom_preconds, custom_status, custom_steps_separated
    write 2 ended: C501 → updated
    ALLURE-4711 C501: title, custom_description, custom_preconds, custom_status, custom_steps_separated
    ends: done
    ");
    let unknown = world.railwright().run(&["history", "nothing"]);
    assert_eq!(unknown.code, Some(3));
}

#[test]
fn what_was_cut_off_is_said_and_settled_by_the_next_apply() {
    let world = World::new();
    world
        .sandbox
        .testrail_faults(&json!([{"match": "POST add_cases", "do": "delay", "ms": 20_000}]));
    let mut first = world.railwright().spawn(&["apply", "manifests", "--yes"]);
    // The sandbox carries the write out before it delays the answer.
    while !world
        .cases()
        .iter()
        .any(|case| case["refs"] == "ALLURE-4712")
    {
        std::thread::yield_now();
    }
    first.kill().unwrap();
    first.wait().unwrap();
    world.sandbox.testrail_faults(&json!([]));
    let next = world.apply();
    assert_eq!(next.code, Some(0), "{next}");
    assert!(
        next.stderr
            .contains("was cut off with 1 write without an answer"),
        "{next}"
    );
    let markers = world
        .cases()
        .iter()
        .filter(|case| case["refs"] == "ALLURE-4712")
        .count();
    assert_eq!(markers, 1);
    let list = world.railwright().run(&["history"]).stdout;
    assert!(list.contains("1 write, cut off before its end"), "{list}");
}

#[test]
fn what_was_cut_off_after_all_was_done_is_said_once() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    world.sandbox.testrail_post("delete_case/504", &json!({}));
    world
        .sandbox
        .testrail_faults(&json!([{"match": "POST add_case", "do": "delay", "ms": 600_000}]));
    let mut first = world.railwright().spawn(&["apply", "manifests", "--yes"]);
    while world.cases().len() < 4 {
        std::thread::yield_now();
    }
    first.kill().unwrap();
    first.wait().unwrap();
    world.sandbox.testrail_faults(&json!([]));
    let writes = world.sandbox.writes();
    // A look at a part of the manifests settles nothing.
    for arguments in [&["--only", "shop"][..], &[]] {
        let next = [&["apply", "manifests", "--yes"], arguments].concat();
        let next = world.railwright().run(&next);
        assert_eq!(next.code, Some(0), "{next}");
        assert!(next.stderr.contains("was cut off with 1 write"), "{next}");
    }
    let again = world.apply();
    assert_eq!(again.stderr, "", "{again}");
    assert_eq!(world.sandbox.writes(), writes);
    let history = world.railwright().run(&["history"]).stdout;
    let last = history.lines().last().unwrap();
    assert!(
        last.ends_with("0 writes, nothing was left to do"),
        "{history}"
    );
}

#[test]
fn a_case_that_is_created_alone_is_in_the_history_as_that() {
    let mut seed = crate::support::world::testrail();
    seed["bulkCreate"] = json!(false);
    let world = World::with(&crate::support::world::testops(), &seed);
    assert_eq!(world.apply().code, Some(0));
    world.sandbox.testrail_post("delete_case/504", &json!({}));
    fs::remove_file(world.path().join(".railwright/ledger.ndjson")).unwrap();
    assert_eq!(world.apply().code, Some(0));
    let ledger = fs::read_to_string(world.path().join(".railwright/ledger.ndjson")).unwrap();
    assert!(ledger.contains("\"request\":\"add_case/310\""), "{ledger}");
    assert!(!ledger.contains("add_cases"), "{ledger}");
}

#[test]
fn without_its_state_directory_an_apply_is_still_right() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    fs::remove_dir_all(world.path().join(".railwright")).unwrap();
    let writes = world.sandbox.writes().len();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes().len(), writes);
}

#[test]
fn a_state_directory_that_cannot_be_written_stops_before_any_write() {
    let world = World::new();
    fs::write(
        world.path().join(".railwright"),
        "a file where the folder should be",
    )
    .unwrap();
    let output = world.apply();
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stderr, @"
    error[RW0812]: nothing was changed: the state directory cannot be used
      caused by: cannot create the state directory .railwright
      caused by: a file is in its place
    help: remove it, or name another folder with --state-dir
    ");
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn rejected_credentials_are_not_tried_twice_until_somebody_says_so() {
    let world = World::new();
    let plan = || {
        world
            .railwright()
            .env("TESTRAIL_API_KEY", "wrong")
            .run(&["plan", "manifests"])
    };
    assert_eq!(plan().code, Some(8));
    let asked = world.sandbox.testrail_journal().len();
    let held_back = plan();
    assert_eq!(held_back.code, Some(8));
    insta::assert_snapshot!(held_back.stderr, @"
    error[RW0712]: sync config shop: the credentials of integration testrail (user admin@example.com) were rejected before, and are not tried again
    help: put new credentials where the manifest takes them from, or run `railwright resume testrail` to try these again; a pipeline takes RAILWRIGHT_RESUME=testrail for that
    ");
    assert_eq!(world.sandbox.testrail_journal().len(), asked);
    // Other credentials are tried at once.
    assert_eq!(world.plan().code, Some(0));
    let resumed = world.railwright().run(&["resume", "testrail"]);
    insta::assert_snapshot!(resumed, @"The next run tries the credentials of testrail again.");
    let asked = world.sandbox.testrail_journal().len();
    assert_eq!(plan().code, Some(8));
    assert_eq!(world.sandbox.testrail_journal().len(), asked + 1);
    let state = fs::read_to_string(world.path().join(".railwright/rejected.json")).unwrap();
    assert!(!state.contains("wrong"));
}

#[test]
fn credentials_that_a_wrong_address_rejected_are_tried_at_the_right_one() {
    let world = World::new();
    let elsewhere = World::new();
    let refusal = json!([{"match": "GET", "do": "status", "code": 401, "times": null}]);
    elsewhere.sandbox.testrail_faults(&refusal);
    let output = world
        .railwright()
        .env("TESTRAIL_URL", elsewhere.sandbox.variable("TESTRAIL_URL"))
        .run(&["plan", "manifests"]);
    assert_eq!(output.code, Some(8), "{output}");
    assert_eq!(world.plan().code, Some(0));
}

#[test]
fn a_rejected_token_is_held_back_without_naming_anybody() {
    let world = World::new();
    let plan = || {
        let railwright = world.railwright().env("TESTOPS_TOKEN", "wrong");
        railwright.run(&["plan", "manifests"])
    };
    assert_eq!(plan().code, Some(8));
    let held_back = plan();
    assert_eq!(held_back.code, Some(8));
    insta::assert_snapshot!(held_back.stderr, @"
    error[RW0712]: sync config shop: the credentials of integration testops were rejected before, and are not tried again
    help: put new credentials where the manifest takes them from, or run `railwright resume testops` to try these again; a pipeline takes RAILWRIGHT_RESUME=testops for that
    ");
}
