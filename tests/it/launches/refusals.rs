//! One bad row does not lose a batch.

use serde_json::{Value, json};

use super::stage::{Stage, launch, result, with};

const ADD: &str = "POST add_results_for_cases";

fn four() -> Vec<Value> {
    vec![
        result(901, 4711, "passed"),
        result(902, 4712, "failed"),
        result(903, 4713, "passed"),
        result(904, 4714, "passed"),
    ]
}

fn refused(times: &Value, code: u16, body: &Value) -> Value {
    json!([{"match": ADD, "times": times, "do": "status", "code": code, "body": body}])
}

/// Applies with a fault, says what came of it, and finishes in peace.
fn applied_with(fault: &Value) -> (Stage, String) {
    let stage = Stage::new(&[launch(51, "Nightly", true, &four())]);
    stage.world.sandbox.testrail_faults(fault);
    let output = stage.apply();
    stage.world.sandbox.testrail_faults(&json!([]));
    let report = output
        .to_string()
        .split_once("\nshop\n\n")
        .unwrap()
        .1
        .to_owned();
    (stage, report)
}

#[test]
fn a_row_whose_case_testrail_names_is_reported_and_the_rest_is_in() {
    let (stage, report) = applied_with(&refused(
        &json!(1),
        400,
        &json!({"error": "Field :results contains one or more invalid results (case C602 unknown or not part of the test run)"}),
    ));
    insta::assert_snapshot!(report, @"
      ✗ ALLURE-LAUNCH-51  Nightly                                       created R1, 3 results  http://TESTRAIL/index.php?/runs/view/1
          result 902 not added: TestRail refuses it: Field :results contains one or more invalid results (case C602 unknown or not part of the test run)

    0 cases created, 0 updated, 0 failed; 3 results added, 1 launch not finished, with 4 TestRail requests.
    ------- stderr -------
    error[RW0833]: applied in part
    help: fix the problems above, or retry when TestRail is available; apply continues where it stopped
    ------- exit code 6 -------
    ");
    assert_eq!(stage.runs()[0].links(), [901, 903, 904]);
    assert!(!stage.runs()[0].is_completed, "one is still missing");
    stage.applied();
    assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904]);
    assert!(stage.runs()[0].is_completed);
    stage.is_settled();
}

#[test]
fn a_verdict_arrives_without_the_part_that_testrail_refuses() {
    let mut results = four();
    results[1] = with(results[1].clone(), &json!({"duration": 90_000}));
    let stage = Stage::new(&[launch(51, "Nightly", true, &results)]);
    stage.world.sandbox.testrail_faults(&json!([
        {"match": ADD, "bodyContains": "elapsed", "times": null, "do": "status", "code": 400,
         "body": {"error": "Field :elapsed is not in a valid time span format."}},
    ]));
    let output = stage.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert!(
        output
            .stdout
            .contains("result 902 added without its elapsed time, which TestRail does not take"),
        "{output}"
    );
    assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904]);
    assert!(stage.runs()[0].is_completed);
    stage.is_settled();
}

#[test]
fn a_batch_whose_bad_row_nobody_names_is_halved_until_it_stands_alone() {
    // Four, then the first two of them, then the first.
    let (stage, report) = applied_with(&refused(
        &json!(3),
        400,
        &json!({"error": "Some result is wrong."}),
    ));
    insta::assert_snapshot!(report, @"
      ✗ ALLURE-LAUNCH-51  Nightly                                       created R1, 3 results  http://TESTRAIL/index.php?/runs/view/1
          result 901 not added: TestRail refuses it: Some result is wrong.

    0 cases created, 0 updated, 0 failed; 3 results added, 1 launch not finished, with 8 TestRail requests.
    ------- stderr -------
    error[RW0833]: applied in part
    help: fix the problems above, or retry when TestRail is available; apply continues where it stopped
    ------- exit code 6 -------
    ");
    assert_eq!(stage.runs()[0].links(), [902, 903, 904]);
    stage.applied();
    assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904]);
    stage.is_settled();
}

