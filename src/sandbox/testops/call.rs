//! A request taken apart: which call it is, and its parameters.

use hyper::Method;
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::sandbox::emulator::Request;

/// A call of the API.
#[derive(Debug)]
pub(super) struct Call {
    method: Method,
    segments: Vec<String>,
    parameters: Vec<(String, String)>,
}

impl Call {
    /// `None` if the address is not the API's. `/api/rs/…` and `/api/…` are the same calls: the first is how
    /// TestOps 4 had them, and later ones still accept it.
    pub(super) fn new(request: &Request) -> Option<Self> {
        let path = request.path.trim_start_matches('/');
        let mut segments = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned());
        if segments.next()? != "api" {
            return None;
        }
        let mut segments: Vec<String> = segments.collect();
        if segments.first().is_some_and(|first| first == "rs") {
            segments.remove(0);
        }
        let query = request.raw_query.as_deref().unwrap_or_default();
        Some(Self {
            method: request.method.clone(),
            segments,
            parameters: form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        })
    }

    pub(super) fn reads(&self) -> bool {
        self.method == Method::GET || self.method == Method::HEAD
    }

    pub(super) fn method(&self) -> &Method {
        &self.method
    }

    /// What follows `/api/` or `/api/rs/`, decoded.
    pub(super) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    /// The value of a parameter, possibly empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// All values of a parameter that may be repeated.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.parameters
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A parameter without which the call is refused.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.parameter(name).ok_or_else(|| {
            Refusal::bad_request(format!(
                "Required request parameter '{name}' is not present"
            ))
        })
    }

    /// A required number.
    pub(super) fn required_id(&self, name: &str) -> Result<i64, Refusal> {
        number(name, self.required(name)?)
    }

    /// A number that may be absent.
    pub(super) fn id(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.parameter(name)
            .filter(|value| !value.is_empty())
            .map(|value| number(name, value))
            .transpose()
    }

    /// Whether a switch is there and on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.parameter(name).is_some_and(|value| value != "false")
    }
}

/// A number from the path or the query.
pub(super) fn number(name: &str, text: &str) -> Result<i64, Refusal> {
    text.trim().parse().map_err(|_| {
        Refusal::bad_request(format!(
            "Failed to convert value '{text}' of '{name}' to a number"
        ))
    })
}
