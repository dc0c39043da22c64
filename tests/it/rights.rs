//! Credentials that are rejected and rights that are missing while something is written.

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail};

fn no_right(calls: &str) -> Value {
    let body = json!({"error": "You are not allowed to do this (insufficient permissions)."});
    json!([{"match": calls, "do": "status", "code": 403, "body": body, "times": null}])
}

/// What an apply prints after its plan.
fn after_the_plan(output: &str) -> &str {
    output.split_once("Plan sha256:DIGEST\n").unwrap().1
}

#[test]
fn a_missing_right_ends_a_sync_config_after_a_few_requests() {
    let world = World::new();
    world.sandbox.testrail_faults(&no_right("POST"));
    let output = world.apply().to_string();
    insta::assert_snapshot!(after_the_plan(&output), @"

    shop

      · ALLURE-4711  User can reset a forgotten password           C501, not begun
      ✗ ALLURE-4712  Guest can pay by card                         not created: the TestRail user may not do this: POST add_case/310 failed: 403, not allowed: You are not allowed to do this (insufficient permissions).
      · ALLURE-4713  Корзина сохраняется 🛒                        not begun

    0 cases created, 0 updated, 1 failed, 2 not begun, with 3 TestRail requests.
    ------- stderr -------
    error[RW0713]: sync config shop: the TestRail user may not do this
      caused by: POST add_case/310 failed
      caused by: 403, not allowed: You are not allowed to do this (insufficient permissions).
    help: integration testrail: give user admin@example.com a role that may add and edit test cases, test runs and test results in the project (Administration → Users & Roles)
    ------- exit code 8 -------
    ");
    // One of the two could have been locked.
    assert_eq!(
        world.sandbox.writes(),
        ["add_cases/310", "add_case/310", "add_case/310"]
    );
    world.sandbox.testrail_faults(&json!([]));
    let resumed = world
        .railwright()
        .run(&["apply", "manifests", "--yes", "--resume", "testrail"]);
    assert_eq!(resumed.code, Some(0), "{resumed}");
}

#[test]
fn rights_that_end_at_updates_are_found_out_by_three_requests() {
    let world = World::with(&many_test_cases(), &testrail());
    assert_eq!(world.apply().code, Some(0));
    // People rename every case, so that there is much to update.
    for case in world.cases() {
        let path = format!("update_case/{}", case["id"]);
        world
            .sandbox
            .testrail_post(&path, &json!({"title": "Somebody's"}));
    }
    let before = world.sandbox.writes().len();
    world.sandbox.testrail_faults(&no_right("POST update_case"));
    let output = world
        .railwright()
        .run(&["apply", "manifests", "--yes", "--ignore-guards"]);
    assert_eq!(output.code, Some(8), "{output}");
    assert_eq!(world.sandbox.writes().len(), before + 3, "{output}");
    insta::assert_snapshot!(after_the_plan(&output.stdout), @"

    shop

      ✗ ALLURE-1  Case 1                                        C503, not updated: the TestRail user may not do this: POST update_case/503 failed: 403, not allowed: You are not allowed to do this (insufficient permissions).
      · ALLURE-2  Case 2                                        C504, not begun
      · ALLURE-3  Case 3                                        C505, not begun
      · ALLURE-4  Case 4                                        C506, not begun
      · ALLURE-5  Case 5                                        C507, not begun
      · ALLURE-6  Case 6                                        C508, not begun
      · ALLURE-7  Case 7                                        C509, not begun
      · ALLURE-8  Case 8                                        C510, not begun
      · ALLURE-4711  User can reset a forgotten password           C501, not begun
      · ALLURE-4712  Guest can pay by card                         C511, not begun
      · ALLURE-4713  Корзина сохраняется 🛒                        C512, not begun

    0 cases created, 0 updated, 1 failed, 10 not begun, with 3 TestRail requests.
    ");
}

#[test]
fn a_missing_right_to_runs_leaves_the_cases_written() {
    let mut testops = testops();
    testops["launches"] = json!([
        {"id": 51, "projectId": 7, "name": "First", "closed": true,
            "results": [{"id": 901, "testCaseId": 4711, "name": "x", "status": "passed"}]},
        {"id": 52, "projectId": 7, "name": "Second", "closed": true,
            "results": [{"id": 902, "testCaseId": 4712, "name": "x", "status": "passed"}]},
    ]);
    let world = World::with(&testops, &testrail());
    world.sandbox.testrail_faults(&no_right("POST add_run"));
    let output = world.apply();
    let report = output.to_string();
    insta::assert_snapshot!(after_the_plan(&report), @"

    shop

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501
      + ALLURE-4712  Guest can pay by card                         created C503  http://TESTRAIL/index.php?/cases/view/503
      + ALLURE-4713  Корзина сохраняется 🛒                        created C504  http://TESTRAIL/index.php?/cases/view/504
      ✗ ALLURE-LAUNCH-51  First                                         not created: the TestRail user may not do this: POST add_run/1 failed: 403, not allowed: You are not allowed to do this (insufficient permissions).
      ✗ ALLURE-LAUNCH-52  Second                                        not created: the TestRail user may not do this: POST add_run/1 failed: 403, not allowed: You are not allowed to do this (insufficient permissions).

    2 cases created, 1 updated, 0 failed; 0 results added, 2 launches not finished, with 5 TestRail requests.
    ------- stderr -------
    error[RW0713]: sync config shop: the TestRail user may not do this
      caused by: POST add_run/1 failed
      caused by: 403, not allowed: You are not allowed to do this (insufficient permissions).
    help: integration testrail: give user admin@example.com a role that may add and edit test cases, test runs and test results in the project (Administration → Users & Roles)
    ------- exit code 8 -------
    ");
}

#[test]
fn one_sync_config_without_rights_does_not_stop_the_others() {
    let world = World::new();
    world.add(
        "---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {name: another}\nspec:\n  \
         source: {integration: testops, projectId: 7}\n  destination: {integration: testrail, \
         project: Web Shop, suiteId: 29, sectionId: 311}\n  identity: {prefix: \"OTHER-\"}\n",
    );
    // The first in the order of names creates in section 311.
    let faults =
        ["POST add_cases/311", "POST add_case/311"].map(|calls| no_right(calls)[0].clone());
    world.sandbox.testrail_faults(&json!(faults));
    let output = world.apply();
    assert_eq!(output.code, Some(8), "{output}");
    let [in_311, in_310]: [Vec<String>; 2] = [true, false].map(|refused| {
        let writes = world.sandbox.writes().into_iter();
        writes
            .filter(|write| write.contains("/311") == refused)
            .collect()
    });
    // All, two of them, and then each of three alone.
    assert_eq!(in_311.len(), 5, "{in_311:?}");
    assert_eq!(in_310, ["add_cases/310", "update_case/501"]);
}

#[test]
fn one_case_that_may_not_be_created_costs_itself_alone() {
    let world = World::with(&many_test_cases(), &testrail());
    let mut fault = no_right("POST add_case");
    fault[0]["bodyContains"] = json!("Case 3");
    world.sandbox.testrail_faults(&fault);
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    assert!(
        output
            .stdout
            .contains("not created: TestRail refuses it: You are not allowed to do this"),
        "{output}"
    );
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0));
    let mut titles: Vec<String> = world
        .cases()
        .iter()
        .map(|case| case["title"].to_string())
        .collect();
    titles.sort();
    let all = titles.len();
    titles.dedup();
    assert_eq!(titles.len(), all, "nothing is there twice: {titles:?}");
}

#[test]
fn a_refusal_without_a_word_concerns_one_case_only() {
    let mut seed = testrail();
    seed["bulkCreate"] = json!(false);
    let world = World::with(&testops(), &seed);
    // What a firewall before TestRail does with a text that it takes for an attack.
    world.sandbox.testrail_faults(&json!([
        {"match": "POST add_case/", "do": "status", "code": 403, "body": "<html><h1>Blocked</h1></html>"},
    ]));
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    insta::assert_snapshot!(after_the_plan(&output.stdout), @"

    shop

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501
      ✗ ALLURE-4712  Guest can pay by card                         not created: TestRail refuses it: status 403 without a word
      + ALLURE-4713  Корзина сохраняется 🛒                        created C503  http://TESTRAIL/index.php?/cases/view/503

    1 case created, 1 updated, 1 failed, with 5 TestRail requests.
    ");
}

#[test]
fn credentials_rejected_in_the_middle_are_remembered() {
    let world = World::new();
    let body = json!({"error": "Authentication failed: invalid or missing user/password or session cookie."});
    world.sandbox.testrail_faults(
        &json!([{"match": "POST", "do": "status", "code": 401, "body": body, "times": null}]),
    );
    let output = world.apply();
    let report = output.to_string();
    insta::assert_snapshot!(after_the_plan(&report), @"

    shop

      · ALLURE-4711  User can reset a forgotten password           C501, not begun
      ✗ ALLURE-4712  Guest can pay by card                         not created: TestRail rejects the credentials: POST add_cases/310 failed: 401, the server rejects the credentials: Authentication failed: invalid or missing user/password or session cookie.
      · ALLURE-4713  Корзина сохраняется 🛒                        not begun

    0 cases created, 0 updated, 1 failed, 2 not begun, with 1 TestRail request.
    ------- stderr -------
    error[RW0711]: sync config shop: TestRail rejects the credentials
      caused by: POST add_cases/310 failed
      caused by: 401, the server rejects the credentials: Authentication failed: invalid or missing user/password or session cookie.
    help: integration testrail, user admin@example.com: see that this is the e-mail address that the user signs in with, or make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while
    ------- exit code 8 -------
    ");
    assert_eq!(world.sandbox.writes(), ["add_cases/310"]);
    let requests = world.sandbox.testrail_journal().len();
    let again = world.apply();
    assert_eq!(again.code, Some(8));
    assert!(
        again.stderr.contains("railwright resume testrail"),
        "{again}"
    );
    assert_eq!(world.sandbox.testrail_journal().len(), requests);
}

#[test]
fn credentials_rejected_before_a_saved_plan_begins_are_remembered() {
    let world = World::new();
    let saved = world
        .railwright()
        .run(&["plan", "manifests", "--out", "plan.json"]);
    assert_eq!(saved.code, Some(0), "{saved}");
    let apply = || {
        let wrong = world.railwright().env("TESTRAIL_API_KEY", "revoked");
        wrong.run(&["apply", "manifests", "--yes", "--plan", "plan.json"])
    };
    let before = world.sandbox.testrail_journal().len();
    assert_eq!(apply().code, Some(8));
    let again = apply();
    assert_eq!(again.code, Some(8));
    assert!(
        again.stderr.contains("railwright resume testrail"),
        "{again}"
    );
    assert_eq!(world.sandbox.testrail_journal().len(), before + 1);
}

/// A TestOps with some more test cases.
fn many_test_cases() -> Value {
    let mut testops = testops();
    let cases = (1..=8).map(|id| {
        json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3, "tags": []})
    });
    testops["testCases"].as_array_mut().unwrap().extend(cases);
    testops
}

#[test]
fn one_locked_case_keeps_no_other_case_from_being_updated() {
    let world = World::with(&many_test_cases(), &testrail());
    assert_eq!(world.apply().code, Some(0));
    let cases = world.cases();
    for case in &cases {
        let path = format!("update_case/{}", case["id"]);
        let title = json!({"title": "Somebody's"});
        world.sandbox.testrail_post(&path, &title);
    }
    let locked = cases[3]["id"].to_string();
    let call = format!("POST update_case/{locked}");
    world.sandbox.testrail_faults(&no_right(&call));
    let output = world
        .railwright()
        .run(&["apply", "manifests", "--yes", "--ignore-guards"]);
    assert_eq!(output.code, Some(6), "{output}");
    let words = format!("C{locked}, not updated: TestRail refuses it: You are not allowed");
    assert!(output.stdout.contains(&words), "{output}");
    assert!(output.stdout.contains("10 updated, 1 failed"), "{output}");
}

/// A world with three launches of one result each.
fn three_launches() -> World {
    let launch = |id: i64, name: &str, test_case: i64| {
        json!({"id": id, "projectId": 7, "name": name, "closed": true,
            "results": [{"id": 850 + id, "testCaseId": test_case, "name": "x", "status": "passed"}]})
    };
    let mut testops = testops();
    testops["launches"] = json!([
        launch(51, "First", 4711),
        launch(52, "Second", 4712),
        launch(53, "Third", 4713)
    ]);
    World::with(&testops, &testrail())
}

#[test]
fn one_run_that_may_not_be_made_keeps_no_other_launch_back() {
    let world = three_launches();
    let mut fault = no_right("POST add_run");
    fault[0]["bodyContains"] = json!("Second");
    world.sandbox.testrail_faults(&fault);
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    let runs = world.sandbox.testrail_state()["runs"].clone();
    assert_eq!(runs.as_array().unwrap().len(), 2, "{output}");
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0), "nothing is remembered of it");
}

