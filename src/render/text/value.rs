//! Values in one line.

use std::fmt::Write as _;

use super::super::{escape, words};
use crate::model::{FieldKind, FieldName, StepRow, Value};
use crate::plan::{Labels, markup};
use crate::text;

/// The most characters of a text that are shown where one line has to do.
const PREVIEW: usize = 72;

/// A title as one line that fits beside the rest.
pub(super) fn title(title: &str) -> String {
    const MAX: usize = 80;
    let title = escape::terminal(title);
    text::shorten(&title, MAX).unwrap_or_else(|| title.into_owned())
}

/// A value in its canonical form: what a reader of TestRail sees, without the tags that TestRail puts around it.
pub(super) fn canonical(
    value: &Value,
    kind: &FieldKind,
    field: &FieldName,
    labels: &Labels,
) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text::canonical(text, markup(kind)),
        Value::Option(id) => labels
            .option(field, *id)
            .map_or_else(|| format!("option {id}"), str::to_owned),
        Value::Template(id) => labels
            .template(*id)
            .map_or_else(|| format!("template {id}"), str::to_owned),
        Value::Steps(rows) => rows
            .iter()
            .map(|row| step(row, kind))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// One row of a Steps field: `Open the link → Form is shown`.
pub(super) fn step(row: &StepRow, kind: &FieldKind) -> String {
    let StepRow { content, expected } = row;
    let markup = markup(kind);
    let content = text::canonical(content, markup);
    let expected = text::canonical(expected, markup);
    match (content.is_empty(), expected.is_empty()) {
        (_, true) => content,
        (true, false) => format!("→ {expected}"),
        (false, false) => format!("{content} → {expected}"),
    }
}

/// The beginning of a value, for a case that is created.
pub(super) fn preview(
    value: &Value,
    kind: &FieldKind,
    field: &FieldName,
    labels: &Labels,
) -> String {
    if let Value::Steps(rows) = value {
        let first = rows.first().map(|row| step(row, kind)).unwrap_or_default();
        return match rows.len() {
            0 | 1 => shorten(&first, 0),
            n => format!("{} … {n} steps", shorten(&first, 0)),
        };
    }
    let whole = canonical(value, kind, field, labels);
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
