//! What other programs rely on: the variables, the control calls and the faults, over real connections.

use std::error::Error as _;
use std::fs;
use std::net::SocketAddr;

use railwright::sandbox::{self, Options, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// `maintainer@example.com` with the sandbox's key.
const CREDENTIALS: &str = "bWFpbnRhaW5lckBleGFtcGxlLmNvbTpzYW5kYm94LXRlc3RyYWlsLWtleQ==";

struct Fixture {
    sandbox: Sandbox,
    // The seed lives as long as the sandbox.
    _folder: tempfile::TempDir,
}

impl Fixture {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let seed = json!({
            "projects": [{"id": 1, "name": "Web Shop", "suite_mode": 1}],
            "sections": [{"id": 310, "name": "Checkout"}],
            "users": [{"id": 3, "name": "Maintainer", "email": "maintainer@example.com", "is_admin": true}],
        });
        fs::write(folder.path().join("testrail.json"), seed.to_string()).expect("a file");
        let options = Options {
            seed: Some(folder.path().to_owned()),
            ..Options::default()
        };
        Self {
            sandbox: sandbox::start(&options).await.expect("a sandbox"),
            _folder: folder,
        }
    }

    /// Sends a request to TestRail; none if the connection was cut.
    async fn send(&self, verb: &str, target: &str, body: &Value) -> Option<(u16, Value)> {
        let url = self.sandbox.testrail_url();
        let address: SocketAddr = url
            .trim_start_matches("http://")
            .parse()
            .expect("an address");
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let length = body.len();
        let request = format!(
            "{verb} {target} HTTP/1.1\r\nhost: {address}\r\nauthorization: Basic {CREDENTIALS}\r\n\
             content-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        let mut stream = TcpStream::connect(address)
            .await
            .expect("a listening server");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("an open connection");
        let mut answer = Vec::new();
        // A cut connection may be reported as reset.
        stream.read_to_end(&mut answer).await.ok();
        let answer = String::from_utf8(answer).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().expect("a status");
        Some((status, serde_json::from_str(body).unwrap_or(json!(body))))
    }

    async fn api(&self, verb: &str, method: &str, body: Value) -> Option<(u16, Value)> {
        self.send(verb, &format!("/index.php?/api/v2/{method}"), &body)
            .await
    }

    async fn control(&self, verb: &str, call: &str, body: Value) -> Value {
        let (status, answer) = self
            .send(verb, &format!("/_sandbox/{call}"), &body)
            .await
            .expect("an answer");
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

#[tokio::test]
async fn the_variables_come_in_their_order_and_open_the_servers() {
    let fixture = Fixture::start().await;
    let environment = fixture.sandbox.environment();
    let names: Vec<&str> = environment.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "TESTOPS_URL",
            "TESTOPS_TOKEN",
            "TESTRAIL_URL",
            "TESTRAIL_USERNAME",
            "TESTRAIL_API_KEY"
        ]
    );
    assert_eq!(environment[3].1, "maintainer@example.com");
    assert_eq!(environment[4].1, "sandbox-testrail-key");
    let (status, user) = fixture
        .api("GET", "get_current_user", Value::Null)
        .await
        .expect("an answer");
    assert_eq!((status, &user["id"]), (200, &json!(3)));
    fixture.sandbox.stop().await;
}

#[tokio::test]
async fn a_lost_answer_was_executed_and_the_journal_says_so() {
    let fixture = Fixture::start().await;
    let faults = json!([{"match": "POST add_case", "after": 1, "times": 1, "do": "drop_reply"}]);
    assert_eq!(fixture.control("POST", "faults", faults).await, json!({}));
    let mut statuses = Vec::new();
    for title in ["a", "b", "c"] {
        let answer = fixture
            .api("POST", "add_case/310", json!({ "title": title }))
            .await;
        statuses.push(answer.map(|(status, _)| status));
    }
    assert_eq!(statuses, [Some(200), None, Some(200)]);
    let state = fixture.control("GET", "state", Value::Null).await;
    let titles: Vec<&Value> = state["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .map(|case| &case["title"])
        .collect();
    assert_eq!(titles, ["a", "b", "c"]);
    assert_eq!(
        fixture.control("GET", "journal", Value::Null).await,
        json!([
            {"n": 1, "method": "POST", "path": "/index.php?/api/v2/add_case/310", "query": "", "status": 200, "body": {"title": "a"}},
            {"n": 2, "method": "POST", "path": "/index.php?/api/v2/add_case/310", "query": "", "status": null, "body": {"title": "b"}},
            {"n": 3, "method": "POST", "path": "/index.php?/api/v2/add_case/310", "query": "", "status": 200, "body": {"title": "c"}},
        ])
    );
}

#[tokio::test]
async fn a_lost_request_was_not_executed() {
    let fixture = Fixture::start().await;
    fixture
        .control(
            "POST",
            "faults",
            json!([{"match": "POST add_case", "do": "drop_before"}]),
        )
        .await;
    assert_eq!(
        fixture
            .api("POST", "add_case/310", json!({"title": "a"}))
            .await,
        None
    );
    assert_eq!(
        fixture.control("GET", "state", Value::Null).await["cases"],
        json!([])
    );
}

#[tokio::test]
async fn an_empty_answer_is_truncated_to_nothing() {
    let fixture = Fixture::start().await;
    fixture
        .api("POST", "add_case/310", json!({"title": "a"}))
        .await;
    let faults = json!([{"match": "POST delete_case", "do": "truncate"}]);
    fixture.control("POST", "faults", faults).await;
    assert_eq!(fixture.api("POST", "delete_case/1", json!({})).await, None);
    assert_eq!(
        fixture.control("GET", "state", Value::Null).await["cases"],
        json!([])
    );
}

#[tokio::test]
async fn parallel_writes_all_arrive() {
    let fixture = Fixture::start().await;
    let body =
        |i: usize| json!({"cases": [{"title": format!("a{i}")}, {"title": format!("b{i}")}]});
    let calls = (0..20).map(|i| fixture.api("POST", "add_cases/310", body(i)));
    let answers = futures_util::future::join_all(calls).await;
    assert!(
        answers
            .iter()
            .all(|answer| answer.as_ref().is_some_and(|(status, _)| *status == 200))
    );
    let (_, page) = fixture
        .api("GET", "get_cases/1", Value::Null)
        .await
        .expect("an answer");
    assert_eq!(page["size"], 40);
}

#[tokio::test]
async fn a_seed_that_cannot_be_used_names_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let seed = folder.path().join("testrail.json");
    fs::write(&seed, "{").expect("a file");
    let options = Options {
        seed: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let error = sandbox::start(&options).await.expect_err("a broken seed");
    assert!(error.to_string().contains("testrail.json"), "{error}");
    fs::write(&seed, r#"{"cases": [{"id": "C1"}]}"#).expect("a file");
    let error = sandbox::start(&options).await.expect_err("a wrong type");
    let cause = error.source().expect("a cause").to_string();
    assert!(cause.starts_with("cases[0].id: invalid type"), "{cause}");
    let missing = Options {
        seed: Some(folder.path().join("nowhere")),
        ..Options::default()
    };
    let error = sandbox::start(&missing).await.expect_err("no folder");
    assert!(
        matches!(error, sandbox::Error::SeedFolder { .. }),
        "{error}"
    );
    fs::remove_file(&seed).expect("a file");
    let error = sandbox::start(&options).await.expect_err("an empty folder");
    assert!(matches!(error, sandbox::Error::NoSeed { .. }), "{error}");
}

#[tokio::test]
async fn the_seeds_in_the_readme_are_accepted() {
    let readme = include_str!("../../README.md");
    let folder = tempfile::tempdir().expect("a folder");
    let seeds = readme
        .split("\n### Seeds\n")
        .nth(1)
        .expect("the section on seeds")
        .split("```json\n")
        .skip(1);
    for (name, seed) in ["testops.json", "testrail.json"].iter().zip(seeds) {
        let seed = seed.split("```").next().expect("a block");
        fs::write(folder.path().join(name), seed).expect("a file");
    }
    let options = Options {
        seed: Some(folder.path().to_owned()),
        ..Options::default()
    };
    let sandbox = sandbox::start(&options).await.expect("a sandbox");
    sandbox.stop().await;
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
}
