//! End-to-end tests and invariants: one binary, one module a subject.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod absence;
mod adoption;
mod allowed;
mod attachments;
mod check;
mod convergence;
mod dependencies;
mod edits;
mod failures;
mod faults;
mod fooled;
mod formats;
mod guards;
mod hostile_servers;
mod identity;
mod layers;
mod launches;
mod laws;
mod ledger;
mod losses;
mod main_job;
mod named_files;
mod mapping;
mod protect;
mod quickstart;
mod readme;
mod real_texts;
mod refusals;
mod refused_fields;
mod requests;
mod rights;
mod sandbox_contract;
mod saved_plans;
mod several;
mod shared_steps;
mod signals;
mod soak;
#[cfg(unix)]
mod special_files;
mod state_directory;
mod steps;
mod support;
