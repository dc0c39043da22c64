//! What the texts of test cases have and TestRail has no place for.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use crate::diagnostic::{CaseCode, CountedLoss, Diagnostic, TextLoss};
use crate::model::{CaseSource, SourceValue, Step, StepNode, TestCase};
use crate::text;

/// In how many test cases each kind is lost.
#[derive(Debug, Default)]
pub(super) struct TextLosses(BTreeMap<TextLoss, usize>);

impl TextLosses {
    pub(super) fn note(&mut self, rules: &Rules, case: &TestCase) {
        let mut found = BTreeSet::new();
        let is_written = |source: &CaseSource| {
            let mut rules = rules.fields.iter();
            rules.any(|rule| {
                rule.sources.contains(source)
                    && (rule.target.kind.has_markup() || *source == CaseSource::Scenario)
            })
        };
        for (source, value) in &case.values {
            match value {
                SourceValue::Markdown(text) if is_written(source) => {
                    found.append(&mut text::losses_of_markdown(text, &rules.base));
                }
                SourceValue::Scenario(scenario) if is_written(source) => {
                    note_nodes(&scenario.nodes, &mut found);
                }
                _ => {}
            }
        }
        for loss in found {
            *self.0.entry(loss).or_default() += 1;
        }
    }

    pub(super) fn diagnostic(self) -> Option<Diagnostic> {
        let losses = self.0.into_iter();
        let losses: Vec<_> = losses
            .map(|(loss, count)| CountedLoss { loss, count })
            .collect();
        (!losses.is_empty()).then(|| Diagnostic::notice(CaseCode::TextReduced { losses }))
    }
}

fn note_nodes(nodes: &[StepNode], found: &mut BTreeSet<TextLoss>) {
    for node in nodes {
        match node {
            StepNode::Step(Step {
                action,
                expected,
                nodes,
            }) => {
                found.extend(text::losses_of_step(action));
                note_nodes(expected, found);
                note_nodes(nodes, found);
            }
            StepNode::Shared { nodes, .. } => {
                found.insert(TextLoss::SharedStep);
                note_nodes(nodes, found);
            }
            StepNode::Attachment(_) => _ = found.insert(TextLoss::FileOfStep),
        }
    }
}
