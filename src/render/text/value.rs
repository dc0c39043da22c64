//! Values in one line.

use std::fmt::Write as _;

use super::super::{escape, words};
use crate::field::Shown;
use crate::model::{FieldKind, StepRow, Value};
use crate::text;

/// The most characters of a text that are shown where one line has to do.
const PREVIEW: usize = 72;

/// A title as one line that fits beside the rest.
pub(super) fn title(title: &str) -> String {
    const MAX: usize = 80;
    let title = escape::terminal(title);
    text::shorten(&title, MAX).unwrap_or_else(|| title.into_owned())
}

/// What is shown as it is.
pub(super) fn words_of(shown: Shown<'_>) -> String {
    match shown {
        Shown::Nothing => String::new(),
        Shown::Text(text) => text.to_owned(),
        Shown::Named {
            name: Some(name), ..
        } => name.to_owned(),
        Shown::Named { id, what, .. } => format!("{what} {id}"),
        Shown::Rows(rows) => rows.iter().map(step).collect::<Vec<_>>().join("\n"),
    }
}

/// One row of a Steps field: `Open the link → Form is shown (refs: JIRA-1)`.
pub(super) fn step(row: &StepRow) -> String {
    let StepRow {
        content,
        expected,
        columns,
        part: _,
    } = row;
    let mut step = match (content.is_empty(), expected.is_empty()) {
        (_, true) => content.clone(),
        (true, false) => format!("→ {expected}"),
        (false, false) => format!("{content} → {expected}"),
    };
    for (name, value) in columns {
        let _ = match value.as_str() {
            Some(text) => write!(step, " ({name}: {text})"),
            None => write!(step, " ({name}: {value})"),
        };
    }
    step
}

/// The beginning of a value, for a case that is created.
pub(super) fn preview(value: &Value, kind: &FieldKind) -> String {
    let canonical = kind.canonical(value);
    let shown = kind.show(&canonical);
    if let Shown::Rows(rows) = shown {
        let first = rows.first().map(step).unwrap_or_default();
        return match rows.len() {
            0 | 1 => shorten(&first, 0),
            n => format!("{} … {n} steps", shorten(&first, 0)),
        };
    }
    let whole = words_of(shown);
    let lines = whole.lines().count();
    shorten(&whole, lines.saturating_sub(1))
}

fn shorten(text: &str, more_lines: usize) -> String {
    let first = text.lines().next().unwrap_or_default();
    let mut short = text::shorten(first, PREVIEW).unwrap_or_else(|| first.to_owned());
    if more_lines > 0 {
        let _ = write!(
            short,
            " … {} more",
            words::count(more_lines, "line", "lines")
        );
    }
    short
}
