//! Two applies at once from different machines, which no lock can keep apart: what is there twice afterwards is found
//! and named, and never touched.

use serde_json::json;

use crate::launches::stage::{Stage, launch, result};
use crate::support::binary::Run;
use crate::support::gate::Gate;
use crate::support::matrix::Job;
use crate::support::world::World;

/// Has another machine plan, waits until it is about to write, applies meanwhile, and lets it go on. Returns what the
/// other one printed.
fn race(job: &impl Job, first_write: &'static str, ends: Option<i32>) -> String {
    let gate = Gate::holding(job.testrail().variable("TESTRAIL_URL"), first_write);
    let elsewhere = |run: Run| run.env("TESTRAIL_URL", gate.base());
    let other = elsewhere(job.railwright()).spawn(&[
        "apply",
        "manifests",
        "--yes",
        "--state-dir",
        "elsewhere",
    ]);
    gate.wait_until_reached();
    let here = job.railwright().run(&["apply", "manifests", "--yes"]);
    assert_eq!(here.code, Some(0), "{here}");
    gate.open();
    let other = other.wait_with_output().unwrap();
    assert_eq!(other.status.code(), ends);
    String::from_utf8(other.stdout).unwrap()
}

#[test]
fn cases_that_a_race_created_twice_are_named_and_left_alone() {
    let world = World::new();
    race(&world, "POST /index.php?/api/v2/add_cases", Some(0));
    assert_eq!(world.cases().len(), 2 + 2 + 2);

    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ! ALLURE-4712  blocked: C503 and C505 both carry this marker. Remove it from one of them.
      ! ALLURE-4713  blocked: C504 and C506 both carry this marker. Remove it from one of them.

    3 cases in scope: 0 to create, 0 to update, 1 unchanged, 2 blocked.
    TestRail is up to date, but for what is blocked.

    Plan sha256:DIGEST
    ");
    let before = world.sandbox.writes();
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(world.sandbox.writes(), before);
    let drift = world.railwright().run(&["drift", "manifests"]);
    insta::assert_snapshot!(drift, @"
    shop

      ! ALLURE-4712  blocked: C503 and C505 both carry this marker. Remove it from one of them.
      ! ALLURE-4713  blocked: C504 and C506 both carry this marker. Remove it from one of them.

    2 differences.

    ------- exit code 2 -------
    ");

    // People do what the plan asks them for.
    for case in [505, 506] {
        world
            .sandbox
            .testrail_post(&format!("update_case/{case}"), &json!({"refs": ""}));
    }
    let settled = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(settled.code, Some(0), "{settled}");
}

#[test]
fn runs_that_a_race_created_twice_are_named_and_left_alone() {
    let nightly = [
        launch(51, "Open", false, &[result(901, 4711, "passed")]),
        launch(52, "Closed", true, &[result(902, 4712, "passed")]),
    ];
    let stage = Stage::new(&nightly);
    race(&stage, "POST /index.php?/api/v2/add_run", Some(0));
    assert_eq!(stage.runs().len(), 4);

    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      2 launches: 0 to export, 2 left as they are (every result of a test case counts).
      ? manifests/shop.yaml:21:1  R1, R3 all belong to launch 51: nothing is added to them. Remove the marker from `References` of all but one.
      ? manifests/shop.yaml:21:1  R2, R4 each hold all results of launch 52: nothing is changed in them. Two applies at once create such runs. Delete all but one in TestRail.

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    let before = stage.writes();
    let applied = stage.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(stage.writes(), before);
}

#[test]
fn results_that_are_in_by_now_are_not_added_again() {
    let mut stage = Stage::new(&[launch(51, "Nightly", false, &[result(901, 4711, "passed")])]);
    stage.applied();
    stage.grow(&[launch(
        51,
        "Nightly",
        false,
        &[result(901, 4711, "passed"), result(902, 4711, "failed")],
    )]);
    let other = race(&stage, "GET /index.php?/api/v2/get_run/", Some(6));
    assert!(other.contains("help: nothing was added"), "{other}");
    assert_eq!(stage.runs()[0].links(), [901, 902]);
    stage.is_settled();
}

#[test]
fn results_that_a_race_added_twice_are_named() {
    let mut stage = Stage::new(&[launch(51, "Nightly", false, &[result(901, 4711, "passed")])]);
    stage.applied();
    stage.grow(&[launch(
        51,
        "Nightly",
        false,
        &[result(901, 4711, "passed"), result(902, 4711, "failed")],
    )]);
    let other = race(&stage, "POST /index.php?/api/v2/add_results", Some(6));
    assert!(other.contains("at the same time"), "{other}");
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      1 launch: 0 to export, 1 left as they are (every result of a test case counts).
      ? manifests/shop.yaml:21:1  launch 51: R1 holds results of TestOps more than once: 902. It is not closed before one of each is gone. Two applies at once add such results. Delete one of each in TestRail.

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    let before = stage.writes();
    assert_eq!(stage.apply().code, Some(0));
    assert_eq!(stage.writes(), before, "nothing says that all is well");
    let drift = stage.railwright().run(&["drift", "manifests"]);
    insta::assert_snapshot!(drift, @"
    shop

      ? manifests/shop.yaml:21:1  launch 51: R1 holds results of TestOps more than once: 902. It is not closed before one of each is gone. Two applies at once add such results. Delete one of each in TestRail.

    1 difference.

    ------- exit code 2 -------
    ");
}
