//! Everything that can be wrong says what, where and how to mend it, with the right exit code.

use serde_json::json;

use crate::support::{World, railwright, testops, testrail};

#[test]
fn a_variable_that_is_not_set_is_named() {
    let world = World::new();
    let output = railwright(world.path()).run(&["plan", "manifests"]);
    insta::assert_snapshot!(output, @"");
}

#[test]
fn rejected_testrail_credentials_stop_at_once() {
    let world = World::new();
    let output = world
        .railwright()
        .env("TESTRAIL_API_KEY", "wrong-key")
        .run(&["plan", "manifests"]);
    insta::assert_snapshot!(output, @"");
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
    insta::assert_snapshot!(output, @"");
}

#[test]
fn an_api_that_is_switched_off_says_where_to_click() {
    let world = World::new();
    let body = json!({"error": "The API is disabled for your installation."});
    world.sandbox.testrail_faults(
        &json!([{"match": "", "do": "status", "code": 403, "body": body, "times": 99}]),
    );
    insta::assert_snapshot!(world.plan(), @"");
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
    insta::assert_snapshot!(world.plan(), @"");
}

#[test]
fn a_project_that_is_not_there_is_an_error_with_its_place() {
    let world = World::new();
    world.edit("projectId: 7", "projectId: 8");
    insta::assert_snapshot!(world.plan(), @"");
}

#[test]
fn a_destination_that_cannot_take_cases_is_a_finding() {
    let mut seed = testrail();
    seed["projects"][0]["suite_mode"] = json!(1);
    let world = World::with(testops(), seed);
    world.edit("sectionId: 310", "sectionId: 999");
    insta::assert_snapshot!(world.plan(), @"");
}

#[test]
fn fields_and_options_that_do_not_exist_are_findings() {
    let world = World::new();
    world.edit(
        "description: custom_description",
        "description: custom_descripton",
    );
    world.edit("targetId: 2", "targetId: 9");
    insta::assert_snapshot!(world.plan(), @"");
}

#[test]
fn a_refused_row_blocks_nobody_else() {
    let world = World::new();
    let body = json!({"error": "Field :custom_x is a required field."});
    // The bulk is refused, then the row that holds the culprit.
    world.sandbox.testrail_faults(&json!([
        {"match": "POST add_cases", "do": "status", "code": 400, "body": body, "times": 1},
        {"match": "POST add_case/", "do": "status", "code": 400, "body": body, "times": 1},
    ]));
    insta::assert_snapshot!(world.apply(), @"");
}

#[test]
fn without_bulk_creation_cases_are_created_one_by_one() {
    let mut seed = testrail();
    seed["bulkCreate"] = json!(false);
    let world = World::with(testops(), seed);
    assert_eq!(world.apply().code, Some(0));
    insta::assert_snapshot!(world.sandbox.writes().join("\n"), @"");
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
    insta::assert_snapshot!(output.stderr, @"");
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn a_paused_sync_config_makes_no_request() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  disabled: true\n",
    );
    insta::assert_snapshot!(world.plan(), @"");
    insta::assert_snapshot!(world.apply(), @"");
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
    insta::assert_snapshot!(applied, @"");
    assert_eq!(world.sandbox.writes(), ["update_case/501"]);
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
        &["plan", "manifests", "--target", "nobody"],
    ] {
        assert_eq!(
            world.railwright().run(arguments).code,
            Some(3),
            "{arguments:?}"
        );
    }
    let output = world
        .railwright()
        .run(&["plan", "manifests", "--target", "nobody"]);
    insta::assert_snapshot!(output, @"");
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
