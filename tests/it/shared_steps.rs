//! Rows of cases of which TestRail tells only that they are a shared step.

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail};

/// A world whose first test case has these steps, and whose case in TestRail has these rows. Shared step 5 is
/// signing in, in two rows.
fn world(steps: &Value, rows: &Value) -> World {
    let (mut source, mut target) = (testops(), testrail());
    source["testCases"].as_array_mut().unwrap().truncate(1);
    source["testCases"][0]["steps"] = steps.clone();
    target["cases"][0]["custom_steps_separated"] = rows.clone();
    target["shared_steps"] = json!([
        {"id": 5, "project_id": 1, "title": "Sign in", "custom_steps_separated": [
            {"content": "<p>Open</p>", "expected": "<p>Form</p>", "additional_info": "user 17", "refs": null},
            {"content": "<p>Sign in</p>", "expected": "", "additional_info": null, "refs": null},
        ]},
        {"id": 6, "project_id": 1, "title": "Sign out", "custom_steps_separated": [
            {"content": "<p>Sign out</p>", "expected": null, "additional_info": null, "refs": null},
        ]},
    ]);
    World::with(&source, &target)
}

fn rows(world: &World) -> String {
    let rows = world.cases()[0]["custom_steps_separated"].clone();
    let rows = rows.as_array().unwrap().iter().map(ToString::to_string);
    rows.collect::<Vec<_>>().join("\n")
}

/// The methods that asked for shared steps.
fn asked(world: &World) -> Vec<String> {
    let journal = world.sandbox.testrail_journal().into_iter();
    let paths = journal.map(|request| format!("{}?{}", request.path, request.query));
    let methods = paths.filter_map(|path| {
        let method = path
            .split(['/', '&', '?'])
            .find(|part| part.starts_with("get_shared"));
        method.map(str::to_owned)
    });
    methods.collect()
}

/// Applies, and nothing is left to do behind it.
fn apply(world: &World) -> String {
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    let again = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(again.code, Some(0), "{again}");
    applied.stdout
}

#[test]
fn a_shared_step_that_says_the_same_stays_one() {
    let steps = json!([{"body": "Open", "expectedResult": "Form"}, "Sign in", "Pay", "Sign out"]);
    let stored = json!([{"shared_step_id": 5}, {"content": "<p>Pay by card</p>", "expected": ""}, {"shared_step_id": 6}]);
    let world = world(&steps, &stored);
    apply(&world);
    insta::assert_snapshot!(rows(&world), @r#"
    {"shared_step_id":5}
    {"content":"<p>Pay</p>\n","expected":"","additional_info":"","refs":""}
    {"shared_step_id":6}
    "#);
    // One request in each of the two commands, however often the case is read.
    assert_eq!(asked(&world), ["get_shared_steps", "get_shared_steps"]);
}

#[test]
fn a_plan_shows_that_a_shared_step_goes_and_its_further_columns_stay() {
    let steps = json!([{"body": "Open", "expectedResult": "Form"}, "Sign in as admin"]);
    let world = world(&steps, &json!([{"shared_step_id": 5}]));
    let planned = world.plan();
    let shown = planned.stdout.lines().filter(|line| line.contains("step"));
    insta::assert_snapshot!(shown.collect::<Vec<_>>().join("\n"), @"
    custom_steps_separated  step 1 of 2
                            - Open → Form (additional_info: user 17)[- (shared_step_id: 5)-]
                            step 2 of 2
                            - Sign in [-(shared_step_id:-] [-5)-]
    ");
    apply(&world);
    insta::assert_snapshot!(rows(&world), @r#"
    {"content":"<p>Open</p>\n","expected":"<p>Form</p>\n","additional_info":"<p>user 17</p>\n","refs":""}
    {"content":"<p>Sign in as admin</p>\n","expected":"","additional_info":"","refs":""}
    "#);
}

#[test]
fn cases_that_say_what_their_shared_steps_say_are_up_to_date() {
    let steps = json!([{"body": "Open", "expectedResult": "Form"}, "Sign in"]);
    let world = world(&steps, &json!([{"shared_step_id": 5}]));
    apply(&world);
    insta::assert_snapshot!(rows(&world), @r#"{"shared_step_id":5}"#);
    let asked = asked(&world);
    assert!(asked.iter().all(|it| it == "get_shared_step"), "{asked:?}");
}

#[test]
fn nobody_asks_for_shared_steps_where_none_are_named() {
    let world = world(
        &json!(["Pay"]),
        &json!([{"content": "<p>Pay by card</p>", "expected": ""}]),
    );
    apply(&world);
    assert!(asked(&world).is_empty());
}

#[test]
fn shared_steps_that_a_role_does_not_see_stop_nothing() {
    let world = world(&json!(["Pay"]), &json!([{"shared_step_id": 6}]));
    world.sandbox.testrail_faults(&json!([
        {"match": "GET get_shared_step", "times": null, "do": "status", "code": 403, "body": {"error": "no"}},
    ]));
    apply(&world);
    insta::assert_snapshot!(rows(&world), @r#"{"content":"<p>Pay</p>\n","expected":"","additional_info":"","refs":""}"#);
}
