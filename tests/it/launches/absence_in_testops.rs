//! Lists of TestOps that come short. A run is closed for good, so that what is missing then would be lost.

use serde_json::{Value, json};

use super::stage::{Stage, launch, result};

const CASES: [i64; 4] = [4711, 4712, 4713, 4714];

fn four() -> Vec<Value> {
    let results = CASES.iter().zip(901..);
    results
        .map(|(case, id)| result(id, *case, "passed"))
        .collect()
}

fn closed() -> Stage {
    Stage::new(&[launch(51, "L", true, &four())])
}

/// A page of so many rows that tells of as many.
fn page(rows: &[Value]) -> Value {
    json!({"content": rows, "number": 0, "size": 1000, "numberOfElements": rows.len(), "totalElements": rows.len(),
        "totalPages": 1, "first": true, "last": true, "empty": rows.is_empty()})
}

/// A page that tells of more rows than it has.
fn torn(rows: &[Value], total: usize) -> Value {
    let mut page = page(rows);
    page["totalElements"] = json!(total);
    page
}

fn answer(call: &str, times: Option<u64>, body: &Value) -> Value {
    json!([{"match": call, "times": times, "do": "status", "code": 200, "body": body}])
}

/// Applies under a fault and without it. Whatever was said of the list, the run is never closed without a result.
fn nothing_is_lost(stage: &Stage, faults: &Value, codes: &[i32]) {
    stage.world.sandbox.testops_faults(faults);
    let output = stage.apply();
    stage.world.sandbox.testops_faults(&json!([]));
    let code = output.code.unwrap();
    assert!(codes.contains(&code), "{faults} {output}");
    for run in stage.runs() {
        let is_whole = run.links() == [901, 902, 903, 904];
        assert!(is_whole || !run.is_completed, "{faults} {output}");
    }
    stage.applied();
    let runs = stage.runs();
    assert_eq!(runs.len(), 1, "{faults} {output}");
    assert_eq!(runs[0].links(), [901, 902, 903, 904], "{faults} {output}");
    assert!(runs[0].is_completed, "{faults} {output}");
    stage.is_done();
}

#[test]
fn results_that_a_list_lacks_once_are_in_the_run_before_it_is_closed() {
    let rows: Vec<Value> = four()[..2].to_vec();
    for body in [
        page(&rows),
        torn(&rows, 4),
        json!(rows),
        page(&[]),
        json!([]),
    ] {
        nothing_is_lost(&closed(), &answer("GET testresult", Some(1), &body), &[0]);
    }
}

#[test]
fn results_that_a_list_always_lacks_keep_the_run_open_and_the_plan_says_so() {
    let rows: Vec<Value> = four()[..2].to_vec();
    for body in [page(&rows), torn(&rows, 4), json!(rows)] {
        let stage = closed();
        let faults = answer("GET testresult", None, &body);
        stage.world.sandbox.testops_faults(&faults);
        let planned = stage.plan();
        assert_eq!(planned.code, Some(5), "{planned}");
        assert!(
            planned.stdout.contains("RW0725") && planned.stdout.contains("holds 2 and must hold 4"),
            "{planned}"
        );
        nothing_is_lost(&stage, &faults, &[5]);
        assert_eq!(stage.runs().len(), 1);
    }
    // Odd answers are errors at once.
    for body in [json!(null), json!({}), json!({"content": null})] {
        nothing_is_lost(&closed(), &answer("GET testresult", None, &body), &[1]);
    }
}

#[test]
fn a_run_is_not_closed_without_the_results_of_test_cases_that_a_list_lacks() {
    let row = |id: i64| json!({"id": id, "name": format!("Case {id}"), "projectId": 7});
    let rows: Vec<Value> = CASES[..2].iter().map(|id| row(*id)).collect();
    for (body, times) in [
        (page(&rows), None),
        (page(&[]), None),
        (json!([]), None),
        (torn(&rows, 4), None),
    ] {
        let faults = answer("GET testcase/__search", times, &body);
        nothing_is_lost(&closed(), &faults, &[5]);
    }
    for body in [torn(&rows, 4), json!([])] {
        let faults = answer("GET testcase/__search", Some(1), &body);
        nothing_is_lost(&closed(), &faults, &[0]);
    }
}

#[test]
fn a_launch_that_a_list_lacks_is_exported_by_the_same_apply_or_the_next() {
    for body in [json!([]), torn(&[], 1)] {
        nothing_is_lost(
            &closed(),
            &answer("GET launch/__search", Some(1), &body),
            &[0],
        );
    }
    nothing_is_lost(
        &closed(),
        &answer("GET launch/__search", None, &torn(&[], 1)),
        &[5],
    );
}

#[test]
fn test_cases_that_are_really_not_exported_hold_up_no_launch() {
    let stage = closed();
    stage.world.edit(
        "destination: {",
        "testCases: {aql: 'id in [4711, 4712]'}\n  destination: {",
    );
    stage.applied();
    let runs = stage.runs();
    assert_eq!(runs[0].links(), [901, 902]);
    assert!(runs[0].is_completed);
    stage.is_settled();
}
