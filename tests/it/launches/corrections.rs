//! Verdicts that change in TestOps after they were exported.

use std::fs;

use serde_json::{Value, json};

use super::faults::faults;
use super::stage::{Stage, launch, result, with};
use super::verdicts::{at, shown, statuses};
use crate::support::matrix::{Server, matrix};

const PASSED: u64 = 1;
const BLOCKED: u64 = 2;
const FAILED: u64 = 5;

/// An exported result that failed, of a launch that goes on.
fn failed() -> Stage {
    let stage = Stage::new(&[launch(51, "L", false, &[result(9000, 4711, "failed")])]);
    stage.applied();
    stage
}

/// The same, which TestOps says has passed by now.
fn failed_then_passed() -> Stage {
    let mut stage = failed();
    stage.grow(&[launch(51, "L", false, &[result(9000, 4711, "passed")])]);
    stage
}

/// An export of these results, which are those others in TestOps by now.
fn changed(launches: &str, is_closed: bool, before: &[Value], after: &[Value]) -> Stage {
    let stage = Stage::new(&[launch(51, "L", is_closed, before)]);
    let mut stage = match launches {
        "" => stage,
        yaml => stage.launches(yaml),
    };
    stage.applied();
    stage.grow(&[launch(51, "L", is_closed, after)]);
    stage
}

fn forget(stage: &Stage) {
    fs::remove_dir_all(stage.world.path().join(".railwright")).unwrap();
}

/// Nothing is left to do, with and without the state directory.
fn is_settled(stage: &Stage) {
    stage.is_settled();
    forget(stage);
    stage.is_settled();
}

/// Writes into the run's description what earlier versions wrote there.
fn as_exported_earlier(stage: &Stage, was: &str) {
    let rail = stage.world.sandbox.testrail_state();
    let description = rail["runs"][0]["description"].as_str().unwrap();
    let (before, behind) = description.split_once("Exported: ").unwrap();
    let end = behind.find(['\n', '<']).unwrap();
    let description = format!("{before}Exported: {was}{}", &behind[end..]);
    stage.edit_run(1, &json!({"name": "L", "description": description}));
    forget(stage);
}

/// What earlier versions wrote of the results 901 and 902.
const EARLIER: &str = "2 results, 12c079eb71ef0427";

fn two(first: &str) -> [Value; 2] {
    [result(901, 4711, first), result(902, 4712, "passed")]
}

#[test]
fn a_verdict_that_was_corrected_in_testops_arrives() {
    let stage = failed_then_passed();
    let planned = stage.plan();
    assert!(
        planned
            .stdout
            .contains("1 result: 1 Passed; 1 to correct a verdict that changed in TestOps"),
        "{planned}"
    );
    let json = stage
        .railwright()
        .run(&["plan", "manifests", "--format", "json"]);
    assert!(json.stdout.contains("\"corrects\": 1"), "{json}");
    let markdown = stage
        .railwright()
        .run(&["plan", "manifests", "--format", "markdown"]);
    assert!(markdown.stdout.contains("1 to correct"), "{markdown}");
    stage.applied();
    assert_eq!(
        statuses(&stage),
        [(9000, Some(FAILED)), (9000, Some(PASSED))]
    );
    assert_eq!(shown(&stage), PASSED);
    let runs = stage.runs();
    let comment = &runs[0].results[1].comment;
    assert!(comment.contains("Verdict corrected: passed."), "{comment}");
    is_settled(&stage);
}

#[test]
fn the_files_of_a_result_whose_verdict_is_corrected_are_attached_once() {
    let with_file = |status: &str| {
        let file = json!({"attachments": [{"name": "log.txt", "text": "what happened"}]});
        [with(result(9000, 4711, status), &file)]
    };
    let stage = changed(
        "attachments: true",
        false,
        &with_file("failed"),
        &with_file("passed"),
    );
    let uploads = || {
        let writes = stage.writes().into_iter();
        let uploads = writes.filter(|write| write.contains("add_attachment"));
        uploads.count()
    };
    assert_eq!(uploads(), 1);
    stage.applied();
    assert_eq!(shown(&stage), PASSED);
    assert_eq!(uploads(), 1);
    is_settled(&stage);
}

