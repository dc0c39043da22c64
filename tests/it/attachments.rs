//! Files of results: at the right result, byte for byte, once, and only where they are wanted.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::support::sandbox::Sandbox;
use crate::support::world::{World, testops, testrail};

/// A world with one launch whose results have these files.
fn world(closed: bool, files: &[(i64, Value)]) -> World {
    World::with(&launch(closed, files), &testrail())
}

fn launch(closed: bool, files: &[(i64, Value)]) -> Value {
    let mut testops = testops();
    let results: Vec<Value> = files
        .iter()
        .zip([4711, 4712, 4713])
        .map(|((id, files), case)| {
            json!({"id": id, "testCaseId": case, "status": "passed", "duration": 1500, "attachments": files})
        })
        .collect();
    testops["launches"] = json!([
        {"id": 55, "projectId": 7, "name": "Nightly", "closed": closed, "results": results},
    ]);
    testops
}

/// Two results with four files, two of which cannot be told apart.
fn usual(closed: bool) -> World {
    world(
        closed,
        &[
            (
                901,
                json!([{"name": "log \"1\" ä.txt", "content": "first\r\n--x\r\n"}]),
            ),
            (
                902,
                json!([
                    {"name": "same.png", "content": "twin A"},
                    {"name": "same.png", "content": "twin B"},
                    {"name": "empty.bin", "content": "", "contentType": "application/zip"},
                ]),
            ),
        ],
    )
}

fn switch_on(world: &World) {
    world.edit(
        "  mapping: default\n",
        "  launches: {attachments: true}\n  mapping: default\n",
    );
}

fn uploads(world: &World) -> usize {
    let writes = world.sandbox.writes();
    let is_upload = |write: &&String| write.starts_with("add_attachment_to_result");
    writes.iter().filter(is_upload).count()
}

/// Applies without trouble, with as many requests as the plan told.
#[track_caller]
fn apply(world: &World) {
    let output = world.apply();
    assert_eq!(output.code, Some(0), "{output}");
    let count = |before: &str| {
        let (_, rest) = output.stdout.split_once(before).unwrap();
        rest.split(' ').next().unwrap().to_owned()
    };
    assert_eq!(count("Applying needs "), count(", with "), "{output}");
}

/// Every file in TestRail: the TestOps result that the comment of its result links to, its name and its content.
fn stored(world: &World) -> Vec<(String, String, String)> {
    let state = world.sandbox.testrail_state();
    let result_of = |id: u64| {
        let results = state["results"].as_array().unwrap();
        let result = results.iter().find(|result| result["id"] == id).unwrap();
        let comment = result["comment"].as_str().unwrap();
        ["901", "902", "903"]
            .into_iter()
            .find(|link| comment.contains(&format!("/{link}")))
            .unwrap()
            .to_owned()
    };
    let mut files: Vec<_> = state["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            (
                result_of(file["entity_id"].as_str().unwrap().parse().unwrap()),
                file["name"].as_str().unwrap().to_owned(),
                content(world, &file["id"]),
            )
        })
        .collect();
    files.sort();
    files
}

/// The content of a file, as `get_attachment` gives it.
fn content(world: &World, id: &Value) -> String {
    let of = |name| world.sandbox.variable(name);
    let address = of("TESTRAIL_URL").strip_prefix("http://").unwrap();
    let key = format!("{}:{}", of("TESTRAIL_USERNAME"), of("TESTRAIL_API_KEY"));
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET /index.php?/api/v2/get_attachment/{id} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Authorization: Basic {}\r\n\r\n",
        BASE64_STANDARD.encode(key)
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    body.to_owned()
}

/// Asserts that all files of the usual world are there, each once, and that another apply writes nothing.
#[track_caller]
fn assert_converged(world: &World) {
    let files = stored(world);
    let files: Vec<_> = files
        .iter()
        .map(|(result, name, content)| (result.as_str(), name.as_str(), content.as_str()))
        .collect();
    assert_eq!(
        files,
        [
            ("901", "log _1_ ä.txt", "first\r\n--x\r\n"),
            ("902", "empty.bin", ""),
            ("902", "same.png", "twin A"),
            ("902", "same.png", "twin B"),
        ]
    );
    let results = world.sandbox.testrail_state()["results"].clone();
    assert_eq!(results.as_array().unwrap().len(), 2);
    let before = world.sandbox.writes().len();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes().len(), before);
}

