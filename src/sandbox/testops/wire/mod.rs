//! How the API shows what the emulator holds: written from the vendor's API document of TestOps 26.1.1.
//!
//! Rows of searches and overviews leave out what has no value; results show it as `null`, as real servers do.

pub(super) mod account;
pub(super) mod custom_field;
pub(super) mod execution;
pub(super) mod integration;
pub(super) mod launch;
pub(super) mod project;
pub(super) mod reference;
pub(super) mod result;
pub(super) mod scenario;
pub(super) mod test_case;
