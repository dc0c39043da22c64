//! The TestOps emulator: a read-only Allure TestOps 26.1 over the data of a seed.
//!
//! `seed` reads and names what is wrong with it, `state` is what it holds, `wire` is how the API shows that, `routes`
//! are the calls. The wire structs are written from the vendor's API document. Where that is silent, the choice
//! is named beside the code.

mod access;
mod call;
mod markup;
mod page;
mod refusal;
mod routes;
mod seed;
mod select;
mod state;
#[cfg(test)]
mod tests;
mod wire;

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use hyper::StatusCode;
use serde_json::Value;

use self::access::Access;
use self::call::Call;
use self::refusal::Refusal;
use self::state::State;
use super::emulator::{Answer, Emulator, Request};
use super::seed::Error;

/// What the web application answers for every address that is not the API's, with status 200.
const WEB_APPLICATION: &str = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Allure TestOps</title></head>\
    <body><div id=\"app\"></div></body></html>\n";

/// An emulated Allure TestOps.
pub(crate) struct Testops {
    access: Access,
    state: State,
    /// The seed as it was read, its absent lists filled in: nothing here ever changes it.
    seed: Value,
}

impl Testops {
    /// Starts from the text of a seed.
    pub(crate) fn from_seed(text: &str) -> Result<Self, Error> {
        let mut seed = super::seed::parse(text)?;
        let (state, token_lifetime) = seed::read(&seed)?;
        seed::complete(&mut seed, &state);
        Ok(Self {
            access: Access::new(token_lifetime),
            state,
            seed,
        })
    }

    fn carry_out(&self, request: &Request) -> Result<Answer, Refusal> {
        let Some(call) = Call::new(request) else {
            return Ok(Answer::html(StatusCode::OK, WEB_APPLICATION));
        };
        if call.segments() == ["uaa", "oauth", "token"] {
            return self.access.exchange(request);
        }
        if !self.access.admits(request) {
            return Err(Refusal::new(StatusCode::UNAUTHORIZED, "Unauthorized"));
        }
        routes::answer(&self.state, &call)
    }
}

impl fmt::Debug for Testops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Testops").finish_non_exhaustive()
    }
}

impl Emulator for Testops {
    fn answer(&self, request: &Request) -> Answer {
        self.carry_out(request)
            .unwrap_or_else(|refusal| refusal.answer(&request.path))
    }

    fn state(&self) -> Value {
        self.seed.clone()
    }

    fn method_name(&self, request: &Request) -> String {
        request.path.clone()
    }

    fn error_body(&self, request: &Request, status: StatusCode, message: &str) -> Value {
        Refusal::new(status, message).body(&request.path)
    }
}

/// Milliseconds since 1970 in UTC.
fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
