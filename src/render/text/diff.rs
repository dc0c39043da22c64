//! The difference of two texts, for people.

use std::fmt::Write as _;

use similar::{
    Algorithm, ChangeTag, DiffOp, DiffTag, InlineChangeOptions, TextDiff, capture_diff_slices,
};

use super::super::escape;
use super::super::style::Paint;

/// How many unchanged lines surround a change.
const CONTEXT: usize = 2;

/// A line of a difference: `+`, `-` or blank, and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) sign: char,
    pub(super) text: String,
}

/// Two one-line texts in one line: `User can reset [password → a new password]`, with `{+…+}` and `[-…-]` where words
/// were only added or only removed.
pub(super) fn inline(before: &str, after: &str, paint: Paint) -> String {
    let diff = TextDiff::from_words(before, after);
    let mut text = String::new();
    for op in diff.ops() {
        let old: String = op
            .old_range()
            .filter_map(|index| diff.old_slice(index))
            .collect();
        let new: String = op
            .new_range()
            .filter_map(|index| diff.new_slice(index))
            .collect();
        let (old, new) = (escape::terminal(&old), escape::terminal(&new));
        match op.tag() {
            DiffTag::Equal => text.push_str(&old),
            DiffTag::Delete => {
                let _ = write!(text, "[-{}-]", paint.removed(&old));
            }
            DiffTag::Insert => {
                let _ = write!(text, "{{+{}+}}", paint.added(&new));
            }
            DiffTag::Replace => {
                let (old, new) = (paint.removed(&old), paint.added(&new));
                let _ = write!(text, "[{old} → {new}]");
            }
        }
    }
    text
}

/// Two texts line by line, with changed words marked.
pub(super) fn lines(before: &str, after: &str, paint: Paint) -> Vec<Line> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            lines.push(Line {
                sign: ' ',
                text: paint.dim("…"),
            });
        }
        for op in group {
            for change in diff.iter_inline_changes_with_options(op, InlineChangeOptions::default())
            {
                lines.push(line(&change, paint));
            }
        }
    }
    lines
}

fn line(change: &similar::InlineChange<'_, str>, paint: Paint) -> Line {
    let sign = match change.tag() {
        ChangeTag::Delete => '-',
        ChangeTag::Insert => '+',
        ChangeTag::Equal => ' ',
    };
    let mut text = String::new();
    for (marked, part) in change.iter_strings_lossy() {
        let part = escape::terminal(part.trim_end_matches(['\n', '\r'])).into_owned();
        let shown = match (change.tag(), marked && !part.trim().is_empty()) {
            (ChangeTag::Delete, true) if paint.colour => paint.marked_removed(&part),
            (ChangeTag::Insert, true) if paint.colour => paint.marked_added(&part),
            (ChangeTag::Delete, true) => format!("[-{part}-]"),
            (ChangeTag::Insert, true) => format!("{{+{part}+}}"),
            (ChangeTag::Delete, false) => paint.removed(&part),
            (ChangeTag::Insert, false) => paint.added(&part),
            (ChangeTag::Equal, _) => part,
        };
        text.push_str(&shown);
    }
    Line { sign, text }
}

/// One step that differs, with its number and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StepDiff {
    pub(super) heading: String,
    pub(super) lines: Vec<Line>,
}

/// Two lists of steps, aligned so that an inserted step does not make all that follow differ.
pub(super) fn steps(before: &[String], after: &[String], paint: Paint) -> Vec<StepDiff> {
    let mut diffs = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, before, after) {
        let (old, new) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
                (op.old_range(), op.new_range())
            }
        };
        for pair in 0..old.len().max(new.len()) {
            let (old, new) = (old.clone().nth(pair), new.clone().nth(pair));
            let heading = match (old, new) {
                (Some(_), Some(new)) => format!("step {} of {}", new + 1, after.len()),
                (None, Some(new)) => format!("step {} of {}, new", new + 1, after.len()),
                (Some(old), None) => format!("step {} of {}, removed", old + 1, before.len()),
                (None, None) => continue,
            };
            let text = |steps: &[String], index: Option<usize>| {
                index
                    .and_then(|index| steps.get(index).cloned())
                    .unwrap_or_default()
            };
            diffs.push(StepDiff {
                heading,
                lines: lines(&text(before, old), &text(after, new), paint),
            });
        }
    }
    diffs
}
