//! The TestRail emulator: API version 2 as TestRail Cloud speaks it.
//!
//! `routes` lists the methods; each kind of thing has a file with its shape, its rules and its methods. `state` holds
//! everything, `seed` fills it, and `text`, `refs` and `time_span` are what the server does to values it is sent.

#![expect(
    clippy::unnecessary_wraps,
    reason = "every method has the signature that the table of routes wants"
)]

use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hyper::{Method, StatusCode};
use serde_json::Value;

use self::body::Body;
use self::call::{Call, Reply};
use self::error::ApiError;
use self::params::Params;
use self::past::Past;
use self::state::State;
use self::users::{Right, User};
use super::bucket::{self, Bucket};
use super::emulator::{Address, Answer, Emulator, Request};
use super::seed::Error;

mod attachments;
mod bdd;
mod body;
mod call;
mod case_batches;
mod case_input;
mod cases;
mod configurations;
mod error;
mod field_creation;
mod field_types;
mod field_values;
mod fields;
mod history;
mod labels;
mod milestones;
mod paging;
mod params;
mod past;
mod plan_entries;
mod plans;
mod projects;
mod reference;
mod refs;
mod result_input;
mod results;
mod routes;
mod run_input;
mod runs;
mod sections;
mod seed;
mod shared_steps;
mod state;
mod state_json;
mod suites;
mod switches;
mod table;
mod test;
mod text;
mod time_span;
mod users;

const API: &str = "/api/v2/";

const LOGIN_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Login - TestRail</title></head>\
    <body><h1>Log in</h1></body></html>\n";
const NO_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\
    <body><h1>Not Found</h1></body></html>\n";

/// An emulated TestRail.
#[derive(Debug)]
pub(crate) struct Testrail {
    shared: Mutex<Shared>,
    username: String,
}

#[derive(Debug)]
struct Shared {
    state: State,
    past: Past,
    bucket: Bucket,
}

impl Testrail {
    /// Starts from the text of a seed.
    pub(crate) fn from_seed(text: &str) -> Result<Self, Error> {
        let state = seed::load(text)?;
        let active: Vec<&User> = state.users.iter().filter(|user| user.is_active).collect();
        let username = active
            .iter()
            .find(|user| user.is_admin)
            .or(active.first())
            .map_or_else(String::new, |user| user.email.clone());
        let bucket = Bucket::new(state.switches.requests_per_minute);
        Ok(Self {
            shared: Mutex::new(Shared {
                state,
                past: Past::default(),
                bucket,
            }),
            username,
        })
    }

