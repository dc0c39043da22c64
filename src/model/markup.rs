//! What the characters of a text field mean.

use serde::{Deserialize, Serialize};

/// What a text field holds, which decides how text is written to it and how it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Markup {
    /// HTML, as the rich-text editor of TestRail 9.8 and later stores it.
    Html,
    /// Markdown, as older installations hold it.
    Markdown,
    /// Characters that stand for themselves: String fields, titles, Text fields whose format is `plain`.
    Plain,
}
