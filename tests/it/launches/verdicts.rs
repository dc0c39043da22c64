//! The verdict that TestRail shows of a test case that ran several times.

use serde_json::{Value, json};

use super::stage::{Stage, launch, result, with};

/// The statuses of the results of the only run, the first one first; `None` for a comment.
pub(super) fn statuses(stage: &Stage) -> Vec<(u64, Option<u64>)> {
    let results = &stage.world.sandbox.testrail_state()["results"];
    let mut results: Vec<Value> = results.as_array().unwrap().clone();
    results.sort_by_key(|row| row["id"].as_u64());
    let row = |row: &Value| {
        let comment = row["comment"].as_str().unwrap();
        let (_, id) = comment.rsplit_once("/testresult/").unwrap();
        let id: String = id.chars().take_while(char::is_ascii_digit).collect();
        (id.parse().unwrap(), row["status_id"].as_u64())
    };
    results.iter().map(row).collect()
}

/// What TestRail shows of the only test.
pub(super) fn shown(stage: &Stage) -> u64 {
    let counts = &stage.world.sandbox.testrail_state()["tests"][0]["status_id"];
    counts.as_u64().unwrap()
}

pub(super) fn at(id: i64, status: &str, start: i64) -> Value {
    with(result(id, 4711, status), &json!({"start": start}))
}

#[test]
fn a_browser_that_failed_is_not_hidden_by_one_that_passed() {
    let stage = Stage::new(&[launch(
        51,
        "L",
        true,
        &[at(901, "failed", 1), at(902, "passed", 2)],
    )]);
    stage.applied();
    assert_eq!(statuses(&stage), [(902, Some(1)), (901, Some(5))]);
    assert_eq!(shown(&stage), 5);
    stage.is_settled();
}

#[test]
fn a_better_verdict_that_comes_later_is_a_comment_and_a_worse_one_is_shown() {
    let mut results = vec![at(901, "broken", 1)];
    let mut stage = Stage::new(&[launch(51, "L", false, &results)]);
    stage.applied();
    assert_eq!(shown(&stage), 5);
    results.push(at(902, "passed", 2));
    stage.grow(&[launch(51, "L", false, &results)]);
    stage.applied();
    assert_eq!(statuses(&stage)[1], (902, None));
    assert_eq!(shown(&stage), 5);
    stage.is_done();
    let runs = stage.runs();
    assert!(
        runs[0].results[1].comment.contains("Result: passed."),
        "{runs:?}"
    );

    // As it was before: the last one is shown.
    let stage = Stage::new(&[launch(
        51,
        "L",
        true,
        &[at(901, "failed", 1), at(902, "passed", 2)],
    )])
    .launches("repeats: all");
    stage.applied();
    assert_eq!(statuses(&stage), [(901, Some(5)), (902, Some(1))]);
    assert_eq!(shown(&stage), 1);
}

#[test]
fn a_further_run_shows_a_verdict_although_the_closed_one_before_it_shows_a_worse_one() {
    let first = [at(901, "failed", 1)];
    let mut stage = Stage::new(&[launch(51, "L", true, &first)]).launches("onClosedRun: continue");
    stage.applied();
    stage.grow(&[launch(
        51,
        "L",
        true,
        &[at(901, "failed", 1), at(902, "passed", 2)],
    )]);
    stage.applied();
    assert_eq!(statuses(&stage), [(901, Some(5)), (902, Some(1))]);
    assert_eq!(stage.runs().len(), 2);
    stage.is_done();
}
