//! Launches that grow, close, are renamed or change after they were exported.

use serde_json::json;

use super::stage::{Stage, StoredRun, launch, result, with};

#[test]
fn an_open_launch_that_grows_gets_its_new_cases_and_results_and_is_closed_in_the_end() {
    let mut results = vec![result(901, 4711, "failed"), result(902, 4712, "passed")];
    let mut stage = Stage::new(&[launch(51, "Nightly", false, &results)]);
    stage.applied();
    stage.is_settled();

    results.push(result(903, 4713, "passed"));
    results.push(result(904, 4711, "passed"));
    stage.grow(&[launch(51, "Nightly", false, &results)]);
    insta::assert_snapshot!(stage.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-LAUNCH-51  Nightly                                       R1, 1 case more
          2 results: 2 Passed
          skipped: 2 already there
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 6 TestRail requests.

    Plan sha256:DIGEST

    shop

      ~ ALLURE-LAUNCH-51  Nightly                                       continued R1, 2 results  http://TESTRAIL/index.php?/runs/view/1

    0 cases created, 0 updated, 0 failed; 2 results added, with 6 TestRail requests.
    ");
    let runs = stage.runs();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].links(), [901, 902, 903, 904]);
    assert_eq!(runs[0].selected, [601, 602, 603]);
    assert!(!runs[0].is_completed);
    stage.is_settled();

    stage.grow(&[launch(51, "Nightly", true, &results)]);
    insta::assert_snapshot!(stage.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-LAUNCH-51  Nightly                                       R1, closed afterwards
          skipped: 4 already there
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 1 TestRail request.

    Plan sha256:DIGEST

    shop

      ~ ALLURE-LAUNCH-51  Nightly                                       continued R1, closed  http://TESTRAIL/index.php?/runs/view/1

    0 cases created, 0 updated, 0 failed; 0 results added, with 1 TestRail request.
    ");
    assert!(stage.runs()[0].is_completed);
    stage.is_settled();
}

#[test]
fn a_case_that_people_added_to_the_run_stays_selected() {
    let mut stage = Stage::new(&[launch(51, "Nightly", false, &[result(901, 4711, "passed")])]);
    stage.applied();
    let run = stage.runs()[0].id;
    stage.edit_run(run, &json!({"include_all": false, "case_ids": [601, 604]}));
    stage.grow(&[launch(
        51,
        "Nightly",
        false,
        &[result(901, 4711, "passed"), result(902, 4712, "passed")],
    )]);
    stage.applied();
    assert_eq!(stage.runs()[0].selected, [601, 602, 604]);
    assert_eq!(stage.runs()[0].links(), [901, 902]);
    stage.is_settled();
}

#[test]
fn results_for_a_closed_run_are_reported() {
    let mut stage = Stage::new(&[launch(51, "Nightly", true, &[result(901, 4711, "passed")])]);
    stage.applied();
    stage.grow(&[launch(
        51,
        "Nightly",
        true,
        &[result(901, 4711, "passed"), result(902, 4712, "failed")],
    )]);
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      1 launch: 0 to export, 1 left as they are (every result of a test case counts).
      ? RW0305  manifests/shop.yaml:21:1  run R1 of launch 51 is closed and lacks 1 result that came later
          help: set `launches.onClosedRun: continue` to put them into a further run

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    let before = stage.writes();
    stage.applied();
    assert_eq!(stage.writes(), before);
}

