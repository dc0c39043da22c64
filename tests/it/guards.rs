//! What stops an apply before its first write, and what happens to edits by hand.

use serde_json::{Value, json};

use crate::support::binary::Output;
use crate::support::sandbox::Request;
use crate::support::world::{World, testops, testrail};

fn apply_with(world: &World, arguments: &[&str]) -> Output {
    let all: Vec<&str> = ["apply", "manifests", "--yes"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    world.railwright().run(&all)
}

/// A world with so many cases that are up to date.
fn settled(n: u64) -> (Value, Value) {
    let mut source = testops();
    let mut target = testrail();
    source["testCases"] = (1..=n)
        .map(|id| json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3, "precondition": "There"}))
        .collect();
    target["cases"] = (1..=n)
        .map(|id| {
            json!({
                "id": 500 + id, "title": format!("Case {id}"), "section_id": 310, "refs": format!("ALLURE-{id}"),
                "custom_preconds": "<p>There</p>\n", "custom_status": 2, "template_id": 2,
            })
        })
        .collect();
    (source, target)
}

#[test]
fn more_changes_than_allowed_stop_before_any_write() {
    let world = World::new();
    let mut said = String::new();
    for allowed in ["2", "50%"] {
        let output = apply_with(&world, &["--max-changes", allowed]);
        assert_eq!(output.code, Some(5), "{output}");
        said.push_str(&output.stderr);
    }
    insta::assert_snapshot!(said, @"
    error[RW0601]: 3 changes are more than the 2 that --max-changes allows
    help: raise the number
    Nothing was changed. If the plan above is what you want, use --accept CODE or --ignore-guards.
    error[RW0602]: 3 changes are more than 50% of the 3 cases in scope
    help: raise the share that --max-changes allows
    Nothing was changed. If the plan above is what you want, use --accept CODE or --ignore-guards.
    ");
    assert!(world.sandbox.writes().is_empty());
    assert_eq!(apply_with(&world, &["--max-changes", "3"]).code, Some(0));
    for wrong in ["x", "101%", "-1"] {
        assert_eq!(
            apply_with(&world, &["--max-changes", wrong]).code,
            Some(3),
            "{wrong}"
        );
    }
}

#[test]
fn launches_are_changes_too() {
    let mut source = testops();
    source["launches"] = (51..54)
        .map(|id| {
            json!({"id": id, "projectId": 7, "name": "Nightly", "closed": true,
                "results": [{"id": id + 900, "testCaseId": 4711, "name": "x", "status": "passed"}]})
        })
        .collect();
    let world = World::with(&source, &testrail());
    for (allowed, words) in [
        (
            "5",
            "6 changes are more than the 5 that --max-changes allows",
        ),
        (
            "99%",
            "6 changes are more than 99% of the 6 cases and launches in scope",
        ),
    ] {
        let output = apply_with(&world, &["--max-changes", allowed]);
        assert_eq!(output.code, Some(5), "{output}");
        assert!(output.stderr.contains(words), "{output}");
    }
    assert!(world.sandbox.writes().is_empty());
    assert_eq!(apply_with(&world, &["--max-changes", "6"]).code, Some(0));
}

#[test]
fn the_guards_of_a_sync_config_hold() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  guard: {maxCreates: 1, maxUpdates: 0, maxUpdatePercent: 10}\n",
    );
    let output = world.apply();
    assert_eq!(output.code, Some(5));
    insta::assert_snapshot!(output.stderr, @"
    error[RW0603]: sync config shop: 2 cases to create are more than the 1 of `guard.maxCreates`
    help: set `guard.maxCreates: 2`
    error[RW0604]: sync config shop: 1 case to update is more than the 0 of `guard.maxUpdates`
    help: set `guard.maxUpdates: 1`
    error[RW0605]: sync config shop: 1 case to update is more than 10% of the 1 that have a case in TestRail (`guard.maxUpdatePercent`)
    help: raise `guard.maxUpdatePercent`
    Nothing was changed. If the plan above is what you want, use --accept CODE or --ignore-guards.
    ");
    assert!(world.sandbox.writes().is_empty());
    assert_eq!(apply_with(&world, &["--ignore-guards"]).code, Some(0));
}

