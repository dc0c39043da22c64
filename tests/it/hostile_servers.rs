//! Servers that send too much, too little, the wrong thing, or nobody where they should: waits are bounded, nothing is
//! lost, and the next apply goes on.

mod certificates;
mod echo;
mod raw;
mod rewriting;

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::binary::Output;
use crate::support::world::{World, testops, testrail};
use raw::{Asked, Raw, answer};

/// How many bytes a client may take of a body that never ends: the cap, and what buffers on the way hold.
const CAP: u64 = (64 << 20) + (16 << 20);

/// Plans with another TestRail.
fn plan_with(world: &World, testrail: &Raw, arguments: &[&str]) -> Output {
    let arguments = [&["plan", "manifests"], arguments].concat();
    world
        .railwright()
        .env("TESTRAIL_URL", testrail.url())
        .hide(testrail.address.to_string(), "HOSTILE")
        .run(&arguments)
}

/// Applies through a server in front of the sandbox.
fn apply_through(world: &World, testrail: &Raw) -> Output {
    world
        .railwright()
        .env("TESTRAIL_URL", testrail.url())
        .hide(testrail.address.to_string(), "HOSTILE")
        .run(&["apply", "manifests", "--yes"])
}

/// A server before TestRail's sandbox. Where `treat` says so, the answer is another one.
fn before(
    world: &World,
    treat: impl Fn(&Asked, &str, &mut dyn Write) -> Option<io::Result<()>> + Send + Sync + 'static,
) -> Raw {
    let sandbox = world.sandbox.variable("TESTRAIL_URL").to_owned();
    Raw::start(move |asked, stream| match treat(asked, &sandbox, stream) {
        Some(treated) => treated,
        None => stream.write_all(&asked.forwarded(&sandbox)),
    })
}

/// What is on stderr, without how long it took.
fn complaint(output: &Output) -> String {
    assert_eq!(output.code, Some(1), "{output}");
    without_times(&output.stderr)
}

/// Replaces `after 5 attempts in 6.1 seconds`, which is jittered.
fn without_times(text: &str) -> String {
    let mut pieces = text.split(" failed after ");
    let mut shown = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (_, rest) = piece.split_once(" seconds").unwrap();
        shown.push_str(" failed after N attempts");
        shown.push_str(rest);
    }
    shown
}

/// The part of an apply's output that follows the plan.
fn report(output: &Output) -> String {
    let (_, report) = output.stdout.rsplit_once("\nshop\n").unwrap();
    without_times(report)
}

/// How many cases carry the marker of each test case: one, whatever happened.
fn assert_nothing_twice(world: &World, cases: usize) {
    let mut markers: Vec<String> = world
        .cases()
        .iter()
        .filter_map(|case| Some(case["refs"].as_str()?.to_owned()))
        .filter(|refs| refs.contains("ALLURE-"))
        .collect();
    markers.sort();
    let count = markers.len();
    markers.dedup();
    assert_eq!((count, markers.len()), (cases, cases), "{markers:?}");
}

/// A world in which so many cases have to be updated, and nothing else.
fn many_updates(n: i64) -> World {
    let mut source = testops();
    source["testCases"] = (1..=n)
        .map(|id| json!({"id": id, "projectId": 7, "name": format!("Case {id}, renamed"), "statusId": -1}))
        .collect();
    let mut target = testrail();
    target["cases"] = (1..=n)
        .map(|id| json!({"id": 500 + id, "title": format!("Case {id}"), "section_id": 310, "refs": format!("ALLURE-{id}")}))
        .collect();
    let world = World::with(&source, &target);
    world.edit("  mapping: default\n", "  guard: {maxUpdatePercent: 100}\n");
    world
}

fn is_too_large(output: &Output) {
    insta::assert_snapshot!(complaint(output), @"
    error[RW0717]: sync config shop: cannot read from TestRail
      caused by: GET get_projects failed
      caused by: the answer is larger than 67108864 bytes
    help: check the endpoint of integration testrail: something else than its API seems to answer there
    ");
}

#[test]
fn a_body_that_is_announced_with_a_gigabyte_is_not_read() {
    let world = World::new();
    let sent = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&sent);
    let server = Raw::start(move |_, stream| {
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n[",
        )?;
        let blanks = vec![b' '; 1 << 16];
        loop {
            stream.write_all(&blanks)?;
            count.fetch_add(1 << 16, Ordering::Relaxed);
        }
    });
    is_too_large(&plan_with(&world, &server, &[]));
    assert!(sent.load(Ordering::Relaxed) < (16 << 20));
    assert_eq!(server.connections(), 1, "nothing is tried again");
}

