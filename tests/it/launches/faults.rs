//! Exactly once: whatever fails, and whenever the process dies, the next apply has every result once.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::stage::{Stage, StoredRun, launch, result};
use crate::support::sandbox::Request;

/// How many worlds are disturbed at once: what they do most is wait.
const AT_ONCE: usize = 16;

/// What can happen to a request, and to the process while it waits for the answer.
fn faults() -> Vec<Value> {
    vec![
        json!({"do": "delay", "ms": 600_000}),
        json!({"do": "drop_reply"}),
        json!({"do": "html"}),
        json!({"do": "status", "code": 500, "body": "boom"}),
        json!({"do": "status", "code": 502, "executed": true}),
        json!({"do": "status", "code": 429, "retryAfter": 0}),
    ]
}

/// Three launches before any of them is exported.
fn before() -> Vec<Value> {
    vec![
        launch(
            51,
            "Closed",
            true,
            &[
                result(901, 4711, "passed"),
                result(902, 4711, "failed"),
                result(903, 4712, "passed"),
            ],
        ),
        launch(52, "Open", false, &[result(904, 4711, "passed")]),
        launch(53, "Small", true, &[result(905, 4714, "broken")]),
    ]
}

/// The same later: the open one has grown and is closed, and there is another.
fn later() -> Vec<Value> {
    let mut launches = before();
    launches[1] = launch(
        52,
        "Was open",
        true,
        &[
            result(904, 4711, "passed"),
            result(906, 4711, "failed"),
            result(907, 4713, "passed"),
        ],
    );
    launches.push(launch(54, "New", true, &[result(908, 4712, "skipped")]));
    launches
}

/// A run without numbers that depend on the way there: marker, name, whether it is closed, cases, and for each result
/// its link, case and status.
type Outcome = (String, String, bool, Vec<u64>, Vec<(u64, u64, u64)>);

fn outcome(stage: &Stage) -> Vec<Outcome> {
    stage
        .runs()
        .into_iter()
        .map(|run| {
            let mut results: Vec<_> = run
                .results
                .iter()
                .map(|result| (result.link, result.case, result.status))
                .collect();
            results.sort_unstable();
            let StoredRun {
                name,
                refs,
                is_completed,
                selected,
                ..
            } = run;
            (refs, name, is_completed, selected, results)
        })
        .collect()
}

/// Disturbs an apply at one request, kills the process where the request hangs, and then applies in peace.
fn disturbed(stage: &Stage, fault: &Value, index: usize) {
    let mut placed = fault.clone();
    placed["match"] = json!("");
    placed["after"] = json!(index);
    let sandbox = &stage.world.sandbox;
    let before = sandbox.testrail_journal().len();
    sandbox.testrail_faults(&json!([placed]));
    let first = if fault["do"] == json!("delay") {
        let mut process = stage.railwright().spawn(&["apply", "manifests", "--yes"]);
        let patience = Instant::now() + Duration::from_mins(1);
        while sandbox.testrail_journal().len() <= before + index {
            assert!(Instant::now() < patience, "request {index} never came");
            thread::sleep(Duration::from_millis(5));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        "killed".to_owned()
    } else {
        stage.apply().to_string()
    };
    sandbox.testrail_faults(&json!([]));
    let clean = stage.apply();
    assert_eq!(
        clean.code,
        Some(0),
        "{fault} at {index}\n{first}\n\nthen\n{clean}"
    );
}

/// Runs every fault at every request of an apply.
fn matrix(prepare: impl Fn() -> Stage + Sync, is_disturbed: impl Fn(&Request) -> bool) {
    let undisturbed = prepare();
    let before = undisturbed.world.sandbox.testrail_journal().len();
    undisturbed.applied();
    let journal = undisturbed.world.sandbox.testrail_journal();
    let requests: Vec<usize> = journal[before..]
        .iter()
        .enumerate()
        .filter(|(_, request)| is_disturbed(request))
        .map(|(index, _)| index)
        .collect();
    let expected = outcome(&undisturbed);
    undisturbed.is_settled();

    let mut left: Vec<(Value, usize)> = faults()
        .into_iter()
        .flat_map(|fault| requests.iter().map(move |index| (fault.clone(), *index)))
        .collect();
    left.reverse();
    let left = Mutex::new(left);
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some((fault, index)) = left.lock().unwrap().pop() else {
                        return;
                    };
                    let stage = prepare();
                    disturbed(&stage, &fault, index);
                    assert_eq!(outcome(&stage), expected, "{fault} at {index}");
                    stage.is_done();
                }
            });
        }
    });
}

#[test]
fn new_launches_are_exported_exactly_once_whatever_fails() {
    matrix(|| Stage::new(&before()), |_| true);
}

#[test]
fn launches_that_grew_are_exported_exactly_once_whatever_fails() {
    let grown = || {
        let mut stage = Stage::new(&before());
        stage.applied();
        stage.grow(&later());
        stage
    };
    // What fails while planning has changed nothing yet, as seen above.
    matrix(grown, |request| request.method == "POST");
}
