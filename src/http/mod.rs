//! What both adapters share about speaking HTTP: one client with its limits, one retry table, one kind of error.
//! Nothing here knows TestRail or TestOps.

mod error;
mod secret;

pub use error::{Call, Cause, Error, ErrorKind, Method};
pub use secret::Secret;
