//! End-to-end tests and invariants: one binary, one module a subject.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attachments;
mod check;
mod convergence;
mod failures;
mod formats;
mod layers;
mod laws;
mod main_job;
mod manifest;
mod real_texts;
mod sandbox_contract;
mod support;
