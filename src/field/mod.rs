//! The fields of a TestRail case.

pub(crate) mod fingerprint;
