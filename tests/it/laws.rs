//! The laws that users trust, seen from outside.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

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
        "    description: custom_description\n    precondition: custom_preconds\n",
        "    precondition: custom_preconds\n",
    );
    world.edit("    scenario: custom_steps_separated\n", "");
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

/// Does something for each of many, several at a time: most of it is waiting for processes.
fn for_each<T: Sync>(all: &[T], work: impl Fn(&T) + Sync) {
    const LANES: usize = 8;
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(one);
                }
            });
        }
    });
}

#[test]
fn no_secret_leaves_under_any_fault() {
    let faults = [
        json!([]),
        json!([{"match": "GET", "do": "status", "code": 401, "times": 9}]),
        json!([{"match": "GET", "do": "status", "code": 403, "body": {"error": "no"}, "times": 9}]),
        json!([{"match": "GET", "do": "html", "times": 99}]),
        json!([{"match": "GET get_cases", "do": "truncate", "times": 99}]),
        json!([{"match": "POST", "do": "drop_reply", "times": 99}]),
        json!([{"match": "POST", "do": "status", "code": 400, "body": {"error": "Field :title is bad."}, "times": 99}]),
    ];
    for_each(&faults, |fault| {
        let world = World::new();
        let secrets = ["TESTOPS_TOKEN", "TESTRAIL_API_KEY"]
            .map(|name| world.sandbox.variable(name).to_owned());
        world.sandbox.testrail_faults(fault);
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

/// The markers of TestRail's cases, sorted.
fn markers(world: &World) -> Vec<String> {
    let mut markers: Vec<String> = world
        .cases()
        .iter()
        .flat_map(|case| {
            case["refs"]
                .as_str()
                .unwrap_or_default()
                .split(',')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|entry| entry.starts_with("ALLURE-"))
        .collect();
    markers.sort();
    markers
}

/// The cases without what differs from one run to another.
fn contents(world: &World) -> Vec<Value> {
    let mut cases = world.cases();
    for case in &mut cases {
        let case = case.as_object_mut().unwrap();
        for moving in ["id", "created_on", "updated_on", "display_order"] {
            case.remove(moving);
        }
    }
    cases.sort_by_key(|case| case["title"].as_str().unwrap().to_owned());
    cases
}

#[test]
fn whatever_fails_the_next_apply_converges_without_a_duplicate() {
    let undisturbed = World::new();
    assert_eq!(undisturbed.apply().code, Some(0));
    let requests = undisturbed.sandbox.testrail_journal().len();
    let expected = contents(&undisturbed);
    let faults = [
        json!({"do": "drop_before"}),
        json!({"do": "drop_reply"}),
        json!({"do": "truncate"}),
        json!({"do": "html"}),
        json!({"do": "status", "code": 500, "body": "boom"}),
        json!({"do": "status", "code": 502}),
        json!({"do": "status", "code": 429, "retryAfter": 0}),
        json!({"do": "status", "code": 400, "body": {"error": "Field :x is wrong."}}),
    ];
    let everywhere: Vec<Value> = faults
        .iter()
        .flat_map(|fault| {
            (0..requests).map(|index| {
                let mut fault = fault.clone();
                fault["match"] = json!("");
                fault["after"] = json!(index);
                fault
            })
        })
        .collect();
    for_each(&everywhere, |fault| {
        let world = World::new();
        world.sandbox.testrail_faults(&json!([fault]));
        let disturbed = world.apply();
        world.sandbox.testrail_faults(&json!([]));
        let clean = world.apply();
        assert_eq!(clean.code, Some(0), "{fault}\n{disturbed}\n{clean}");
        assert_eq!(
            markers(&world),
            ["ALLURE-4711", "ALLURE-4712", "ALLURE-4713"],
            "{fault}\n{disturbed}"
        );
        assert_eq!(contents(&world), expected, "{fault}");
        let writes = world.sandbox.writes().len();
        assert_eq!(world.apply().code, Some(0));
        assert_eq!(world.sandbox.writes().len(), writes, "{fault}");
    });
}
