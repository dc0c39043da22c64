//! The key that seals saved plans, from a file or the environment.

use std::path::Path;
use std::{env, io};

use super::Failure;
use crate::diagnostic::{Diagnostic, RunCode};
use crate::plan::PlanKey;
use crate::state;

/// Where the key is if no file is named.
const VARIABLE: &str = "RAILWRIGHT_PLAN_KEY";

/// The most bytes of a key.
const MAX_KEY: u64 = 64 << 10;

/// Reads the key, if there is one. A variable that is set and holds none is an error: whoever expects it to hold one would
/// carry out what anybody made.
pub(crate) fn read_plan_key(file: Option<&Path>) -> Result<Option<PlanKey>, Failure> {
    let (origin, text) = match file {
        Some(path) => (path.display().to_string(), read(path)?),
        None => match env::var_os(VARIABLE) {
            Some(value) => (VARIABLE.to_owned(), value.into_string().unwrap_or_default()),
            None => return Ok(None),
        },
    };
    let key = PlanKey::new(text.trim()).ok_or_else(|| {
        Diagnostic::error(RunCode::PlanKeyTooShort {
            origin,
            least: PlanKey::SHORTEST,
        })
    })?;
    Ok(Some(key))
}

fn read(path: &Path) -> Result<String, Failure> {
    let text = state::open_regular(path)
        .and_then(|file| state::read_at_most(file, MAX_KEY))
        .and_then(|bytes| bytes.ok_or_else(|| io::Error::other("it is too long for a key")))
        .and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other));
    text.map_err(|error| {
        let file = path.display().to_string();
        Diagnostic::error(RunCode::PlanKeyUnreadable { file })
            .caused_by(&error)
            .into()
    })
}