#[test]
fn results_for_a_closed_run_go_into_a_further_one_where_the_manifest_says_so() {
    let first = result(901, 4711, "passed");
    let mut stage = Stage::new(&[launch(51, "Nightly", true, std::slice::from_ref(&first))])
        .launches("onClosedRun: continue");
    stage.applied();
    let second = [first, result(902, 4712, "failed")];
    stage.grow(&[launch(51, "Nightly", true, &second)]);
    // The first run was not created a moment ago.
    let ledger = stage.world.path().join(".railwright/ledger.ndjson");
    std::fs::remove_file(ledger).unwrap();
    insta::assert_snapshot!(stage.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-LAUNCH-51  Nightly (continued)                           further run, since the one before is closed, 1 case, closed afterwards
          1 result: 1 Failed
          skipped: 1 already there
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 5 TestRail requests.

    Plan sha256:DIGEST

    shop

      + ALLURE-LAUNCH-51  Nightly (continued)                           created R2, 1 result, closed  http://TESTRAIL/index.php?/runs/view/2

    0 cases created, 0 updated, 0 failed; 1 result added, with 5 TestRail requests.
    ");
    let runs = stage.runs();
    let links: Vec<_> = runs.iter().map(StoredRun::links).collect();
    assert_eq!(links, [[901], [902]]);
    assert_eq!(runs[1].name, "Nightly (continued)");
    assert!(runs[1].is_completed);
    stage.is_settled();
}

#[test]
fn a_renamed_launch_renames_its_run_while_it_is_open() {
    let results = [result(901, 4711, "passed")];
    let mut stage = Stage::new(&[
        launch(51, "Nightly", false, &results),
        launch(52, "Weekly", true, &[result(902, 4711, "passed")]),
    ]);
    stage.applied();
    stage.grow(&[
        launch(51, "Nightly #2", false, &results),
        launch(52, "Weekly #2", true, &[result(902, 4711, "passed")]),
    ]);
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-LAUNCH-51  Nightly #2                                    R1
          name
          skipped: 1 already there
      2 launches: 1 to export, 1 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 1 TestRail request.

    Plan sha256:DIGEST
    ");
    stage.applied();
    let names: Vec<String> = stage.runs().into_iter().map(|run| run.name).collect();
    assert_eq!(names, ["Nightly #2", "Weekly"]);
    stage.is_settled();
}

#[test]
fn what_people_write_into_the_description_of_a_run_stays() {
    let results = [result(901, 4711, "passed")];
    let mut stage = Stage::new(&[launch(51, "Nightly", false, &results)]);
    stage.applied();
    let run = stage.runs()[0].clone();
    let ours = run
        .description
        .replace("TESTOPS", stage.testops_address())
        .replace('\n', "<br />\n");
    for around in [
        format!("<p>Asked for by the shop team</p>\n<p>{ours}</p>\n<p>See the wiki</p>\n"),
        format!(
            "Asked for by the shop team\n\n{}\n\nSee the wiki",
            run.description.replace("TESTOPS", stage.testops_address())
        ),
    ] {
        stage.edit_run(run.id, &json!({"description": around}));
        // What an editor makes of our lines says the same as before.
        stage.is_settled();
        stage.grow(&[with(
            launch(51, "Nightly", false, &results),
            &json!({"tags": ["smoke"]}),
        )]);
        stage.applied();
        let description = stage.runs()[0].description.clone();
        assert!(
            description.contains("Asked for by the shop team"),
            "{description}"
        );
        assert!(description.contains("See the wiki"), "{description}");
        assert!(description.contains("Tags: smoke"), "{description}");
        assert_eq!(description.matches("[railwright]").count(), 1);
        stage.is_settled();
        stage.grow(&[launch(51, "Nightly", false, &results)]);
    }
}

#[test]
fn a_run_whose_block_people_deleted_is_read_and_described_again() {
    let results = [result(901, 4711, "passed")];
    let stage = Stage::new(&[launch(51, "Nightly", false, &results)]);
    stage.applied();
    let run = stage.runs()[0].clone();
    stage.edit_run(run.id, &json!({"description": "Mine"}));
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-LAUNCH-51  Nightly                                       R1
          description
          skipped: 1 already there
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    Applying needs 1 TestRail request.

    Plan sha256:DIGEST
    ");
    stage.applied();
    let again = &stage.runs()[0];
    assert_eq!(again.links(), [901]);
    assert_eq!(again.description, format!("Mine\n\n{}", run.description));
    stage.is_settled();
}

#[test]
fn a_launch_whose_unfinished_results_finish_is_closed_then() {
    let waiting = with(result(902, 4712, "passed"), &json!({"status": null}));
    let mut stage = Stage::new(&[launch(
        51,
        "Nightly",
        true,
        &[result(901, 4711, "passed"), waiting],
    )]);
    stage.applied();
    assert!(!stage.runs()[0].is_completed);
    stage.grow(&[launch(
        51,
        "Nightly",
        true,
        &[result(901, 4711, "passed"), result(902, 4712, "passed")],
    )]);
    stage.applied();
    assert!(stage.runs()[0].is_completed);
    assert_eq!(stage.runs()[0].links(), [901, 902]);
    stage.is_settled();
}

#[test]
fn two_open_runs_of_one_launch_are_a_finding_and_neither_is_touched() {
    let mut seed = super::stage::rail();
    seed["runs"] = json!([
        {"id": 11, "name": "One", "suite_id": 29, "project_id": 1, "refs": "ALLURE-LAUNCH-51", "include_all": false, "case_ids": [601]},
        {"id": 12, "name": "Two", "suite_id": 29, "project_id": 1, "refs": "JIRA-1,ALLURE-LAUNCH-51", "include_all": false, "case_ids": [601]},
        {"id": 13, "name": "Other", "suite_id": 29, "project_id": 1, "refs": "ALLURE-LAUNCH-510", "include_all": false, "case_ids": [601]},
    ]);
    let stage = Stage::with(
        &[launch(51, "Nightly", true, &[result(901, 4711, "passed")])],
        &seed,
    );
    insta::assert_snapshot!(stage.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      1 launch: 0 to export, 1 left as they are (every result of a test case counts).
      ? RW0302  manifests/shop.yaml:21:1  R11, R12 all belong to launch 51: nothing is added to them
          help: remove the marker from `References` of all but one

    4 cases in scope: 0 to create, 0 to update, 4 unchanged, 0 blocked.
    TestRail is up to date.

    Plan sha256:DIGEST
    ");
    stage.applied();
    assert_eq!(stage.writes(), Vec::<String>::new());
}

#[test]
fn a_run_that_people_made_for_a_launch_is_continued() {
    let mut seed = super::stage::rail();
    seed["runs"] = json!([
        {"id": 11, "name": "Whole suite", "suite_id": 29, "project_id": 1, "refs": "ALLURE-LAUNCH-51", "include_all": true},
    ]);
    let stage = Stage::with(
        &[launch(51, "Nightly", true, &[result(901, 4711, "passed")])],
        &seed,
    );
    stage.applied();
    let runs = stage.runs();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].selected, [601, 602, 603, 604]);
    assert_eq!(runs[0].links(), [901]);
    assert!(runs[0].is_completed);
    stage.is_settled();
}

