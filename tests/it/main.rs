//! End-to-end tests and invariants: one binary, one module a subject.

#[cfg(feature = "sandbox")]
mod sandbox_contract;
