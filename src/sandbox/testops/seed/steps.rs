//! Scenarios: nested steps, what is expected of them, attachments and shared steps.

use std::collections::HashMap;

use super::scenario::{AttachmentSeed, StepSeed};
use crate::sandbox::testops::state::{Attachment, SharedStep, Step};

/// Builds scenarios and numbers what is in them.
#[derive(Debug)]
pub(super) struct Scenarios {
    next_step_id: i64,
    next_attachment_id: i64,
    /// The shared steps met so far.
    pub(super) shared: Vec<SharedStep>,
    /// By name: each content that it was given, with the index of its shared step. Equal ones are one object.
    known: HashMap<String, Vec<(Vec<StepSeed>, usize)>>,
}

impl Scenarios {
    pub(super) fn new() -> Self {
        Self {
            next_step_id: 1001,
            next_attachment_id: 1,
            shared: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// Builds a list of steps; their attachments are added to `attachments`.
    pub(super) fn build(
        &mut self,
        steps: impl IntoIterator<Item = StepSeed>,
        attachments: &mut Vec<Attachment>,
    ) -> Vec<Step> {
        steps
            .into_iter()
            .map(|step| match step {
                StepSeed::Text {
                    body,
                    body_json,
                    expected,
                    steps,
                } => Step::Text {
                    body,
                    body_json,
                    expected,
                    steps: self.build(steps, attachments),
                },
                StepSeed::Attachment(attachment) => {
                    let attachment = self.attachment(attachment);
                    let id = attachment.id;
                    attachments.push(attachment);
                    Step::Attachment(id)
                }
                StepSeed::Shared {
                    name,
                    archived,
                    steps,
                } => Step::Shared(self.shared_step(name, archived, steps)),
            })
            .collect()
    }

    /// Keeps enough numbers for the nodes of a scenario, and returns the first of them.
    pub(super) fn number(&mut self, steps: &[Step]) -> i64 {
        let first = self.next_step_id;
        self.next_step_id += 1 + nodes(steps);
        first
    }

    pub(super) fn attachment(&mut self, file: AttachmentSeed) -> Attachment {
        let id = self.next_attachment_id;
        self.next_attachment_id += 1;
        Attachment {
            id,
            name: file.name,
            content_type: file.content_type,
            content: file.content,
            size: file.size,
            is_missed: file.missed,
            is_from_test_case: file.from_test_case,
        }
    }

    /// The id of a shared step, which is new if nothing of this name and content was met.
    fn shared_step(&mut self, name: String, archived: bool, content: Vec<StepSeed>) -> i64 {
        let known = self.known.get(&name).map_or(&[][..], Vec::as_slice);
        let found = if content.is_empty() {
            known.first()
        } else {
            known.iter().find(|(other, _)| *other == content)
        };
        if let Some((_, index)) = found {
            return self.shared[*index].id;
        }
        let mut attachments = Vec::new();
        let steps = self.build(content.clone(), &mut attachments);
        let known = self.known.entry(name.clone()).or_default();
        let index = match known.first() {
            // So far only its name was used, perhaps by its own steps.
            Some((_, first)) if self.shared[*first].steps.is_empty() => *first,
            _ => self.shared.len(),
        };
        known.push((content, index));
        let step = SharedStep {
            id: i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1),
            name,
            is_archived: archived,
            first_step_id: self.number(&steps),
            steps,
            attachments,
        };
        let id = step.id;
        if index < self.shared.len() {
            self.shared[index] = step;
        } else {
            self.shared.push(step);
        }
        id
    }
}

/// How many nodes the steps become, each expected result with its wrapper.
fn nodes(steps: &[Step]) -> i64 {
    steps
        .iter()
        .map(|step| match step {
            Step::Attachment(_) | Step::Shared(_) => 1,
            Step::Text {
                body: _,
                body_json: _,
                expected,
                steps,
            } => {
                let texts = i64::try_from(expected.len()).unwrap_or(i64::MAX);
                1 + texts + i64::from(texts > 0) + nodes(steps)
            }
        })
        .sum()
}