#[test]
fn a_batch_that_is_too_large_for_a_proxy_is_sent_in_halves() {
    let (stage, report) = applied_with(&refused(&json!(2), 413, &json!("Too large")));
    insta::assert_snapshot!(report, @"
      + ALLURE-LAUNCH-51  Nightly                                       created R1, 4 results, closed  http://TESTRAIL/index.php?/runs/view/1

    0 cases created, 0 updated, 0 failed; 4 results added, with 9 TestRail requests.
    ");
    assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904]);
    assert!(stage.runs()[0].is_completed);
    stage.is_settled();
}

#[test]
fn a_proxy_that_takes_nothing_at_all_leaves_the_run_open() {
    let (stage, report) = applied_with(&refused(&json!(null), 413, &json!("Too large")));
    insta::assert_snapshot!(report, @"
      ✗ ALLURE-LAUNCH-51  Nightly                                       created R1  http://TESTRAIL/index.php?/runs/view/1
          result 901 not added: TestRail refuses it: status 413 without a word
          result 902 not added: TestRail refuses it: status 413 without a word
          result 903 not added: TestRail refuses it: status 413 without a word
          result 904 not added: TestRail refuses it: status 413 without a word

    0 cases created, 0 updated, 0 failed; 0 results added, 1 launch not finished, with 9 TestRail requests.
    ------- stderr -------
    error[RW0833]: applied in part
    help: fix the problems above, or retry when TestRail is available; apply continues where it stopped
    ------- exit code 6 -------
    ");
    assert!(!stage.runs()[0].is_completed);
    stage.applied();
    assert_eq!(stage.runs().len(), 1);
    assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904]);
    stage.is_settled();
}

#[test]
fn a_run_that_somebody_closes_meanwhile_is_said_to_be_closed() {
    let (stage, report) = applied_with(&json!([
        {"match": ADD, "times": 1, "do": "status", "code": 400,
            "body": {"error": "This operation is not allowed. The test run is already completed."}},
        {"match": "GET get_run/", "times": 1, "do": "status", "code": 200, "body": {"id": 1, "is_completed": true}},
    ]));
    insta::assert_snapshot!(report, @"
      ✗ ALLURE-LAUNCH-51  Nightly                                       created R1  http://TESTRAIL/index.php?/runs/view/1
          result 901 not added: TestRail refuses it: This operation is not allowed. The test run is already completed.
          result 902 not added: TestRail refuses it: This operation is not allowed. The test run is already completed.
          result 903 not added: TestRail refuses it: This operation is not allowed. The test run is already completed.
          result 904 not added: TestRail refuses it: This operation is not allowed. The test run is already completed.

    0 cases created, 0 updated, 0 failed; 0 results added, 1 launch not finished, with 4 TestRail requests.
    ------- stderr -------
    error[RW0833]: applied in part
    help: fix the problems above, or retry when TestRail is available; apply continues where it stopped
    ------- exit code 6 -------
    ");
    assert_eq!(stage.runs()[0].links(), Vec::<u64>::new());
}

#[test]
fn rejected_credentials_end_everything_at_once() {
    let (stage, report) = applied_with(&refused(&json!(null), 401, &json!({"error": "No."})));
    insta::assert_snapshot!(report, @"
      ✗ ALLURE-LAUNCH-51  Nightly                                       created R1  http://TESTRAIL/index.php?/runs/view/1
          not finished: TestRail rejects the credentials: POST add_results_for_cases/1 failed: 401, the server rejects the credentials: No.

    0 cases created, 0 updated, 0 failed; 0 results added, 1 launch not finished, with 2 TestRail requests.
    ------- stderr -------
    error[RW0711]: sync config shop: TestRail rejects the credentials
      caused by: POST add_results_for_cases/1 failed
      caused by: 401, the server rejects the credentials: No.
    help: integration testrail, user admin@example.com: see that this is the e-mail address that the user signs in with, or make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while
    ------- exit code 8 -------
    ");
    let adds = stage
        .writes()
        .iter()
        .filter(|write| write.starts_with("add_results"))
        .count();
    assert_eq!(adds, 1);
    // The credentials are held back until somebody says that they are right.
    assert_eq!(stage.apply().code, Some(8));
    let resumed = stage.railwright().run(&["resume", "testrail"]);
    assert_eq!(resumed.code, Some(0), "{resumed}");
    stage.applied();
    assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904]);
    stage.is_settled();
}
