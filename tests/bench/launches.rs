//! Launches of the size that large teams have.

use serde_json::{Value, json};

use super::measured::measure;
use super::support::world::World;
use super::{row, rows, shop};

/// How many results of a hundred fail, with a trace and a request for their issues each.
const FAILED_PERCENT: i64 = 5;

pub(super) fn all() {
    into_one_run();
    plan_unchanged();
    memory();
}

fn into_one_run() {
    let world = world(1_000, &[launch(1, true, 1_000, 10_000)]);
    let applied = measure(world.railwright(), &["apply", "manifests", "--yes"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    assert!(
        applied.stdout.contains("10,000 results added"),
        "{}",
        applied.stdout
    );
    row(
        "10,000 results into one new run: TestRail requests",
        world.sandbox.testrail_journal().len(),
        "25",
    );
    rows("10,000 results into one new run", &applied, None);
}

fn plan_unchanged() {
    let launches: Vec<Value> = (1..=50)
        .map(|id| launch(id, id % 2 == 0, 100, 500))
        .collect();
    let world = world(100, &launches);
    let applied = measure(world.railwright(), &["apply", "manifests", "--yes"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    let before = world.sandbox.testrail_journal().len();
    let planned = measure(
        world.railwright(),
        &["plan", "manifests", "--detailed-exitcode"],
    );
    assert_eq!(planned.code, Some(0), "not empty: {}", planned.stdout);
    let journal = world.sandbox.testrail_journal();
    let of_runs = journal[before..]
        .iter()
        .filter(|request| !request.path.contains("get_runs"))
        .filter(|request| {
            ["run", "tests", "results"]
                .iter()
                .any(|word| request.path.contains(word))
        })
        .count();
    row(
        "unchanged plan of 50 launches, 25 of them open: TestRail requests",
        journal.len() - before,
        "",
    );
    row(
        "unchanged plan of 50 launches, 25 of them open: requests for single runs",
        of_runs,
        "25",
    );
    rows("unchanged plan of 50 launches", &planned, None);
}

fn memory() {
    let world = world(1_000, &[launch(1, true, 1_000, 100_000)]);
    let applied = measure(world.railwright(), &["apply", "manifests", "--yes"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    assert!(
        applied.stdout.contains("100,000 results added"),
        "{}",
        applied.stdout
    );
    rows(
        "100,000 results into one new run",
        &applied,
        Some(("250 MB", "")),
    );
}

/// A shop whose test cases all are in TestRail, with these launches.
fn world(cases: i64, launches: &[Value]) -> World {
    let mut testops = shop::testops(cases);
    testops["launches"] = json!(launches);
    let mut testrail = shop::testrail();
    testrail["cases"] = (1..=cases)
        .map(|id| {
            json!({
                "id": 1_000 + id, "title": format!("Case {id} of the shop: the basket is kept"),
                "section_id": 310, "refs": format!("ALLURE-{id}"), "template_id": 2,
            })
        })
        .collect();
    let world = World::with(&testops, &testrail);
    world.edit("  mapping: default\n", "");
    world
}

/// A launch with so many results, spread over the test cases by a parameter.
fn launch(id: i64, closed: bool, cases: i64, results: i64) -> Value {
    let results: Vec<Value> = (0..results)
        .map(|n| {
            let is_failed = n % 100 < FAILED_PERCENT;
            let mut result = json!({
                "id": id * 1_000_000 + n, "testCaseId": n % cases + 1, "name": "Basket is kept",
                "status": if is_failed { "failed" } else { "passed" },
                "start": 1_700_000_000_000_i64 + n, "duration": 1_500,
                "parameters": [{"name": "browser", "value": format!("Browser {}", n / cases)}],
            });
            if is_failed {
                result["message"] = json!("AssertionError: expected <1> & got \"2\"");
                result["trace"] = json!("    at shop.Basket.keep(Basket.java:42)\n".repeat(25));
            }
            result
        })
        .collect();
    json!({"id": id, "projectId": 7, "name": format!("Nightly {id}"), "closed": closed, "results": results})
}
