//! The words of every diagnostic: the one room where a code becomes sentences.

mod cases;
#[cfg(test)]
mod catalogue;
mod destination;
mod guards;
mod launches;
mod runs;
mod servers;

use crate::diagnostic::{Code, NamedField, NamedNumber};

/// What a code says to a person. Both texts are raw: whoever shows them escapes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is the matter: a fragment without a full stop.
    pub message: String,
    /// What to do about it, likewise; `None` where nothing has to be done.
    pub help: Option<String>,
}

impl Words {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// Words about what nobody has to act upon.
    fn only(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }
}

/// Puts a code into words.
pub fn words(code: &Code) -> Words {
    match code {
        Code::CaseCode(code) => cases::words(code),
        Code::LaunchCode(code) => launches::words(code),
        Code::DestinationCode(code) => destination::words(code),
        Code::GuardCode(code) => guards::words(code),
        Code::ServerCode(code) => servers::words(code),
        Code::RunCode(code) => runs::words(code),
    }
}

/// `Preconditions (custom_preconds)`.
fn field_name(NamedField { name, label }: &NamedField) -> String {
    format!("{label} ({name})")
}

fn field_names(fields: &[NamedField]) -> String {
    let names: Vec<String> = fields.iter().map(field_name).collect();
    names.join(", ")
}

/// `28 "Smoke", 29 "Regression"`.
fn quoted_names(named: &[NamedNumber]) -> String {
    let names: Vec<String> = named
        .iter()
        .map(|NamedNumber { id, name }| format!("{id} \"{name}\""))
        .collect();
    names.join(", ")
}

/// `C501, C502`, the first ten and how many more.
fn case_list(cases: &[u64]) -> String {
    super::words::first_few(cases.iter().map(|case| format!("C{case}")))
}

/// "it" for one, "them" for more.
fn it_or_them(n: usize) -> &'static str {
    if n == 1 { "it" } else { "them" }
}
