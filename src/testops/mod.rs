//! Reads Allure TestOps, from 4.x on: the ports that test cases and launches come through, and the adapter behind them
//! that speaks TestOps' REST API.

pub mod answer;
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
mod scenario;
mod token;
mod wire;

pub use adapter::{MAX_IN_FLIGHT, Settings, TestOps};
pub use error::Error;
pub use launch_port::{Account, LaunchSelection, LaunchSource, Results};
pub use port::{Probe, Selection, Source};

use adapter::in_project;

#[cfg(test)]
mod tests;
