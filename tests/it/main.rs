//! End-to-end tests and invariants: one binary, one module a subject.
mod manifest;
