//! Line breaks as the source shows them: whether a line feed inside a paragraph breaks the line is a matter of its
//! renderer, and what that made of a text tells.

use pulldown_cmark::{Event, Options, Parser};

/// Returns the Markdown text with line breaks that everybody reads as such, if its renderer breaks lines at every line
/// feed.
pub(super) fn with_shown_breaks(markdown: String, shown: Option<&str>) -> String {
    let n_shown = shown.map_or(0, n_breaks);
    if n_shown == 0 {
        return markdown;
    }
    let options =
        Options::ENABLE_FOOTNOTES | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let (mut n_hard, mut soft) = (0, Vec::new());
    for (event, range) in Parser::new_ext(&markdown, options).into_offset_iter() {
        match event {
            Event::SoftBreak => soft.push(range.start),
            Event::HardBreak => n_hard += 1,
            Event::InlineHtml(html) | Event::Html(html) => n_hard += n_breaks(&html),
            _ => {}
        }
    }
    if soft.is_empty() || n_shown < n_hard + soft.len() {
        return markdown;
    }
    let mut broken = String::with_capacity(markdown.len() + 2 * soft.len());
    let mut end = 0;
    for place in soft {
        broken.push_str(&markdown[end..place]);
        broken.push_str("  ");
        end = place;
    }
    broken.push_str(&markdown[end..]);
    broken
}

fn n_breaks(html: &str) -> usize {
    html.as_bytes()
        .windows(3)
        .filter(|tag| tag.eq_ignore_ascii_case(b"<br"))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_where_the_source_shows_them_so_and_nowhere_else() {
        for (markdown, shown, broken) in [
            (
                "Given a\nWhen b",
                "<p>Given a<br />When b</p>",
                "Given a  \nWhen b",
            ),
            (
                "Given a\nWhen b",
                "<p>Given a\nWhen b</p>",
                "Given a\nWhen b",
            ),
            ("a  \nb\nc", "<p>a<br>b\nc</p>", "a  \nb\nc"),
            ("a  \nb\nc", "<p>a<BR/>b<br>c</p>", "a  \nb  \nc"),
            (
                "- **a\r\n  b**\n\n```\nc\nd\n```",
                "<li>a<br>b</li>",
                "- **a  \r\n  b**\n\n```\nc\nd\n```",
            ),
        ] {
            assert_eq!(with_shown_breaks(markdown.to_owned(), Some(shown)), broken);
            assert_eq!(with_shown_breaks(markdown.to_owned(), None), markdown);
        }
    }
}