    /// The e-mail address of a user who may do everything, or of the first one if nobody may.
    pub(crate) fn username(&self) -> &str {
        &self.username
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Testrail {
    fn answer_with(&self, request: &Request, age: Option<Duration>) -> Answer {
        if request.path.trim_start_matches('/') != "index.php" {
            let is_root = request.path.trim_matches('/').is_empty();
            let (status, page) = if is_root {
                (StatusCode::OK, LOGIN_PAGE)
            } else {
                (StatusCode::NOT_FOUND, NO_PAGE)
            };
            return Answer::html(status, page);
        }
        let Some(query) = request
            .raw_query
            .as_deref()
            .filter(|query| !query.is_empty())
        else {
            return Answer::html(StatusCode::OK, LOGIN_PAGE);
        };
        let Some(called) = query.strip_prefix(API) else {
            return Answer::html(StatusCode::NOT_FOUND, NO_PAGE);
        };
        // The lock is held for the call alone, not for writing its answer out.
        let outcome = self.lock().carry_out_of(age, request, called);
        match outcome {
            Ok(Reply::Json(body)) => Answer::json(StatusCode::OK, &body),
            Ok(Reply::Empty) => empty(),
            Ok(Reply::File {
                content_type,
                name,
                content,
            }) => file(content_type, &name, content),
            Err(error) => refusal(&error),
        }
    }
}

impl Emulator for Testrail {
    fn answer(&self, request: &Request) -> Answer {
        self.answer_with(request, None)
    }

    fn keep_past(&self, readable: Duration) {
        let mut shared = self.lock();
        let Shared { state, past, .. } = &mut *shared;
        past.keep(state, readable);
    }

    fn answer_from_past(&self, request: &Request, age: Duration) -> Answer {
        self.answer_with(request, Some(age))
    }

    fn state(&self) -> Value {
        self.lock().state.to_json()
    }

    fn method_name(&self, request: &Request) -> String {
        let query = request.raw_query.as_deref().unwrap_or_default();
        query.strip_prefix(API).unwrap_or(query).to_owned()
    }

    fn error_body(&self, _request: &Request, status: StatusCode, message: &str) -> Value {
        match status {
            StatusCode::TOO_MANY_REQUESTS => ApiError::rate_limited(180, 1).body(),
            StatusCode::UNAUTHORIZED => ApiError::unauthenticated().body(),
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large().body(),
            _ => ApiError::bad_request(message).body(),
        }
    }

    fn address(&self, request: &Request) -> Address {
        let query = request.raw_query.as_deref().unwrap_or_default();
        let (route, parameters) = query.split_once('&').unwrap_or((query, ""));
        let separator = if request.raw_query.is_some() { "?" } else { "" };
        Address {
            path: format!("{}{separator}{route}", request.path),
            query: parameters.to_owned(),
        }
    }
}

impl Shared {
    /// Carries a call out on what is there, or on what was there so long ago.
    fn carry_out_of(
        &mut self,
        age: Option<Duration>,
        request: &Request,
        called: &str,
    ) -> Result<Reply, ApiError> {
        let mut past = std::mem::take(&mut self.past);
        let then = age.and_then(|age| past.as_it_was(age));
        let outcome = match then {
            Some(then) => {
                std::mem::swap(&mut self.state, then);
                let outcome = self.carry_out(request, called);
                std::mem::swap(&mut self.state, then);
                outcome
            }
            None => self.carry_out(request, called),
        };
        self.past = past;
        outcome
    }

    /// The checks that every call passes, in their order, and then the call.
    fn carry_out(&mut self, request: &Request, called: &str) -> Result<Reply, ApiError> {
        if called.contains('?') {
            return Err(ApiError::bad_request("Invalid characters in URI"));
        }
        let (route, parameters) = called.split_once('&').unwrap_or((called, ""));
        let name = route.split('/').next().unwrap_or_default();
        let found = routes::find(name, &self.state.switches).filter(|found| {
            request.method
                == if found.is_write {
                    Method::POST
                } else {
                    Method::GET
                }
        });
        let found = found.ok_or_else(|| ApiError::unknown_method(name))?;
        if !self.state.switches.api_enabled {
            return Err(ApiError::forbidden(
                "The API is disabled for your installation. It can be enabled under Administration > Site Settings > API.",
            ));
        }
        let user = users::authenticate(&self.state, request.header("authorization"))?;
        if let Err(wait) = self.bucket.take(Instant::now()) {
            return Err(ApiError::rate_limited(
                self.bucket.per_minute(),
                bucket::retry_after(wait),
            ));
        }
        let is_upload = name.starts_with("add_attachment") || name.ends_with("_bdd");
        let body = if found.is_write && !is_upload {
            json_body(request)?
        } else {
            Body::default()
        };
        if let Some(host) = request.header("host") {
            self.state.base_url = format!("http://{host}");
        }
        let call = Call {
            route,
            params: Params::parse(parameters),
            body,
            request,
            user,
            right: found.right,
            now: now(),
        };
        if found.right == Right::Administrate || call.segment(0).is_none() {
            // Everything else is looked up first, and refused there.
            call.permit()?;
        }
        (found.run)(&mut self.state, &call)
    }
}

/// The JSON body of a POST, which needs the right type; one that is empty needs none.
fn json_body(request: &Request) -> Result<Body, ApiError> {
    const HINT: &str = "(use Content-Type: application/json)";
    let media_type = request.header("content-type").map(|value| {
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    });
    match media_type.as_deref() {
        Some("application/json") => Body::parse(&request.body),
        _ if request.body.is_empty() => Ok(Body::default()),
        Some(_) => Err(ApiError::bad_request(format!(
            "Content-Type header invalid {HINT}"
        ))),
        None => Err(ApiError::bad_request(format!(
            "Content-Type header missing {HINT}"
        ))),
    }
}

fn now() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

fn empty() -> Answer {
    Answer {
        status: StatusCode::OK,
        content_type: Cow::Borrowed("application/json; charset=utf-8"),
        headers: Vec::new(),
        body: Bytes::new(),
    }
}

fn file(content_type: String, name: &str, content: Bytes) -> Answer {
    let plain_name: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let answer = Answer {
        status: StatusCode::OK,
        content_type: Cow::Owned(content_type),
        headers: Vec::new(),
        body: content,
    };
    answer.with_header(
        "content-disposition",
        format!("attachment; filename=\"{plain_name}\""),
    )
}

fn refusal(error: &ApiError) -> Answer {
    let answer = Answer::json(error.status, &error.body());
    match error.retry_after {
        Some(seconds) => answer.with_header("retry-after", seconds.to_string()),
        None => answer,
    }
}

#[cfg(test)]
mod tests;
