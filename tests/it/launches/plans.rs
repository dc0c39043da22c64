//! What plans and reports say about launches.

use serde_json::json;

use super::stage::{Stage, launch, result, with};

#[test]
fn new_runs_are_planned_exported_and_then_up_to_date() {
    let launches = [
        with(
            launch(
                51,
                "Regression, release 26.11",
                true,
                &[
                    result(901, 4711, "passed"),
                    result(902, 4712, "failed"),
                    result(903, 4713, "broken"),
                    result(904, 4714, "skipped"),
                ],
            ),
            &json!({"tags": ["release", "a <b> & [c]"], "environment": {"Browser": ["Firefox"], "Version": ["1.4.0"]}}),
        ),
        launch(52, "Nightly", false, &[result(905, 4711, "unknown")]),
        launch(53, "Empty", true, &[]),
    ];
    let stage = Stage::new(&launches);
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-LAUNCH-51  Regression, release 26.11                     new run, 4 cases, closed afterwards
          4 results: 1 Passed, 1 Retest, 2 Failed
      + ALLURE-LAUNCH-52  Nightly                                       new run, 1 case
          1 result: 1 Retest
      2 launches: 2 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 8 TestRail requests.

    Plan sha256:DIGEST
    ");
    insta::assert_snapshot!(stage.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-LAUNCH-51  Regression, release 26.11                     new run, 4 cases, closed afterwards
          4 results: 1 Passed, 1 Retest, 2 Failed
      + ALLURE-LAUNCH-52  Nightly                                       new run, 1 case
          1 result: 1 Retest
      2 launches: 2 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 8 TestRail requests.

    Plan sha256:DIGEST

    shop

      + ALLURE-LAUNCH-51  Regression, release 26.11                     created R1, 4 results, closed  http://TESTRAIL/index.php?/runs/view/1
      + ALLURE-LAUNCH-52  Nightly                                       created R2, 1 result  http://TESTRAIL/index.php?/runs/view/2

    0 cases created, 0 updated, 0 failed; 5 results added, with 8 TestRail requests.
    ");
    let runs = stage.runs();
    insta::assert_snapshot!(format!("{}\n{}\n{:?}", runs[0].description, runs[0].refs, runs[0].selected), @r#"
    <p>[railwright]<br />Launch: <a href="http://TESTOPS/launch/51">http://TESTOPS/launch/51</a><br />Sync config: shop<br />Tags: release, a ‹b› ＆ (c)<br />Browser: Firefox<br />Version: 1.4.0<br />Exported: 4 results, 4ec9794b1a58394a<br />[/railwright]</p>
    ALLURE-LAUNCH-51
    [601, 602, 603, 604]
    "#);
    assert!(runs[0].is_completed && !runs[1].is_completed);
    assert_eq!(runs.len(), 2);
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      2 launches: 0 to export, 2 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    stage.is_settled();
}

#[test]
fn what_is_left_out_is_counted_and_named() {
    let launches = [
        launch(
            51,
            "Mixed",
            true,
            &[
                result(901, 4711, "passed"),
                with(result(902, 4711, "failed"), &json!({"hidden": true})),
                with(result(903, 4712, "failed"), &json!({"status": null})),
                json!({"id": 904, "name": "Without a test case", "status": "passed"}),
                result(905, 9001, "passed"),
                result(906, 9001, "failed"),
                result(907, 9002, "failed"),
            ],
        ),
        launch(52, "Foreign only", true, &[result(908, 9001, "passed")]),
    ];
    let stage = Stage::new(&launches);
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-LAUNCH-51  Mixed                                         new run, 1 case
          1 result: 1 Passed
          skipped: 1 replaced by a retry, 1 not finished, 1 without a test case, 3 of test cases that are not exported (9001, 9002)
      2 launches: 1 to export, 1 left as they are (every result of a test case counts).
          skipped in unchanged launches: 1 of test cases that are not exported (9001)

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 4 TestRail requests.

    Plan sha256:DIGEST
    ");
    stage.applied();
    let runs = stage.runs();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].links(), [901]);
    // One result is not finished, so that the run is not either.
    assert!(!runs[0].is_completed);
    stage.is_settled();
}

