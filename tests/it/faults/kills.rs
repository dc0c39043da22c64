//! Every kind of write of an apply that is killed: before it is carried out, while it is under way and lands half a
//! second later, and after. The next apply begins at once.

use serde_json::{Value, json};

use super::late::world_with_a_launch_in;
use super::restarts::killed_at;
use crate::launches::stage::{Stage, launch, result};
use crate::support::matrix::for_each;
use crate::support::world::{World, testrail};

/// The moments at which a process dies, as what happens to its write.
fn moments() -> [Value; 3] {
    [
        json!({"do": "delay", "ms": 600_000, "executed": false}),
        json!({"do": "delay", "ms": 500, "executed": true}),
        json!({"do": "delay", "ms": 600_000}),
    ]
}

/// A world that makes writes of all these kinds.
fn world(write: &str) -> World {
    let mut target = testrail();
    target["bulkCreate"] = json!(write != "add_case/");
    world_with_a_launch_in(&target)
}

/// What is there, each as often as it is.
fn things(world: &World) -> Vec<String> {
    let state = world.sandbox.testrail_state();
    let rows = |key: &str| state[key].as_array().unwrap().clone();
    let mut things = Vec::new();
    for list in ["cases", "runs"] {
        things.extend(
            rows(list)
                .iter()
                .map(|row| format!("{list} {}", row["refs"])),
        );
    }
    for run in rows("runs") {
        things.push(format!("{} {}", run["is_completed"], run["description"]));
    }
    things.extend(
        rows("results")
            .iter()
            .map(|row| format!("result {}", row["comment"])),
    );
    things.extend(
        rows("attachments")
            .iter()
            .map(|row| format!("file {}", row["name"])),
    );
    let address = world.sandbox.variable("TESTOPS_URL");
    let mut things: Vec<String> = things
        .iter()
        .map(|it| it.replace(address, "TESTOPS"))
        .collect();
    things.sort_unstable();
    things
}

#[test]
fn whatever_write_an_apply_dies_at_nothing_is_twice_and_nothing_lost() {
    let peaceful = world("");
    assert_eq!(peaceful.apply().code, Some(0));
    let expected = things(&peaceful);
    let writes = [
        "add_case/",
        "add_cases",
        "add_run",
        "add_results_for_cases",
        "add_attachment_to_result",
        "update_run",
        "close_run",
    ];
    let everywhere = writes
        .iter()
        .flat_map(|write| moments().map(|fault| (*write, fault)));
    for_each(everywhere.collect(), |(write, mut fault)| {
        let world = world(write);
        fault["match"] = format!("POST {write}").into();
        world.sandbox.testrail_faults(&json!([fault]));
        killed_at(&world, write);
        world.sandbox.testrail_faults(&json!([]));
        let next = world.apply();
        assert_eq!(next.code, Some(0), "{write} {fault}: {next}");
        assert_eq!(things(&world), expected, "{write} {fault}: {next}");
        let before = world.sandbox.writes();
        let last = world.apply();
        assert_eq!(last.code, Some(0), "{write} {fault}: {last}");
        assert_eq!(world.sandbox.writes(), before, "{write} {fault}: {last}");
    });
}

#[test]
fn a_selection_that_lands_after_its_apply_was_killed_takes_no_result_away() {
    let results = |n: i64| -> Vec<Value> {
        let all = (0..n).map(|nth| result(901 + nth, 4711 + nth, "passed"));
        all.collect()
    };
    for_each(moments().into(), |mut fault| {
        let mut stage = Stage::new(&[launch(51, "L", false, &results(2))]);
        stage.applied();
        stage.grow(&[launch(51, "L", false, &results(3))]);
        fault["match"] = "POST update_run".into();
        fault["bodyContains"] = "case_ids".into();
        stage.world.sandbox.testrail_faults(&json!([fault]));
        let before = stage.writes().len();
        let seen = |writes: &[String]| {
            writes[before..]
                .iter()
                .any(|sent| sent.starts_with("update_run"))
        };
        super::restarts::killed_once(stage.railwright(), &stage.world.sandbox, seen);
        stage.world.sandbox.testrail_faults(&json!([]));
        // It has grown once more, so that the late selection is not the last one.
        stage.grow(&[launch(51, "L", false, &results(4))]);
        stage.applied();
        std::thread::sleep(std::time::Duration::from_millis(700));
        let run = &stage.runs()[0];
        assert_eq!(run.links(), [901, 902, 903, 904], "{fault}");
        assert_eq!(run.selected, [601, 602, 603, 604], "{fault}");
        stage.is_done();
    });
}
