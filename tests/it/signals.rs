//! What becomes of a run that somebody stops.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output};

use serde_json::json;

use crate::support::binary::railwright;
use crate::support::world::World;

fn send(signal: &str, process: &Child) {
    let status = Command::new("sh")
        .args(["-c", &format!("kill -{signal} {}", process.id())])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Stops an apply while its first write waits for an answer.
fn stopped(signal: &str) -> (World, Option<i32>, String) {
    let world = World::new();
    world
        .sandbox
        .testrail_faults(&json!([{"match": "POST add_cases", "do": "delay", "ms": 1500}]));
    let mut process = world.railwright().spawn(&["apply", "manifests", "--yes"]);
    // The fault holds back the answer only.
    while world.cases().len() < 4 {
        assert_eq!(process.try_wait().unwrap(), None, "it ended too early");
    }
    send(signal, &process);
    let code = process.wait().unwrap().code();
    let mut stdout = String::new();
    process
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    (world, code, stdout)
}

#[test]
fn an_interrupted_apply_ends_its_write_and_reports() {
    let (world, code, stdout) = stopped("INT");
    assert_eq!(code, Some(130), "{stdout}");
    let report = stdout
        .rsplit_once("\nshop\n")
        .map(|(_, report)| report.replace(world.sandbox.variable("TESTRAIL_URL"), "TESTRAIL"));
    insta::assert_snapshot!(report.unwrap(), @"

      · ALLURE-4711  User can reset a forgotten password           C501, not begun
      + ALLURE-4712  Guest can pay by card                         created C503  TESTRAIL/index.php?/cases/view/503
      + ALLURE-4713  Корзина сохраняется 🛒                        created C504  TESTRAIL/index.php?/cases/view/504

    2 cases created, 0 updated, 0 failed, 1 not begun, with 1 TestRail request.
    ");
    assert_eq!(world.sandbox.writes(), ["add_cases/310"]);
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes(), ["add_cases/310", "update_case/501"]);
}

#[test]
fn a_terminated_apply_ends_with_its_own_code() {
    let (_world, code, stdout) = stopped("TERM");
    assert_eq!(code, Some(143), "{stdout}");
}

/// Interrupts an apply as soon as TestRail has seen so many requests, and returns what it prints.
fn interrupted_after(world: &World, requests: usize) -> Output {
    let mut process = world.railwright().spawn(&["apply", "manifests", "--yes"]);
    while world.sandbox.testrail_journal().len() < requests {
        assert_eq!(process.try_wait().unwrap(), None, "it ended too early");
    }
    send("INT", &process);
    process.wait_with_output().unwrap()
}

fn report(output: &Output) -> String {
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    let (_, report) = stdout.rsplit_once("\nshop\n").unwrap();
    report.to_owned()
}

#[test]
fn writes_that_wait_for_their_turn_are_not_sent_any_more() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    for case in [501, 503, 504] {
        let title = json!({"title": "Renamed"});
        world
            .sandbox
            .testrail_post(&format!("update_case/{case}"), &title);
    }
    let before = world.sandbox.testrail_journal().len();
    let planned = world.plan();
    assert_eq!(planned.code, Some(0), "{planned}");
    let reads = world.sandbox.testrail_journal().len() - before;
    // One update leaves, and the others wait for most of a minute.
    let limit = reads + 1;
    world.edit(
        "version: \"10.2\"",
        &format!("version: \"10.2\"\n  rateLimit: {{requestsPerMinute: {limit}}}"),
    );
    let seen = world.sandbox.testrail_journal().len();
    let output = interrupted_after(&world, seen + limit);
    assert_eq!(output.status.code(), Some(130));
    insta::assert_snapshot!(report(&output).replace(world.sandbox.variable("TESTRAIL_URL"), "TESTRAIL"), @"

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  TESTRAIL/index.php?/cases/view/501
      · ALLURE-4712  Guest can pay by card                         C503, not begun
      · ALLURE-4713  Корзина сохраняется 🛒                        C504, not begun

    0 cases created, 1 updated, 0 failed, 2 not begun, with 1 TestRail request.
    ");
    assert_eq!(world.sandbox.testrail_journal().len(), seen + limit);
}

#[test]
fn a_write_that_was_sent_away_is_not_sent_again() {
    let world = World::new();
    world.sandbox.testrail_faults(&json!([
        {"match": "POST", "do": "status", "code": 429, "retryAfter": 60, "times": null},
    ]));
    let reads = world.sandbox.testrail_journal().len();
    let planned = world.plan();
    assert_eq!(planned.code, Some(0), "{planned}");
    let reads = world.sandbox.testrail_journal().len() - reads;
    let output = interrupted_after(&world, 2 * reads + 1);
    assert_eq!(output.status.code(), Some(130));
    insta::assert_snapshot!(report(&output), @"

      · ALLURE-4711  User can reset a forgotten password           C501, not begun
      · ALLURE-4712  Guest can pay by card                         not begun
      · ALLURE-4713  Корзина сохраняется 🛒                        not begun

    0 cases created, 0 updated, 0 failed, 3 not begun, with 1 TestRail request.
    ");
    assert_eq!(world.sandbox.writes(), ["add_cases/310"]);
    let ledger = std::fs::read_to_string(world.path().join(".railwright/ledger.ndjson")).unwrap();
    assert!(
        ledger.contains("since the apply was interrupted"),
        "{ledger}"
    );
    assert!(!ledger.contains("does not answer"), "{ledger}");
}

#[test]
fn a_second_signal_ends_at_once_and_the_next_apply_is_right() {
    let world = World::new();
    world
        .sandbox
        .testrail_faults(&json!([{"match": "POST add_cases", "do": "delay", "ms": 600_000}]));
    let mut process = world.railwright().spawn(&["apply", "manifests", "--yes"]);
    while world.cases().len() < 4 {
        assert_eq!(process.try_wait().unwrap(), None, "it ended too early");
    }
    send("TERM", &process);
    // It says that it stops, and how to end at once.
    let mut stderr = BufReader::new(process.stderr.take().unwrap()).lines();
    assert!(stderr.any(|line| line.unwrap().contains("Again to end at once")));
    send("INT", &process);
    assert_eq!(process.wait().unwrap().code(), Some(130));

    let next = world.apply();
    assert_eq!(next.code, Some(0), "{next}");
    assert_eq!(world.sandbox.writes(), ["add_cases/310", "update_case/501"]);
}

#[test]
fn a_sandbox_that_is_stopped_has_done_what_it_should() {
    for signal in ["INT", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let mut process = railwright(folder.path()).spawn(&["sandbox"]);
        let mut first = [0; 12];
        process
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut first)
            .unwrap();
        assert_eq!(&first, b"TESTOPS_URL=");
        send(signal, &process);
        assert_eq!(process.wait().unwrap().code(), Some(0), "{signal}");
    }
}
