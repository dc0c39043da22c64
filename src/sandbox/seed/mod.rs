//! How both emulators read their seeds, and what can be wrong with one.

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

pub(super) mod forms;

/// A seed that an emulator cannot start from. The message does not name the file; whoever read it does.
#[derive(Debug, Error)]
pub enum Error {
    /// The text is no JSON.
    #[error("line {line}, column {column}: {problem}; make the file valid JSON")]
    Json {
        /// Line of the text, from 1.
        line: usize,
        /// Column in that line, from 1.
        column: usize,
        /// What the parser found.
        problem: String,
    },
    /// A value that does not belong where it is.
    #[error("{path}: {problem}")]
    Value {
        /// The place in the document, such as `cases[3].section_id`.
        path: String,
        /// What is wrong there, and how to fix it.
        problem: String,
    },
}

impl Error {
    /// From a place, what is wrong there and how to fix it.
    pub(crate) fn value(path: impl Into<String>, problem: impl AsRef<str>, help: &str) -> Self {
        Self::Value {
            path: path.into(),
            problem: format!("{}; {help}", problem.as_ref()),
        }
    }
}

/// The JSON of a seed.
pub(super) fn parse_json(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let problem = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(problem, _)| problem);
        Error::Json {
            line: error.line(),
            column: error.column(),
            problem: problem.to_owned(),
        }
    })
}

/// Reads a seed; the error names the place that has another form than it should.
pub(super) fn read_seed<'de, T: Deserialize<'de>>(seed: &'de Value) -> Result<T, Error> {
    if !seed.is_object() {
        return Err(Error::value(
            "the seed",
            "this is no object",
            "put its lists in { }",
        ));
    }
    serde_path_to_error::deserialize(seed).map_err(|error| Error::Value {
        path: error.path().to_string(),
        problem: in_words_of_json(&error.inner().to_string()),
    })
}

/// Serde speaks of Rust's types; the author of a seed knows those of JSON.
fn in_words_of_json(message: &str) -> String {
    const BEGINNINGS: [(&str, &str); 5] = [
        ("invalid type: map", "invalid type: an object"),
        ("invalid type: sequence", "invalid type: a list"),
        ("missing field", "missing key"),
        ("unknown field", "unknown key"),
        ("unknown variant", "unknown value"),
    ];
    let (found, expected) = message.rsplit_once(", expected ").unwrap_or((message, ""));
    let found = BEGINNINGS
        .iter()
        .find_map(|(serde, json)| Some(format!("{json}{}", found.strip_prefix(serde)?)))
        .unwrap_or_else(|| found.to_owned());
    let expected = match expected {
        "" => return found,
        "i64" => "a whole number",
        "u8" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        other => other,
    };
    format!("{found}, expected {expected}")
}