#[test]
fn a_verdict_that_changes_back_arrives_again() {
    let mut stage = failed_then_passed();
    stage.applied();
    stage.grow(&[launch(51, "L", false, &[result(9000, 4711, "failed")])]);
    stage.applied();
    assert_eq!(shown(&stage), FAILED);
    assert_eq!(statuses(&stage).len(), 3);
    is_settled(&stage);
}

#[test]
fn a_verdict_is_corrected_exactly_once_whatever_fails() {
    matrix(failed_then_passed, Server::TestRail, &faults(), |request| {
        request.method == "POST"
    });
}

#[test]
fn of_several_results_the_verdict_that_counts_is_shown_after_a_correction() {
    let case = at;
    // Another one failed as well.
    let before = [case(901, "failed", 1), case(902, "failed", 2)];
    let after = [case(901, "failed", 1), case(902, "passed", 2)];
    let stage = changed("", false, &before, &after);
    stage.applied();
    assert_eq!(shown(&stage), FAILED);
    is_settled(&stage);
    let runs = stage.runs();
    let comment = &runs[0].results[2].comment;
    assert!(
        comment.contains("Verdict corrected: passed. Another result of this launch stays"),
        "{comment}"
    );

    // The worst one is better now, and the other one is the worst.
    let before = [case(901, "failed", 1), case(902, "skipped", 2)];
    let after = [case(901, "passed", 1), case(902, "skipped", 2)];
    let stage = changed("", false, &before, &after);
    stage.applied();
    assert_eq!(shown(&stage), 4);
    is_settled(&stage);

    // The last one counts, and another one changed.
    let before = [case(901, "failed", 1), case(902, "failed", 2)];
    let after = [case(901, "passed", 1), case(902, "failed", 2)];
    let stage = changed("repeats: all", false, &before, &after);
    stage.applied();
    assert_eq!(shown(&stage), FAILED);
    assert_eq!(statuses(&stage)[2], (901, None));
    is_settled(&stage);

    // A new one comes with the correction.
    let after = [
        case(901, "passed", 1),
        case(902, "passed", 2),
        case(903, "failed", 3),
    ];
    let stage = changed("", false, &before, &after);
    stage.applied();
    assert_eq!(shown(&stage), FAILED);
    is_settled(&stage);
}

#[test]
fn where_one_result_stands_for_a_test_case_the_one_that_does_now_is_shown() {
    let case = at;
    let before = [case(901, "failed", 1), case(902, "passed", 2)];
    let after = [case(901, "passed", 1), case(902, "passed", 2)];
    let mut stage = changed("repeats: worst, close: never", true, &before, &after);
    assert_eq!(shown(&stage), FAILED);
    stage.applied();
    assert_eq!(statuses(&stage), [(901, Some(FAILED)), (902, Some(PASSED))]);
    is_settled(&stage);
    stage.grow(&[launch(51, "L", true, &before)]);
    stage.applied();
    assert_eq!(shown(&stage), FAILED);
    is_settled(&stage);

    let after = [case(901, "failed", 1), case(902, "failed", 2)];
    let stage = changed("repeats: last, close: never", true, &before, &after);
    assert_eq!(shown(&stage), PASSED);
    stage.applied();
    assert_eq!(statuses(&stage), [(902, Some(PASSED)), (902, Some(FAILED))]);
    is_settled(&stage);
}

/// A person's verdict on the only test.
fn add_by_hand(stage: &Stage, status: u64) {
    let result = json!({"status_id": status, "comment": "tried it myself"});
    let sandbox = &stage.world.sandbox;
    sandbox.testrail_post("add_result_for_case/1/601", &result);
}