#[test]
fn one_run_that_may_not_be_closed_keeps_no_other_open() {
    let world = three_launches();
    world.sandbox.testrail_faults(&no_right("POST close_run/1"));
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    let runs = world.sandbox.testrail_state()["runs"].clone();
    let runs = runs.as_array().unwrap();
    let closed = runs.iter().filter(|run| run["is_completed"] == json!(true));
    assert_eq!((runs.len(), closed.count()), (3, 2), "{output}");
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0), "nothing is remembered of it");
}

#[test]
fn three_runs_in_a_row_that_may_not_be_made_end_the_launches() {
    let mut testops = testops();
    testops["launches"] = (0..5)
        .map(|n| {
            json!({"id": 51 + n, "projectId": 7, "name": format!("Launch {n}"), "closed": true,
                "results": [{"id": 901 + n, "testCaseId": 4711, "name": "x", "status": "passed"}]})
        })
        .collect();
    let world = World::with(&testops, &testrail());
    world.sandbox.testrail_faults(&no_right("POST add_run"));
    let output = world.apply();
    assert_eq!(output.code, Some(8), "{output}");
    let writes = world.sandbox.writes();
    let tried = writes.iter().filter(|write| write.starts_with("add_run"));
    assert_eq!(tried.count(), 3, "{output}");
}

