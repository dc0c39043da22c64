//! End-to-end tests and invariants: one binary, one module a subject.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod convergence;
mod failures;
mod layers;
mod laws;
mod main_job;
mod manifest;
mod support;
