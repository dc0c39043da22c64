//! The number of requests that a plan announces is the number that its apply makes.

use serde_json::{Value, json};

use crate::launches::stage::{Stage, launch, result};
use crate::support::matrix::Job;
use crate::support::world::{World, testops, testrail};

/// The number before a word of a line that has this beginning; of several the sum.
fn number(text: &str, before: &str) -> usize {
    text.split(before)
        .skip(1)
        .map(|rest| {
            let digits = rest.split(' ').next().unwrap().replace(',', "");
            digits.parse::<usize>().unwrap()
        })
        .sum()
}

/// Plans and applies, and holds what was announced against the journal. Returns the number.
fn exact(job: &impl Job) -> usize {
    let requests = || job.testrail().testrail_journal().len();
    let before = requests();
    let planned = job.railwright().run(&["plan", "manifests"]);
    assert_eq!(planned.code, Some(0), "{planned}");
    let reads = requests() - before;
    let announced = number(&planned.stdout, "Applying needs ");
    let before = requests();
    let applied = job.railwright().run(&["apply", "manifests", "--yes"]);
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(requests() - before, reads + announced, "{applied}");
    assert_eq!(number(&applied.stdout, ", with "), announced, "{applied}");
    announced
}

/// A TestOps with so many test cases.
fn shop(cases: usize) -> Value {
    let mut testops = testops();
    let cases = (1..=cases).map(|id| {
        json!({"id": id, "projectId": 7, "name": format!("Case {id}"), "statusId": -3, "tags": []})
    });
    testops["testCases"] = cases.collect();
    testops
}

#[test]
fn cases_take_as_many_requests_as_announced() {
    // One more looks for what others created at the same time.
    assert_eq!(exact(&World::new()), 3);
    let world = World::with(&shop(250), &testrail());
    assert_eq!(exact(&world), 4);
    // People rename some.
    for case in world.cases().iter().rev().take(20) {
        let path = format!("update_case/{}", case["id"]);
        world
            .sandbox
            .testrail_post(&path, &json!({"title": "Renamed"}));
    }
    assert_eq!(exact(&world), 20);
    assert_eq!(exact(&World::with(&shop(1), &testrail())), 2);
}

#[test]
fn what_a_server_cannot_do_is_remembered_and_counted() {
    let mut seed = testrail();
    seed["bulkCreate"] = json!(false);
    let world = World::with(&shop(5), &seed);
    let before = world.sandbox.writes().len();
    assert_eq!(world.apply().code, Some(0));
    // It had to be tried.
    assert_eq!(world.sandbox.writes().len() - before, 1 + 5);
    let delete = || {
        for case in world.cases().iter().rev().take(3) {
            let path = format!("delete_case/{}", case["id"]);
            world.sandbox.testrail_post(&path, &json!({}));
        }
        // They were not created a moment ago.
        let _ = std::fs::remove_file(world.path().join(".railwright/ledger.ndjson"));
    };
    delete();
    assert_eq!(exact(&world), 4);
    // A saved plan is the same whether this is known or not, and told with the right number.
    delete();
    let save = |to: &str, state: &str| {
        let saved =
            world
                .railwright()
                .run(&["plan", "manifests", "--out", to, "--state-dir", state]);
        assert_eq!(saved.code, Some(0), "{saved}");
        std::fs::read(world.path().join(to)).unwrap()
    };
    assert_eq!(
        save("known.json", ".railwright"),
        save("unknown.json", "elsewhere")
    );
    let applied =
        world
            .railwright()
            .run(&["apply", "manifests", "--yes", "--plan", "unknown.json"]);
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(number(&applied.stdout, "Applying needs "), 4, "{applied}");
    assert_eq!(number(&applied.stdout, ", with "), 4, "{applied}");
    // Another version may be able to do more.
    world.edit("version: \"10.2\"", "version: \"10.3\"");
    delete();
    let before = world.sandbox.writes().len();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes().len() - before, 1 + 3);
}

#[test]
fn launches_take_as_many_requests_as_announced() {
    let mut stage = Stage::new(&[
        launch(51, "Closed", true, &[result(901, 4711, "passed")]),
        launch(52, "Open", false, &[result(902, 4712, "failed")]),
    ]);
    // Two runs, their results and descriptions, one that is closed, and a look for runs of others.
    assert_eq!(exact(&stage), 8);
    stage.grow(&[
        launch(51, "Closed", true, &[result(901, 4711, "passed")]),
        launch(
            52,
            "Was open",
            true,
            &[
                result(902, 4712, "failed"),
                result(903, 4712, "passed"),
                result(904, 4713, "passed"),
            ],
        ),
    ]);
    // The selection is read and extended, the run looked at before and after, the results added, described and closed.
    assert_eq!(exact(&stage), 7);
}

/// So many further sync configs of the suite, each with a test case and a section of its own.
fn siblings(n: usize) -> String {
    (1..=n).fold(String::new(), |manifests, n| {
        format!(
            "{manifests}---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {{name: team-{n}}}\nspec:\n  \
             source: {{integration: testops, projectId: 7}}\n  \
             destination: {{integration: testrail, project: Web Shop, suiteId: 29, sectionId: {}}}\n  \
             testCases: {{aql: 'id = {n}'}}\n  mapping: default\n",
            1000 + n
        )
    })
}

#[test]
fn a_suite_is_read_once_however_many_sync_configs_use_it() {
    let mut counts = Vec::new();
    for teams in [1, 12] {
        let mut seed = testrail();
        let sections = seed["sections"].as_array_mut().unwrap();
        sections.extend(
            (1..=teams)
                .map(|n| json!({"id": 1000 + n, "suite_id": 29, "name": format!("Team {n}")})),
        );
        let world = World::with(&shop(teams), &seed);
        world.edit("  mapping: default\n", "  disabled: true\n");
        world.add(&siblings(teams));
        let applied = world.apply();
        assert_eq!(applied.code, Some(0), "{applied}");
        let before = world.sandbox.testrail_journal().len();
        let planned = world.plan();
        assert_eq!(planned.code, Some(0), "{planned}");
        counts.push(world.sandbox.testrail_journal().len() - before);
    }
    assert_eq!(counts, [counts[0]; 2]);
}
