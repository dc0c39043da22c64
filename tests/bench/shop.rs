//! A shop of any size.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::support::world::World;

/// A TestOps with so many test cases, each with a description of about a kilobyte.
pub(crate) fn testops(n: i64) -> Value {
    let cases: Vec<Value> = (1..=n)
        .map(|id| {
            let paragraph = "The basket keeps **what was put into it**, whoever signs in or out. ".repeat(5);
            json!({
                "id": id, "projectId": 7, "name": format!("Case {id} of the shop: the basket is kept"),
                "statusId": if id % 3 == 0 { -1 } else { -3 }, "tags": ["regression"],
                "description": format!("# Case {id}\n\n{paragraph}\n\n| a | b |\n| - | - |\n| {id} | `<x>` & y |\n\n- one\n- two\n\n{paragraph}"),
                "precondition": format!("1. Account {id} exists\n2. The basket holds `a < b && c`\n\nПокупатель вошёл."),
            })
        })
        .collect();
    json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "statuses": [{"id": -1, "name": "Draft"}, {"id": -3, "name": "Active"}],
        "testCases": cases,
        "launches": [],
    })
}

/// A TestRail without cases.
pub(crate) fn testrail() -> Value {
    let mut seed = super::support::world::testrail();
    seed["cases"] = json!([]);
    seed
}

/// Leaves description, precondition and status of the usual mapping.
pub(crate) fn map_three_fields(world: &World) {
    world.edit("    scenario: custom_steps_separated\n", "");
}

/// One of many manifests that belong together.
pub(crate) fn manifest(index: usize) -> String {
    let mut text = String::new();
    if index == 0 {
        text.push_str(
            "apiVersion: railwright/v1\nkind: Integration\nmetadata: {name: testrail}\nspec:\n  type: testrail\n  \
             endpoint: https://example.testrail.io/\n  version: \"10.2\"\n  credentials: {username: {env: U}, apiKey: {env: K}}\n---\n\
             apiVersion: railwright/v1\nkind: Integration\nmetadata: {name: testops}\nspec:\n  type: testops\n  \
             endpoint: https://testops.example.com\n  credentials: {token: {env: T}}\n---\n",
        );
    }
    let _ = write!(
        text,
        "apiVersion: railwright/v1\nkind: Mapping\nmetadata: {{name: mapping-{index}}}\nspec:\n  fields:\n    \
         custom_description: description\n    custom_preconds: precondition\n    custom_status:\n      from: status\n      \
         default: custom_1\n      values: {{-3: 2}}\n---\n\
         apiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {{name: shop-{index}}}\nspec:\n  \
         source: {{integration: testops, projectId: 7}}\n  destination: {{integration: testrail, project: Web Shop, \
         suiteId: {}, sectionId: 310}}\n  testCases:\n    aql: 'tag = \"regression\" and status = \"Active\"'\n  \
         mapping: mapping-{index}\n",
        index + 1
    );
    text
}
