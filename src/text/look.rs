//! Which looks are on while a text is read.

use std::rc::Rc;

use super::document::Style;

/// Looks that are on at the moment, counted because they may be opened twice.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) counts: [u32; Style::ALL.len()],
    pub(super) link: Option<Rc<str>>,
}

impl Look {
    pub(super) fn style(&self) -> Style {
        Style::ALL
            .into_iter()
            .zip(self.counts)
            .filter(|(_, count)| *count > 0)
            .fold(Style::NONE, |style, (look, _)| style.with(look))
    }
}
