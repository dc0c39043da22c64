//! Edits that people make in TestRail: over several applies, whatever else is written, with and without the state
//! directory.

use std::fs;
use std::thread;

use serde_json::{Value, json};

use crate::support::gate::Gate;
use crate::support::world::{World, testops, testrail};

/// A world with a tester, whose mapping has this rule for edits of the precondition.
fn world(rule: &str) -> World {
    let mut target = testrail();
    target["cases"] = json!([]);
    target["users"] = json!([
        {"id": 1, "name": "Administrator", "email": "admin@example.com", "is_active": true, "is_admin": true},
        {"id": 2, "name": "Tess", "email": "tess@example.com", "is_active": true},
    ]);
    let mut source = testops();
    source["testCases"].as_array_mut().unwrap().truncate(1);
    let world = World::with(&source, &target);
    let row = format!("custom_preconds: {{from: precondition, onDrift: {rule}}}");
    world.edit("custom_preconds: precondition", &row);
    world
}

fn tess(world: &World, body: &Value) {
    world
        .sandbox
        .testrail_post_as("tess@example.com", "update_case/1", body);
}

/// Tess edits a text, and then our own account writes another field.
fn edit_beside_us(world: &World) {
    tess(world, &json!({"custom_preconds": "<p>precious</p>"}));
    world
        .sandbox
        .testrail_post("update_case/1", &json!({"title": "by the robot"}));
}

/// A case that had its marker and its history before the first apply.
#[test]
fn an_edit_that_is_older_than_any_apply_is_named_or_kept() {
    for rule in ["overwrite", "keep"] {
        let mut source = testops();
        source["testCases"].as_array_mut().unwrap().truncate(1);
        let mut target = testrail();
        target["users"] = json!([
            {"id": 1, "name": "Administrator", "email": "admin@example.com", "is_admin": true},
            {"id": 2, "name": "Tess", "email": "tess@example.com"},
        ]);
        target["cases"][0]["custom_preconds"] = json!("<p>precious</p>\n");
        target["history"] = json!([{
            "case_id": 501, "user_id": 2, "created_on": 1_775_000_000, "changes": [{
                "type_id": 6, "field": "custom_preconds", "label": "Preconditions",
                "old_value": "<p>Account exists</p>", "new_value": "<p>precious</p>\n",
            }],
        }]);
        let world = World::with(&source, &target);
        let row = format!("custom_preconds: {{from: precondition, onDrift: {rule}}}");
        world.edit("custom_preconds: precondition", &row);
        let output = world.apply();
        assert_eq!(output.code, Some(0), "{output}");
        let (told, left) = match rule {
            "keep" => (
                "custom_preconds of C501 was edited in TestRail by Tess, and kept so",
                "precious",
            ),
            _ => (
                "C501, custom_preconds: edited in TestRail by Tess on 2026-03-31",
                "Account exists and is active",
            ),
        };
        assert!(output.stdout.contains(told), "{output}");
        let found = world.cases()[0]["custom_preconds"].to_string();
        assert!(found.contains(left), "{found}");
    }
}

fn forget(world: &World) {
    let _ = fs::remove_dir_all(world.path().join(".railwright"));
}

#[test]
fn an_edit_that_is_kept_stays_whatever_else_we_write_over_five_applies() {
    for keeps_state in [true, false] {
        for in_one_go in [true, false] {
            let world = world("keep");
            assert_eq!(world.apply().code, Some(0));
            if in_one_go {
                let both = json!({"title": "by hand", "custom_preconds": "<p>precious</p>"});
                tess(&world, &both);
            } else {
                tess(&world, &json!({"custom_preconds": "<p>precious</p>"}));
                tess(&world, &json!({"title": "by hand"}));
            }
            for round in 0..5 {
                if !keeps_state {
                    forget(&world);
                }
                let output = world.apply();
                assert_eq!(output.code, Some(0), "{output}");
                assert!(
                    output.stdout.contains(
                        "custom_preconds of C1 was edited in TestRail by Tess, and kept so"
                    ),
                    "{round}: {output}"
                );
                let case = &world.cases()[0];
                assert_eq!(case["custom_preconds"], "<p>precious</p>\n", "{output}");
                assert_eq!(case["title"], "User can reset a forgotten password");
                let drift = world.railwright().run(&["drift", "manifests"]);
                assert_eq!(drift.code, Some(2), "{round}: {drift}");
                tess(&world, &json!({"title": format!("by hand {round}")}));
            }
            // One write for each title that was edited, and none besides.
            let updates = world.sandbox.writes();
            let updates = updates
                .iter()
                .filter(|write| write.starts_with("update_case"));
            assert_eq!(updates.count(), 5 + 6 + usize::from(!in_one_go));
        }
    }
}