#[test]
fn nothing_is_asked_about_launches_that_are_switched_off() {
    let stage = Stage::new(&[launch(51, "Nightly", true, &[result(901, 4711, "passed")])])
        .launches("enabled: false");
    stage.applied();
    let of_launches = |path: &str| {
        ["launch", "testresult", "run", "result", "status"]
            .iter()
            .any(|word| path.contains(word) && !path.contains("case"))
    };
    let rail = stage.world.sandbox.testrail_journal();
    let ops = stage.testops().testops_journal();
    let paths: Vec<&str> = rail
        .iter()
        .chain(&ops)
        .map(|request| request.path.as_str())
        .filter(|path| of_launches(path))
        .collect();
    assert_eq!(paths, Vec::<&str>::new());
}

#[test]
fn launches_are_selected_by_aql() {
    let launches = [
        launch(51, "Nightly", true, &[result(901, 4711, "passed")]),
        launch(52, "Open", false, &[result(902, 4711, "passed")]),
    ];
    let stage = Stage::new(&launches).launches("aql: 'closed = true'");
    stage.applied();
    let runs = stage.runs();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].refs, "ALLURE-LAUNCH-51");
    stage.is_settled();
}

#[test]
fn a_run_is_left_open_where_closing_is_switched_off() {
    let stage = Stage::new(&[launch(51, "Nightly", true, &[result(901, 4711, "passed")])])
        .launches("close: never");
    stage.applied();
    assert!(!stage.runs()[0].is_completed);
    assert!(
        !stage
            .writes()
            .iter()
            .any(|write| write.starts_with("close_run"))
    );
    stage.is_settled();
}

#[test]
fn one_of_several_results_stands_for_a_test_case_where_the_manifest_says_so() {
    let results = [
        with(
            result(901, 4711, "failed"),
            &json!({"start": 1000, "stop": 2000}),
        ),
        with(
            result(902, 4711, "broken"),
            &json!({"start": 3000, "stop": 4000}),
        ),
        with(
            result(903, 4711, "passed"),
            &json!({"start": 5000, "stop": 6000}),
        ),
        result(904, 4712, "passed"),
    ];
    let launches = [
        launch(51, "Nightly", true, &results),
        launch(52, "Still running", false, &[result(905, 4711, "passed")]),
    ];
    for (repeats, expected) in [("worst", [901, 904]), ("last", [903, 904])] {
        let stage = Stage::new(&launches).launches(&format!("repeats: {repeats}"));
        if repeats == "worst" {
            insta::assert_snapshot!(stage.plan(), @"
            shop   TestOps project 7  →  Web Shop / suite 29 / section 310

              + ALLURE-LAUNCH-51  Nightly                                       new run, 2 cases, closed afterwards
                  2 results: 1 Passed, 1 Failed
                  skipped: 2 superseded
              2 launches: 1 to export, 1 left as they are (the worst result of a test case counts).
                  skipped in unchanged launches: 1 not finished

            4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
            Applying needs 5 TestRail requests.

            Plan sha256:DIGEST
            ");
        }
        stage.applied();
        let runs = stage.runs();
        assert_eq!(runs.len(), 1, "what stands for a case may still change");
        assert_eq!(runs[0].links(), expected, "{repeats}");
        stage.is_settled();
    }
    let stage = Stage::new(&launches);
    stage.applied();
    assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904]);
}

