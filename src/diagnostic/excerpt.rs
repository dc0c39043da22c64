//! What a diagnostic points at.

/// A line of a manifest, or the part around what is pointed at if it is long, with secrets hidden. The characters are
/// those of the file otherwise: whoever shows them escapes them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Excerpt {
    /// The characters.
    pub text: String,
    /// The byte of `text` where that which is pointed at begins.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
    /// Whether the line begins before `text`.
    pub is_cut_before: bool,
    /// Whether the line goes on behind `text`.
    pub is_cut_after: bool,
}
