//! Lists of TestRail that come short, and people who work in a run while it grows.

use serde_json::json;

use super::stage::{Stage, launch, result};

fn results(n: i64) -> Vec<serde_json::Value> {
    let cases = [4711, 4712, 4713, 4714];
    (0..n)
        .map(|nth| {
            result(
                901 + nth,
                cases[usize::try_from(nth).unwrap() % 4],
                "passed",
            )
        })
        .collect()
}

/// A run of three that is to grow by one, with another case.
fn growing() -> Stage {
    let mut stage = Stage::new(&[launch(51, "L", false, &results(3))]);
    stage.applied();
    stage.grow(&[launch(51, "L", false, &results(4))]);
    stage
}

#[test]
fn an_empty_answer_about_a_run_takes_no_case_and_no_result_away() {
    for list in ["get_tests", "get_results_for_run", "get_runs"] {
        let rows = list.trim_start_matches("get_").trim_end_matches("_for_run");
        for body in [
            json!({"offset": 0, "limit": 250, "size": 0, "_links": {"next": null}, rows: []}),
            json!([]),
        ] {
            for times in [1, 2, 4] {
                for keeps_state in [true, false] {
                    let stage = growing();
                    if !keeps_state {
                        std::fs::remove_dir_all(stage.world.path().join(".railwright")).unwrap();
                    }
                    stage.world.sandbox.testrail_faults(&json!([
                        {"match": format!("GET {list}"), "times": times, "do": "status", "code": 200, "body": body}
                    ]));
                    let output = stage.apply();
                    stage.world.sandbox.testrail_faults(&json!([]));
                    let what = format!("{list} {times} {body} {keeps_state}: {output}");
                    assert!([Some(0), Some(5), Some(6)].contains(&output.code), "{what}");
                    // Where the list of runs says twice that there is none, nobody can know.
                    if list == "get_runs" && times > 1 && !keeps_state {
                        continue;
                    }
                    stage.applied();
                    let runs = stage.runs();
                    assert_eq!(runs.len(), 1, "{what}");
                    assert_eq!(runs[0].links(), [901, 902, 903, 904], "{what}");
                    stage.is_done();
                }
            }
        }
    }
}

#[test]
fn a_name_that_people_gave_a_run_stays_and_the_plan_says_so() {
    let stage = growing();
    stage.edit_run(1, &json!({"name": "Sprint 9"}));
    let output = stage.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(stage.runs()[0].name, "Sprint 9");
    assert!(
        output
            .stdout
            .contains("R1 is called \"Sprint 9\" and not \"L\": the name is left as it is"),
        "{output}"
    );
    stage.is_done();
}

#[test]
fn a_run_that_was_deleted_on_purpose_is_told_before_it_is_made_anew() {
    let mut stage = Stage::new(&[launch(51, "L", true, &results(2))]);
    stage.applied();
    stage
        .world
        .sandbox
        .testrail_post("delete_run/1", &json!({}));
    stage.grow(&[launch(51, "L", true, &results(2))]);
    let output = stage.plan();
    assert!(
        output.stdout.contains(
            "R1, which an earlier apply made for this launch, is not in TestRail any more"
        ),
        "{output}"
    );
}

#[test]
fn a_lost_answer_to_a_selection_is_looked_at_before_it_is_sent_again() {
    for fault in [
        json!({"match": "POST update_run", "times": 1, "do": "status", "code": 502}),
        json!({"match": "POST update_run", "times": 1, "do": "status", "code": 502, "executed": true}),
        json!({"match": "POST update_run", "times": 1, "do": "drop_reply"}),
    ] {
        let stage = growing();
        stage.world.sandbox.testrail_faults(&json!([fault]));
        stage.applied();
        assert_eq!(stage.runs()[0].links(), [901, 902, 903, 904], "{fault}");
        let selections = stage.writes();
        let selections = selections
            .iter()
            .filter(|write| write.starts_with("update_run"));
        let executed = fault["code"].is_null() || fault["executed"] == true;
        // The description is one more, and was one of the first apply.
        assert_eq!(selections.count(), if executed { 3 } else { 4 }, "{fault}");
        stage.is_done();
    }
}
