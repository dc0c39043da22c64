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
    let other = race(&world, "POST /index.php?/api/v2/add_cases", Some(6));
    assert_eq!(world.cases().len(), 2 + 2 + 2);
    // The one that ends last names what both have made.
    for twins in ["ALLURE-4712", "ALLURE-4713"] {
        let named = format!("✗ {twins} is there more than once: C50");
        assert!(other.contains(&named), "{other}");
    }

    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ! RW0201  ALLURE-4712  blocked: C503 and C505 both carry this marker
          help: remove the marker from one of them
      ! RW0201  ALLURE-4713  blocked: C504 and C506 both carry this marker
          help: remove the marker from one of them

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

      ! RW0201  ALLURE-4712  blocked: C503 and C505 both carry this marker
          help: remove the marker from one of them
      ! RW0201  ALLURE-4713  blocked: C504 and C506 both carry this marker
          help: remove the marker from one of them

    2 differences.

    ------- stderr -------
    note[RW0832]: TestRail differs from what the last apply wrote: 2 differences
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
    let other = race(&stage, "POST /index.php?/api/v2/add_run", Some(6));
    assert_eq!(stage.runs().len(), 4);
    for twins in [
        "ALLURE-LAUNCH-51 is there more than once: R1 and R3",
        "ALLURE-LAUNCH-52 is there more than once: R2 and R4",
    ] {
        assert!(other.contains(twins), "{other}");
    }

    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      2 launches: 0 to export, 2 left as they are (every result of a test case counts).
      ? RW0302  manifests/shop.yaml:21:1  R1, R3 all belong to launch 51: nothing is added to them
          help: remove the marker from `References` of all but one
      ? RW0303  manifests/shop.yaml:21:1  R2, R4 each hold all results of launch 52: nothing is changed in them
          help: two applies at once create such runs: delete all but one in TestRail

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
      ? RW0304  manifests/shop.yaml:21:1  launch 51: R1 holds results of TestOps more than once: 902. It is not closed before one of each is gone
          help: two applies at once add such results: delete one of each in TestRail

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

      ? RW0304  manifests/shop.yaml:21:1  launch 51: R1 holds results of TestOps more than once: 902. It is not closed before one of each is gone
          help: two applies at once add such results: delete one of each in TestRail

    1 difference.

    ------- stderr -------
    note[RW0832]: TestRail differs from what the last apply wrote: 1 difference
    ------- exit code 2 -------
    ");
}

#[test]
fn two_applies_at_once_do_not_both_say_that_all_is_well() {
    let world = World::new();
    // Both have planned by the time that one of them writes.
    let slow = json!([
        {"match": "POST add_cases", "times": 2, "do": "delay", "ms": 1_000, "executed": true}
    ]);
    world.sandbox.testrail_faults(&slow);
    let applies = [".railwright", "elsewhere"].map(|state| {
        let arguments = ["apply", "manifests", "--yes", "--state-dir", state];
        world.railwright().spawn(&arguments)
    });
    let ended = applies.map(|apply| apply.wait_with_output().unwrap());
    let codes = ended.each_ref().map(|output| output.status.code());
    assert_eq!(world.cases().len(), 2 + 2 + 2);
    assert!(codes.contains(&Some(6)), "{codes:?}");
    let stderr = ended.map(|output| String::from_utf8(output.stderr).unwrap());
    let told = "error[RW0846]: sync config shop: 2 objects are in TestRail more than once: another apply made the \
                same at the same time\n  - ALLURE-4712: C503 and C505\n  - ALLURE-4713: C504 and C506\n";
    assert!(stderr.iter().any(|text| text.contains(told)), "{stderr:?}");
}

#[test]
fn what_another_apply_made_while_this_one_waited_is_not_made_again() {
    let world = World::new();
    // The plan is older than six times a second by the time that it is carried out.
    world.sandbox.testrail_faults(&json!([
        {"match": "GET get_cases", "after": 1, "times": 1, "do": "delay", "ms": 8_000}
    ]));
    let arguments = ["apply", "manifests", "--yes", "--state-dir", "elsewhere"];
    let late = world.railwright().spawn(&arguments);
    let reads = |request: &crate::support::sandbox::Request| request.path.contains("get_cases");
    while world
        .sandbox
        .testrail_journal()
        .iter()
        .filter(|request| reads(request))
        .count()
        < 2
    {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let here = world.railwright().run(&["apply", "manifests", "--yes"]);
    assert_eq!(here.code, Some(0), "{here}");
    let late = late.wait_with_output().unwrap();
    let stdout = String::from_utf8(late.stdout).unwrap();
    let stderr = String::from_utf8(late.stderr).unwrap();
    assert_eq!(world.cases().len(), 4, "{stdout}");
    // The update was made, by both alike.
    assert_eq!(late.status.code(), Some(6), "{stdout}{stderr}");
    assert!(
        stdout.contains(
            "not created: C503, which carries its marker, was created since the plan was made"
        ),
        "{stdout}"
    );
}
