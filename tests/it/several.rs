//! Several sync configs and several servers in one run.

use serde_json::json;

use crate::support::world::{World, testops, testrail};

/// A second sync config for another section of the same suite.
const SECOND: &str = "\
---
apiVersion: railwright/v1
kind: SyncConfig
metadata: {name: smoke}
spec:
  source: {integration: testops, projectId: 7}
  destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 311}
  testCases: {aql: 'tag = \"regression\"'}
";

/// The same server under another name.
const SAME_SERVER: &str = "\
---
apiVersion: railwright/v1
kind: Integration
metadata: {name: testrail-again}
spec:
  type: testrail
  endpoint: {env: TESTRAIL_URL}
  version: \"10.2\"
  credentials: {username: {env: TESTRAIL_USERNAME}, apiKey: {env: TESTRAIL_API_KEY}}
";

fn markers(world: &World) -> Vec<String> {
    let mut markers: Vec<String> = world
        .cases()
        .iter()
        .filter_map(|case| Some(case["refs"].as_str()?.to_owned()))
        .filter(|refs| refs.contains("ALLURE-"))
        .collect();
    markers.sort();
    markers
}

#[test]
fn a_test_case_that_two_sync_configs_select_is_created_once() {
    let world = World::new();
    world.add(SECOND);
    insta::assert_snapshot!(world.plan().stdout.split("\nPlan sha256:").next().unwrap(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501
          title                   User can reset {+a forgotten +}password
          custom_description      + Checks the **reset** flow
          custom_preconds         Account exists{+ and is active+}
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:38
          custom_steps_separated  step 2 of 2, new
                                  + Open the link within 15 minutes → Form is shown
      + ALLURE-4712  Guest can pay by card                         new case
          custom_preconds         A basket with `<one>` item && a card
          custom_status           Draft
          custom_steps_separated  Pay
      + ALLURE-4713  Корзина сохраняется 🛒                        new case
          custom_status  Active

    3 cases in scope: 2 to create, 1 to update, 0 unchanged, 0 blocked.
    Applying needs 3 TestRail requests.

    smoke   TestOps project 7  →  Web Shop / suite 29 / section 311

      ! RW0203  ALLURE-4711  blocked: sync config shop exports this test case into the same suite  manifests/shop.yaml:46:21
          help: narrow one of the two AQL queries, or give one config a different `identity.prefix`
      ! RW0203  ALLURE-4712  blocked: sync config shop exports this test case into the same suite  manifests/shop.yaml:46:21
          help: narrow one of the two AQL queries, or give one config a different `identity.prefix`

    2 cases in scope: 0 to create, 0 to update, 0 unchanged, 2 blocked.
    TestRail is up to date, but for what is blocked.
    ");
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(
        markers(&world),
        ["ALLURE-4712", "ALLURE-4713", "JIRA-5,ALLURE-4711"]
    );
    let writes = world.sandbox.writes();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes(), writes);
}

#[test]
fn one_server_under_two_names_is_still_one_server() {
    let world = World::new();
    world.add(SAME_SERVER);
    world.add(&SECOND.replace("integration: testrail,", "integration: testrail-again,"));
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(
        markers(&world),
        ["ALLURE-4712", "ALLURE-4713", "JIRA-5,ALLURE-4711"],
        "{output}"
    );
}

#[test]
fn sync_configs_for_different_suites_do_not_meet() {
    let mut seed = testrail();
    let suites = seed["suites"].as_array_mut().unwrap();
    suites.push(json!({"id": 30, "name": "Smoke", "project_id": 1}));
    let sections = seed["sections"].as_array_mut().unwrap();
    sections.push(json!({"id": 320, "name": "Smoke", "suite_id": 30}));
    let world = World::with(&testops(), &seed);
    world.add(&SECOND.replace("suiteId: 29, sectionId: 311", "suiteId: 30, sectionId: 320"));
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(
        markers(&world),
        [
            "ALLURE-4711",
            "ALLURE-4712",
            "ALLURE-4712",
            "ALLURE-4713",
            "JIRA-5,ALLURE-4711"
        ]
    );
    let plan = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(plan.code, Some(0), "{plan}");
}

#[test]
fn target_leaves_the_other_sync_configs_alone() {
    let world = World::new();
    world.add(SECOND);
    let output = world
        .railwright()
        .run(&["apply", "manifests", "--yes", "--only", "smoke"]);
    assert_eq!(output.code, Some(0), "{output}");
    // Whose case 4713 is cannot be known without asking for the other sync config, so that nothing is said about it.
    assert_eq!(markers(&world), ["ALLURE-4712", "JIRA-5,ALLURE-4711"]);
    insta::assert_snapshot!(
        world.railwright().run(&["plan", "manifests", "--only", "nobody"]).stderr,
        @"
    warning[RW0207]: `smoke` and `shop` look for the same markers in suite 29
      --> manifests/shop.yaml:45:68
       |
    45 |   destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 311}
       |                                                                    ^^
       |
       = help: a test case that both select goes by one of them and is blocked in the other; give one its own `identity.prefix`. The other is at manifests/shop.yaml:23:68

    1 warning in 1 file.
    error[RW0802]: there is no sync config named nobody
    help: choose one of: shop, smoke
    "
    );
}

