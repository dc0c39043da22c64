//! Markdown, as the source holds it, as an older server wants it, and as the canonical form shows it.

mod escape;
mod inline;
mod read;
mod write;

pub(super) use read::{losses, read_field, read_source};
pub(super) use write::write;

/// What Markdown is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// For a server: no reader and no wrapping server takes text for markup.
    Send,
    /// For comparing and for people: only marks that could be mistaken for looks are escaped.
    Compare,
}
