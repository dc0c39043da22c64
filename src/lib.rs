//! railwright keeps TestRail in step with Allure TestOps: manifests in git say which test cases of TestOps must stand
//! in TestRail, `plan` shows what would change, `apply` changes just that.
//!
//! # The map
//!
//! The flow, in the order data moves:
//!
//! | module | what it is |
//! | --- | --- |
//! | [`cli`] | the command line: types and help texts |
//! | [`commands`] | one file a verb; the only place where the core meets the world (environment, clock, terminal) |
//! | [`manifest`] | what was declared, with the place of every value |
//! | [`aql`] | the query language: parser, checks, evaluator |
//! | [`model`] | the vocabulary: test cases and steps, values and fields, desired and observed |
//! | [`text`] | canonical forms; Markdown ⇄ HTML |
//! | [`testops`] | the ports that test cases and launches come through, and their adapter |
//! | [`mapping`] | test case + rules + catalog → desired case |
//! | [`testrail`] | the ports that cases and runs are read and written through, and their adapter |
//! | [`plan`] | desired + observed → plan |
//! | [`engine`] | the whole flow on one page |
//! | [`apply`] | carries out a plan and reports |
//! | [`render`] | plans, reports and errors as text, JSON and Markdown |
//!
//! Underneath: `state`, what is kept on disk; [`http`], what both adapters share; and beside all of it the `sandbox`, emulators of both APIs that
//! share nothing with the rest but [`aql`].
//!
//! # What always holds
//!
//! * Planning cannot write: [`engine::reconcile`] is handed a [`testrail::Reader`], and there is no `dry_run` flag.
//! * [`mapping`], [`plan`], [`render`], [`text`], [`aql`] and [`model`] do no input or output and read no clock, and
//!   they cannot fail: what they cannot settle becomes a [`diagnostic::Diagnostic`].
//! * [`testops`] and [`testrail`] never import each other, and only [`commands`] names their adapters.
//! * Types of the wire stay inside their adapter, and the sandbox has its own.
//! * Values are compared in their canonical form only, because TestRail does not store what it is sent.
//! * Equal inputs give equal bytes, whatever the order in which answers arrive.
//!
//! The test `layers` holds the table of imports.

use std::process::ExitCode;

pub mod cli;
pub mod commands;
pub mod manifest;
pub mod aql;
pub mod model;
pub mod text;
pub mod testops;
pub mod mapping;
pub mod testrail;
pub mod plan;
pub mod engine;
pub mod apply;
pub mod render;
pub mod diagnostic;
pub mod field;
mod state;
pub mod http;
#[cfg(feature = "sandbox")]
pub mod sandbox;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    commands::main(std::env::args_os()).into()
}