/// Starts an apply and kills it as soon as something is seen.
fn kill_when(world: &World, is_seen: impl Fn() -> bool) {
    let mut process = world.railwright().spawn(&["apply", "manifests", "--yes"]);
    while !is_seen() {
        assert!(process.try_wait().unwrap().is_none(), "it ended before");
    }
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn files_arrive_at_their_results_byte_for_byte() {
    for closed in [true, false] {
        let world = usual(closed);
        switch_on(&world);
        let plan = world
            .railwright()
            .run(&["plan", "manifests", "--format", "json"]);
        let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
        let launch = &plan["sync_configs"][0]["launches"]["launches"][0];
        assert_eq!(launch["files"].as_array().unwrap().len(), 4);
        apply(&world);
        assert_converged(&world);
    }
}

#[test]
fn the_plan_and_the_report_tell_of_files() {
    let world = world(
        true,
        &[
            (
                901,
                json!(["form.png", {"name": "trace.zip", "content": "0123456789", "size": 3_000_000}]),
            ),
            (
                902,
                json!([
                    {"name": "gone.png", "missed": true},
                    {"name": "video.mp4", "size": 268_435_457},
                    {"name": "spec.txt", "fromTestCase": true},
                ]),
            ),
        ],
    );
    switch_on(&world);
    insta::assert_snapshot!(world.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501
          title                   User can reset {+a forgotten +}password
          custom_description      + Checks the **reset** flow
          custom_preconds         Account exists{+ and is active+}
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:39
          custom_steps_separated  step 2 of 2, new
                                  + Open the link within 15 minutes → Form is shown
      + ALLURE-4712  Guest can pay by card                         new case
          custom_preconds         A basket with `<one>` item && a card
          custom_status           Draft
          custom_steps_separated  Pay
      + ALLURE-4713  Корзина сохраняется 🛒                        new case
          custom_status  Active
      + ALLURE-LAUNCH-55  Nightly                                       new run, 2 cases, closed afterwards
          2 results: 2 Passed
          2 files, 2.9 MB (1 of test cases skipped)
          file gone.png of result 902 skipped: TestOps has lost its content
          file video.mp4 of result 902 skipped: it has 256.1 MB, and TestRail takes at most 256 MB
      1 launch: 1 to export, 0 left as they are (every result of a test case counts).

    3 cases in scope: 2 to create, 1 to update, 0 unchanged, 0 blocked.
    Applying needs 10 TestRail requests.

    Plan sha256:DIGEST
    ");
    let output = world.apply();
    let (_, report) = output.stdout.rsplit_once("\nshop\n").unwrap();
    insta::assert_snapshot!(report, @"

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501
      + ALLURE-4712  Guest can pay by card                         created C503  http://TESTRAIL/index.php?/cases/view/503
      + ALLURE-4713  Корзина сохраняется 🛒                        created C504  http://TESTRAIL/index.php?/cases/view/504
      + ALLURE-LAUNCH-55  Nightly                                       created R1, 2 results, 2 files, closed  http://TESTRAIL/index.php?/runs/view/1

    2 cases created, 1 updated, 0 failed; 2 results added, with 10 TestRail requests.
    ");
    // What cannot be carried over keeps nothing from being complete.
    let before = world.sandbox.writes().len();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes().len(), before);
}

#[test]
fn nobody_asks_for_files_that_are_not_wanted() {
    let world = usual(true);
    assert_eq!(world.apply().code, Some(0));
    let asked = |request: &crate::support::sandbox::Request| {
        format!("{} {}", request.path, request.query).contains("attachment")
    };
    assert!(!world.sandbox.testops_journal().iter().any(asked));
    assert!(!world.sandbox.testrail_journal().iter().any(asked));
}

#[test]
fn an_unclear_answer_makes_no_second_file() {
    // How it fails, and how many requests it takes then: what was executed is not sent again.
    let faults = [
        (json!({"do": "drop_reply"}), 4),
        (json!({"do": "drop_before"}), 5),
        (json!({"do": "truncate"}), 4),
        (json!({"do": "html"}), 5),
        (json!({"do": "status", "code": 502, "executed": true}), 4),
        (json!({"do": "status", "code": 500}), 5),
        (json!({"do": "status", "code": 429, "retryAfter": 0}), 5),
    ];
    for (mut fault, sent) in faults {
        let world = usual(true);
        switch_on(&world);
        // The first of two files that cannot be told apart.
        fault["match"] = json!("POST add_attachment_to_result");
        fault["after"] = json!(1);
        world.sandbox.testrail_faults(&json!([fault]));
        assert_eq!(world.apply().code, Some(0), "{fault}");
        assert_converged(&world);
        assert_eq!(uploads(&world), sent, "{fault}");
    }
}

#[test]
fn a_file_that_is_refused_leaves_its_launch_open_for_the_next_apply() {
    let world = usual(true);
    switch_on(&world);
    world.sandbox.testrail_faults(&json!([{
        "match": "POST add_attachment_to_result", "after": 1, "do": "status", "code": 400,
        "body": {"error": "No space left"},
    }]));
    let output = world.apply();
    assert_eq!(output.code, Some(6));
    for told in [
        "file same.png of result 902 not attached: TestRail refuses it: No space left",
        // Which of the two is there could not be told from their names and sizes.
        "file same.png of result 902 not attached: it waits for another file of the same name and size",
    ] {
        assert!(output.stdout.contains(told), "{output}");
    }
    assert_eq!(
        world.sandbox.testrail_state()["runs"][0]["is_completed"],
        false
    );
    apply(&world);
    assert_eq!(
        world.sandbox.testrail_state()["runs"][0]["is_completed"],
        true
    );
    assert_converged(&world);
}

#[test]
fn a_process_killed_before_its_files_is_continued() {
    let world = usual(true);
    switch_on(&world);
    let content = "testresult/attachment/1/content";
    world
        .sandbox
        .testops_faults(&json!([{"match": format!("GET {content}"), "do": "delay", "ms": 30_000}]));
    kill_when(&world, || {
        let journal = world.sandbox.testops_journal();
        journal.iter().any(|request| request.path.contains(content))
    });
    world.sandbox.testops_faults(&json!([]));
    assert_eq!(uploads(&world), 0);
    apply(&world);
    assert_converged(&world);
}

#[test]
fn a_process_killed_between_two_files_is_continued() {
    let world = usual(true);
    switch_on(&world);
    world.sandbox.testrail_faults(&json!([
        {"match": "POST add_attachment_to_result", "after": 1, "do": "delay", "ms": 30_000},
    ]));
    kill_when(&world, || {
        let state = world.sandbox.testrail_state();
        state["attachments"].as_array().unwrap().len() == 2
    });
    world.sandbox.testrail_faults(&json!([]));
    apply(&world);
    assert_eq!(uploads(&world), 4);
    assert_converged(&world);
}

#[test]
fn files_that_are_wanted_later_come_to_runs_that_are_still_open() {
    let world = usual(false);
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(uploads(&world), 0);
    switch_on(&world);
    apply(&world);
    assert_converged(&world);
    // Switching it off again changes nothing in TestRail.
    world.edit("attachments: true", "attachments: false");
    let before = world.sandbox.writes().len();
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes().len(), before);
}

#[test]
fn closed_runs_are_left_without_files() {
    let world = usual(true);
    assert_eq!(world.apply().code, Some(0));
    let before = world.sandbox.writes().len();
    switch_on(&world);
    assert_eq!(world.apply().code, Some(0));
    assert_eq!(world.sandbox.writes().len(), before);
}

#[test]
fn a_file_that_breaks_off_on_its_way_is_not_attached_in_part() {
    let world = usual(true);
    switch_on(&world);
    world.sandbox.testops_faults(
        &json!([{"match": "GET testresult/attachment/1/content", "do": "truncate", "times": 99}]),
    );
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    assert_eq!(stored(&world).len(), 3);
    world.sandbox.testops_faults(&json!([]));
    apply(&world);
    assert_converged(&world);
}

#[test]
fn one_file_that_may_not_be_attached_costs_itself_alone() {
    let world = usual(true);
    switch_on(&world);
    let words = "You are not allowed to add attachments (insufficient permissions).";
    let refused = |times: Value| {
        json!([{"match": "POST add_attachment_to_result", "times": times, "do": "status", "code": 403,
            "body": {"error": words}}])
    };
    world.sandbox.testrail_faults(&refused(json!(1)));
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    assert_eq!(stored(&world).len(), 3);
    // All of them: after some it is clear that the right is missing.
    world.sandbox.testrail_faults(&json!([]));
    let world = usual(true);
    switch_on(&world);
    world.sandbox.testrail_faults(&refused(json!(null)));
    let before = uploads(&world);
    let output = world.apply();
    assert!(matches!(output.code, Some(6 | 8)), "{output}");
    assert!(uploads(&world) - before <= 3, "{output}");
    world.sandbox.testrail_faults(&json!([]));
    apply(&world);
    assert_converged(&world);
}

#[test]
fn a_log_that_comes_short_or_as_a_message_is_named_and_comes_whole_later() {
    for body in [json!("fir"), json!(""), json!({"error": "maintenance"})] {
        let world = usual(true);
        switch_on(&world);
        world.sandbox.testops_faults(&json!([
            {"match": "GET testresult/attachment/1/content", "do": "status", "code": 200, "body": body, "times": null},
        ]));
        let output = world.apply();
        assert_eq!(output.code, Some(6), "{output}");
        assert!(output.stdout.contains("log \"1\" ä.txt"), "{output}");
        assert!(
            output.stdout.contains("TestOps lists the file with"),
            "{output}"
        );
        assert_eq!(stored(&world).len(), 3);
        let state = world.sandbox.testrail_state();
        assert_eq!(state["runs"][0]["is_completed"], false);
        world.sandbox.testops_faults(&json!([]));
        apply(&world);
        assert_converged(&world);
    }
}

#[test]
fn files_that_come_while_a_launch_goes_on_follow_their_results() {
    let world = World::with(&testops(), &testrail());
    switch_on(&world);
    // The links to results hold TestOps' address, so it stays where it is while what it holds grows.
    let mut address = "127.0.0.1:0".to_owned();
    let growth = [
        (false, json!([])),
        (false, json!(["one.txt"])),
        (
            false,
            json!(["one.txt", {"name": "two.txt", "missed": true}]),
        ),
        (false, json!(["one.txt", "two.txt"])),
        (true, json!(["one.txt", "two.txt", "three.txt"])),
    ];
    for (closed, files) in growth {
        let seed = tempfile::tempdir().unwrap();
        let testops = launch(closed, &[(901, files.clone())]);
        std::fs::write(seed.path().join("testops.json"), testops.to_string()).unwrap();
        let source = Sandbox::start_with(seed.path(), &["--testops", &address]);
        let url = source.variable("TESTOPS_URL");
        url.trim_start_matches("http://").clone_into(&mut address);
        let apply = || {
            let run = world.railwright().env("TESTOPS_URL", url);
            run.run(&["apply", "manifests", "--yes"]).code
        };
        assert_eq!(apply(), Some(0));
        let wanted = files
            .as_array()
            .unwrap()
            .iter()
            .filter(|file| file.is_string());
        assert_eq!(stored(&world).len(), wanted.count());
        let before = world.sandbox.writes().len();
        assert_eq!(apply(), Some(0));
        assert_eq!(world.sandbox.writes().len(), before);
    }
    assert_eq!(uploads(&world), 3);
}

#[test]
fn a_file_that_one_list_lacks_is_attached_before_the_run_is_closed() {
    let empty = json!({"content": [], "number": 0, "size": 1000, "totalElements": 0, "totalPages": 0, "last": true});
    for body in [empty, json!([])] {
        let world = usual(true);
        switch_on(&world);
        world.sandbox.testops_faults(&json!([
            {"match": "GET testresult/attachment", "times": 1, "after": 1, "do": "status", "code": 200, "body": body}
        ]));
        let output = world.apply();
        assert_eq!(output.code, Some(0), "{output}");
        let state = world.sandbox.testrail_state();
        assert_eq!(
            state["attachments"].as_array().unwrap().len(),
            4,
            "{body} {output}"
        );
        assert_eq!(state["runs"][0]["is_completed"], json!(true), "{output}");
    }
}