#[test]
fn a_launch_that_two_sync_configs_select_is_exported_by_one_of_them() {
    let mut source = testops();
    let result = |id: i64, case: i64| json!({"id": id, "testCaseId": case, "name": "Result", "status": "passed"});
    source["launches"] = json!([{
        "id": 51, "projectId": 7, "name": "Nightly", "closed": false, "createdDate": 1_780_000_000_000_i64, "tags": [],
        "results": [result(9001, 4711), result(9002, 4712)],
    }]);
    let world = World::with(&source, &testrail());
    let other = "---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {name: another}\nspec:\n  \
        source: {integration: testops, projectId: 7}\n  destination: {integration: testrail, project: Web Shop, \
        suiteId: 29, sectionId: 311}\n  testCases: {aql: 'id = 4712'}\n---\napiVersion: railwright/v1\nkind: Mapping\n";
    world.edit("---\napiVersion: railwright/v1\nkind: Mapping\n", other);
    world.edit(
        "  mapping: default\n",
        "  testCases: {aql: 'id != 4712'}\n  mapping: default\n",
    );
    let first = world.apply();
    assert_eq!(first.code, Some(0), "{first}");
    let said = "launch 51 is exported into this suite by sync config another: skipped";
    assert!(first.stdout.contains(said), "{first}");
    let runs = world.sandbox.testrail_state()["runs"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(runs, 1);
    // The run says whose it is, so that this holds when only the other one is planned, too.
    let writes = world.sandbox.writes().len();
    let second = world
        .railwright()
        .run(&["apply", "manifests", "--yes", "--only", "shop"]);
    assert_eq!(second.code, Some(0), "{second}");
    assert!(second.stdout.contains(said), "{second}");
    assert_eq!(world.sandbox.writes().len(), writes);
}

#[test]
fn a_case_that_another_sync_config_exports_is_no_drift() {
    let world = World::new();
    world.add(SECOND);
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    let drift = world.railwright().run(&["drift", "manifests"]);
    assert_eq!(drift.code, Some(0), "{drift}");
    insta::assert_snapshot!(drift, @"
    No drift: TestRail holds what the last apply left there.
    ------- stderr -------
    warning[RW0207]: `smoke` and `shop` look for the same markers in suite 29
      --> manifests/shop.yaml:45:68
       |
    45 |   destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 311}
       |                                                                    ^^
       |
       = help: a test case that both select goes by one of them and is blocked in the other; give one its own `identity.prefix`. The other is at manifests/shop.yaml:23:68

    1 warning in 1 file.
    ");
}

#[test]
fn an_aql_that_suddenly_selects_nothing_stops_however_the_suite_is_shared() {
    let world = World::new();
    world.add(SECOND);
    world.edit(
        "  mapping: default\n",
        "  testCases: {aql: 'tag != \"regression\"'}\n  mapping: default\n",
    );
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    let writes = world.sandbox.writes().len();
    world.edit("tag = \"regression\"", "tag = \"gone\"");
    for arguments in [&["--only", "smoke"][..], &[]] {
        let stopped = world
            .railwright()
            .run(&[&["apply", "manifests", "--yes"], arguments].concat());
        assert_eq!(stopped.code, Some(5), "{stopped}");
        let said = "error[RW0606]: sync config smoke: the AQL selects nothing";
        assert!(stopped.stderr.contains(said), "{stopped}");
    }
    assert_eq!(world.sandbox.writes().len(), writes);
}

#[test]
fn a_run_that_does_not_end_with_0_says_why_on_stderr() {
    let world = World::new();
    let changed = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(changed.code, Some(2), "{changed}");
    insta::assert_snapshot!(changed.stderr, @"note[RW0835]: there are changes");
    world.add(&SECOND.replace("sectionId: 311", "sectionId: 999"));
    for command in ["check", "plan", "drift", "apply"] {
        let mut arguments = vec![command, "manifests"];
        if command == "apply" {
            arguments.push("--yes");
        }
        let output = world.railwright().run(&arguments);
        assert_ne!(output.code, Some(0), "{output}");
        let said = "error[RW0831]: 1 sync config could not be planned: smoke";
        assert!(output.stderr.contains(said), "{output}");
    }
}