#[test]
fn an_aql_that_suddenly_selects_nothing_stops() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  testCases: {aql: 'tag = \"gone\"'}\n  mapping: default\n",
    );
    let output = world.apply();
    assert_eq!(output.code, Some(5));
    insta::assert_snapshot!(output.stderr, @"
    error[RW0606]: sync config shop: the AQL selects nothing, while 1 case carries our marker in TestRail
    help: check `testCases.aql`
    Nothing was changed. If the plan above is what you want, use --accept CODE or --ignore-guards.
    ");
}

#[test]
fn emptying_a_field_in_many_cases_stops() {
    let (mut source, target) = settled(24);
    for case in source["testCases"].as_array_mut().unwrap() {
        case.as_object_mut().unwrap().remove("precondition");
    }
    let world = World::with(&source, &target);
    let output = world.apply();
    assert_eq!(output.code, Some(5));
    insta::assert_snapshot!(output.stderr, @"
    error[RW0605]: sync config shop: 24 cases to update are more than 50% of the 24 that have a case in TestRail (`guard.maxUpdatePercent`)
    help: raise `guard.maxUpdatePercent`
    error[RW0607]: sync config shop: custom_preconds would lose its text in 24 cases
    help: check that the field is still filled in TestOps; if it is meant, raise `guard.maxEmptiedPercent`
    Nothing was changed. If the plan above is what you want, use --accept CODE or --ignore-guards.
    ");
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn updating_most_of_a_large_suite_stops_by_default() {
    let (mut source, target) = settled(220);
    for case in source["testCases"].as_array_mut().unwrap() {
        case["precondition"] = json!("Elsewhere");
    }
    let world = World::with(&source, &target);
    let output = world.apply();
    assert_eq!(output.code, Some(5));
    insta::assert_snapshot!(output.stderr, @"
    error[RW0605]: sync config shop: 220 cases to update are more than 50% of the 220 that have a case in TestRail (`guard.maxUpdatePercent`)
    help: raise `guard.maxUpdatePercent`
    Nothing was changed. If the plan above is what you want, use --accept CODE or --ignore-guards.
    ");
    assert!(world.sandbox.writes().is_empty());
}

/// A world whose only case was edited by somebody else.
fn edited(precondition: Option<&str>, title: Option<&str>) -> World {
    let world = World::with(&testops(), &edited_by("Tester"));
    if let Some(rule) = precondition {
        let row = format!("custom_preconds: {{from: precondition, onDrift: {rule}}}");
        world.edit("custom_preconds: precondition", &row);
    }
    if let Some(rule) = title {
        world.add(&format!("    title: {{from: name, onDrift: {rule}}}\n"));
    }
    world
}

/// A TestRail whose only case was edited by somebody of this name.
fn edited_by(name: &str) -> Value {
    let mut target = testrail();
    target["users"] = json!([
        {"id": 1, "name": "Administrator", "email": "admin@example.com", "is_active": true, "is_admin": true},
        {"id": 2, "name": name, "email": "tester@example.com", "is_active": true},
    ]);
    target["cases"][0]["created_on"] = json!(1_780_000_000);
    target["cases"][0]["updated_on"] = json!(1_795_132_800);
    target["cases"][0]["updated_by"] = json!(2);
    target
}

#[test]
fn an_edit_within_the_second_of_the_creation_is_somebodys_edit() {
    let mut target = edited_by("Tester");
    target["cases"][0]["updated_on"] = target["cases"][0]["created_on"].clone();
    let world = World::with(&testops(), &target);
    world.edit(
        "custom_preconds: precondition",
        "custom_preconds: {from: precondition, onDrift: fail}",
    );
    let output = world.plan();
    assert!(
        output.stdout.contains("edited in TestRail by Tester"),
        "{output}"
    );
}

/// How often TestRail was asked who its users are.
fn lookups(world: &World) -> usize {
    let journal = world.sandbox.testrail_journal();
    let asks = |request: &&Request| request.path.contains("/get_users");
    journal.iter().filter(asks).count()
}

#[test]
fn edits_by_hand_are_overwritten_unless_the_mapping_says_otherwise() {
    let world = edited(None, None);
    assert!(
        world
            .plan()
            .stdout
            .contains("C501, edited in TestRail by Tester on 2026-11-20")
    );
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(
        world.cases()[0]["custom_preconds"],
        "<p>Account exists and is active</p>\n"
    );
}

#[test]
fn edits_that_are_kept_are_shown_and_not_written() {
    let world = edited(Some("keep"), Some("keep"));
    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501, edited in TestRail by Tester on 2026-11-20
          custom_description      + Checks the **reset** flow
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:38
          custom_steps_separated  step 2 of 2, new
                                  + Open the link within 15 minutes → Form is shown
      + ALLURE-4712  Guest can pay by card                         new case
          custom_preconds         A basket with `<one>` item && a card
          custom_status           Draft
          custom_steps_separated  Pay
      + ALLURE-4713  Корзина сохраняется 🛒                        new case
          custom_status  Active
      ? RW0206  ALLURE-4711  title, custom_preconds of C501 were edited in TestRail by Tester, and kept so

    3 cases in scope: 2 to create, 1 to update, 0 unchanged, 0 blocked.
    Applying needs 3 TestRail requests.

    Plan sha256:DIGEST
    ");
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(
        world.cases()[0]["custom_preconds"],
        "<p>Account exists</p>\n"
    );
    assert_eq!(world.cases()[0]["title"], "User can reset password");
    assert_eq!(world.cases()[0]["custom_status"], 2);
}

#[test]
fn an_edit_that_must_not_be_lost_blocks_its_case() {
    let world = edited(Some("fail"), None);
    let output = world.apply();
    assert!(
        output
            .stdout
            .contains("blocked: custom_preconds of C501 was edited in TestRail by Tester"),
        "{output}"
    );
    assert_eq!(world.sandbox.writes(), ["add_cases/310"]);
}

#[test]
fn what_railwright_wrote_as_another_user_is_no_edit_by_hand() {
    let world = edited(Some("keep"), None);
    world.edit(
        "version: \"10.2\"",
        "version: \"10.2\"\n  alsoWritesAs: [Tester@Example.com]",
    );
    let planned = world.plan();
    assert!(planned.stdout.contains("  C501\n"), "{planned}");
    assert!(!planned.stdout.contains("edited"), "{planned}");
    assert_eq!(lookups(&world), 1);
    let drift = world.railwright().run(&["drift", "manifests"]);
    assert_eq!(drift.code, Some(0), "{drift}");
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(
        world.cases()[0]["custom_preconds"],
        "<p>Account exists and is active</p>\n"
    );
    // Where it makes no difference, nobody is looked up.
    let before = lookups(&world);
    assert_eq!(world.plan().code, Some(0));
    assert_eq!(lookups(&world), before);
}

#[test]
fn drift_is_reported_for_a_nightly_job() {
    let world = edited(None, None);
    insta::assert_snapshot!(world.railwright().run(&["drift", "manifests"]), @"
    shop

      ~ ALLURE-4711  C501, edited by Tester on 2026-11-20: title, custom_description, custom_preconds, custom_status, custom_steps_separated

    1 difference.

    ------- stderr -------
    note[RW0832]: TestRail differs from what the last apply wrote: 1 difference
    ------- exit code 2 -------
    ");
    assert!(world.sandbox.writes().is_empty());
    assert_eq!(world.apply().code, Some(0));
    insta::assert_snapshot!(world.railwright().run(&["drift", "manifests"]), @"No drift: TestRail holds what the last apply left there.");
}

#[test]
fn names_cost_one_request_and_none_where_nobody_edited() {
    let world = World::new();
    assert_eq!(world.plan().code, Some(0));
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.plan().code, Some(0));
    assert_eq!(lookups(&world), 0);

    let world = edited(None, None);
    let output = world.plan();
    assert!(output.stdout.contains("by Tester on"), "{output}");
    assert_eq!(lookups(&world), 1);
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(lookups(&world), 2);
    // What was edited is overwritten, and nobody has to be named any more.
    assert_eq!(world.plan().code, Some(0));
    assert_eq!(lookups(&world), 2);
}

#[test]
fn who_edited_a_case_and_who_ran_a_test_are_asked_for_together() {
    let mut source = testops();
    source["launches"] = json!([{
        "id": 51, "projectId": 7, "name": "Nightly", "closed": true, "createdDate": 1_795_132_800_000_i64, "tags": [],
        "results": [{"id": 1, "testCaseId": 4711, "name": "Reset", "status": "passed", "testedBy": "tester@example.com",
            "parameters": []}],
    }]);
    let world = World::with(&source, &edited_by("Tester"));
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert!(output.stdout.contains("by Tester on"), "{output}");
    assert_eq!(lookups(&world), 1);
    assert_eq!(
        world.sandbox.testrail_state()["results"][0]["assignedto_id"],
        2
    );
}

#[test]
fn an_editor_whose_name_nobody_tells_is_a_number() {
    for refused in [400, 403, 404] {
        let world = edited(Some("keep"), Some("fail"));
        world.sandbox.testrail_faults(
            &json!([{"match": "GET get_users", "times": 2, "do": "status", "code": refused, "body": "{\"error\":\"no\"}"}]),
        );
        let output = world.plan();
        assert_eq!(output.code, Some(0), "{output}");
        assert_eq!(output.stderr, "");
        assert_eq!(lookups(&world), 2);
        assert!(
            output
                .stdout
                .contains("title of C501 was edited in TestRail by user 2\n"),
            "{output}"
        );
    }
    // Somebody who is not among those that the project has.
    let mut target = edited_by("Tester");
    target["users"].as_array_mut().unwrap().pop();
    let world = World::with(&testops(), &target);
    let output = world.plan();
    assert_eq!(output.code, Some(0), "{output}");
    assert!(
        output
            .stdout
            .contains("C501, edited in TestRail by user 2 on 2026-11-20"),
        "{output}"
    );
}

#[test]
fn credentials_that_are_rejected_when_a_name_is_looked_up_stop() {
    let world = edited(None, None);
    world
        .sandbox
        .testrail_faults(&json!([{"match": "GET get_users", "do": "status", "code": 401}]));
    assert_eq!(world.apply().code, Some(8));
    assert_eq!(lookups(&world), 1);
    assert!(world.sandbox.writes().is_empty());
    // And are not tried again.
    assert_eq!(world.apply().code, Some(8));
    assert_eq!(lookups(&world), 1);
}

#[test]
fn a_pull_request_shows_the_guard_that_the_merge_would_meet() {
    let (mut source, target) = settled(24);
    for case in source["testCases"].as_array_mut().unwrap() {
        case["precondition"] = json!("Elsewhere");
    }
    let world = World::with(&source, &target);
    let plan = |arguments: &[&str]| {
        let all = [&["plan", "manifests"], arguments].concat();
        world.railwright().run(&all)
    };
    let output = plan(&[]);
    assert_eq!(output.code, Some(5), "{output}");
    insta::assert_snapshot!(output.stdout.split("\n\nshop").next().unwrap(), @"
    Guards

      ✗ RW0605  stops updates: sync config shop: 24 cases to update are more than 50% of the 24 that have a case in TestRail (`guard.maxUpdatePercent`)
          help: raise `guard.maxUpdatePercent`
    ");
    insta::assert_snapshot!(output.stderr, @"
    error[RW0605]: sync config shop: 24 cases to update are more than 50% of the 24 that have a case in TestRail (`guard.maxUpdatePercent`)
    help: raise `guard.maxUpdatePercent`
    An apply of this plan would stop here. If the plan is what you want, answer the guards.
    ");
    let json: Value = serde_json::from_str(&plan(&["--format", "json"]).stdout).unwrap();
    assert_eq!(json["guards"][0]["code"], "RW0605");
    assert_eq!(json["guards"][0]["is_accepted"], false);
    let markdown = plan(&["--format", "markdown"]);
    assert_eq!(markdown.code, Some(5));
    insta::assert_snapshot!(markdown.stdout.lines().nth(2).unwrap(), @r"- **Stops updates (RW0605):** shop: 24 cases to update are more than 50% of the 24 that have a case in TestRail (\`guard.maxUpdatePercent\`) — raise \`guard.maxUpdatePercent\`");
    for answer in [&["--accept", "rw0605"][..], &["--ignore-guards"]] {
        let output = plan(answer);
        assert_eq!(output.code, Some(0), "{output}");
        assert!(output.stdout.contains("RW0605  accepted: "), "{output}");
    }
    assert_eq!(plan(&["--accept", "RW0603"]).code, Some(5));
    for none in ["RW0201", "RW0699"] {
        assert_eq!(plan(&["--accept", none]).code, Some(3), "{none}");
    }
    assert_eq!(
        plan(&["--max-changes", "5", "--accept", "RW0605"]).code,
        Some(5)
    );
    assert!(world.sandbox.writes().is_empty());
    assert_eq!(apply_with(&world, &["--accept", "RW0605"]).code, Some(0));
}

#[test]
fn steps_that_vanish_in_a_small_suite_stop_the_apply() {
    let (mut source, target) = settled(6);
    for case in source["testCases"].as_array_mut().unwrap() {
        case.as_object_mut().unwrap().remove("precondition");
    }
    let world = World::with(&source, &target);
    assert_eq!(world.apply().code, Some(5));
    assert!(world.sandbox.writes().is_empty());
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  guard: {maxEmptiedPercent: 100}\n",
    );
    assert_eq!(world.apply().code, Some(0));
}

#[test]
fn an_aql_that_selects_nothing_is_no_quiet_success() {
    let mut target = testrail();
    target["cases"] = json!([]);
    let world = World::with(&testops(), &target);
    world.edit(
        "  mapping: default\n",
        "  testCases: {aql: 'tag = \"regresion\"'}\n  mapping: default\n",
    );
    let output = world.railwright().run(&["plan", "manifests"]);
    assert_eq!(output.code, Some(0), "{output}");
    assert!(output.stdout.contains("RW0215"), "{output}");
    insta::assert_snapshot!(output.stderr, @r#"
    warning[RW0215]: sync config shop: the AQL selects no test case
      --> manifests/shop.yaml:24:21
       |
    24 |   testCases: {aql: 'tag = "regresion"'}
       |                     ^^^^^^^^^^^^^^^^^
       |
       = help: try it in the search field of TestOps' test cases
    "#);
}

#[test]
fn five_hundred_new_cases_are_implausible_once_a_suite_is_in_use() {
    let (mut source, target) = settled(21);
    let cases = source["testCases"].as_array_mut().unwrap();
    cases.extend(
        (1000..1501).map(
            |id| json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3}),
        ),
    );
    let world = World::with(&source, &target);
    let output = world.railwright().run(&["plan", "manifests"]);
    assert_eq!(output.code, Some(5), "{output}");
    assert!(
        output
            .stderr
            .contains("501 cases to create are more than the 500"),
        "{output}"
    );
}

/// A world in which 12 test cases are to be created, and a case of each title is there.
fn with_twins(section: u64) -> World {
    let mut source = testops();
    let mut target = testrail();
    source["testCases"] = (1..=12)
        .map(|id| json!({"id": id, "projectId": 7, "name": format!("Case & {id}"), "statusId": -3}))
        .collect();
    target["sections"] = json!([
        {"id": 310, "suite_id": 29, "name": "From TestOps", "parent_id": null},
        {"id": 311, "suite_id": 29, "name": "Below", "parent_id": 310},
        {"id": 312, "suite_id": 29, "name": "Elsewhere", "parent_id": null},
    ]);
    target["cases"] = (1..=12)
        .map(|id| {
            let title = format!(" CASE  &amp; {id}");
            json!({"id": 600 + id, "title": title, "section_id": section, "refs": "JIRA-1", "template_id": 2})
        })
        .collect();
    World::with(&source, &target)
}

#[test]
fn a_suite_that_has_every_case_already_does_not_get_them_twice() {
    for section in [310, 311] {
        let world = with_twins(section);
        let output = world.plan();
        assert_eq!(output.code, Some(5), "{output}");
        assert!(
            output.stdout.contains(
                "RW0608  stops new cases: sync config shop: 12 cases to create have the title of a case that is there already"
            ),
            "{output}"
        );
        assert!(output.stdout.contains(
            "12 cases to create have the title of a case that railwright did not make: C601"
        ));
        let output = world.apply();
        assert_eq!(output.code, Some(5), "{output}");
        assert!(world.sandbox.writes().is_empty());
        world.edit(
            "  mapping: default\n",
            "  mapping: default\n  guard: {maxTwins: 12}\n",
        );
        assert_eq!(world.apply().code, Some(0));
    }
    // Elsewhere in the suite it is told, and stops nothing.
    let world = with_twins(312);
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert!(output.stdout.contains("RW0217"), "{output}");
    let before = world.sandbox.writes();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes(), before);
}

#[test]
fn a_guard_stops_what_it_guards_and_the_rest_is_written() {
    let (mut source, target) = settled(24);
    for case in source["testCases"].as_array_mut().unwrap() {
        case["precondition"] = json!("Elsewhere");
    }
    source["testCases"].as_array_mut().unwrap().push(
        json!({"id": 99, "projectId": 7, "name": "New one", "statusId": -3, "precondition": "There"}),
    );
    let world = World::with(&source, &target);
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    assert!(output.stdout.contains("RW0605  stops updates"), "{output}");
    assert!(
        output.stderr.contains("What it stops is left out."),
        "{output}"
    );
    let writes = world.sandbox.writes();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert!(writes[0].starts_with("add_case"), "{writes:?}");
    // What is left is stopped as a whole.
    assert_eq!(world.apply().code, Some(5));
}

#[test]
fn launches_of_years_are_not_exported_by_the_first_apply_unless_it_is_meant() {
    let mut source = testops();
    source["launches"] = (1..=51)
        .map(|id| {
            json!({"id": id, "projectId": 7, "name": format!("Nightly {id}"), "closed": true,
                "results": [{"id": 900 + id, "testCaseId": 4711, "name": "x", "status": "passed"}]})
        })
        .collect();
    let world = World::with(&source, &testrail());
    let output = world.apply();
    // The cases arrive.
    assert_eq!(output.code, Some(6), "{output}");
    assert!(output.stdout.contains("RW0609  stops launches"), "{output}");
    assert!(
        world.sandbox.testrail_state()["runs"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(world.cases().len(), 4);
    let output = apply_with(&world, &["--accept", "RW0609"]);
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(
        world.sandbox.testrail_state()["runs"]
            .as_array()
            .unwrap()
            .len(),
        51
    );
    assert_eq!(world.apply().code, Some(0));
}
