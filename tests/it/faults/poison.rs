//! One row that makes the server fail, among many that it would take.

use serde_json::json;

use crate::support::world::{World, testops, testrail};

fn fails_at_poison(call: &str) -> serde_json::Value {
    json!([{"match": format!("POST {call}"), "bodyContains": "poison", "times": null, "do": "status", "code": 500}])
}

#[test]
fn one_case_that_the_server_fails_at_keeps_no_other_case_out() {
    let mut source = testops();
    source["testCases"] = (1..=8)
        .map(|id| {
            let name = if id == 6 {
                "a poison pill".to_owned()
            } else {
                format!("Case {id}")
            };
            json!({"id": id, "projectId": 7, "name": name, "statusId": -3})
        })
        .collect();
    let mut target = testrail();
    target["cases"] = json!([]);
    let world = World::with(&source, &target);
    world.sandbox.testrail_faults(&fails_at_poison("add_case"));
    for _ in 0..2 {
        let output = world.apply();
        assert_eq!(output.code, Some(6), "{output}");
        assert!(
            output.stdout.contains("ALLURE-6  a poison pill"),
            "{output}"
        );
        assert_eq!(world.cases().len(), 7, "{output}");
    }
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.cases().len(), 8);
}

#[test]
fn one_result_that_the_server_fails_at_keeps_no_other_result_out() {
    let mut source = testops();
    source["testCases"] = (1..=4)
        .map(|id| json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3}))
        .collect();
    let results: Vec<_> = (1..=4)
        .map(|id| {
            let message = if id == 3 { "poison" } else { "fine" };
            json!({"id": 900 + id, "testCaseId": id, "name": "x", "status": "failed", "message": message})
        })
        .collect();
    source["launches"] =
        json!([{"id": 51, "projectId": 7, "name": "Nightly", "closed": true, "results": results}]);
    let mut target = testrail();
    target["cases"] = json!([]);
    let world = World::with(&source, &target);
    world
        .sandbox
        .testrail_faults(&fails_at_poison("add_results"));
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    assert!(output.stdout.contains("result 903 not added"), "{output}");
    assert!(output.stdout.contains("3 results"), "{output}");
    world.sandbox.testrail_faults(&json!([]));
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    assert!(output.stdout.contains("1 result added"), "{output}");
}
