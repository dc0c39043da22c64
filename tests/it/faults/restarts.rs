//! Applies that begin while what an earlier one wrote is still on its way, or is not shown yet.

use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};

use super::late::world_with_a_launch;
use crate::support::binary::{Output, Run};
use crate::support::sandbox::Sandbox;
use crate::support::world::{World, testops, testrail};

/// Starts an apply, and kills it as soon as this write was sent.
pub(super) fn killed_at(world: &World, write: &str) {
    let is_sent = |writes: &[String]| writes.iter().any(|sent| sent.starts_with(write));
    killed_once(world.railwright(), &world.sandbox, is_sent);
}

/// Starts an apply, and kills it as soon as these writes were sent.
pub(super) fn killed_once(railwright: Run, sandbox: &Sandbox, is_time: impl Fn(&[String]) -> bool) {
    let mut process = railwright.spawn(&["apply", "manifests", "--yes"]);
    let patience = Instant::now() + Duration::from_mins(1);
    while !is_time(&sandbox.writes()) {
        assert!(Instant::now() < patience, "it never came");
        thread::sleep(Duration::from_millis(5));
    }
    process.kill().unwrap();
    process.wait().unwrap();
}

/// How often each write was sent, for the writes that must not be repeated.
fn creations(world: &World) -> Vec<String> {
    let mut writes = world.sandbox.writes();
    writes.retain(|write| write.starts_with("add_"));
    writes
}

/// Applies in peace, twice, and makes sure that nothing is there twice.
fn converges(world: &World, what: &str) -> Output {
    world.sandbox.testrail_faults(&json!([]));
    let next = world.apply();
    assert_eq!(next.code, Some(0), "{what}: {next}");
    let before = world.sandbox.writes();
    let last = world.apply();
    assert_eq!(last.code, Some(0), "{what}: {last}");
    assert_eq!(world.sandbox.writes(), before, "{what}: {last}");
    next
}

#[test]
fn what_lands_after_its_apply_was_killed_is_not_made_twice() {
    thread::scope(|scope| {
        for write in [
            "add_cases",
            "add_run",
            "add_results_for_cases",
            "add_attachment_to_result",
        ] {
            for late in [800, 3_000] {
                scope.spawn(move || {
                    let world = world_with_a_launch();
                    world.sandbox.testrail_faults(&json!([
                        {"match": format!("POST {write}"), "do": "delay", "ms": late, "executed": true}
                    ]));
                    killed_at(&world, write);
                    let next = converges(&world, write);
                    let sent = creations(&world);
                    let count = sent.iter().filter(|sent| sent.starts_with(write)).count();
                    assert_eq!(count, 1, "{write} {late}: {sent:?}\n{next}");
                    let waits = "for TestRail to show what an apply wrote a moment ago: ";
                    assert!(late < 3_000 || next.stderr.contains(waits), "{next}");
                });
            }
        }
    });
}

#[test]
fn what_never_lands_is_made_after_a_while_and_the_apply_says_what_it_waits_for() {
    let world = World::new();
    world.sandbox.testrail_faults(&json!([
        {"match": "POST add_cases", "do": "delay", "ms": 600_000, "executed": false}
    ]));
    killed_at(&world, "add_cases");
    let began = Instant::now();
    let next = converges(&world, "add_cases");
    assert!(began.elapsed() > Duration::from_secs(4), "{next}");
    assert_eq!(world.cases().len(), 4);
    let waits = next
        .stderr
        .lines()
        .find(|line| line.starts_with("Waiting"))
        .unwrap();
    assert!(
        waits.ends_with("to show what an apply wrote a moment ago: ALLURE-4712, ALLURE-4713"),
        "{waits}"
    );
}

#[test]
fn an_answer_that_was_lost_for_good_is_remembered_by_the_next_apply() {
    // Settling takes one second here, and the write lands after three.
    let world = World::new();
    world.sandbox.testrail_faults(&json!([
        {"match": "POST add_cases", "times": 1, "do": "drop_reply", "ms": 5_000},
        {"match": "POST add_case", "times": null, "do": "status", "code": 400},
    ]));
    let first = world.apply();
    assert_eq!(first.code, Some(6), "{first}");
    converges(&world, "lost");
    assert_eq!(world.cases().len(), 4);
}

