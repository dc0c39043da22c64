//! Reads and writes TestRail through its API v2, from 6.7 on, with what older and newer servers do differently.
//!
//! Reading and writing are two traits, so that planning can be handed what cannot write.

#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod answer;
mod adapter;
mod add_results;
mod bulk;
mod cases;
mod catalog;
mod client;
mod convert;
mod create;
mod entities;
mod error;
mod history;
mod history_reader;
mod lack;
mod matching;
mod once;
mod pages;
mod port;
mod result_parts;
mod rights;
mod run_convert;
mod run_reader;
mod run_wire;
mod run_write;
mod run_writer;
mod runs;
mod shared_steps;
mod user_reader;
mod users;
mod wire;
mod write;

pub(crate) use adapter::{MAX_IN_FLIGHT, TestRail, TestRailSettings};
pub(crate) use error::FailureScope;
pub(crate) use error::{Error, UnclearAnswer, WriteError};
pub(crate) use history_reader::HistoryReader;
pub(crate) use lack::Lack;
pub(crate) use port::{
    CandidateReader, CaseProbe, CaseReader, CaseSampler, CaseScope, Created, Destination, Reader,
    SectionReader, Updated, Writer,
};
pub(crate) use result_parts::{ResultPart, ResultParts};
pub(crate) use rights::{Rights, as_refusal_of_one};
pub(crate) use run_reader::RunReader;
pub(crate) use run_writer::{
    AddedResult, CreatedRun, NewAttachment, RunChange, RunWriter, UpdatedRun,
};
pub(crate) use user_reader::UserReader;

#[cfg(test)]
mod tests;
