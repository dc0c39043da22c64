//! What of a text cannot be carried over.

use std::collections::BTreeSet;

use super::{Base, base::is_nowhere, markdown};
use crate::diagnostic::TextLoss;
use crate::model::{RichBlock, RichSpan, RichText, StepText};

/// What a text without any of them can be carried over whole.
const SIGNS: [&str; 3] = ["<", "](", "]:"];

/// Finds what of a Markdown text of the source no field shows. Most texts are not even read for it.
pub(crate) fn losses_of_markdown(markdown: &str, base: &Base) -> BTreeSet<TextLoss> {
    if SIGNS.iter().any(|sign| markdown.contains(sign)) {
        markdown::losses(markdown, base)
    } else {
        BTreeSet::new()
    }
}

/// The same for the text of a step.
pub(crate) fn losses_of_step(text: &StepText) -> Option<TextLoss> {
    let StepText::Rich(RichText(blocks)) = text else {
        return None;
    };
    let leads_nowhere = |span: &RichSpan| match span {
        RichSpan::Text { link, .. } => link.as_deref().is_some_and(is_nowhere),
        RichSpan::Break => false,
    };
    let is_lost = blocks.iter().any(|block| match block {
        RichBlock::Paragraph(spans) => spans.iter().any(leads_nowhere),
        RichBlock::Code(_) => false,
    });
    is_lost.then_some(TextLoss::RelativeAddress)
}
