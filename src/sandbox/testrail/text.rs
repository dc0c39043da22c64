//! What TestRail makes of the texts that it is sent.
//!
//! Seen on TestRail Cloud from August 2026: a rich-text editor's filter runs over every Text field and every text of a
//! step. Before that, texts were stored as they came.

use serde::{Deserialize, Serialize};

/// Whether texts are filtered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TextMode {
    /// As the rich-text editor does it.
    #[default]
    Wrap,
    /// Stored as sent.
    Verbatim,
    /// As the editor does it, with the signs of a typewriter for typographic ones; so in titles and Strings, too.
    Typewriter,
}

impl TextMode {
    /// The text as it is stored. Doing it twice changes nothing more.
    pub(super) fn store(self, text: &str) -> String {
        match self {
            Self::Verbatim => text.to_owned(),
            Self::Wrap if text.is_empty() => String::new(),
            Self::Wrap => wrap(&filter(text)),
            Self::Typewriter => Self::Wrap.store(&typewritten(text)),
        }
    }

    /// A title or another line as it is stored.
    pub(super) fn store_line(self, line: &str) -> String {
        match self {
            Self::Wrap | Self::Verbatim => line.to_owned(),
            Self::Typewriter => typewritten(line),
        }
    }
}

/// The text with characters that a typewriter has in place of those that look better.
fn typewritten(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '…' => written.push_str("..."),
            '–' | '—' => written.push('-'),
            '“' | '”' | '„' => written.push('"'),
            '‘' | '’' => written.push('\''),
            '\u{a0}' => written.push(' '),
            other => written.push(other),
        }
    }
    written
}

const BLOCK_TAGS: [&str; 29] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
];

const OTHER_TAGS: [&str; 36] = [
    "a",
    "abbr",
    "b",
    "big",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "del",
    "em",
    "figcaption",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "td",
    "tfoot",
    "th",
    "tt",
    "u",
    "var",
    "wbr",
];

/// A value that does not begin with a block tag becomes one paragraph, whatever is in it.
fn wrap(text: &str) -> String {
    let begins_with_block = tag(text).is_some_and(|tag| {
        !tag.is_closing && BLOCK_TAGS.contains(&tag.name.to_ascii_lowercase().as_str())
    });
    match (begins_with_block, text.ends_with('\n')) {
        (true, true) => text.to_owned(),
        (true, false) => format!("{text}\n"),
        (false, _) => format!("<p>{text}</p>\n"),
    }
}

/// Bare characters become entities, known tags stay, unknown tags and comments vanish.
fn filter(text: &str) -> String {
    let mut filtered = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut taken = first.len_utf8();
        match first {
            '<' => {
                if let Some(length) = comment(rest) {
                    taken = length;
                } else if let Some(tag) = tag(rest) {
                    taken = tag.length;
                    if tag.is_known() {
                        filtered.push_str(&rest[..taken]);
                    }
                } else {
                    filtered.push_str("&lt;");
                }
            }
            '>' => filtered.push_str("&gt;"),
            '&' if !is_entity(rest) => filtered.push_str("&amp;"),
            '—' => filtered.push_str("&mdash;"),
            '“' => filtered.push_str("&ldquo;"),
            '”' => filtered.push_str("&rdquo;"),
            other => filtered.push(other),
        }
        rest = &rest[taken..];
    }
    filtered
}

struct Tag<'a> {
    name: &'a str,
    is_closing: bool,
    /// In bytes, with both brackets.
    length: usize,
}

impl Tag<'_> {
    fn is_known(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        BLOCK_TAGS.contains(&name.as_str()) || OTHER_TAGS.contains(&name.as_str())
    }
}

/// The tag at the beginning of a text, or what looks like one.
fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let (is_closing, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name_length = inside
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inside.len());
    let length = text.find('>')? + 1;
    Some(Tag {
        name: &inside[..name_length],
        is_closing,
        length,
    })
}

fn comment(text: &str) -> Option<usize> {
    text.starts_with("<!--")
        .then(|| text.find("-->").map_or(text.len(), |end| end + 3))
}

/// Whether the `&` that begins the text begins an entity.
fn is_entity(text: &str) -> bool {
    let Some((name, _)) = text[1..].split_once(';') else {
        return false;
    };
    match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        },
        None => {
            name.len() > 1
                && name.len() <= 31
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(text: &str) -> String {
        TextMode::Wrap.store(text)
    }

    #[test]
    fn plain_text_becomes_one_paragraph_with_a_line_feed() {
        assert_eq!(wrapped("plain test line"), "<p>plain test line</p>\n");
    }

    #[test]
    fn line_feeds_and_markdown_stay_inside_the_paragraph() {
        assert_eq!(
            wrapped("- *one*\n\n1. two\n"),
            "<p>- *one*\n\n1. two\n</p>\n"
        );
    }

    #[test]
    fn bare_characters_become_entities_and_quotes_stay() {
        assert_eq!(
            wrapped(r#"a & b < c > d "e""#),
            "<p>a &amp; b &lt; c &gt; d \"e\"</p>\n"
        );
    }

    #[test]
    fn known_tags_stay_and_placeholders_vanish() {
        assert_eq!(wrapped("<b>x</b> <query> y"), "<p><b>x</b>  y</p>\n");
        assert_eq!(wrapped("a<!-- b -->c"), "<p>ac</p>\n");
        assert_eq!(wrapped("1 <3 a<b"), "<p>1 &lt;3 a&lt;b</p>\n");
    }

    #[test]
    fn dashes_and_curly_quotes_become_entities_and_other_marks_stay() {
        assert_eq!(
            wrapped("a — “b” · … §"),
            "<p>a &mdash; &ldquo;b&rdquo; · … §</p>\n"
        );
    }

    #[test]
    fn block_html_only_gains_a_line_feed() {
        assert_eq!(
            wrapped("<p>already wrapped</p>"),
            "<p>already wrapped</p>\n"
        );
        assert_eq!(wrapped("<OL><li>x</li></OL>\n"), "<OL><li>x</li></OL>\n");
    }

    #[test]
    fn entities_that_are_there_stay() {
        assert_eq!(
            wrapped("a &lt; &#8212; &#x2014; &nope &;"),
            "<p>a &lt; &#8212; &#x2014; &amp;nope &amp;;</p>\n"
        );
    }

    #[test]
    fn the_empty_text_stays_empty() {
        assert_eq!(wrapped(""), "");
    }

    #[test]
    fn a_typewriter_has_no_typographic_signs() {
        let typed = |text| TextMode::Typewriter.store(text);
        assert_eq!(
            typed("Wait … “then” – it’s"),
            "<p>Wait ... \"then\" - it's</p>\n"
        );
        assert_eq!(TextMode::Typewriter.store_line("A – B"), "A - B");
        assert_eq!(TextMode::Wrap.store_line("A – B"), "A – B");
    }

    #[test]
    fn verbatim_changes_nothing() {
        assert_eq!(
            TextMode::Verbatim.store("a & <query>\r\n"),
            "a & <query>\r\n"
        );
    }

    proptest! {
        #[test]
        fn storing_what_was_read_changes_nothing(text in "[<>/&;#a-zA-Z0-9 pb!—“”\n-]{0,60}") {
            let once = wrapped(&text);
            prop_assert_eq!(wrapped(&once), once);
        }
    }
}
