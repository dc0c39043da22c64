//! What a text that stands in a field says itself about how it was written.

use crate::model::Markup;

/// What a text begins with that the rich-text editor saved.
const BLOCKS: [&str; 14] = [
    "<p",
    "<div",
    "<ul",
    "<ol",
    "<table",
    "<pre",
    "<blockquote",
    "<h1",
    "<h2",
    "<h3",
    "<h4",
    "<h5",
    "<h6",
    "<hr",
];

/// Returns what a text was written in, where it tells. Plain words may be either.
pub(crate) fn told_markup(text: &str) -> Option<Markup> {
    let text = text.trim();
    if is_blocks(text) {
        return Some(Markup::Html);
    }
    let has_marks = ["**", "](", "```", "`"]
        .iter()
        .any(|mark| text.contains(mark))
        || text.lines().any(begins_with_mark);
    has_marks.then_some(Markup::Markdown)
}

/// Returns whether a text is HTML blocks from its first character to its last.
pub(super) fn is_blocks(text: &str) -> bool {
    let text = text.trim();
    let begins = |block: &&&str| {
        let rest = text
            .get(..block.len())
            .filter(|begin| begin.eq_ignore_ascii_case(block));
        rest.is_some() && text[block.len()..].starts_with([' ', '>', '/', '\n'])
    };
    text.ends_with('>') && BLOCKS.iter().find(begins).is_some()
}

fn begins_with_mark(line: &str) -> bool {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    ["- ", "* ", "# ", "## ", "### ", "> ", "|| ", "||| ", "|||:"]
        .iter()
        .any(|mark| line.starts_with(mark))
        || digits.len() < line.len() && digits.starts_with(". ")
}
