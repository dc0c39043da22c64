//! What can be wrong with a seed, told so that its author can mend it.

use thiserror::Error;

/// A seed that an emulator cannot start from. The message does not name the file; whoever read it does.
#[derive(Debug, Error)]
pub enum Error {
    /// The text is no JSON, or a value has another type than its place needs.
    #[error("line {line}, column {column}: {problem}; {mend}")]
    Json {
        /// Line of the text, from 1.
        line: usize,
        /// Column in that line, from 1.
        column: usize,
        /// What the parser found.
        problem: String,
        /// What to do about it.
        mend: &'static str,
    },
    /// A value that cannot stand where it stands.
    #[error("{path}: {problem}; {mend}")]
    Value {
        /// The place in the document, such as `cases[3].section_id`.
        path: String,
        /// What is wrong there.
        problem: String,
        /// What to do about it.
        mend: String,
    },
}

impl Error {
    /// From what the JSON parser says.
    pub(crate) fn json(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let problem = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(problem, _)| problem)
            .to_owned();
        Self::Json {
            line: error.line(),
            column: error.column(),
            problem,
            mend: if error.is_data() {
                "give the value the type that is expected there"
            } else {
                "make the file valid JSON"
            },
        }
    }

    /// From a place, what is wrong there and how to mend it.
    pub(crate) fn value(
        path: impl Into<String>,
        problem: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self::Value {
            path: path.into(),
            problem: problem.into(),
            mend: mend.into(),
        }
    }
}
