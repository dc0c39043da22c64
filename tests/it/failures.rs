//! Everything that can be wrong says what, where and how to fix it, with the right exit code.

use serde_json::json;

use crate::support::binary::railwright;
use crate::support::world::{World, testops, testrail};

#[test]
fn a_variable_that_is_not_set_is_named() {
    let world = World::new();
    let output = railwright(world.path()).run(&["plan", "manifests"]);
    insta::assert_snapshot!(output, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0701  manifests/shop.yaml:15:19  the endpoint of integration testops comes from TESTOPS_URL, which is not set
          help: export TESTOPS_URL=… and run again

    Not planned.
    ------- stderr -------
    error[RW0701]: the endpoint of integration testops comes from TESTOPS_URL, which is not set
      --> manifests/shop.yaml:15:19
    help: export TESTOPS_URL=… and run again
    error[RW0701]: the token of integration testops comes from TESTOPS_TOKEN, which is not set
      --> manifests/shop.yaml:16:30
    help: export TESTOPS_TOKEN=… and run again
    error[RW0701]: the endpoint of integration testrail comes from TESTRAIL_URL, which is not set
      --> manifests/shop.yaml:6:19
    help: export TESTRAIL_URL=… and run again
    error[RW0701]: the username of integration testrail comes from TESTRAIL_USERNAME, which is not set
      --> manifests/shop.yaml:8:33
    help: export TESTRAIL_USERNAME=… and run again
    error[RW0701]: the API key of integration testrail comes from TESTRAIL_API_KEY, which is not set
      --> manifests/shop.yaml:8:67
    help: export TESTRAIL_API_KEY=… and run again
    ------- exit code 3 -------
    ");
}

#[test]
fn all_variables_that_are_not_set_are_named_at_once_and_each_once() {
    let world = World::new();
    world.add(
        "---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {name: another}\nspec:\n  \
         source: {integration: testops, projectId: 7}\n  destination: {integration: testrail, \
         project: Web Shop, suiteId: 29, sectionId: 311}\n  identity: {prefix: \"OTHER-\"}\n",
    );
    for command in ["check", "plan", "apply", "drift"] {
        let output = railwright(world.path()).run(&[command, "manifests"]);
        assert_eq!(output.code, Some(3), "{output}");
        for variable in [
            "TESTOPS_URL",
            "TESTOPS_TOKEN",
            "TESTRAIL_URL",
            "TESTRAIL_USERNAME",
            "TESTRAIL_API_KEY",
        ] {
            let said = format!("comes from {variable}, which is not set");
            assert_eq!(output.stderr.matches(&said).count(), 1, "{output}");
        }
    }
}

#[test]
fn servers_that_are_swapped_are_no_missing_project() {
    let world = World::new();
    let run = |of: &str, is_from: &str, arguments: &[&str]| {
        let railwright = world.railwright();
        let railwright = railwright.env(of, world.sandbox.variable(is_from));
        railwright.run(arguments)
    };
    let plan = ["plan", "manifests"];
    let output = run("TESTOPS_URL", "TESTRAIL_URL", &plan);
    assert_eq!(output.code, Some(1), "{output}");
    assert!(
        output
            .stderr
            .contains("check the endpoint of integration testops"),
        "{output}"
    );
    assert!(
        !output.stderr.contains("there is no TestOps project"),
        "{output}"
    );
    let output = run("TESTRAIL_URL", "TESTOPS_URL", &plan);
    assert_eq!(output.code, Some(1), "{output}");
    assert!(
        output
            .stderr
            .contains("check the endpoint of integration testrail"),
        "{output}"
    );
}

#[test]
fn the_address_of_a_page_of_testops_leads_to_its_server() {
    let world = World::new();
    let page = format!(
        "{}/project/7/test-cases?treeId=0",
        world.sandbox.variable("TESTOPS_URL")
    );
    let output = world
        .railwright()
        .env("TESTOPS_URL", &page)
        .run(&["check", "manifests"]);
    assert_eq!(output.code, Some(0), "{output}");
    world.edit(
        "endpoint: {env: TESTOPS_URL}",
        &format!("endpoint: \"{page}\""),
    );
    let validated = world.railwright().run(&["validate", "manifests"]);
    assert_eq!(validated.code, Some(3), "{validated}");
    assert!(
        validated.stderr.contains("is the address of one page"),
        "{validated}"
    );
}

#[test]
fn rejected_testrail_credentials_stop_at_once() {
    let world = World::new();
    let output = world
        .railwright()
        .env("TESTRAIL_API_KEY", "wrong-key")
        .run(&["plan", "manifests"]);
    insta::assert_snapshot!(output, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0711  TestRail rejects the credentials
          caused by: GET get_projects failed
          caused by: 401, the server rejects the credentials: Authentication failed: invalid or missing user/password or session cookie.
          help: integration testrail, user admin@example.com: see that this is the e-mail address that the user signs in with, or make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while

    Not planned.
    ------- stderr -------
    error[RW0711]: sync config shop: TestRail rejects the credentials
      caused by: GET get_projects failed
      caused by: 401, the server rejects the credentials: Authentication failed: invalid or missing user/password or session cookie.
    help: integration testrail, user admin@example.com: see that this is the e-mail address that the user signs in with, or make a new API key in TestRail (My Settings → API Keys) and put it where the manifest takes it from; too many wrong tries lock the account for a while
    ------- exit code 8 -------
    ");
    // One try: accounts get locked.
    assert_eq!(world.sandbox.testrail_journal().len(), 1);
}

#[test]
fn a_rejected_token_says_what_to_do() {
    let world = World::new();
    let output = world
        .railwright()
        .env("TESTOPS_TOKEN", "wrong-token")
        .run(&["plan", "manifests"]);
    insta::assert_snapshot!(output, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0711  TestOps rejects the API token
          caused by: POST /api/uaa/oauth/token failed
          caused by: 401, the server rejects the credentials: Bad credentials
          help: integration testops: make a new token in TestOps (your avatar → API tokens) and put it where the manifest takes it from

    Not planned.
    ------- stderr -------
    error[RW0711]: sync config shop: TestOps rejects the API token
      caused by: POST /api/uaa/oauth/token failed
      caused by: 401, the server rejects the credentials: Bad credentials
    help: integration testops: make a new token in TestOps (your avatar → API tokens) and put it where the manifest takes it from
    ------- exit code 8 -------
    ");
}

#[test]
fn an_api_that_is_switched_off_says_where_to_click() {
    let world = World::new();
    let body = json!({"error": "The API is disabled for your installation."});
    world.sandbox.testrail_faults(
        &json!([{"match": "", "do": "status", "code": 403, "body": body, "times": 99}]),
    );
    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0714  TestRail's API is switched off
          caused by: GET get_projects failed
          caused by: 403, not allowed: The API is disabled for your installation.
          help: switch it on in TestRail: Administration → Site Settings → API → Enable API

    Not planned.
    ------- stderr -------
    error[RW0714]: sync config shop: TestRail's API is switched off
      caused by: GET get_projects failed
      caused by: 403, not allowed: The API is disabled for your installation.
    help: switch it on in TestRail: Administration → Site Settings → API → Enable API
    ------- exit code 1 -------
    ");
}

#[test]
fn aql_that_the_server_rejects_points_into_the_manifest() {
    let world = World::new();
    let body = json!({"status": 400, "error": "Bad Request", "message": "invalid.aql"});
    world.sandbox.testops_faults(
        &json!([{"match": "GET /api/testcase/__search", "do": "status", "code": 400, "body": body, "times": 9}]),
    );
    world.edit(
        "  mapping: default\n",
        "  testCases:\n    aql: 'tag = \"regression\"'\n  mapping: default\n",
    );
    insta::assert_snapshot!(world.plan(), @r#"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0716  manifests/shop.yaml:25:11  TestOps does not accept this AQL: invalid.aql
          help: try it in the search field of TestOps' test cases, which says more

    Not planned.
    ------- stderr -------
    error[RW0716]: sync config shop: TestOps does not accept this AQL: invalid.aql
      --> manifests/shop.yaml:25:11
       |
    25 |     aql: 'tag = "regression"'
       |           ^^^^^^^^^^^^^^^^^^
       |
       = help: try it in the search field of TestOps' test cases, which says more
    ------- exit code 3 -------
    "#);
}

#[test]
fn a_project_that_is_not_there_is_an_error_with_its_place() {
    let world = World::new();
    world.edit("projectId: 7", "projectId: 8");
    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 8  →  Web Shop / suite 29 / section 310

      ✗ RW0715  manifests/shop.yaml:22:45  there is no TestOps project 8 that the token's owner can see
          caused by: GET /api/rs/testcase/__search failed
          caused by: 404: Project not found
          help: the id of a project is the number after `project/` in the address of TestOps

    Not planned.
    ------- stderr -------
    error[RW0715]: sync config shop: there is no TestOps project 8 that the token's owner can see
      --> manifests/shop.yaml:22:45
      caused by: GET /api/rs/testcase/__search failed
      caused by: 404: Project not found
    help: the id of a project is the number after `project/` in the address of TestOps
    ------- exit code 3 -------
    ");
}

#[test]
fn a_destination_that_cannot_take_cases_is_a_finding() {
    let mut seed = testrail();
    seed["projects"][0]["suite_mode"] = json!(1);
    let world = World::with(&testops(), &seed);
    world.edit("sectionId: 310", "sectionId: 999");
    insta::assert_snapshot!(world.plan(), @r#"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 999

      ✗ RW0402  manifests/shop.yaml:23:49  project "Web Shop" keeps all cases in a single repository; only projects with multiple test suites can be exported into
          help: change it in Administration → Projects → the project → "Use multiple test suites to manage cases"
      ✗ RW0407  manifests/shop.yaml:23:83  there is no section 999 in TestRail, or the user cannot see it
          help: open the section in TestRail: its id is the number after `group_id=` in the address

    Nothing can be planned until the problems above are fixed.
    ------- stderr -------
    error[RW0831]: 1 sync config could not be planned: shop
    help: fix what is marked ✗
    ------- exit code 3 -------
    "#);
}

#[test]
fn fields_and_options_that_do_not_exist_are_findings() {
    let world = World::new();
    world.edit(
        "custom_description: description",
        "custom_descripton: description",
    );
    world.edit("-3: 2", "-3: 9");
    insta::assert_snapshot!(world.plan(), @r#"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0409  manifests/shop.yaml:31:5  TestRail has no case field custom_descripton
          help: did you mean custom_description? Otherwise add it in Administration → Customizations → Case Fields → Add Field: label "Descripton", system name descripton, type Text
      ✗ RW0413  manifests/shop.yaml:38:13  Status (custom_status) has no option 9
          help: options: 1 Draft, 2 Active

    Nothing can be planned until the problems above are fixed.
    ------- stderr -------
    error[RW0831]: 1 sync config could not be planned: shop
    help: fix what is marked ✗
    ------- exit code 3 -------
    "#);
}

#[test]
fn a_refused_row_blocks_nobody_else() {
    let world = World::new();
    let body = json!({"error": "Field :custom_x is a required field."});
    // The bulk is refused, and of its halves the one that holds the culprit.
    world.sandbox.testrail_faults(
        &json!([{"match": "POST add_case", "do": "status", "code": 400, "body": body, "times": 2}]),
    );
    insta::assert_snapshot!(world.apply(), @"
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

    Plan sha256:DIGEST

    shop

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501
      ✗ ALLURE-4712  Guest can pay by card                         not created: TestRail refuses it: Field :custom_x is a required field.
      + ALLURE-4713  Корзина сохраняется 🛒                        created C503  http://TESTRAIL/index.php?/cases/view/503

    1 case created, 1 updated, 1 failed, with 6 TestRail requests.
    ------- stderr -------
    error[RW0833]: applied in part
    help: fix the problems above, or retry when TestRail is available; apply continues where it stopped
    ------- exit code 6 -------
    ");
}

#[test]
fn without_bulk_creation_cases_are_created_one_by_one() {
    let mut seed = testrail();
    seed["bulkCreate"] = json!(false);
    let world = World::with(&testops(), &seed);
    assert_eq!(world.apply().code, Some(0));
    insta::assert_snapshot!(world.sandbox.writes().join("\n"), @"
    add_cases/310
    add_case/310
    add_case/310
    update_case/501
    ");
}

#[test]
fn a_server_that_is_not_there_is_an_error() {
    let world = World::new();
    let output = world
        .railwright()
        .env("TESTRAIL_URL", "http://127.0.0.1:1")
        .run(&["plan", "manifests"]);
    assert_eq!(output.code, Some(1));
    assert!(
        output.stderr.contains("cannot connect to 127.0.0.1:1"),
        "{output}"
    );
}

#[test]
fn without_a_terminal_and_without_yes_nothing_is_written() {
    let world = World::new();
    let output = world.railwright().run(&["apply", "manifests"]);
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stderr, @"
    error[RW0806]: nothing was changed: there is no terminal to ask on
    help: look at the plan above, then run again with --yes
    ");
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn a_paused_sync_config_makes_no_request() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  disabled: true\n",
    );
    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      paused: `disabled: true` in the manifest. Nothing was asked of any server.

    Plan sha256:DIGEST
    ");
    insta::assert_snapshot!(world.apply(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      paused: `disabled: true` in the manifest. Nothing was asked of any server.

    Plan sha256:DIGEST
    ");
    assert!(world.sandbox.testrail_journal().is_empty());
    assert!(world.sandbox.testops_journal().is_empty());
}

#[test]
fn create_false_updates_what_is_there_and_creates_nothing() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  testCases: {create: false}\n  mapping: default\n",
    );
    let applied = world.apply();
    insta::assert_snapshot!(applied, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501
          title                   User can reset {+a forgotten +}password
          custom_description      + Checks the **reset** flow
          custom_preconds         Account exists{+ and is active+}
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:39
          custom_steps_separated  step 2 of 2, new
                                  + Open the link within 15 minutes → Form is shown
      ? RW0209  manifests/shop.yaml:24:23  2 test cases have no case in TestRail, and `testCases.create` is false: not created
          help: set it to true to create them

    3 cases in scope: 0 to create, 1 to update, 0 unchanged, 2 blocked.
    Applying needs 1 TestRail request.

    Plan sha256:DIGEST

    shop

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501

    0 cases created, 1 updated, 0 failed, with 1 TestRail request.
    ");
    assert_eq!(world.sandbox.writes(), ["update_case/501"]);
}

#[test]
fn create_false_reads_the_steps_only_of_test_cases_that_have_a_case() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  testCases: {create: false}\n  mapping: default\n",
    );
    let planned = world.plan();
    assert_eq!(planned.code, Some(0), "{planned}");
    let asked = world.sandbox.testops_journal();
    let asked = asked.iter().map(|request| request.path.as_str());
    let steps: Vec<&str> = asked.filter(|path| path.ends_with("/step")).collect();
    assert_eq!(steps, ["/api/rs/testcase/4711/step"]);
}

#[test]
fn a_sync_config_that_fails_does_not_stop_the_others() {
    let world = World::new();
    let other = "---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {name: another}\nspec:\n  \
        source: {integration: testops, projectId: 99}\n  destination: {integration: testrail, project: Web Shop, \
        suiteId: 29, sectionId: 310}\n  identity: {prefix: \"OTHER-\"}\n---\n\
        apiVersion: railwright/v1\nkind: Mapping\n";
    world.edit("---\napiVersion: railwright/v1\nkind: Mapping\n", other);
    let applied = world.apply();
    assert_eq!(applied.code, Some(6), "{applied}");
    assert_eq!(world.sandbox.writes().len(), 2);
}

#[test]
fn what_the_command_line_gets_wrong_exits_with_3() {
    let world = World::new();
    for arguments in [
        &["paln"][..],
        &["plan", "--no-such-flag"],
        &["plan", "manifests", "--only", "nobody"],
    ] {
        assert_eq!(
            world.railwright().run(arguments).code,
            Some(3),
            "{arguments:?}"
        );
    }
    let output = world
        .railwright()
        .run(&["plan", "manifests", "--only", "nobody"]);
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    error[RW0802]: there is no sync config named nobody
    help: choose one of: shop
    ------- exit code 3 -------
    ");
    assert_eq!(world.railwright().run(&["--help"]).code, Some(0));
    assert_eq!(world.railwright().run(&["--version"]).code, Some(0));
}

#[test]
fn detailed_exit_codes_tell_changes_from_none() {
    let world = World::new();
    let plan = || {
        world
            .railwright()
            .run(&["plan", "manifests", "--detailed-exitcode"])
            .code
    };
    let apply = || {
        world
            .railwright()
            .run(&["apply", "manifests", "--yes", "--detailed-exitcode"])
            .code
    };
    assert_eq!(
        [plan(), apply(), plan(), apply()],
        [Some(2), Some(2), Some(0), Some(0)]
    );
}

#[test]
fn https_for_a_plain_port_is_no_matter_of_certificates() {
    let world = World::new();
    let url = world.sandbox.variable("TESTRAIL_URL").to_owned();
    let output = world
        .railwright()
        .env("TESTRAIL_URL", url.replace("http://", "https://"))
        .run(&["plan", "manifests"]);
    insta::assert_snapshot!(output.stderr, @"
    error[RW0717]: sync config shop: cannot read from TestRail
      caused by: GET get_projects failed
      caused by: no secure connection to TESTRAIL
      caused by: error sending request
      caused by: client error (Connect)
      caused by: received corrupt message of type InvalidContentType
    help: the server speaks plain HTTP on this port: check the port in the endpoint of integration testrail, or begin it with http:// if the way there is safe
    ");
}

#[test]
fn an_address_without_its_scheme_says_what_is_missing() {
    let world = World::new();
    let output = world
        .railwright()
        .env("TESTRAIL_URL", "example.testrail.io")
        .run(&["plan", "manifests"]);
    insta::assert_snapshot!(output.stderr, @"
    error[RW0704]: sync config shop: the endpoint of integration testrail does not begin with https://
      --> manifests/shop.yaml:6:19
    help: did you mean the same with https:// before it? It is the whole address, such as https://example.testrail.io/
    ");
    assert_eq!(output.code, Some(3), "{output}");
}