#[test]
fn a_result_that_appears_in_a_case_created_by_the_same_apply_finds_it() {
    let mut seed = super::stage::rail();
    seed["cases"].as_array_mut().unwrap().truncate(2);
    let stage = Stage::with(
        &[launch(
            51,
            "Nightly",
            true,
            &[result(901, 4711, "passed"), result(902, 4714, "failed")],
        )],
        &seed,
    );
    insta::assert_snapshot!(stage.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-4713  Cart is kept                                  new case
      + ALLURE-4714  Search finds                                  new case
      + ALLURE-LAUNCH-51  Nightly                                       new run, 2 cases, closed afterwards
          2 results: 1 Passed, 1 Failed
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).

    4 cases in scope: 2 to create, 0 to update, 2 unchanged, 0 blocked.
    Applying needs 7 TestRail requests.

    Plan sha256:DIGEST

    shop

      + ALLURE-4713  Cart is kept                                  created C603  http://TESTRAIL/index.php?/cases/view/603
      + ALLURE-4714  Search finds                                  created C604  http://TESTRAIL/index.php?/cases/view/604
      + ALLURE-LAUNCH-51  Nightly                                       created R1, 2 results, closed  http://TESTRAIL/index.php?/runs/view/1

    2 cases created, 0 updated, 0 failed; 2 results added, with 7 TestRail requests.
    ");
    assert_eq!(stage.runs()[0].links(), [901, 902]);
    stage.is_settled();
}

#[test]
fn a_result_whose_case_could_not_be_created_is_reported_and_comes_later() {
    for (results, here) in [
        (
            vec![result(901, 4711, "passed"), result(902, 4714, "failed")],
            vec![901],
        ),
        (vec![result(902, 4714, "failed")], vec![]),
    ] {
        let mut seed = super::stage::rail();
        seed["cases"].as_array_mut().unwrap().truncate(3);
        let stage = Stage::with(&[launch(51, "Nightly", true, &results)], &seed);
        stage.world.sandbox.testrail_faults(&json!([
            {"match": "POST add_case", "do": "status", "code": 400, "body": {"error": "Field :title is wrong."}, "times": null}
        ]));
        let output = stage.apply();
        assert_eq!(output.code, Some(6), "{output}");
        assert!(
            output
                .stdout
                .contains("result 902 not added: its case is not in TestRail"),
            "{output}"
        );
        let links: Vec<u64> = stage.runs().iter().flat_map(StoredRun::links).collect();
        assert_eq!(links, here);
        assert!(stage.runs().iter().all(|run| !run.is_completed));
        stage.world.sandbox.testrail_faults(&json!([]));
        stage.applied();
        let links: Vec<u64> = stage.runs().iter().flat_map(StoredRun::links).collect();
        assert_eq!(links.len(), results.len());
        assert!(stage.runs().iter().all(|run| run.is_completed));
        stage.is_settled();
    }
}

#[test]
fn a_case_that_people_add_between_plan_and_apply_stays_selected() {
    let first = result(901, 4711, "passed");
    let mut stage = Stage::new(&[launch(51, "Nightly", false, std::slice::from_ref(&first))]);
    stage.applied();
    stage.grow(&[launch(
        51,
        "Nightly",
        false,
        &[first, result(902, 4712, "passed")],
    )]);
    let saved = stage
        .railwright()
        .run(&["plan", "manifests", "--out", "plan.json"]);
    assert_eq!(saved.code, Some(0), "{saved}");
    let run = stage.runs()[0].id;
    stage.edit_run(run, &json!({"include_all": false, "case_ids": [601, 604]}));
    let applied = stage
        .railwright()
        .run(&["apply", "manifests", "--plan", "plan.json", "--yes"]);
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(stage.runs()[0].selected, [601, 602, 604]);
    assert_eq!(stage.runs()[0].links(), [901, 902]);
}
