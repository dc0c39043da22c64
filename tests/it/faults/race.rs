//! Two applies at once from different machines, which no lock can keep apart: what is there twice afterwards is found
//! and named, and never touched.

use serde_json::json;

use crate::launches::stage::{Stage, launch, result};
use crate::support::binary::Run;
use crate::support::gate::Gate;
use crate::support::matrix::Job;
use crate::support::world::World;

/// Has another machine plan, waits until it is about to write, applies meanwhile, and lets it go on.
fn race(job: &impl Job, first_write: &'static str) {
    let gate = Gate::before(job.testrail().variable("TESTRAIL_URL"), first_write);
    let elsewhere = |run: Run| run.env("TESTRAIL_URL", gate.base());
    let mut other = elsewhere(job.railwright()).spawn(&[
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
    assert_eq!(other.wait().unwrap().code(), Some(0));
}

#[test]
fn cases_that_a_race_created_twice_are_named_and_left_alone() {
    let world = World::new();
    race(&world, "POST /index.php?/api/v2/add_cases");
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
    let stage = Stage::new(&[launch(51, "Nightly", false, &[result(901, 4711, "passed")])]);
    race(&stage, "POST /index.php?/api/v2/add_run");
    assert_eq!(stage.runs().len(), 2);

    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      1 launch: 0 to export, 1 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    let before = stage.writes();
    let applied = stage.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(stage.writes(), before);
}
