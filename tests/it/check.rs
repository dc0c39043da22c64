//! `check`: the vendor's "Test connection", and all that a plan would need.

use serde_json::json;

use crate::support::world::{World, testops, testrail, text_field};

#[test]
fn a_good_configuration_says_connection_established() {
    let world = World::new();
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @r#"
    shop
      ✓ TestOps (testops): Connection established. Project 7 "Web Shop", the AQL selects 3 test cases
      ✓ TestRail (testrail): Connection established as Administrator
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields
      ✓ Launches: the AQL selects 0 launches

    Everything that a plan needs is there.
    "#);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let mut seed = testrail();
    seed["case_fields"][1]["is_active"] = json!(false);
    let world = World::with(&testops(), &seed);
    world.edit("suiteId: 29", "suiteId: 30");
    world.edit(
        "custom_preconds: precondition",
        "custom_nothing: precondition",
    );
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @r#"
    shop
      ✓ TestOps (testops): Connection established. Project 7 "Web Shop", the AQL selects 3 test cases
      ✓ TestRail (testrail): Connection established as Administrator
      ✗ RW0404  manifests/shop.yaml:23:68  there is no suite 30 in TestRail, or the user cannot see it
          help: suites of "Web Shop": 29 "Regression"
      ✗ RW0408  manifests/shop.yaml:23:83  section 310 "Checkout" belongs to suite 29, not to suite 30
          help: enter suiteId: 29, or the id of a section of suite 30
      ✗ RW0409  manifests/shop.yaml:32:5  TestRail has no case field custom_nothing
          help: add it in Administration → Customizations → Case Fields → Add Field: label "Nothing", system name nothing, type Text
      ✗ RW0410  manifests/shop.yaml:34:5  Status (custom_status) is switched off in TestRail
          help: open it in Administration → Customizations → Case Fields and tick "This field is active"
      ✓ Launches: the AQL selects 0 launches

    Fix the items marked ✗ before planning.
    ------- stderr -------
    error[RW0831]: 1 sync config could not be planned: shop
    help: fix what is marked ✗
    ------- exit code 3 -------
    "#);
}

#[test]
fn both_servers_are_tried_even_when_one_fails() {
    let world = World::new();
    let output = world
        .railwright()
        .env("TESTOPS_TOKEN", "wrong")
        .run(&["check", "manifests"]);
    insta::assert_snapshot!(output, @r#"
    shop
      ✗ TestOps (testops)
      ✓ TestRail (testrail): Connection established as Administrator
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields

    Fix the items marked ✗ before planning.
    ------- stderr -------
    error[RW0711]: sync config shop: TestOps rejects the API token
      caused by: POST /api/uaa/oauth/token failed
      caused by: 401, the server rejects the credentials: Bad credentials
    help: integration testops: make a new token in TestOps (your avatar → API tokens) and put it where the manifest takes it from
    ------- exit code 8 -------
    "#);
}

#[test]
fn aql_is_tried_on_the_server() {
    let world = World::new();
    world.sandbox.testops_faults(&json!([
        {"match": "GET /api/testcase/query/validate", "do": "status", "code": 200, "body": {"valid": false}, "times": 9},
    ]));
    world.edit(
        "  mapping: default\n",
        "  testCases: {aql: 'tag = \"x\"'}\n  mapping: default\n",
    );
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @r#"
    shop
      ✗ TestOps (testops)
      ✓ TestRail (testrail): Connection established as Administrator
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields

    Fix the items marked ✗ before planning.
    ------- stderr -------
    error[RW0716]: sync config shop: TestOps does not accept this AQL
      --> manifests/shop.yaml:24:21
       |
    24 |   testCases: {aql: 'tag = "x"'}
       |                     ^^^^^^^^^
       |
       = help: try it in the search field of TestOps' test cases, which says more
    ------- exit code 3 -------
    "#);
}

#[test]
fn a_paused_sync_config_is_left_alone() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  disabled: true\n",
    );
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @"
    shop
      paused: `disabled: true` in the manifest. Nothing was asked of any server.

    Nothing was looked at: every sync config is paused.
    ");
    let drift = world.railwright().run(&["drift", "manifests"]);
    insta::assert_snapshot!(drift, @"Nothing was looked at: every sync config is paused.");
    assert!(world.sandbox.testrail_journal().is_empty());
}

