//! Manual steps → rows of a Steps field, or a numbered text.

use crate::model::{Attachment, Markup, Scenario, Step, StepNode, StepRow};
use crate::text::{self, NumberedItem};

/// Makes one row of each top-level step. TestRail knows no nested steps: they become a numbered list in the
/// content of their row, so that rows count as TestOps counts its steps.
pub(super) fn step_rows(scenario: &Scenario, markup: Markup, has_expected: bool) -> Vec<StepRow> {
    let mut rows: Vec<StepRow> = Vec::new();
    for node in &scenario.nodes {
        match node {
            StepNode::Step(Step {
                action,
                expected,
                nodes,
            }) => {
                let expected_lines = lines(expected);
                let mut content = text::from_plain(action, markup);
                if !has_expected {
                    let marked: Vec<String> = expected_lines
                        .iter()
                        .map(|line| format!("Expected: {line}"))
                        .collect();
                    append(
                        &mut content,
                        &text::from_plain(&marked.join("\n"), markup),
                        markup,
                    );
                }
                append(&mut content, &text::numbered(&items(nodes), markup), markup);
                let expected = if has_expected {
                    text::from_plain(&expected_lines.join("\n"), markup)
                } else {
                    String::new()
                };
                rows.push(StepRow {
                    content,
                    expected,
                    ..StepRow::default()
                });
            }
            StepNode::Shared { name, nodes } => {
                let mut content = text::from_plain(name, markup);
                append(&mut content, &text::numbered(&items(nodes), markup), markup);
                rows.push(StepRow {
                    content,
                    ..StepRow::default()
                });
            }
            // A file belongs to the step before it, as TestOps shows it.
            StepNode::Attachment(file) => {
                let line = text::from_plain(&attachment(file), markup);
                match rows.last_mut() {
                    Some(row) => append(&mut row.content, &line, markup),
                    None => rows.push(StepRow {
                        content: line,
                        ..StepRow::default()
                    }),
                }
            }
        }
    }
    rows
}

/// Writes a scenario as one numbered text.
pub(super) fn numbered_list(scenario: &Scenario, markup: Markup) -> String {
    text::numbered(&items(&scenario.nodes), markup)
}

fn items(nodes: &[StepNode]) -> Vec<NumberedItem> {
    nodes
        .iter()
        .map(|node| match node {
            StepNode::Step(Step {
                action,
                expected,
                nodes,
            }) => NumberedItem {
                text: action.clone(),
                expected: lines(expected),
                items: items(nodes),
            },
            StepNode::Shared { name, nodes } => NumberedItem {
                text: name.clone(),
                expected: Vec::new(),
                items: items(nodes),
            },
            StepNode::Attachment(file) => NumberedItem {
                text: attachment(file),
                expected: Vec::new(),
                items: Vec::new(),
            },
        })
        .collect()
}

/// The texts of expected results, one entry each; what is nested in them follows.
fn lines(nodes: &[StepNode]) -> Vec<String> {
    let mut lines = Vec::new();
    for node in nodes {
        match node {
            StepNode::Step(Step {
                action,
                expected,
                nodes,
            }) => {
                if !action.is_empty() {
                    lines.push(action.clone());
                }
                lines.extend(self::lines(nodes));
                lines.extend(self::lines(expected));
            }
            StepNode::Shared { name, nodes } => {
                lines.push(name.clone());
                lines.extend(self::lines(nodes));
            }
            StepNode::Attachment(file) => lines.push(attachment(file)),
        }
    }
    lines
}

fn attachment(Attachment { name, missed }: &Attachment) -> String {
    if *missed {
        format!("Attachment: {name} (no longer in TestOps)")
    } else {
        format!("Attachment: {name}")
    }
}

/// Puts one finished text below another.
fn append(text: &mut String, more: &str, markup: Markup) {
    if more.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.truncate(text.trim_end().len());
        // A blank line keeps Markdown from reading the second text as a continuation of the first.
        text.push_str(match markup {
            Markup::Markdown => "\n\n",
            Markup::Html | Markup::Plain => "\n",
        });
    }
    text.push_str(more);
}