#[test]
fn an_edit_that_has_to_be_settled_blocks_its_case_although_we_wrote_since() {
    let world = world("fail");
    assert_eq!(world.apply().code, Some(0));
    edit_beside_us(&world);
    forget(&world);
    let output = world.apply();
    assert!(output.stdout.contains("1 blocked"), "{output}");
    assert_eq!(world.cases()[0]["custom_preconds"], "<p>precious</p>\n");
    assert_eq!(world.cases()[0]["title"], "by the robot");
}

#[test]
fn a_plan_names_who_edited_the_very_field_that_it_overwrites() {
    let world = world("overwrite");
    assert_eq!(world.apply().code, Some(0));
    edit_beside_us(&world);
    let output = world.plan();
    assert!(
        output
            .stdout
            .contains("C1, custom_preconds: edited in TestRail by Tess on "),
        "{output}"
    );
    let plan: Value = {
        let arguments = ["plan", "manifests", "--format", "json"];
        serde_json::from_str(&world.railwright().run(&arguments).stdout).unwrap()
    };
    let changes = &plan["sync_configs"][0]["actions"][0]["changes"];
    assert_eq!(changes[0]["changed_by"], "us");
    assert_eq!(changes[1]["changed_by"], "person");
    assert_eq!(changes[1]["edited_by"]["name"], "Tess");
}

#[test]
fn what_the_ledger_knows_as_ours_costs_no_request() {
    let world = world("keep");
    assert_eq!(world.apply().code, Some(0));
    world.edit("from: precondition", "from: description");
    let asked = || {
        let journal = world.sandbox.testrail_journal();
        let asked = journal
            .iter()
            .filter(|request| request.path.contains("get_history_for_case"));
        asked.count()
    };
    assert!(world.plan().stdout.contains("1 to update"));
    assert_eq!(asked(), 0);
    forget(&world);
    assert!(world.plan().stdout.contains("1 to update"));
    assert_eq!(asked(), 1);
}

#[test]
fn a_server_without_a_history_keeps_what_may_be_an_edit() {
    let world = world("keep");
    assert_eq!(world.apply().code, Some(0));
    edit_beside_us(&world);
    forget(&world);
    world.sandbox.testrail_faults(&json!([
        {"match": "GET get_history_for_case", "times": null, "do": "status", "code": 404, "body": {"error": "Unknown method 'get_history_for_case'"}}
    ]));
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(world.cases()[0]["custom_preconds"], "<p>precious</p>\n");
    assert_eq!(
        world.cases()[0]["title"],
        "User can reset a forgotten password"
    );
    assert!(output.stdout.contains("perhaps edited"), "{output}");
}

#[test]
fn more_than_two_hundred_differences_are_told_without_asking_about_each() {
    let mut source = testops();
    let mut target = testrail();
    source["testCases"] = (1..=230)
        .map(|id| json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3, "precondition": "New"}))
        .collect();
    target["cases"] = (1..=230)
        .map(|id| {
            json!({
                "id": 500 + id, "title": format!("Case {id}"), "section_id": 310, "refs": format!("ALLURE-{id}"),
                "custom_preconds": "<p>Old</p>\n", "custom_status": 2, "template_id": 2,
            })
        })
        .collect();
    let world = World::with(&source, &target);
    let output = world
        .railwright()
        .run(&["plan", "manifests", "--ignore-guards"]);
    assert!(output.stdout.contains("230 to update"), "{output}");
    let journal = world.sandbox.testrail_journal();
    let asked = journal
        .iter()
        .filter(|request| request.path.contains("get_history_for_case"));
    assert_eq!(asked.count(), 200);
    let told = output.stdout.matches("editor not asked").count();
    assert_eq!(told, 30);
}

