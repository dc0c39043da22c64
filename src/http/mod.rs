//! What both adapters share about speaking HTTP: one client with its limits, one retry table, one kind of error.
//! Nothing here knows TestRail or TestOps.

mod answer;
mod attempts;
mod breaker;
mod client;
mod content;
mod error;
mod form;
mod gate;
mod judge;
mod lanes;
mod limiter;
mod lockout;
mod request;
mod retry;
mod secret;
mod settings;
mod throttle;
#[cfg(test)]
pub(crate) mod testing;

pub use client::{BuildError, Client, is_loopback};
pub use content::{Content, Open, Upload};
pub use error::{Call, Cause, Error, ErrorKind, Method};
pub use gate::Gate;
pub(crate) use judge::undecodable;
pub use request::{Authorization, Body, Request};
pub use retry::{Decision, Effect, Outcome, Policy, decide};
pub use secret::Secret;
pub use settings::{Settings, Tls};
