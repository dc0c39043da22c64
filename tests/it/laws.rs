//! The laws that users trust, seen from outside.

use serde_json::json;

use crate::support::matrix::for_each;
use crate::support::world::{World, testops, testrail};

#[test]
fn planning_and_checking_write_nothing() {
    let world = World::new();
    for arguments in [
        &["plan", "manifests"][..],
        &["plan", "manifests", "--format", "json"],
        &["plan", "manifests", "--out", "plan.json"],
        &["check", "manifests"],
        &["validate", "manifests"],
    ] {
        assert_eq!(
            world.railwright().run(arguments).code,
            Some(0),
            "{arguments:?}"
        );
    }
    assert!(
        world
            .sandbox
            .testrail_journal()
            .iter()
            .all(|request| request.method == "GET")
    );
    // The exchange of the token is the one POST that TestOps sees.
    let writes = world.sandbox.testops_journal();
    assert!(
        writes
            .iter()
            .all(|request| request.method == "GET" || request.path.ends_with("/oauth/token"))
    );
}

#[test]
fn equal_inputs_give_equal_bytes() {
    let world = World::new();
    for format in ["text", "json", "markdown"] {
        let plan = || {
            world
                .railwright()
                .run(&["plan", "manifests", "--format", format])
                .stdout
        };
        assert_eq!(plan(), plan());
    }
}

#[test]
fn the_order_and_the_speed_of_answers_do_not_matter() {
    let plan = |world: &World| {
        let output = world
            .railwright()
            .run(&["plan", "manifests", "--format", "json"]);
        assert_eq!(output.code, Some(0), "{output}");
        output.stdout
    };
    let (mut testops, mut testrail) = (testops(), testrail());
    let expected = plan(&World::with(&testops, &testrail));
    for (seed, list) in [(&mut testops, "testCases"), (&mut testrail, "cases")] {
        seed[list].as_array_mut().unwrap().reverse();
    }
    let world = World::with(&testops, &testrail);
    // What is asked for first is answered last.
    let slow = |calls| json!([{"match": calls, "times": 2, "do": "delay", "ms": 200}]);
    for faults in ["GET", "GET get_c", "GET /api/rs"].map(slow) {
        world.sandbox.testrail_faults(&faults);
        world.sandbox.testops_faults(&faults);
        assert_eq!(plan(&world), expected, "{faults}");
    }
}

#[test]
fn only_marked_cases_and_mapped_fields_are_touched() {
    let mut seed = testrail();
    seed["cases"][0]["custom_expected"] = json!("<p>By hand</p>\n");
    seed["cases"][0]["priority_id"] = json!(4);
    let world = World::with(&testops(), &seed);
    let before = world.cases();
    assert_eq!(world.apply().code, Some(0));
    let after = world.cases();
    assert_eq!(before[1], after[1], "a case of people");
    for field in [
        "custom_expected",
        "priority_id",
        "refs",
        "section_id",
        "type_id",
        "estimate",
        "milestone_id",
    ] {
        assert_eq!(before[0][field], after[0][field], "{field}");
    }
    for write in world.sandbox.writes() {
        assert!(
            write.starts_with("add_case") || write.starts_with("update_case/"),
            "{write}"
        );
    }
}

#[test]
fn an_update_sends_only_what_differs() {
    let world = World::new();
    world.edit(
        "    custom_description: description\n    custom_preconds: precondition\n",
        "    custom_preconds: precondition\n",
    );
    world.edit("    custom_steps_separated: scenario\n", "");
    assert_eq!(world.apply().code, Some(0));
    let journal = world.sandbox.testrail_journal();
    let update = journal
        .iter()
        .find(|request| request.path.contains("update_case"))
        .unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&update.body).unwrap(), @r#"
    {
      "title": "User can reset a forgotten password",
      "custom_preconds": "<p>Account exists and is active</p>\n",
      "custom_status": 2
    }
    "#);
}

#[test]
fn no_secret_leaves_under_any_fault() {
    let faults = vec![
        json!([]),
        json!([{"match": "GET", "do": "status", "code": 401, "times": 9}]),
        json!([{"match": "GET", "do": "status", "code": 403, "body": {"error": "no"}, "times": 9}]),
        json!([{"match": "GET", "do": "html", "times": 99}]),
        json!([{"match": "GET get_cases", "do": "truncate", "times": 99}]),
        json!([{"match": "POST", "do": "drop_reply", "times": 99}]),
        json!([{"match": "POST", "do": "status", "code": 400, "body": {"error": "Field :title is bad."}, "times": 99}]),
    ];
    for_each(faults, |fault| {
        let world = World::new();
        let secrets = ["TESTOPS_TOKEN", "TESTRAIL_API_KEY"]
            .map(|name| world.sandbox.variable(name).to_owned());
        world.sandbox.testrail_faults(&fault);
        let output = world
            .railwright()
            .run(&["-vv", "apply", "manifests", "--yes"]);
        let journal = format!(
            "{:?}{:?}",
            world.sandbox.testrail_journal(),
            world.sandbox.testops_journal()
        );
        for secret in &secrets {
            assert!(!output.stdout.contains(secret.as_str()), "{fault}");
            assert!(!output.stderr.contains(secret.as_str()), "{fault}");
            assert!(!journal.contains(secret.as_str()), "{fault}");
        }
    });
}
