//! What the shared server asks of an emulator, and the two things they exchange.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use hyper::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};

/// One emulated product: its state and its API, without sockets.
///
/// Everything is synchronous. An emulator locks its own state and never waits, so that requests are
/// carried out one after another, in the order in which they were received.
pub(crate) trait Emulator: Send + Sync + 'static {
    /// Carries a request out.
    fn answer(&self, request: &Request) -> Answer;

    /// Keeps what it holds now, so that it can be read for so long.
    fn keep_past(&self, _readable: Duration) {}

    /// Carries a request that reads out as if it had come so much earlier, as far as that is kept.
    fn answer_from_past(&self, request: &Request, _age: Duration) -> Answer {
        self.answer(request)
    }

    /// Everything the emulator holds, as `GET /_sandbox/state` shows it.
    fn state(&self) -> Value;

    /// The name by which people know the call: what the `match` of a fault is compared with.
    ///
    /// TestRail: what follows `/api/v2/`, such as `add_case/5`. TestOps: the path.
    fn method_name(&self, request: &Request) -> String;

    /// Where the request went, as the journal shows it.
    fn address(&self, request: &Request) -> Address {
        Address {
            path: request.path.clone(),
            query: request.raw_query.clone().unwrap_or_default(),
        }
    }

    /// The body of an error that the server layer itself produces, in the product's own shape.
    fn error_body(&self, _request: &Request, _status: StatusCode, message: &str) -> Value {
        json!({ "error": message })
    }
}

/// A request whose body has been read completely.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The verb.
    pub(crate) method: Method,
    /// The path of the URL, as it was sent (percent-encoded).
    pub(crate) path: String,
    /// Everything after the first `?`, as it was sent.
    pub(crate) raw_query: Option<String>,
    /// All headers.
    pub(crate) headers: HeaderMap,
    /// The whole body.
    pub(crate) body: Bytes,
}

impl Request {
    /// The value of a header, if it is there and readable.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What goes back to the client.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: StatusCode,
    /// The value of `Content-Type`.
    pub(crate) content_type: Cow<'static, str>,
    /// Further headers. Those that are no valid headers are left out.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The whole body.
    pub(crate) body: Bytes,
}

impl Answer {
    /// An answer whose body is JSON.
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self {
            status,
            content_type: Cow::Borrowed("application/json; charset=utf-8"),
            headers: Vec::new(),
            body: Bytes::from(body.to_string()),
        }
    }

    /// An answer in HTML, as a proxy in front of the real server gives it.
    pub(crate) fn html(status: StatusCode, body: &'static str) -> Self {
        Self {
            status,
            content_type: Cow::Borrowed("text/html; charset=utf-8"),
            headers: Vec::new(),
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    /// The same answer with one more header.
    #[must_use]
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Where a request went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The route, with a leading slash.
    pub(crate) path: String,
    /// The parameters as they were sent, without a leading separator; empty if there are none.
    pub(crate) query: String,
}
