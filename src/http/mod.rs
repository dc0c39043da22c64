//! What both adapters share about speaking HTTP: one client with its limits, one retry table, one kind of error.
//! Nothing here knows TestRail or TestOps.

mod answer;
mod attempts;
mod certificates;
mod classify;
mod client;
mod content;
mod credential_check;
mod error;
mod fingerprint;
mod form;
mod join;
mod limits;
mod request;
mod retry;
mod scrub;
mod secret;
mod settings;
#[cfg(test)]
pub(crate) mod testing;
mod throttle;

#[cfg(any(test, feature = "fuzz"))]
pub(crate) use classify::decode_error;
pub(crate) use client::BuildError;
pub(crate) use client::{Client, is_loopback};
pub(crate) use content::Upload;
pub(crate) use content::{Content, Open};
pub(crate) use error::{Call, Cause, Error, ErrorKind, Method};
pub(crate) use fingerprint::{CertificateFault, Fingerprint};
pub(crate) use join::try_join_bounded;
pub(crate) use limits::Limits;
pub(crate) use request::{Authorization, Body, Request};
pub(crate) use retry::Effect;
pub(crate) use scrub::{scrub, scrub_json};
pub(crate) use secret::Secret;
pub(crate) use settings::ClientSettings;
pub(crate) use settings::Tls;
