//! Writes that land after the gateway gave up on them.

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail};

/// A world with a launch to export.
pub(super) fn world_with_a_launch() -> World {
    world_with_a_launch_in(&testrail())
}

/// The same with this TestRail.
pub(super) fn world_with_a_launch_in(target: &Value) -> World {
    let mut source = testops();
    source["launches"] = json!([{
        "id": 51, "projectId": 7, "name": "Nightly", "closed": true,
        "results": [
            {"id": 901, "testCaseId": 4711, "name": "x", "status": "passed",
             "attachments": [{"name": "log.txt", "text": "all of it"}]},
            {"id": 902, "testCaseId": 4712, "name": "y", "status": "failed"},
        ],
    }]);
    let world = World::with(&source, target);
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  launches: {attachments: true}\n",
    );
    world
}

#[test]
fn a_write_that_lands_after_its_gateway_gave_up_is_not_made_twice() {
    std::thread::scope(|scope| {
        for write in [
            "add_cases",
            "add_run",
            "add_results_for_cases",
            "add_attachment",
        ] {
            for late in [200, 2_500] {
                for gone in [
                    json!({"do": "status", "code": 504, "executed": true}),
                    json!({"do": "drop_reply"}),
                ] {
                    scope.spawn(move || {
                        let mut fault = gone;
                        fault["match"] = format!("POST {write}").into();
                        fault["ms"] = late.into();
                        let world = world_with_a_launch();
                        world.sandbox.testrail_faults(&json!([fault]));
                        let output = world.railwright().env("RAILWRIGHT_SETTLE", "8").run(&[
                            "apply",
                            "manifests",
                            "--yes",
                        ]);
                        assert_eq!(output.code, Some(0), "{write} {fault}: {output}");
                        let before = world.sandbox.writes();
                        let count = |name: &str| {
                            before.iter().filter(|sent| sent.starts_with(name)).count()
                        };
                        assert_eq!(count(write), 1, "{write} {fault}: {before:?}");
                        assert_eq!(world.apply().code, Some(0));
                        assert_eq!(world.sandbox.writes(), before, "{write} {fault}");
                    });
                }
            }
        }
    });
}