#[test]
fn a_body_that_never_ends_is_cut_off() {
    let world = World::new();
    let sent = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&sent);
    let server = Raw::start(move |_, stream| {
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        )?;
        let mut chunk = b"10000\r\n".to_vec();
        chunk.extend_from_slice(&vec![b' '; 1 << 16]);
        chunk.extend_from_slice(b"\r\n");
        loop {
            stream.write_all(&chunk)?;
            count.fetch_add(1 << 16, Ordering::Relaxed);
        }
    });
    is_too_large(&plan_with(&world, &server, &[]));
    assert!(sent.load(Ordering::Relaxed) < CAP);
}

#[test]
fn a_small_body_that_unpacks_to_a_huge_one_is_cut_off() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..96 {
        packed.write_all(&blanks).unwrap();
    }
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 1 << 20);
    let headers = ["Content-Type: application/json", "Content-Encoding: gzip"];
    let bomb = answer("200 OK", &headers, &packed);
    let server = Raw::start(move |_, stream| stream.write_all(&bomb));
    is_too_large(&plan_with(&World::new(), &server, &[]));
}

#[test]
fn a_trickle_ends_with_the_timeout() {
    let world = World::new();
    let server = Raw::start(|_, stream| {
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[",
        )?;
        loop {
            stream.write_all(b" ")?;
            thread::sleep(Duration::from_millis(200));
        }
    });
    let started = Instant::now();
    let output = plan_with(&world, &server, &["--timeout", "1"]);
    insta::assert_snapshot!(complaint(&output), @"
    error[RW0717]: sync config shop: cannot read from TestRail
      caused by: GET get_projects failed after N attempts
      caused by: no answer within 1 second
    help: try again when the server of integration testrail is available; if it always takes so long, set --timeout SECONDS
    ");
    assert!(started.elapsed() < Duration::from_mins(1));
}

#[test]
fn a_create_whose_answer_trickles_is_looked_up_and_not_repeated() {
    let world = World::new();
    let first = AtomicBool::new(true);
    let server = before(&world, move |asked, sandbox, stream| {
        let is_create = asked.line.starts_with("POST") && asked.line.contains("add_cases");
        (is_create && first.swap(false, Ordering::SeqCst)).then(|| {
            for byte in asked.forwarded(sandbox) {
                stream.write_all(&[byte])?;
                thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        })
    });
    let output = world.railwright().env("TESTRAIL_URL", server.url()).run(&[
        "apply",
        "manifests",
        "--yes",
        "--timeout",
        "3",
    ]);
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(world.sandbox.writes(), ["add_cases/310", "update_case/501"]);
    assert_nothing_twice(&world, 3);
}

#[test]
fn a_server_that_goes_away_ends_the_apply_with_what_was_done() {
    let world = many_updates(100);
    let door = Arc::new(std::sync::OnceLock::<Box<dyn Fn() + Send + Sync>>::new());
    let written = AtomicU64::new(0);
    let close = Arc::clone(&door);
    let server = before(&world, move |asked, _, _| {
        if asked.line.contains("update_case") && written.fetch_add(1, Ordering::SeqCst) == 12 {
            close.get().unwrap()();
        }
        None
    });
    assert!(door.set(Box::new(server.closer())).is_ok());

    let started = Instant::now();
    let output = apply_through(&world, &server);
    assert!(started.elapsed() < Duration::from_mins(1));
    assert_eq!(output.code, Some(6), "{output}");
    let report = report(&output);
    let count = |words: &str| report.lines().filter(|line| line.contains(words)).count();
    let (done, failed, left) = (
        count("updated C5"),
        count("not updated: "),
        count(", not begun"),
    );
    assert!(done >= 12 && failed >= 5 && left >= 10, "{report}");
    let summary = report.lines().last().unwrap();
    assert!(
        summary.starts_with(&format!(
            "0 cases created, {done} updated, {failed} failed, {left} not begun, with"
        )),
        "{report}"
    );
    let first = report
        .lines()
        .find(|line| line.contains("not updated"))
        .unwrap();
    let (_, words) = first.split_once("not updated: ").unwrap();
    let words = words.split(" (os error").next().unwrap().to_owned();
    let digits = |c: char| c.is_ascii_digit();
    let (method, rest) = words.split_once("update_case/").unwrap();
    insta::assert_snapshot!(format!("{method}update_case/N{}", rest.trim_start_matches(digits)), @"cannot write to TestRail: POST update_case/N failed after N attempts: cannot connect to HOSTILE: error sending request: client error (Connect): tcp connect error: Connection refused");
    insta::assert_snapshot!(output.stderr, @"
    error[RW0833]: applied in part
    help: fix the problems above, or retry when TestRail is available; apply continues where it stopped
    ");

    let again = world.apply();
    assert_eq!(again.code, Some(0), "{again}");
    assert_nothing_twice(&world, 100);
    assert!(
        world
            .cases()
            .iter()
            .all(|case| case["title"].as_str().unwrap().ends_with("renamed"))
    );
}

#[test]
fn a_storm_during_creation_leaves_nothing_twice() {
    let world = World::new();
    // Carried out, but the gateway fails on the way back, and then for everything that is read.
    world.sandbox.testrail_faults(&json!([
        {"match": "POST add_cases", "do": "status", "code": 502, "executed": true},
        {"match": "GET get_cases", "after": 2, "do": "status", "code": 503, "times": null},
    ]));
    let started = Instant::now();
    let output = world.apply();
    assert!(started.elapsed() < Duration::from_mins(1));
    assert_eq!(output.code, Some(6), "{output}");
    insta::assert_snapshot!(report(&output), @"

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501
      ✗ ALLURE-4712  Guest can pay by card                         not created: TestRail gave no clear answer: POST add_cases/310 failed: no clear answer: it may have been carried out or not: 502: Bad Gateway. The next apply looks it up by its marker
      ✗ ALLURE-4713  Корзина сохраняется 🛒                        not created: TestRail gave no clear answer: POST add_cases/310 failed: no clear answer: it may have been carried out or not: 502: Bad Gateway. The next apply looks it up by its marker

    0 cases created, 1 updated, 2 failed, with 7 TestRail requests.
    ");
    world.sandbox.testrail_faults(&json!([]));
    let again = world.apply();
    assert_eq!(again.code, Some(0), "{again}");
    assert_nothing_twice(&world, 3);
    assert_eq!(world.apply().code, Some(0));
}

#[test]
fn maintenance_that_takes_longer_than_anybody_waits_ends_the_apply_at_once() {
    let world = World::new();
    world.sandbox.testrail_faults(&json!([
        {"match": "POST", "do": "status", "code": 409, "times": null, "retryAfter": 3600,
            "body": {"error": "The instance is being maintained."}},
    ]));
    let output = world.apply();
    assert_eq!(output.code, Some(6), "{output}");
    insta::assert_snapshot!(report(&output), @"

      · ALLURE-4711  User can reset a forgotten password           C501, not begun
      ✗ ALLURE-4712  Guest can pay by card                         not created: cannot write to TestRail: POST add_cases/310 failed: 409: The instance is being maintained.
      ✗ ALLURE-4713  Корзина сохраняется 🛒                        not created: cannot write to TestRail: POST add_cases/310 failed: 409: The instance is being maintained.

    0 cases created, 0 updated, 2 failed, 1 not begun, with 1 TestRail request.
    ");
    assert_eq!(world.sandbox.writes().len(), 1);
    world.sandbox.testrail_faults(&json!([]));
    assert_eq!(world.apply().code, Some(0));
    assert_nothing_twice(&world, 3);
}

#[test]
fn reads_end_with_1_whatever_the_server_has() {
    let storms = [
        (
            "TestRail's 409",
            json!({"match": "GET get_cases", "code": 409, "retryAfter": 3600}),
        ),
        (
            "TestRail's 503",
            json!({"match": "GET get_cases", "code": 503}),
        ),
    ];
    let complaints = thread::scope(|scope| {
        let runs: Vec<_> = storms
            .into_iter()
            .map(|(name, mut fault)| {
                scope.spawn(move || {
                    let world = World::new();
                    fault["do"] = json!("status");
                    fault["times"] = Value::Null;
                    world.sandbox.testrail_faults(&json!([fault]));
                    format!("{name}\n{}", complaint(&world.plan()))
                })
            })
            .chain([scope.spawn(|| {
                let world = World::new();
                let fault =
                    json!({"match": "GET testcase", "do": "status", "code": 500, "times": null});
                world.sandbox.testops_faults(&json!([fault]));
                format!("TestOps' 500\n{}", complaint(&world.plan()))
            })])
            .chain([scope.spawn(|| {
                let world = World::new();
                let fault = json!({"match": "", "do": "status", "code": 503, "times": null});
                world.sandbox.testops_faults(&json!([fault]));
                format!("TestOps' 503 for everything\n{}", complaint(&world.plan()))
            })])
            .collect();
        let ended = runs.into_iter().map(|run| run.join().unwrap());
        ended.collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(complaints, @"
    TestRail's 409
    error[RW0717]: sync config shop: cannot read from TestRail
      caused by: GET get_cases/1 failed
      caused by: 409: Conflict
    help: try again when the server of integration testrail is available; nothing is lost by that

    TestRail's 503
    error[RW0717]: sync config shop: cannot read from TestRail
      caused by: GET get_cases/1 failed after N attempts
      caused by: 503: Service Unavailable
    help: try again when the server of integration testrail is available; nothing is lost by that

    TestOps' 500
    error[RW0717]: sync config shop: cannot read from TestOps
      caused by: GET /api/rs/testcase/__search failed after N attempts
      caused by: 500: Internal Server Error
    help: try again when the server of integration testops is available; nothing is lost by that

    TestOps' 503 for everything
    error[RW0717]: sync config shop: cannot read from TestOps
      caused by: GET /api/rs/testcase/__search failed after N attempts
      caused by: 503: Service Unavailable
    help: try again when the server of integration testops is available; nothing is lost by that
    ");
}

#[test]
fn answers_of_the_wrong_type_are_named() {
    let json = &["Content-Type: application/json"][..];
    let bodies: [(&str, &[&str], &[u8]); 8] = [
        ("an array of numbers", json, b"[1, 2]"),
        ("an object", json, br#"{"projects": {"id": 1}}"#),
        (
            "fields of other types",
            json,
            br#"[{"id": "one", "name": 1}]"#,
        ),
        ("a text", json, br#""projects""#),
        (
            "a web page",
            &["Content-Type: text/html"],
            b"<html>Sign in</html>",
        ),
        ("nothing", json, b""),
        ("no UTF-8", json, b"[{\"id\": 1, \"name\": \"\xff\xfe\"}]"),
        (
            "no gzip",
            &["Content-Type: application/json", "Content-Encoding: gzip"],
            b"[]",
        ),
    ];
    let world = World::new();
    let complaints = thread::scope(|scope| {
        let runs: Vec<_> = bodies
            .into_iter()
            .map(|(name, headers, body)| {
                let world = &world;
                scope.spawn(move || {
                    let body = answer("200 OK", headers, body);
                    let server = Raw::start(move |_, stream| stream.write_all(&body));
                    let output = plan_with(world, &server, &["--state-dir", name]);
                    let complaint = complaint(&output);
                    let causes = complaint
                        .lines()
                        .skip_while(|line| !line.contains("get_projects"))
                        .map(|line| line.trim().trim_start_matches("caused by: "));
                    format!("{name}: {}", causes.collect::<Vec<_>>().join(" | "))
                })
            })
            .collect();
        let ended = runs.into_iter().map(|run| run.join().unwrap());
        ended.collect::<Vec<_>>().join("\n")
    });
    insta::assert_snapshot!(complaints, @r#"
    an array of numbers: GET get_projects failed | cannot read a page of projects: invalid type: integer `1`, expected struct Project at line 1 column 2; the answer begins with: [1, 2] | help: check the endpoint of integration testrail: something else than its API seems to answer there
    an object: GET get_projects failed | cannot read a page of projects: invalid type: map, expected a sequence at line 1 column 13; the answer begins with: {"projects": {"id": 1}} | help: check the endpoint of integration testrail: something else than its API seems to answer there
    fields of other types: GET get_projects failed | cannot read a page of projects: invalid type: string "one", expected u64 at line 1 column 13; the answer begins with: [{"id": "one", "name": 1}] | help: check the endpoint of integration testrail: something else than its API seems to answer there
    a text: GET get_projects failed | cannot read a page of projects: invalid type: string "projects", expected struct Envelope at line 1 column 10; the answer begins with: "projects" | help: check the endpoint of integration testrail: something else than its API seems to answer there
    a web page: GET get_projects failed after N attempts | the answer is a web page and not the API's: <html>Sign in</html> | help: check the endpoint of integration testrail: it should be the address without `index.php` or any page
    nothing: GET get_projects failed after N attempts | cannot read a page of projects: it is empty | help: check the endpoint of integration testrail: something else than its API seems to answer there
    no UTF-8: GET get_projects failed after N attempts | cannot read a page of projects: invalid unicode code point at line 1 column 21; the answer begins with: [{"id": 1, "name": "��"}] | help: check the endpoint of integration testrail: something else than its API seems to answer there
    no gzip: GET get_projects failed after N attempts | the connection was lost | error decoding response body | request or response body error | Invalid gzip header | help: try again when the server of integration testrail is available; nothing is lost by that
    "#);
}

#[test]
fn writes_whose_answers_have_the_wrong_shape_are_looked_up() {
    let world = World::new();
    let server = before(&world, |asked, sandbox, stream| {
        asked.line.starts_with("POST").then(|| {
            // Carried out, but nobody could tell from the answer.
            let _ = asked.forwarded(sandbox);
            stream.write_all(&answer(
                "200 OK",
                &["Content-Type: application/json"],
                b"[7]",
            ))
        })
    });
    let output = apply_through(&world, &server);
    insta::assert_snapshot!(report(&output), @"

      ✗ ALLURE-4711  User can reset a forgotten password           C501, not updated: cannot write to TestRail: POST update_case/501 failed: cannot read an updated case: invalid type: sequence, expected struct Answered at line 1 column 0; the answer begins with: [7]
      + ALLURE-4712  Guest can pay by card                         created C503  http://HOSTILE/index.php?/cases/view/503
      + ALLURE-4713  Корзина сохраняется 🛒                        created C504  http://HOSTILE/index.php?/cases/view/504

    2 cases created, 0 updated, 1 failed, with 4 TestRail requests.
    ");
    assert_eq!(output.code, Some(6), "{output}");
    assert_nothing_twice(&world, 3);
    let again = world.apply();
    assert_eq!(again.code, Some(0), "{again}");
    assert_nothing_twice(&world, 3);
}

const REDIRECTS: [&str; 4] = [
    "301 Moved Permanently",
    "302 Found",
    "307 Temporary Redirect",
    "308 Permanent Redirect",
];

/// A server that nobody should ever come to.
fn elsewhere() -> Raw {
    Raw::start(|_, stream| stream.write_all(&answer("200 OK", &[], b"[]")))
}

fn redirect(status: &str, to: &Raw, path: &str) -> Vec<u8> {
    let location = format!("Location: http://{}{path}?token=s3cr3t", to.address);
    answer(status, &[&location], b"")
}

#[test]
fn redirects_of_reads_are_not_followed() {
    let world = World::new();
    let other = elsewhere();
    let mut complaints = Vec::new();
    for status in REDIRECTS {
        let reply = redirect(status, &other, "/testrail/index.php");
        let server = Raw::start(move |_, stream| stream.write_all(&reply));
        let output = plan_with(&world, &server, &[]);
        let complaint = complaint(&output);
        complaints.push(complaint.replace(&other.address.to_string(), "ELSEWHERE"));
        assert_eq!(server.connections(), 1);
    }
    complaints.dedup();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    insta::assert_snapshot!(complaints[0], @"
    error[RW0717]: sync config shop: cannot read from TestRail
      caused by: GET get_projects failed
      caused by: the server redirects to http://ELSEWHERE/testrail/index.php; enter http://ELSEWHERE/testrail/ as the endpoint
    ");
    assert_eq!(other.connections(), 0);
}

#[test]
fn redirects_of_writes_and_of_tokens_are_not_followed() {
    let other = elsewhere();
    let url = other.url();
    for status in REDIRECTS {
        let world = World::new();
        let reply = redirect(status, &other, "/index.php");
        let server = before(&world, move |asked, _, stream| {
            asked
                .line
                .starts_with("POST")
                .then(|| stream.write_all(&reply))
        });
        let output = apply_through(&world, &server);
        assert_eq!(output.code, Some(6), "{output}");
        assert!(
            output
                .stdout
                .contains(&format!("the server redirects to {url}/index.php")),
            "{output}"
        );
        assert!(world.sandbox.writes().is_empty());
        assert_eq!(world.apply().code, Some(0));
        assert_nothing_twice(&world, 3);

        let reply = redirect(status, &other, "/api/uaa/oauth/token");
        let server = Raw::start(move |_, stream| stream.write_all(&reply));
        let output = world
            .railwright()
            .env("TESTOPS_URL", server.url())
            .hide(server.address.to_string(), "HOSTILE")
            .run(&["plan", "manifests"]);
        assert!(
            complaint(&output).contains(&format!(
                "the server redirects to {url}/api/uaa/oauth/token"
            )),
            "{output}"
        );
        assert_eq!(server.lines(), ["POST /api/uaa/oauth/token"]);
    }
    assert_eq!(other.connections(), 0);
}

/// Puts a text into an answer in place of another one of the same length.
fn replaced(answer: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let text = String::from_utf8(answer.to_vec()).unwrap();
    text.replace(from, to).into_bytes()
}

#[test]
fn a_marker_that_is_not_kept_stops_before_everything_is_created_again() {
    let world = World::new();
    let server = before(&world, |asked, sandbox, stream| {
        let answer = asked.forwarded(sandbox);
        let answer = ["ALLURE-4712", "ALLURE-4713"]
            .iter()
            .fold(answer, |answer, marker| {
                let from = format!("\"refs\":\"{marker}\"");
                replaced(
                    &answer,
                    &from,
                    &format!("{:1$}", "\"refs\":null", from.len()),
                )
            });
        Some(stream.write_all(&answer))
    });
    let output = apply_through(&world, &server);
    assert_eq!(output.code, Some(6), "{output}");
    // Both are there, and somebody has to see to both.
    for case in ["C503", "C504"] {
        let words = format!("not created: TestRail stored {case} without its marker in refs");
        assert!(output.stdout.contains(&words), "{output}");
    }
    insta::assert_snapshot!(output.stderr, @"
    error[RW0723]: sync config shop: TestRail stored C503 without its marker in refs, so that nothing more is written
      caused by: TestRail stored C503 without its marker in refs
    help: the next apply would not find it: write its marker by hand, or delete C503 if it is new, and see that refs belongs to the template and takes what is sent (Administration → Customizations)
    error[RW0833]: applied in part
    help: fix the problems above, or retry when TestRail is available; apply continues where it stopped
    ");
    let writes = world.sandbox.writes();
    assert_eq!(
        writes
            .iter()
            .filter(|write| write.contains("add_case"))
            .count(),
        1,
        "{writes:?}"
    );
}

#[test]
fn where_a_testops_keeps_its_api_is_asked_once_and_not_by_each_command() {
    let world = World::new();
    let sandbox = world.sandbox.variable("TESTOPS_URL").to_owned();
    let server = Raw::start(move |asked, stream| {
        if asked.line.contains("/api/rs/") {
            let json = ["Content-Type: application/json"];
            return stream.write_all(&answer("404 Not Found", &json, b"{}"));
        }
        stream.write_all(&asked.forwarded(&sandbox))
    });
    let misses = || {
        let lines = server.lines();
        lines
            .iter()
            .filter(|line| line.contains("/api/rs/"))
            .count()
    };
    for _ in 0..3 {
        let output = world
            .railwright()
            .env("TESTOPS_URL", server.url())
            .run(&["plan", "manifests"]);
        assert_eq!(output.code, Some(0), "{output}");
        assert_eq!(misses(), 1, "{output}");
    }
}
