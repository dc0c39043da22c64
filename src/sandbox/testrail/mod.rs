//! The TestRail emulator: API version 2 as TestRail Cloud speaks it.

use hyper::StatusCode;
use serde_json::{Value, json};

use super::emulator::{Answer, Emulator, Request};
use super::seed::Error;

/// An emulated TestRail.
#[derive(Debug)]
pub(crate) struct Testrail;

impl Testrail {
    /// Starts from the text of a seed.
    pub(crate) fn from_seed(text: &str) -> Result<Self, Error> {
        let _: Value = serde_json::from_str(text).map_err(|error| Error::json(&error))?;
        Ok(Self)
    }

    /// The e-mail address of a user who may do everything.
    pub(crate) fn username(&self) -> &str {
        "admin@example.com"
    }
}

impl Emulator for Testrail {
    fn answer(&self, request: &Request) -> Answer {
        let body = self.error_body(request, StatusCode::NOT_FOUND, "Not Found");
        Answer::json(StatusCode::NOT_FOUND, &body)
    }

    fn state(&self) -> Value {
        json!({})
    }

    fn method_name(&self, request: &Request) -> String {
        request.raw_query.clone().unwrap_or_default()
    }
}
