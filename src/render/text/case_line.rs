//! What the lines of plans and reports have in common.

use std::error::Error;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::super::escape;
use super::value;

/// The width that titles are padded to, so that what follows lines up.
const TITLE_WIDTH: usize = 44;

/// How many files or results of one launch are named.
const SHOWN: usize = 20;

/// A line about one case or run: sign, marker, title, and what there is to say.
pub(super) fn case_line(text: &mut String, sign: &str, marker: &str, title: &str, note: &str) {
    let (marker, title) = (escape::terminal(marker), value::title(title));
    let padding = TITLE_WIDTH.saturating_sub(title.width());
    let line = format!("  {sign} {marker}  {title}{:padding$}  {note}", "");
    let _ = writeln!(text, "{}", line.trim_end());
}

/// A line below it for each of the first, and one that counts the rest.
pub(super) fn first_lines<T>(
    text: &mut String,
    all: &[T],
    line: impl Fn(&T) -> String,
    rest: impl Fn(String) -> String,
) {
    let more = all.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| rest(format!("… and {more} more")));
    for line in all.iter().take(SHOWN).map(line).chain(more) {
        let _ = writeln!(text, "      {line}");
    }
}

/// An error and its causes in one line, escaped.
pub(super) fn chain(error: &dyn Error) -> String {
    let words = escape::terminal(&error.to_string()).into_owned();
    match error.source() {
        Some(cause) => format!("{words}: {}", chain(cause)),
        None => words,
    }
}
