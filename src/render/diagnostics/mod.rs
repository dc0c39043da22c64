//! The words of every diagnostic: the one room where a code becomes sentences.

/// Makes the words of an area of a table: a row for each code, or for what a code may hold; message, then what to do. Both
/// may name the data. What has to be made first is in brackets; what to do, if anything, is behind an arrow then.
macro_rules! words {
    ($area:ident: $($name:ident $({ $($data:tt)* })? $(if $guard:expr)? => $message:tt $(, $help:tt)? $(=> $may:expr)?;)*) => {
        pub(super) fn words(code: &$area) -> super::Words {
            match code {
                $($area::$name $({ $($data)* })? $(if $guard)? => super::Words {
                    message: words!(@text $message),
                    help: None$(.or(Some(words!(@text $help))))?$(.or($may))?,
                },)*
            }
        }
    };
    (@text $text:literal) => { format!($text) };
    (@text ($text:expr)) => { String::from($text) };
}

mod adoption;
mod cases;
#[cfg(test)]
pub(crate) mod catalogue;
mod destination;
mod file;
mod guards;
mod launches;
mod manifest;
mod mapping;
mod query;
#[cfg(test)]
mod query_tests;
mod runs;
mod servers;
mod setting;

use super::words::conjoined;
use crate::diagnostic::{Code, NamedField, NamedNumber};

/// What a code says to a person. Both texts are raw: whoever shows them escapes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// What is the matter: a fragment without a full stop.
    pub message: String,
    /// What to do about it, likewise; `None` where nothing has to be done.
    pub help: Option<String>,
}

/// Puts a code into words.
pub(crate) fn words(code: &Code) -> Words {
    match code {
        Code::FileCode(code) => file::words(code),
        Code::ManifestCode(code) => manifest::words(code),
        Code::SettingCode(code) => setting::words(code),
        Code::MappingCode(code) => mapping::words(code),
        Code::AdoptionCode(code) => adoption::words(code),
        Code::CaseCode(code) => cases::words(code),
        Code::LaunchCode(code) => launches::words(code),
        Code::DestinationCode(code) => destination::words(code),
        Code::QueryCode(code) => query::words(code),
        Code::GuardCode(code) => guards::words(code),
        Code::ServerCode(code) => servers::words(code),
        Code::RunCode(code) => runs::words(code),
    }
}

/// What stands below the message, a line each: the objects that it is about, where they are many.
pub(super) fn lines(code: &Code) -> Vec<String> {
    match code {
        Code::RunCode(code) => runs::lines(code),
        _ => Vec::new(),
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

/// "`a`, `b` and `c`".
fn quoted_list(names: impl IntoIterator<Item: AsRef<str>>, conjunction: &str) -> String {
    let quoted: Vec<String> = names
        .into_iter()
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    conjoined(&quoted, conjunction)
}

/// `28 "Smoke", 29 "Regression"`.
fn quoted_names(numbers: &[NamedNumber]) -> String {
    let names: Vec<String> = numbers
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
