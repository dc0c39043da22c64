//! What becomes of a run that somebody stops.
#![cfg(unix)]

use std::io::Read as _;
use std::process::{Child, Command};

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
