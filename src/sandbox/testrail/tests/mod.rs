//! The API as a client sees it, without sockets.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use hyper::HeaderMap;
use serde_json::json;

use super::*;

mod attachments;
mod case_calls;
mod field_values;
mod plan_calls;
mod protocol;
mod result_calls;
mod run_calls;
mod seeds;
mod seeds_of_years;
mod shapes;
mod trees;

const ADMIN: &str = "admin@example.com";
const KEY: &str = "sandbox-testrail-key";

/// An emulator and somebody who calls it.
struct Server {
    testrail: Testrail,
    email: &'static str,
}

impl Server {
    /// Two projects: 1 with a single suite (1) and section (1), 2 with several suites (2) and section 2.
    fn start() -> Self {
        Self::with(&json!({}))
    }

    /// The same with more or other keys in the seed.
    fn with(more: &Value) -> Self {
        let mut seed = json!({
            "projects": [
                {"id": 1, "name": "Single", "suite_mode": 1},
                {"id": 2, "name": "Several", "suite_mode": 3},
            ],
            "suites": [
                {"id": 1, "name": "Master", "project_id": 1, "is_master": true},
                {"id": 2, "name": "Second", "project_id": 2},
            ],
            "sections": [
                {"id": 1, "suite_id": 1, "name": "Root"},
                {"id": 2, "suite_id": 2, "name": "Other"},
            ],
        });
        for (key, value) in more.as_object().expect("an object") {
            seed[key] = value.clone();
        }
        Self::from_seed(&seed)
    }

    fn from_seed(seed: &Value) -> Self {
        Self {
            testrail: Testrail::from_seed(&seed.to_string()).expect("a valid seed"),
            email: ADMIN,
        }
    }

    fn by(self, email: &'static str) -> Self {
        Self { email, ..self }
    }

    fn request(&self, verb: Method, method: &str, body: impl Into<Bytes>) -> Request {
        let mut headers = HeaderMap::new();
        let credentials = BASE64_STANDARD.encode(format!("{}:{KEY}", self.email));
        headers.insert(
            "authorization",
            format!("Basic {credentials}").parse().expect("ASCII"),
        );
        headers.insert("content-type", "application/json".parse().expect("ASCII"));
        headers.insert("host", "testrail.example.com".parse().expect("ASCII"));
        Request {
            method: verb,
            path: "/index.php".to_owned(),
            raw_query: Some(format!("/api/v2/{method}")),
            headers,
            body: body.into(),
        }
    }

    fn send(&self, request: &Request) -> (u16, Value) {
        let answer = self.testrail.answer(request);
        let body = match serde_json::from_slice(&answer.body) {
            Ok(value) => value,
            Err(_) => json!(String::from_utf8_lossy(&answer.body)),
        };
        (answer.status.as_u16(), body)
    }

    fn call(&self, verb: Method, method: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.send(&self.request(verb, method, body))
    }

    /// The answer of a GET that must succeed.
    fn get(&self, method: &str) -> Value {
        let (status, body) = self.call(Method::GET, method, &Value::Null);
        assert_eq!(status, 200, "{method}: {body}");
        body
    }

    /// The answer of a POST that must succeed.
    fn post(&self, method: &str, body: &Value) -> Value {
        let (status, answer) = self.call(Method::POST, method, body);
        assert_eq!(status, 200, "{method} {body}: {answer}");
        answer
    }

    /// Status and sentence of a GET that must fail.
    fn get_refused(&self, method: &str) -> String {
        refused(method, self.call(Method::GET, method, &Value::Null))
    }

    /// Status and sentence of a POST that must fail.
    fn refused(&self, method: &str, body: &Value) -> String {
        refused(method, self.call(Method::POST, method, body))
    }

    /// Adds cases to section 1; their ids ascend from 1.
    fn add_cases(&self, n: usize) {
        let cases: Vec<Value> = (1..=n)
            .map(|i| json!({ "title": format!("Case {i}") }))
            .collect();
        self.post("add_cases/1", &json!({ "cases": cases }));
    }

    /// Adds an open run of project 1 with some cases.
    fn add_run(&self, cases: &[u64]) {
        self.post(
            "add_run/1",
            &json!({ "name": "Run", "include_all": false, "case_ids": cases }),
        );
    }
}

fn refused(method: &str, (status, body): (u16, Value)) -> String {
    assert!(status >= 400, "{method} was not refused: {body}");
    let keys: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["error"]);
    format!("{status} {}", body["error"].as_str().expect("a sentence"))
}

/// One column of a list.
fn column(list: &Value, key: &str) -> Vec<Value> {
    let items = list.as_array().expect("an array");
    items.iter().map(|item| item[key].clone()).collect()
}

fn keys(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}
