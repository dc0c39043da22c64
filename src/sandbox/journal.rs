//! The record of every request that an emulator received, with credentials masked.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::StatusCode;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::emulator::{Address, Request};
use super::multipart;

const MASK: &str = "***";

/// Strings longer than this are cut: the journal is for reading.
const LONGEST_TEXT: usize = 64 * 1024;

/// Keys of forms, query strings and JSON objects whose values never enter the journal.
const SECRET_KEYS: [&str; 11] = [
    "token",
    "access_token",
    "refresh_token",
    "id_token",
    "password",
    "new_password",
    "apikey",
    "api_key",
    "secret",
    "client_secret",
    "authorization",
];

/// Every request to one server, in the order in which they arrived.
///
/// An entry has the keys `n` (from 1), `method`, `path`, `query`, `status` and `body`:
///
/// * `path` is the route. For TestOps that is the path of the URL, for TestRail it reaches to the first
///   parameter: `/index.php?/api/v2/get_cases/1`.
/// * `query` is the rest as it was sent, `suite_id=2&limit=250`, or `""`.
/// * `status` is the number in the answer's first line, `null` if the connection was cut without an answer.
/// * `body` is the request's body: as JSON if it is JSON, else a string; `null` if it is empty; for an upload an
///   object that lists its parts.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<Vec<Value>>,
}

impl Journal {
    /// Records a request that has arrived and returns its number.
    pub(crate) fn record(&self, request: &Request, address: &Address) -> usize {
        let body = body(request);
        let mut entries = self.lock();
        let n = entries.len() + 1;
        entries.push(json!({
            "n": n,
            "method": request.method.as_str(),
            "path": address.path,
            "query": masked_pairs(&address.query),
            "status": null,
            "body": body,
        }));
        n
    }

    /// Adds the status that request `n` was answered with.
    pub(crate) fn answered(&self, n: usize, status: StatusCode) {
        let mut entries = self.lock();
        if let Some(entry) = n.checked_sub(1).and_then(|index| entries.get_mut(index)) {
            entry["status"] = json!(status.as_u16());
        }
    }

    /// All entries as a JSON array.
    pub(crate) fn to_json(&self) -> Value {
        Value::Array(self.lock().clone())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Value>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn body(request: &Request) -> Value {
    if request.body.is_empty() {
        return Value::Null;
    }
    if let Some(parts) = multipart::parts(request) {
        let parts: Vec<Value> = parts
            .iter()
            .map(|part| {
                json!({
                    "name": part.name,
                    "filename": part.file_name,
                    "contentType": part.content_type,
                    "size": part.content.len(),
                })
            })
            .collect();
        return json!({ "multipart": parts });
    }
    if let Ok(value) = serde_json::from_slice::<Value>(&request.body) {
        return masked_json(value);
    }
    match std::str::from_utf8(&request.body) {
        Ok(text) if is_form(request) => Value::String(masked_pairs(text)),
        Ok(text) => Value::String(shortened(text)),
        Err(_) => Value::String(format!("({} bytes that are no text)", request.body.len())),
    }
}

fn is_form(request: &Request) -> bool {
    request
        .header("content-type")
        .is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"))
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    SECRET_KEYS.contains(&key.as_str())
}

fn masked_pairs(pairs: &str) -> String {
    let masked: Vec<String> = pairs
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((key, _)) if is_secret(&percent_decode_str(key).decode_utf8_lossy()) => {
                format!("{key}={MASK}")
            }
            _ => pair.to_owned(),
        })
        .collect();
    masked.join("&")
}

fn masked_json(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(key, value)| {
                    let value = if is_secret(&key) && !value.is_null() {
                        Value::String(MASK.to_owned())
                    } else {
                        masked_json(value)
                    };
                    (key, value)
                })
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(masked_json).collect()),
        other => other,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use hyper::{HeaderMap, Method};

    use super::*;

    fn request(content_type: &str, body: &str) -> Request {
        let mut headers = HeaderMap::new();
        headers.insert(
            "content-type",
            content_type.parse().expect("a header value"),
        );
        Request {
            method: Method::POST,
            path: "/x".to_owned(),
            raw_query: None,
            headers,
            body: Bytes::from(body.to_owned()),
        }
    }

    #[test]
    fn form_bodies_lose_their_token() {
        let form = request(
            "application/x-www-form-urlencoded",
            "grant_type=apitoken&scope=openid&token=s3cr3t",
        );
        assert_eq!(
            body(&form),
            json!("grant_type=apitoken&scope=openid&token=***")
        );
    }

    #[test]
    fn json_bodies_lose_passwords_at_any_depth_and_keep_the_rest() {
        let json_body = request(
            "application/json",
            r#"{"title":"token","users":[{"Password":"p","name":"n"}]}"#,
        );
        assert_eq!(
            body(&json_body),
            json!({"title":"token","users":[{"Password":"***","name":"n"}]})
        );
    }

    #[test]
    fn query_strings_lose_their_token() {
        assert_eq!(
            masked_pairs("a=1&access_token=x&b"),
            "a=1&access_token=***&b"
        );
    }

    #[test]
    fn uploads_are_summarised() {
        let upload = request(
            "multipart/form-data; boundary=B",
            "--B\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"a.png\"\r\n\
             Content-Type: image/png\r\n\r\n12345\r\n--B--\r\n",
        );
        assert_eq!(
            body(&upload),
            json!({"multipart":[{"name":"attachment","filename":"a.png","contentType":"image/png","size":5}]})
        );
    }

    #[test]
    fn a_request_that_was_never_answered_keeps_a_null_status() {
        let journal = Journal::default();
        let address = Address {
            path: "/x".to_owned(),
            query: String::new(),
        };
        let first = journal.record(&request("text/plain", "hello"), &address);
        let second = journal.record(&request("text/plain", ""), &address);
        journal.answered(second, StatusCode::OK);
        assert_eq!(first, 1);
        assert_eq!(
            journal.to_json(),
            json!([
                {"n":1,"method":"POST","path":"/x","query":"","status":null,"body":"hello"},
                {"n":2,"method":"POST","path":"/x","query":"","status":200,"body":null},
            ])
        );
    }
}
