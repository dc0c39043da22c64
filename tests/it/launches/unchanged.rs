//! Closed launches whose runs are complete and closed: nothing is asked about them any more, and nothing is missed.

use std::fs;

use serde_json::{Value, json};

use super::stage::{Stage, launch, result};

/// So many closed launches with two results each, one of them of a test case that is not exported.
fn launches(n: i64) -> Vec<Value> {
    let launches = (0..n).map(|nth| {
        let results = [
            result(900 + 2 * nth, 4711, "passed"),
            result(901 + 2 * nth, 9999, "failed"),
        ];
        launch(50 + nth, &format!("L{nth}"), true, &results)
    });
    launches.collect()
}

/// What a plan asks TestOps for, and what it says.
fn planned(stage: &Stage) -> (Vec<String>, String) {
    let before = stage.testops().testops_journal().len();
    let output = stage
        .railwright()
        .run(&["plan", "manifests", "--format", "json"]);
    assert_eq!(output.code, Some(0), "{output}");
    let asked = stage.testops().testops_journal().into_iter().skip(before);
    let asked = asked.map(|request| request.path.clone());
    (asked.collect(), output.stdout)
}

fn is_about_one_launch(path: &str) -> bool {
    path.contains("testresult") || path.contains("/env") || path.contains("/statistic")
}

#[test]
fn three_years_of_exported_launches_cost_the_pages_of_their_lists_and_nothing_else() {
    let stage = Stage::new(&launches(20));
    stage.applied();
    let (asked, with_state) = planned(&stage);
    assert!(asked.len() <= 4, "{asked:?}");
    assert!(
        !asked.iter().any(|path| is_about_one_launch(path)),
        "{asked:?}"
    );
    assert!(with_state.contains("\"foreign\": 1"), "{with_state}");

    // Without the state directory a plan reads all of them, says the same, and remembers.
    fs::remove_dir_all(stage.world.path().join(".railwright")).unwrap();
    let (asked, without_state) = planned(&stage);
    assert_eq!(with_state, without_state);
    assert!(
        asked.iter().any(|path| is_about_one_launch(path)),
        "{asked:?}"
    );
    let (asked, _) = planned(&stage);
    assert!(
        !asked.iter().any(|path| is_about_one_launch(path)),
        "{asked:?}"
    );
    stage.is_done();
}

#[test]
fn what_changes_in_a_launch_that_was_exported_is_still_noticed() {
    let mut all = launches(2);
    let mut stage = Stage::new(&all);
    stage.applied();
    planned(&stage);
    // A result that came later.
    all[0]["results"]
        .as_array_mut()
        .unwrap()
        .push(result(990, 4712, "passed"));
    stage.grow(&all);
    let output = stage.plan();
    assert!(output.stdout.contains("RW0305"), "{output}");
    // A test case that is exported now.
    let mut stage = Stage::new(&launches(1));
    stage.applied();
    planned(&stage);
    let mut all = launches(1);
    all[0]["results"][1]["testCaseId"] = json!(4712);
    all[0]["lastModifiedDate"] = json!(1_790_000_000_001_i64);
    stage.grow(&all);
    let output = stage.plan();
    assert!(output.stdout.contains("RW0305"), "{output}");
}