#[test]
fn a_verdict_that_somebody_gave_meanwhile_is_not_hidden_without_a_word() {
    let stage = failed_then_passed();
    add_by_hand(&stage, BLOCKED);
    let planned = stage.plan();
    assert!(
        planned
            .stdout
            .contains("1 to correct a verdict that changed in TestOps, 1 over a result that somebody else added"),
        "{planned}"
    );
    stage.applied();
    assert_eq!(shown(&stage), PASSED);
    is_settled(&stage);

    // The saved plan does not know of it.
    let stage = failed_then_passed();
    let saved = stage
        .railwright()
        .run(&["plan", "manifests", "--out", "saved.json"]);
    assert_eq!(saved.code, Some(0), "{saved}");
    add_by_hand(&stage, BLOCKED);
    let before = stage.writes();
    let applied = stage
        .railwright()
        .run(&["apply", "manifests", "--plan", "saved.json", "--yes"]);
    assert_eq!(applied.code, Some(4), "{applied}");
    assert!(
        applied
            .stderr
            .contains("has 1 result of somebody else since, where a verdict is corrected"),
        "{applied}"
    );
    assert_eq!(stage.writes(), before);
}

#[test]
fn a_saved_plan_corrects_a_verdict_once() {
    let stage = failed_then_passed();
    let saved = stage
        .railwright()
        .run(&["plan", "manifests", "--out", "saved.json"]);
    assert_eq!(saved.code, Some(0), "{saved}");
    let apply = || {
        stage
            .railwright()
            .run(&["apply", "manifests", "--plan", "saved.json", "--yes"])
    };
    let applied = apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(shown(&stage), PASSED);
    let again = apply();
    assert_eq!(again.code, Some(4), "{again}");
    assert_eq!(statuses(&stage).len(), 2);
}

#[test]
fn a_verdict_that_somebody_edited_in_testrail_stays_where_testops_changed_none() {
    let mut stage = failed();
    let sandbox = &stage.world.sandbox;
    sandbox.testrail_post("edit_result/1", &json!({"status_id": PASSED}));
    stage.grow(&[launch(
        51,
        "L",
        false,
        &[result(9000, 4711, "failed"), result(9001, 4712, "passed")],
    )]);
    stage.applied();
    assert_eq!(
        statuses(&stage),
        [(9000, Some(PASSED)), (9001, Some(PASSED))]
    );
    is_settled(&stage);
}

#[test]
fn of_a_closed_run_the_plan_says_once_that_a_verdict_changed() {
    let before = [result(9000, 4711, "failed"), result(9001, 4712, "failed")];
    let after = [result(9000, 4711, "passed"), result(9001, 4712, "passed")];
    let stage = changed("", true, &before, &after);
    let before = stage.writes();
    for _ in 0..2 {
        let applied = stage.apply();
        assert_eq!(applied.code, Some(0), "{applied}");
        assert_eq!(applied.stdout.matches("RW0312").count(), 1, "{applied}");
        assert!(
            applied.stdout.contains(
                "run R1 of launch 51 is closed and holds the earlier verdict of 2 results that changed in TestOps"
            ),
            "{applied}"
        );
    }
    assert_eq!(stage.writes(), before);
}

#[test]
fn what_an_earlier_version_exported_is_not_sent_again() {
    for after in ["failed", "passed"] {
        // Whether TestOps or a person changed a verdict before, nobody knows.
        let stage = changed("", false, &two("failed"), &two(after));
        as_exported_earlier(&stage, EARLIER);
        let before = statuses(&stage);
        stage.applied();
        assert_eq!(statuses(&stage), before);
        is_settled(&stage);
    }
    // From then on changes are known.
    let mut stage = changed("", false, &two("failed"), &two("failed"));
    as_exported_earlier(&stage, EARLIER);
    stage.applied();
    stage.grow(&[launch(51, "L", false, &two("passed"))]);
    stage.applied();
    assert_eq!(statuses(&stage)[2], (901, Some(PASSED)));
    is_settled(&stage);
}

#[test]
fn what_an_earlier_version_exported_and_closed_is_not_asked_for_again() {
    let stage = changed("close: never", true, &two("failed"), &two("failed"));
    as_exported_earlier(&stage, EARLIER);
    stage.world.sandbox.testrail_post("close_run/1", &json!({}));
    let planned = stage.plan();
    assert!(!planned.stdout.contains("RW03"), "{planned}");
    is_settled(&stage);
    let asked = stage.testops().testops_journal().len();
    stage.is_done();
    let asked = stage.testops().testops_journal().split_off(asked);
    assert!(
        !asked
            .iter()
            .any(|request| request.path.contains("testresult")),
        "{asked:?}"
    );
}
