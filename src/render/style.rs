//! Colours, which never carry meaning alone.

use anstyle::{AnsiColor, Style};

/// Whether to colour. Without colour the same text comes out bare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paint {
    /// True on a terminal that shows colours.
    pub colour: bool,
}

impl Paint {
    /// Something that is added.
    pub(crate) fn added(self, text: &str) -> String {
        self.with(AnsiColor::Green.on_default(), text)
    }

    /// Something that goes away.
    pub(crate) fn removed(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default(), text)
    }

    /// Something that changes.
    pub(crate) fn changed(self, text: &str) -> String {
        self.with(AnsiColor::Yellow.on_default(), text)
    }

    /// Something that went wrong.
    pub(crate) fn problem(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default().bold(), text)
    }

    /// A word within an added or removed line.
    pub(crate) fn marked_added(self, text: &str) -> String {
        self.with(AnsiColor::Green.on_default().bold().underline(), text)
    }

    /// A word within an added or removed line.
    pub(crate) fn marked_removed(self, text: &str) -> String {
        self.with(AnsiColor::Red.on_default().bold().underline(), text)
    }

    /// A heading.
    pub(crate) fn strong(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    /// What matters less.
    pub(crate) fn dim(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("{}{text}{}", style.render(), style.render_reset())
        } else {
            text.to_owned()
        }
    }
}
