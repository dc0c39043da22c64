//! A value that TestRail would not take in a field keeps no case out, and no other field of it.

use serde_json::json;

use crate::support::world::World;

/// Refuses whatever sends this, in TestRail's words about a field.
fn refuse(world: &World, calls: &str, sent: &str, field: &str) {
    let error = format!("Field :{field} is not a valid value.");
    world.sandbox.testrail_faults(&json!([{
        "match": calls, "bodyContains": sent, "do": "status", "code": 400, "body": {"error": error}, "times": null
    }]));
}

#[test]
fn a_case_of_which_one_field_is_refused_arrives_without_it() {
    let world = World::new();
    refuse(
        &world,
        "POST add_case",
        "custom_preconds",
        "custom_preconds",
    );
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    let said = "without custom_preconds, which TestRail refuses: Field :custom_preconds is not a valid value.";
    assert!(output.stdout.contains(said), "{output}");
    assert!(
        output
            .stdout
            .contains("2 cases created, 1 updated, 0 failed"),
        "{output}"
    );
    world.sandbox.testrail_faults(&json!([]));
    let again = world.apply();
    assert_eq!(
        again.code,
        Some(0),
        "it arrives as soon as it is taken: {again}"
    );
    let last = world.apply();
    assert!(last.stdout.contains("TestRail is up to date."), "{last}");
}

#[test]
fn an_update_of_which_one_field_is_refused_brings_the_others() {
    let world = World::new();
    assert_eq!(world.apply().code, Some(0));
    let both = json!({"title": "Somebody's", "custom_preconds": "<p>Somebody's</p>"});
    world.sandbox.testrail_post("update_case/501", &both);
    refuse(
        &world,
        "POST update_case",
        "custom_preconds",
        "custom_preconds",
    );
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    assert!(
        output.stdout.contains("without custom_preconds"),
        "{output}"
    );
    let case = world
        .cases()
        .into_iter()
        .find(|case| case["id"] == json!(501));
    let case = case.unwrap();
    assert_ne!(case["title"], "Somebody's");
    // Alone it is refused, and that is what the report says.
    let alone = world.apply();
    assert_eq!(alone.code, Some(6), "{alone}");
    assert!(
        alone.stdout.contains("not updated: TestRail refuses it"),
        "{alone}"
    );
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0));
}

#[test]
fn a_refused_title_or_marker_is_never_left_out() {
    for field in ["title", "refs"] {
        let world = World::new();
        refuse(&world, "POST add_case", "Guest can pay", field);
        let output = world.apply();
        assert_eq!(output.code, Some(6), "{output}");
        assert!(
            output.stdout.contains("not created: TestRail refuses it"),
            "{output}"
        );
        world.sandbox.testrail_faults(&json!([]));
        assert_eq!(world.apply().code, Some(0));
    }
}
