//! Manual steps → rows of a Steps field, or a numbered text.

use crate::model::{Attachment, Markup, Scenario, Step, StepNode, StepRow, StepText};
use crate::text::{self, Base, NumberedItem};

/// Makes one row of each top-level step. TestRail knows no nested steps: they become a numbered list in the
/// content of their row, so that rows count as TestOps counts its steps.
pub(super) fn step_rows(
    scenario: &Scenario,
    markup: Markup,
    has_expected: bool,
    base: &Base,
) -> Vec<StepRow> {
    let written = |texts: &[StepText]| text::from_step_texts(texts, markup, base);
    let mut rows: Vec<StepRow> = Vec::new();
    for node in &scenario.nodes {
        match node {
            StepNode::Step(Step {
                action,
                expected,
                nodes,
            }) => {
                let expected_lines = lines(expected);
                let mut content = written(std::slice::from_ref(action));
                let mut expected = String::new();
                if has_expected {
                    expected = written(&expected_lines);
                } else {
                    let marked: Vec<StepText> = expected_lines
                        .into_iter()
                        .map(|line| line.prefixed("Expected: "))
                        .collect();
                    append(&mut content, &written(&marked), markup);
                }
                let below = text::numbered(&items(nodes), markup, base);
                append(&mut content, &below, markup);
                rows.push(StepRow {
                    content,
                    expected,
                    ..StepRow::default()
                });
            }
            StepNode::Shared { name, nodes } => {
                let mut content = text::from_plain(name, markup);
                let below = text::numbered(&items(nodes), markup, base);
                append(&mut content, &below, markup);
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
pub(super) fn numbered_list(scenario: &Scenario, markup: Markup, base: &Base) -> String {
    text::numbered(&items(&scenario.nodes), markup, base)
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
                text: name.as_str().into(),
                expected: Vec::new(),
                items: items(nodes),
            },
            StepNode::Attachment(file) => NumberedItem {
                text: attachment(file).into(),
                expected: Vec::new(),
                items: Vec::new(),
            },
        })
        .collect()
}

/// The texts of expected results, one entry each; what is nested in them follows.
fn lines(nodes: &[StepNode]) -> Vec<StepText> {
    let mut lines = Vec::new();
    for node in nodes {
        match node {
            StepNode::Step(Step {
                action,
                expected,
                nodes,
            }) => {
                if *action != StepText::default() {
                    lines.push(action.clone());
                }
                lines.extend(self::lines(nodes));
                lines.extend(self::lines(expected));
            }
            StepNode::Shared { name, nodes } => {
                lines.push(name.as_str().into());
                lines.extend(self::lines(nodes));
            }
            StepNode::Attachment(file) => lines.push(attachment(file).into()),
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
