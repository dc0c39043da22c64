//! The sandbox as a process of its own, spoken to as any program would.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;

use serde_json::Value;

use super::binary::railwright;

/// A running sandbox.
pub(crate) struct Sandbox {
    process: Child,
    environment: Vec<(String, String)>,
}

/// One request of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) status: Option<u64>,
    pub(crate) body: Value,
}

impl Sandbox {
    /// Starts it with the seeds of a folder.
    pub(crate) fn start(seed: &Path) -> Self {
        Self::start_with(seed, &[])
    }

    /// Starts it with further arguments.
    pub(crate) fn start_with(seed: &Path, arguments: &[&str]) -> Self {
        let arguments = [&["sandbox", "--seed", "."], arguments].concat();
        let mut process = railwright(seed).spawn(&arguments);
        let stdout = process.stdout.take().unwrap();
        let environment = BufReader::new(stdout)
            .lines()
            .take(5)
            .map(|line| {
                let line = line.unwrap();
                let (name, value) = line.split_once('=').unwrap();
                (name.to_owned(), value.to_owned())
            })
            .collect();
        Self {
            process,
            environment,
        }
    }

    /// The printed variables.
    pub(crate) fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    pub(crate) fn variable(&self, name: &str) -> &str {
        &self
            .environment
            .iter()
            .find(|(found, _)| found == name)
            .unwrap()
            .1
    }

    /// Every request to TestRail so far.
    pub(crate) fn testrail_journal(&self) -> Vec<Request> {
        self.journal("TESTRAIL_URL")
    }

    /// Every request to TestOps so far.
    pub(crate) fn testops_journal(&self) -> Vec<Request> {
        self.journal("TESTOPS_URL")
    }

    /// The writes to TestRail so far, as `add_case/310`.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.testrail_journal()
            .iter()
            .filter(|request| request.method == "POST")
            .map(|request| request.path.rsplit("/api/v2/").next().unwrap().to_owned())
            .collect()
    }

    /// All that TestRail holds.
    pub(crate) fn testrail_state(&self) -> Value {
        http(self.variable("TESTRAIL_URL"), "GET", "/_sandbox/state", "")
    }

    /// A write to TestRail beside the binary, by its own user.
    pub(crate) fn testrail_post(&self, method: &str, body: &Value) {
        self.testrail_post_as(self.variable("TESTRAIL_USERNAME"), method, body);
    }

    /// A write to TestRail by somebody else.
    pub(crate) fn testrail_post_as(&self, user: &str, method: &str, body: &Value) {
        let user = [user, self.variable("TESTRAIL_API_KEY")].join(":");
        let path = format!("/index.php?/api/v2/{method}");
        let authorization = format!("Authorization: Basic {}\r\n", base64(user.as_bytes()));
        http_with(
            self.variable("TESTRAIL_URL"),
            "POST",
            &path,
            &body.to_string(),
            &authorization,
        );
    }

    /// Replaces the faults of TestRail.
    pub(crate) fn testrail_faults(&self, faults: &Value) {
        http(
            self.variable("TESTRAIL_URL"),
            "POST",
            "/_sandbox/faults",
            &faults.to_string(),
        );
    }

    /// Replaces the faults of TestOps.
    pub(crate) fn testops_faults(&self, faults: &Value) {
        http(
            self.variable("TESTOPS_URL"),
            "POST",
            "/_sandbox/faults",
            &faults.to_string(),
        );
    }

    fn journal(&self, server: &str) -> Vec<Request> {
        let journal = http(self.variable(server), "GET", "/_sandbox/journal", "");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        journal
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| Request {
                method: text(&entry["method"]),
                path: text(&entry["path"]),
                query: text(&entry["query"]),
                status: entry["status"].as_u64(),
                body: entry["body"].clone(),
            })
            .collect()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One request with nothing but the standard library, so that nothing of the project's client is trusted here.
fn http(base: &str, method: &str, path: &str, body: &str) -> Value {
    http_with(base, method, path, body, "")
}

/// The same with further headers, each with its line end.
fn http_with(base: &str, method: &str, path: &str, body: &str, headers: &str) -> Value {
    let address = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    // Deleting answers with an empty body.
    if body.is_empty() {
        return Value::Null;
    }
    serde_json::from_str(body).unwrap()
}

/// Encodes for Basic authorization.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for index in 0..4 {
            let digit = (bits >> (18 - 6 * index)) & 63;
            text.push(if index <= chunk.len() {
                char::from(DIGITS[digit as usize])
            } else {
                '='
            });
        }
    }
    text
}
