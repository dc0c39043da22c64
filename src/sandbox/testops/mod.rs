//! The TestOps emulator.

use hyper::StatusCode;
use serde_json::{Value, json};

use super::emulator::{Answer, Emulator, Request};
use super::seed::Error;

/// An emulated Allure TestOps.
#[derive(Debug)]
pub(crate) struct Testops;

impl Testops {
    /// Starts from the text of a seed.
    pub(crate) fn from_seed(text: &str) -> Result<Self, Error> {
        let _: Value = serde_json::from_str(text).map_err(|error| Error::json(&error))?;
        Ok(Self)
    }
}

impl Emulator for Testops {
    fn answer(&self, request: &Request) -> Answer {
        let body = self.error_body(request, StatusCode::NOT_FOUND, "Not Found");
        Answer::json(StatusCode::NOT_FOUND, &body)
    }

    fn state(&self) -> Value {
        json!({})
    }

    fn method_name(&self, request: &Request) -> String {
        request.path.clone()
    }
}