#[test]
fn two_syncs_that_write_one_case_in_turns_are_noticed() {
    let world = world("overwrite");
    assert_eq!(world.apply().code, Some(0));
    // Another sync, with the same account.
    let other = || {
        world
            .sandbox
            .testrail_post("update_case/1", &json!({"title": "From B"}));
    };
    other();
    let output = world.apply();
    assert!(output.stdout.contains("1 updated"), "{output}");
    other();
    let before = world.sandbox.writes().len();
    let output = world.apply();
    assert!(
        output
            .stdout
            .contains("another sync writes title of C1, as the user of this one"),
        "{output}"
    );
    assert_eq!(world.sandbox.writes().len(), before);
    // The history alone tells it as well.
    forget(&world);
    let output = world.apply();
    assert!(
        output.stdout.contains("another sync writes title"),
        "{output}"
    );
    assert_eq!(world.sandbox.writes().len(), before);
}

#[test]
fn credentials_that_are_rejected_when_a_history_is_asked_for_are_not_used_for_launches() {
    let world = world("keep");
    assert_eq!(world.apply().code, Some(0));
    tess(&world, &json!({"custom_preconds": "<p>precious</p>"}));
    world.sandbox.testrail_faults(&json!([
        {"match": "GET get_history_for_case", "times": null, "do": "status", "code": 401}
    ]));
    let before = world.sandbox.testrail_journal().len();
    assert_eq!(world.plan().code, Some(8));
    let journal = world.sandbox.testrail_journal();
    assert!(
        journal
            .last()
            .unwrap()
            .path
            .contains("get_history_for_case")
    );
    assert!(journal.len() > before);
    let asked = world.sandbox.testops_journal().len();
    assert_eq!(world.plan().code, Some(8));
    assert_eq!(world.sandbox.testrail_journal().len(), journal.len());
    assert_eq!(world.sandbox.testops_journal().len(), asked);
}

#[test]
fn a_server_that_writes_typewriter_signs_is_told_and_not_written_to_at_every_apply() {
    let mut source = testops();
    source["testCases"].as_array_mut().unwrap().truncate(1);
    source["testCases"][0]["precondition"] = json!("Wait … then “go”");
    let mut target = testrail();
    target["cases"][0]["custom_preconds"] = json!("<p>Wait ... then \"go\"</p>\n");
    let world = World::with(&source, &target);
    for _ in 0..3 {
        let output = world.apply();
        assert_eq!(output.code, Some(0), "{output}");
        assert!(
            output
                .stdout
                .contains("TestRail keeps rewriting custom_preconds of C501"),
            "{output}"
        );
        assert!(
            world.cases()[0]["custom_preconds"]
                .as_str()
                .unwrap()
                .contains("...")
        );
        forget(&world);
    }
    // One apply wrote the other fields, and none wrote this one.
    assert_eq!(world.sandbox.writes().len(), 1);
    // Words are no typography.
    world.sandbox.testrail_post(
        "update_case/501",
        &json!({"custom_preconds": "<p>Wait ... then stop</p>"}),
    );
    assert!(world.apply().stdout.contains("1 updated"));
}

#[test]
fn an_edit_in_the_moment_of_our_write_is_told_with_its_words() {
    let world = world("keep");
    assert_eq!(world.apply().code, Some(0));
    // What differs is ours, so that it is written.
    world
        .sandbox
        .testrail_post("update_case/1", &json!({"custom_preconds": "<p>ours</p>"}));
    let gate = Gate::holding(world.sandbox.variable("TESTRAIL_URL"), "update_case/1");
    let output = thread::scope(|scope| {
        let apply = scope.spawn(|| {
            let railwright = world.railwright().env("TESTRAIL_URL", gate.base());
            let railwright = railwright.hide(gate.base(), "http://TESTRAIL");
            railwright.run(&["apply", "manifests", "--yes"])
        });
        gate.wait_until_reached();
        tess(
            &world,
            &json!({"custom_preconds": "<p>precious</p><p>words</p>"}),
        );
        gate.open();
        apply.join().unwrap()
    });
    assert_eq!(output.code, Some(6), "{output}");
    let (_, report) = output.stdout.split_once("\n\nshop\n\n").unwrap();
    insta::assert_snapshot!(report, @"
      ~ ALLURE-4711  User can reset a forgotten password           updated C1  http://TESTRAIL/index.php?/cases/view/1
          ! custom_preconds was edited by Tess while this apply ran, and replaced. What stood there:
              precious

              words

    0 cases created, 1 updated, 0 failed, with 3 TestRail requests.
    ");
    assert_eq!(world.apply().code, Some(0));
}