#[test]
fn what_was_not_looked_at_is_never_said_to_be_fine() {
    let world = World::new();
    world.add(
        "\
---
apiVersion: railwright/v1
kind: SyncConfig
metadata: {name: smoke}
spec:
  disabled: true
  source: {integration: testops, projectId: 7}
  destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 311}
  testCases: {aql: 'tag = \"regression\"'}
",
    );
    world.apply();
    for command in ["check", "drift"] {
        let run = world.railwright().run(&[command, "manifests"]);
        assert_eq!(run.code, Some(0), "{run}");
        let said = run
            .stdout
            .ends_with("\nNot looked at, because paused: smoke.\n");
        assert!(said, "{run}");
    }
}

#[test]
fn a_required_field_that_nothing_fills_is_found_before_there_is_a_new_case() {
    let mut seed = testrail();
    let mut required = text_field(103, "risk");
    required["configs"][0]["options"]["is_required"] = json!(true);
    seed["case_fields"].as_array_mut().unwrap().push(required);
    let world = World::with(&testops(), &seed);
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @r#"
    shop
      ✓ TestOps (testops): Connection established. Project 7 "Web Shop", the AQL selects 3 test cases
      ✓ TestRail (testrail): Connection established as Administrator
      ✗ RW0210  manifests/shop.yaml:28:18  TestRail requires risk (custom_risk) of a new case and nothing is mapped to it, so that none can be created
          help: map a value, or clear "required" or give a default in Administration → Customizations → Case Fields, or set `testCases.create` to false
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields
      ✓ Launches: the AQL selects 0 launches

    Fix the items marked ✗ before planning.
    ------- stderr -------
    error[RW0831]: 1 sync config could not be planned: shop
    help: fix what is marked ✗
    ------- exit code 3 -------
    "#);
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  testCases: {create: false}\n",
    );
    assert_eq!(
        world.railwright().run(&["check", "manifests"]).code,
        Some(0)
    );
}

#[test]
fn launches_are_tried_as_well() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  launches: {stepResults: true}\n",
    );
    world.add("  results: {statuses: {skipped: skipped, broken: 77}}\n");
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @r#"
    shop
      ✓ TestOps (testops): Connection established. Project 7 "Web Shop", the AQL selects 3 test cases
      ✓ TestRail (testrail): Connection established as Administrator
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields
      ✗ RW0309  manifests/shop.yaml:40:50  TestRail has no active result status 77
          help: choose one of: passed (1 "Passed"), blocked (2 "Blocked"), retest (4 "Retest"), failed (5 "Failed")
      ✗ RW0309  manifests/shop.yaml:40:33  TestRail has no active result status skipped
          help: choose one of: passed (1 "Passed"), blocked (2 "Blocked"), retest (4 "Retest"), failed (5 "Failed")

    Fix the items marked ✗ before planning.
    ------- stderr -------
    error[RW0831]: 1 sync config could not be planned: shop
    help: fix what is marked ✗
    ------- exit code 3 -------
    "#);

    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  launches: {aql: 'closed = true'}\n",
    );
    world.sandbox.testops_faults(&json!([
        {"match": "GET /api/rs/launch/__search", "do": "status", "code": 400, "body": {"message": "no viable alternative"}},
    ]));
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @r#"
    shop
      ✓ TestOps (testops): Connection established. Project 7 "Web Shop", the AQL selects 3 test cases
      ✓ TestRail (testrail): Connection established as Administrator
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields
      ✗ Launches

    Fix the items marked ✗ before planning.
    ------- stderr -------
    error[RW0716]: sync config shop: TestOps does not accept this AQL: no viable alternative
      --> manifests/shop.yaml:25:20
       |
    25 |   launches: {aql: 'closed = true'}
       |                    ^^^^^^^^^^^^^
       |
       = help: try it in the search field of TestOps' launches, which says more
    ------- exit code 3 -------
    "#);

    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  launches: {enabled: false}\n",
    );
    assert_eq!(
        world.railwright().run(&["check", "manifests"]).code,
        Some(0)
    );
    for request in [
        world.sandbox.testops_journal(),
        world.sandbox.testrail_journal(),
    ]
    .concat()
    {
        let asked = format!("{}{}", request.path, request.query);
        assert!(
            !asked.contains("launch") && !asked.contains("get_runs"),
            "{asked}"
        );
    }
}

