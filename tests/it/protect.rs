//! Cases that people approved in TestRail are theirs.

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail};

/// A TestRail Enterprise where our case differs from TestOps and has this status.
fn enterprise(status: u64) -> World {
    let mut seed = testrail();
    seed["enterprise"] = json!(true);
    seed["cases"][0]["case_status_id"] = json!(status);
    let world = World::with(&testops(), &seed);
    world.edit(
        "  mapping: default\n",
        "  testCases: {protect: [approved]}\n  mapping: default\n",
    );
    world
}

fn first_case(world: &World) -> Value {
    world.cases().remove(0)
}

#[test]
fn an_approved_case_is_left_as_it_is_and_the_plan_says_so() {
    let world = enterprise(1);
    let before = first_case(&world);
    let plan = world.plan();
    let said = [
        "C501 is Approved, which protects it: title, ",
        "1 protected, 0 blocked",
    ];
    for said in said {
        assert!(plan.stdout.contains(said), "{plan}");
    }
    let run = |format: &str| {
        let arguments = ["plan", "manifests", "--format", format];
        world.railwright().run(&arguments).stdout
    };
    let json: Value = serde_json::from_str(&run("json")).unwrap();
    let config = &json["sync_configs"][0];
    assert_eq!(config["protected"], json!([4711]), "{config}");
    assert_eq!(config["summary"]["protected"], json!(1), "{config}");
    let markdown = run("markdown");
    assert!(markdown.contains("1 protected"), "{markdown}");
    assert!(markdown.contains("RW0221"), "{markdown}");
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(first_case(&world), before);
    let again = world.apply();
    assert!(
        again
            .stdout
            .contains("up to date, but for what is protected"),
        "{again}"
    );
}

#[test]
fn a_case_in_another_status_is_updated() {
    let world = enterprise(2);
    let before = first_case(&world);
    assert_eq!(world.apply().code, Some(0));
    assert_ne!(first_case(&world), before);
}

#[test]
fn the_results_of_an_approved_case_still_arrive() {
    let mut source = testops();
    source["launches"] = json!([
        {"id": 51, "projectId": 7, "name": "Nightly", "closed": true,
            "results": [{"id": 901, "testCaseId": 4711, "name": "x", "status": "passed"}]},
    ]);
    let mut seed = testrail();
    seed["enterprise"] = json!(true);
    seed["cases"][0]["case_status_id"] = json!(1);
    let world = World::with(&source, &seed);
    world.edit(
        "  mapping: default\n",
        "  testCases: {protect: [approved]}\n  mapping: default\n",
    );
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert!(output.stdout.contains("1 result"), "{output}");
}

#[test]
fn a_case_that_is_approved_after_the_plan_was_saved_makes_it_stale() {
    let world = enterprise(2);
    let saved = world
        .railwright()
        .run(&["plan", "manifests", "--out", "plan.json"]);
    assert_eq!(saved.code, Some(0), "{saved}");
    let path = format!("update_case/{}", first_case(&world)["id"]);
    world
        .sandbox
        .testrail_post(&path, &json!({"case_status_id": 1}));
    let applied = world
        .railwright()
        .run(&["apply", "manifests", "--yes", "--plan", "plan.json"]);
    assert_eq!(applied.code, Some(4), "{applied}");
    assert!(
        applied.stderr.contains("C501 is Approved by now"),
        "{applied}"
    );
}

#[test]
fn a_server_without_case_statuses_protects_nothing_and_says_so() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  testCases: {protect: [approved]}\n  mapping: default\n",
    );
    let plan = world.plan();
    assert_eq!(plan.code, Some(3), "{plan}");
    assert!(plan.stdout.contains("RW0219"), "{plan}");
    let world = enterprise(1);
    world.edit("protect: [approved]", "protect: [aproved]");
    let plan = world.plan();
    assert_eq!(plan.code, Some(3), "{plan}");
    assert!(plan.stdout.contains("did you mean \"Approved\"?"), "{plan}");
}