#[test]
fn statuses_are_mapped_by_name_and_number_and_custom_ones_are_too() {
    let mut rail = super::stage::rail();
    rail["statuses"] = json!([
        {"id": 1, "name": "passed", "label": "Passed", "color_dark": 1, "color_medium": 1, "color_bright": 1, "is_system": true, "is_untested": false, "is_final": true},
        {"id": 3, "name": "untested", "label": "Untested", "color_dark": 1, "color_medium": 1, "color_bright": 1, "is_system": true, "is_untested": true, "is_final": false},
        {"id": 4, "name": "retest", "label": "Retest", "color_dark": 1, "color_medium": 1, "color_bright": 1, "is_system": true, "is_untested": false, "is_final": false},
        {"id": 5, "name": "failed", "label": "Failed", "color_dark": 1, "color_medium": 1, "color_bright": 1, "is_system": true, "is_untested": false, "is_final": true},
        {"id": 6, "name": "custom_status1", "label": "Known | bug", "color_dark": 1, "color_medium": 1, "color_bright": 1, "is_system": false, "is_untested": false, "is_final": true},
        {"id": 7, "name": "custom_status2", "label": "Muted", "color_dark": 1, "color_medium": 1, "color_bright": 1, "is_system": false, "is_untested": false, "is_final": true},
    ]);
    let launches = [launch(
        51,
        "Nightly",
        true,
        &[
            result(901, 4711, "broken"),
            result(902, 4712, "skipped"),
            with(result(903, 4713, "failed"), &json!({"muted": true})),
            result(904, 4714, "failed"),
        ],
    )];
    let stage = Stage::with(&launches, &rail)
        .results("broken: custom_status1, skipped: 4, muted: custom_status2, known: 6");
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-LAUNCH-51  Nightly                                       new run, 4 cases, closed afterwards
          4 results: 1 Retest, 1 Failed, 1 Known | bug, 1 Muted
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 5 TestRail requests.

    Plan sha256:DIGEST
    ");
    stage.applied();
    let statuses: Vec<u64> = stage.runs()[0]
        .results
        .iter()
        .map(|result| result.status)
        .collect();
    assert_eq!(statuses, [6, 4, 7, 5]);
    stage.is_settled();
}

#[test]
fn the_status_that_means_no_result_is_refused_while_planning() {
    let launches = [launch(51, "Nightly", true, &[result(901, 4711, "passed")])];
    let stage = Stage::new(&launches).results("skipped: untested");
    insta::assert_snapshot!(stage.plan(), @"
    ------- stderr -------
    error[RW0178]: `skipped` cannot become untested
      --> manifests/shop.yaml:30:33
       |
    30 |   results: {statuses: {skipped: untested}}
       |                                 ^^^^^^^^
       |
       = help: TestRail refuses results with status untested (3); choose another, such as `retest`

    1 problem in 1 file.
    ------- exit code 3 -------
    ");
    assert_eq!(stage.apply().code, Some(3));
    assert_eq!(stage.writes(), Vec::<String>::new());
}

#[test]
fn statuses_that_testrail_has_not_are_findings_with_their_places() {
    let launches = [launch(51, "Nightly", true, &[result(901, 4711, "passed")])];
    let stage = Stage::new(&launches).results("broken: exploded, unknown: 99");
    insta::assert_snapshot!(stage.plan(), @r#"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      Launches cannot be planned until the problems below are fixed.
      ✗ RW0309  manifests/shop.yaml:30:32  TestRail has no active result status exploded
          help: choose one of: passed (1 "Passed"), blocked (2 "Blocked"), retest (4 "Retest"), failed (5 "Failed")
      ✗ RW0309  manifests/shop.yaml:30:51  TestRail has no active result status 99
          help: choose one of: passed (1 "Passed"), blocked (2 "Blocked"), retest (4 "Retest"), failed (5 "Failed")

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ------- stderr -------
    error[RW0831]: 1 sync config could not be planned: shop
    help: fix what is marked ✗
    ------- exit code 3 -------
    "#);
    let applied = stage.apply();
    assert_eq!(applied.code, Some(3), "{applied}");
    assert_eq!(stage.writes(), Vec::<String>::new());
}

#[test]
fn an_environment_with_empty_values_is_described_once() {
    let nightly = with(
        launch(51, "Nightly", false, &[result(901, 4711, "passed")]),
        &json!({"environment": {"Build": [""], "Exported": ["9 results"], "OS": [" "]}, "tags": ["\u{a0}"]}),
    );
    let stage = Stage::new(&[nightly]);
    stage.applied();
    stage.is_settled();
}

#[test]
fn the_plan_announces_as_many_requests_as_apply_sends() {
    let stage = Stage::new(&[
        launch(51, "One", true, &[result(901, 4711, "passed")]),
        launch(
            52,
            "Two",
            false,
            &[result(902, 4711, "passed"), result(903, 4712, "failed")],
        ),
        launch(53, "None", true, &[]),
    ]);
    let plan = stage.plan().stdout;
    stage.applied();
    // It looks once whether others created the same runs.
    let requests = stage.writes().len() + 1;
    let announced = format!("Applying needs {requests} TestRail requests");
    assert!(plan.contains(&announced), "{announced}\n{plan}");
}
