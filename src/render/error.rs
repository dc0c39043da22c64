//! Errors as a chain of causes with a hint at the end.

use std::error::Error;
use std::fmt::Write as _;

use super::escape;
use super::style::Paint;

/// Shows an error, each of its causes and what to do about it. Texts of servers are escaped.
pub fn error(error: &dyn Error, hints: &[String], paint: Paint) -> String {
    let mut text = format!(
        "{} {}\n",
        paint.problem("error:"),
        escape::terminal(&error.to_string())
    );
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = writeln!(
            text,
            "  caused by: {}",
            escape::terminal(&error.to_string())
        );
        cause = error.source();
    }
    for hint in hints {
        let _ = writeln!(text, "{} {}", paint.strong("hint:"), escape::terminal(hint));
    }
    text
}
