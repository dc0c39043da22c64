//! The emulator as its clients see it.

mod access;
mod cases;
mod launches;
mod pages;
mod reference;
mod searches;
mod seeds;
mod steps;

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Method};
use serde_json::{Value, json};

use super::Testops;
use crate::sandbox::emulator::{Answer, Emulator as _, Request};

fn testops(seed: &Value) -> Testops {
    Testops::from_seed(&seed.to_string()).unwrap()
}

/// A request with the API token in its header.
fn request(method: Method, address: &str) -> Request {
    let (path, query) = address
        .split_once('?')
        .map_or((address, None), |(path, query)| (path, Some(query)));
    let mut request = Request {
        method,
        path: path.to_owned(),
        raw_query: query.map(str::to_owned),
        headers: HeaderMap::new(),
        body: Bytes::new(),
    };
    set_header(
        &mut request,
        "authorization",
        "Api-Token sandbox-testops-token",
    );
    request
}

fn set_header(request: &mut Request, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).unwrap();
    request.headers.insert(HeaderName::from_static(name), value);
}

fn get(testops: &Testops, address: &str) -> Answer {
    testops.answer(&request(Method::GET, address))
}

fn json_of(answer: &Answer) -> Value {
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
    if let Some(timestamp) = body.get_mut("timestamp") {
        assert!(timestamp.is_i64());
        *timestamp = json!("[now]");
    }
    body
}

/// The body of a call that succeeds.
fn read(testops: &Testops, address: &str) -> Value {
    let answer = get(testops, address);
    assert_eq!(answer.status, 200, "{address}");
    assert_eq!(answer.content_type, "application/json", "{address}");
    json_of(&answer)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// Each member of an object on a line of its own.
fn lines(value: &Value) -> String {
    let members = value.as_object().unwrap().iter();
    let lines: Vec<String> = members
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    lines.join("\n")
}

/// The ids on a page.
fn ids(page: &Value) -> Vec<i64> {
    let rows = page["content"].as_array().unwrap();
    rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// A shop with a little of everything.
fn shop() -> Testops {
    testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}, {"id": 8, "name": "Secret", "forbidden": true}],
        "testCases": [
            {
                "id": 4711, "projectId": 7, "name": "Guest can pay by card",
                "description": "Checks **payment**\n\n& more", "precondition": "Cart is full",
                "expectedResult": "Order is paid", "statusId": -3, "layer": "API Tests",
                "tags": ["smoke", "pay"],
                "links": [{"name": "Spec", "url": "https://wiki.example.com/pay", "type": "link"}],
                "issues": ["SHOP-1", {"name": "SHOP-2", "url": "https://tracker.example.com/SHOP-2", "closed": true}],
                "members": [{"role": "Owner", "name": "qa-lead"}, {"role": "Lead", "name": "dev-lead"}],
                "customFields": {"Epic": ["Cart", "Payment"], "Risk": ["High"]},
                "createdDate": 1_767_225_600_000_i64, "lastModifiedDate": 1_781_519_400_123_i64,
                "steps": [{"body": "Pay", "expectedResult": "Receipt is shown"}],
            },
            {
                "id": 4712, "projectId": 7, "name": "Robot can pay", "fullName": "shop.PayTest.robot",
                "automated": true, "tags": ["pay"], "customFields": {"Epic": ["Payment"]},
                "createdDate": 1_767_225_700_000_i64, "steps": [{"body": "POST /pay"}],
            },
            {"id": 4713, "projectId": 7, "name": "Old", "deleted": true, "statusId": -4},
            {"id": 9000, "projectId": 8, "name": "Secret"},
        ],
        "launches": [
            {
                "id": 55, "projectId": 7, "name": "Nightly", "closed": true,
                "createdDate": 1_781_519_400_000_i64, "tags": ["nightly"],
                "environment": {"Browser": ["Firefox", "Chrome"]},
                "results": [
                    {"id": 1, "testCaseId": 4711, "name": "Guest can pay by card", "status": "failed",
                     "message": "no receipt", "hidden": true, "start": 1000, "stop": 1500},
                    {"id": 2, "testCaseId": 4711, "name": "Guest can pay by card", "status": "passed",
                     "start": 2000, "stop": 2600, "testedBy": "qa-lead",
                     "parameters": [{"name": "card", "value": "visa"},
                                    {"name": "pin", "value": "0000", "hidden": true}]},
                    {"id": 3, "testCaseId": 4711, "name": "Guest can pay by card", "status": "broken"},
                    {"id": 4, "testCaseId": 4712, "name": "Robot can pay", "status": null},
                ],
            },
            {"id": 56, "projectId": 7, "name": "Running", "closed": false,
             "createdDate": 1_781_519_500_000_i64, "results": []},
        ],
    }))
}