#[test]
fn nothing_is_waited_for_that_the_plan_does_not_make_again() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    world
        .sandbox
        .testrail_post("update_case/501", &json!({"title": "by hand"}));
    let next = world.apply();
    assert_eq!(next.code, Some(0), "{next}");
    assert_eq!(next.stderr, "");
}

#[test]
fn a_saved_plan_waits_for_what_was_cut_off_and_is_stale_then() {
    let world = World::new();
    let save = ["plan", "manifests", "--out", "plan.json"];
    assert_eq!(world.railwright().run(&save).code, Some(0));
    world.sandbox.testrail_faults(&json!([
        {"match": "POST add_cases", "do": "delay", "ms": 2_000, "executed": true}
    ]));
    killed_at(&world, "add_cases");
    let output = world
        .railwright()
        .run(&["apply", "manifests", "--plan", "plan.json", "--yes"]);
    assert_eq!(output.code, Some(4), "{output}");
    assert!(
        output.stderr.contains("ALLURE-4712 exists by now"),
        "{output}"
    );
    assert_eq!(creations(&world), ["add_cases/310"]);
}

/// A world whose TestRail answers reads from what was there so long ago.
fn lagging(ms: u64) -> World {
    let world = world_with_a_launch();
    world.sandbox.testrail_faults(&lag(ms));
    world
}

fn lag(ms: u64) -> Value {
    json!([{"match": "GET", "times": null, "do": "lag", "ms": ms}])
}

#[test]
fn an_apply_behind_a_load_balancer_doubles_nothing() {
    for ms in [500, 2_000] {
        let world = lagging(ms);
        let first = world.apply();
        assert_eq!(first.code, Some(0), "{first}");
        let sent = creations(&world);
        let second = world.apply();
        assert_eq!(second.code, Some(0), "{second}");
        assert_eq!(creations(&world), sent, "{ms}: {second}");
        converges(&world, "lag");
    }
}

#[test]
fn many_cases_that_a_lagging_list_lacks_are_waited_for() {
    let mut source = testops();
    let mut target = testrail();
    target["cases"] = json!([]);
    source["testCases"] = (1..=40)
        .map(|id| json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3}))
        .collect();
    let world = World::with(&source, &target);
    world.sandbox.testrail_faults(&lag(2_000));
    assert_eq!(world.apply().code, Some(0));
    let second = world.apply();
    assert_eq!(second.code, Some(0), "{second}");
    assert_eq!(world.cases().len(), 40);
}

#[test]
fn a_lost_answer_behind_a_load_balancer_doubles_nothing() {
    for write in [
        "add_cases",
        "add_run",
        "add_results_for_cases",
        "add_attachment",
    ] {
        let world = world_with_a_launch();
        let mut faults = lag(1_500);
        let lost = json!({"match": format!("POST {write}"), "do": "drop_reply"});
        faults.as_array_mut().unwrap().insert(0, lost);
        world.sandbox.testrail_faults(&faults);
        let first =
            world
                .railwright()
                .env("RAILWRIGHT_SETTLE", "6")
                .run(&["apply", "manifests", "--yes"]);
        assert_eq!(first.code, Some(0), "{write}: {first}");
        let sent = creations(&world);
        let count = sent.iter().filter(|sent| sent.starts_with(write)).count();
        assert_eq!(count, 1, "{write}: {sent:?}");
        converges(&world, write);
    }
}

#[test]
fn a_state_directory_that_is_gone_is_waited_for_by_nobody() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    fs::remove_dir_all(world.path().join(".railwright")).unwrap();
    world.sandbox.testrail_post("delete_case/504", &json!({}));
    let next = world.apply();
    assert_eq!(next.code, Some(0), "{next}");
    assert_eq!(next.stderr, "");
}