#[test]
fn an_aql_that_selects_nothing_is_seen_before_the_first_plan() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  testCases: {aql: 'tag = \"regresion\"'}\n  mapping: default\n",
    );
    insta::assert_snapshot!(world.railwright().run(&["check", "manifests"]), @r#"
    shop
      ✓ TestOps (testops): Connection established. Project 7 "Web Shop", the AQL selects 0 test cases
      ? RW0215  manifests/shop.yaml:24:21  the AQL selects no test case
          help: try it in the search field of TestOps' test cases
      ✓ TestRail (testrail): Connection established as Administrator
      ✓ Suite 29 "Regression", section 310 "Checkout", 4 mapped fields
      ✓ Launches: the AQL selects 0 launches

    Everything that a plan needs is there.
    ------- stderr -------
    warning[RW0215]: sync config shop: the AQL selects no test case
      --> manifests/shop.yaml:24:21
       |
    24 |   testCases: {aql: 'tag = "regresion"'}
       |                     ^^^^^^^^^^^^^^^^^
       |
       = help: try it in the search field of TestOps' test cases
    "#);
}

/// A world of this version, with cases that people wrote so.
fn written_as(version: &str, texts: &[&str]) -> World {
    let mut seed = testrail();
    let cases = (501..).zip(texts).map(|(id, text)| {
        json!({"id": id, "title": format!("By hand {id}"), "section_id": 310, "custom_preconds": text})
    });
    seed["cases"] = cases.collect();
    seed["textMode"] = json!("verbatim");
    let world = World::with(&testops(), &seed);
    world.edit("version: \"10.2\"", &format!("version: \"{version}\""));
    world
}

#[test]
fn texts_that_people_wrote_in_another_format_are_told_before_ours_are_shown_as_tags() {
    let markdown = ["- go\n- **stop**", "1. one", "plain words"];
    let html = ["<p>go</p>", "<ol><li>one</li></ol>", "plain words"];
    let said = |version: &str, texts: &[&str]| {
        let output = written_as(version, texts)
            .railwright()
            .run(&["check", "manifests"]);
        assert_eq!(output.code, Some(0), "{output}");
        let line = output.stdout.lines().find(|line| line.contains("RW0418"));
        line.map(|line| line.trim().to_owned())
    };
    assert_eq!(said("10.2", &html), None);
    assert_eq!(said("6.7", &markdown), None);
    assert_eq!(said("9.8", &["plain words"]), None);
    insta::assert_snapshot!(said("10.2", &markdown).unwrap(), @"? RW0418  manifests/shop.yaml:7:12  integration testrail writes texts as HTML, and 2 of 2 that people wrote stand in TestRail as Markdown");
    insta::assert_snapshot!(said("9.7.1", &html).unwrap(), @"? RW0418  manifests/shop.yaml:7:12  integration testrail writes texts as Markdown, and 2 of 2 that people wrote stand in TestRail as HTML");
}

#[test]
fn an_old_version_gets_markdown_where_nothing_else_is_said() {
    let world = written_as("6.7", &[]);
    assert_eq!(world.apply().code, Some(0));
    let cases = world.cases();
    assert_eq!(cases[0]["custom_description"], "Checks the **reset** flow");
    assert!(world.plan().stdout.contains("TestRail is up to date"));
}
