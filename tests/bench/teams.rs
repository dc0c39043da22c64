//! Many teams that share a suite.

use std::fmt::Write as _;

use serde_json::json;

use super::shop;
use super::support::world::World;

/// So many sync configs of one suite, each with ten test cases and a section of its own.
pub(crate) fn world(teams: usize) -> World {
    let mut source = shop::testops(0);
    let cases = (1..=10 * teams).map(|id| {
        let tag = format!("team-{}", (id - 1) / 10);
        json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3, "tags": [tag]})
    });
    source["testCases"] = cases.collect();
    let mut seed = shop::testrail();
    let sections = seed["sections"].as_array_mut().unwrap();
    sections.extend(
        (0..teams).map(|n| json!({"id": 1000 + n, "suite_id": 29, "name": format!("Team {n}")})),
    );
    let world = World::with(&source, &seed);
    shop::map_three_fields(&world);
    world.edit("  mapping: default\n", "  disabled: true\n");
    let mut documents = String::new();
    for n in 0..teams {
        let section = 1000 + n;
        let _ = write!(
            documents,
            "---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {{name: team-{n}}}\nspec:\n  \
             source: {{integration: testops, projectId: 7}}\n  destination: {{integration: testrail, project: Web Shop, \
             suiteId: 29, sectionId: {section}}}\n  testCases: {{aql: 'tag = \"team-{n}\"'}}\n  \
             launches: {{enabled: false}}\n  mapping: default\n"
        );
    }
    world.add(&documents);
    world
}
