//! railwright keeps TestRail in step with Allure TestOps: manifests in git say which test cases of TestOps must exist
//! in TestRail, `plan` shows what would change, `apply` changes just that.
//!
//! # The map
//!
//! The flow, in the order data moves:
//!
//! | module | what it is |
//! | --- | --- |
//! | [`cli`] | the command line: types and help texts |
//! | [`commands`] | one file a verb: arguments → engine → render → exit code; the only place that knows the terminal |
//! | [`engine`] | check, plan, apply as functions that return values: connect, observe everything, plan everything, carry out |
//! | [`manifest`] | what was declared, with the place of every value |
//! | [`aql`] | the query language: parser, checks, evaluator |
//! | [`testops`] | the ports that test cases and launches come through, and their adapter |
//! | [`mapping`] | test case + rules + catalog → desired case |
//! | [`testrail`] | the ports that cases and runs are read and written through, and their adapter |
//! | [`plan`] | desired + observed → plan, for all sync configs of a run at once |
//! | [`apply`] | carries out a plan and reports |
//! | [`render`] | the words of every diagnostic; plans and reports as text, JSON and Markdown |
//!
//! The vocabulary: [`model`], [`field`], [`text`] and [`diagnostic`]. Underneath: `state`, which is all that is kept on
//! disk, and [`http`]. Beside all of it the `sandbox`, emulators of both APIs that share nothing with the rest but
//! [`aql`].
//!
//! # What always holds
//!
//! * Planning cannot write: whatever plans is handed readers such as [`testrail::Reader`], and there is no `dry_run` flag.
//! * [`mapping`], [`plan`], [`render`], [`text`], [`field`], [`aql`], [`model`] and [`diagnostic`] do no input or output
//!   and read no clock, and they cannot fail: what they cannot settle becomes a [`diagnostic::Diagnostic`], a code with
//!   data. Decisions are taken on codes and data; the words are in `render::diagnostics` and nowhere else.
//! * [`engine`] prints nothing and knows no exit code.
//! * Imports go down only: commands; engine; render; apply; plan; mapping, testrail, testops; manifest; field; aql, text;
//!   model; diagnostic; state; http.
//! * Types of the wire stay inside their adapter, and the sandbox has its own.
//! * Values are compared in their canonical form only, because TestRail does not store what it is sent.
//! * Equal inputs give equal bytes, whatever the order in which answers arrive.
//!
//! The test `layers` holds the table of imports.

use std::process::ExitCode;

mod cli;
mod commands;
mod manifest;
mod aql;
mod model;
mod text;
mod testops;
mod mapping;
mod testrail;
mod plan;
mod engine;
mod apply;
mod render;
mod diagnostic;
mod field;
mod state;
mod http;
#[cfg(feature = "sandbox")]
pub mod sandbox;

/// What must hold for any bytes at all, for the fuzz targets and for tests over what fuzzing found.
#[cfg(any(test, feature = "fuzz"))]
#[path = "../tests/fuzz/properties/mod.rs"]
pub mod fuzz;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    commands::main(std::env::args_os()).into()
}
