//! Reads Allure TestOps, from 4.x on: the ports that test cases and launches come through, and the adapter behind them
//! that speaks TestOps' REST API.

#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod answer;
mod adapter;
mod client;
mod convert;
mod error;
mod launch_convert;
mod launch_port;
mod launch_wire;
mod launches;
mod pages;
mod port;
mod rich_text;
mod run_scenario;
mod scenario;
mod token;
mod wire;

pub(crate) use adapter::{MAX_IN_FLIGHT, TestOps, TestOpsSettings};
pub(crate) use client::USUAL_API_PREFIX;
pub(crate) use error::Error;
pub(crate) use launch_port::{Account, LaunchSelection, LaunchSource, Results, Statistic};
pub(crate) use port::{CaseSelection, Probe, Source};

use adapter::in_project;

#[cfg(test)]
mod tests;