#[test]
fn a_single_locked_case_is_no_missing_right() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    world
        .sandbox
        .testrail_post("update_case/501", &json!({"title": "Somebody's"}));
    world.sandbox.testrail_faults(&no_right("POST update_case"));
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0), "nothing is remembered of it");
}

#[test]
fn one_case_in_conflict_lets_nobody_wait_for_minutes() {
    // The first one that is written, and one among others.
    for number in [503, 507] {
        let world = World::with(&many_test_cases(), &testrail());
        assert_eq!(world.apply().code, Some(0));
        for case in world.cases() {
            let path = format!("update_case/{}", case["id"]);
            world
                .sandbox
                .testrail_post(&path, &json!({"title": "Somebody's"}));
        }
        let body = json!({"error": "The case is being edited by somebody else."});
        world.sandbox.testrail_faults(&json!([{
            "match": format!("POST update_case/{number}"), "do": "status", "code": 409, "body": body, "times": null
        }]));
        let started = std::time::Instant::now();
        let output = world
            .railwright()
            .run(&["apply", "manifests", "--yes", "--ignore-guards"]);
        assert!(started.elapsed().as_secs() < 40, "{output}");
        assert_eq!(output.code, Some(6), "{output}");
        assert!(output.stdout.contains("10 updated, 1 failed"), "{output}");
    }
}
