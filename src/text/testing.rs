//! A model of what `TestRail` does to text fields, made from what was seen on `TestRail` Cloud in 2026.

use crate::model::Markup;

/// How a server stores a text field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    /// As it was sent.
    Verbatim,
    /// Wrapped in a paragraph, unknown tags dropped, bare characters encoded.
    Wrap,
    /// Like `Wrap`, then opened and saved in the rich-text editor.
    Editor,
}

pub(crate) const SERVERS: [Server; 3] = [Server::Verbatim, Server::Wrap, Server::Editor];

const BLOCK_TAGS: [&str; 13] = [
    "p",
    "ul",
    "ol",
    "table",
    "pre",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
];

const KEPT_TAGS: [&str; 33] = [
    "p",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "pre",
    "code",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "hr",
    "br",
    "b",
    "strong",
    "i",
    "em",
    "s",
    "u",
    "sub",
    "sup",
    "a",
    "img",
    "span",
];

impl Server {
    /// Whether it drops something of this for good: nothing can save what looks like a tag in a plain field, or in code,
    /// from a server that takes it for HTML.
    pub(crate) fn eats(self, sent: &str, markup: Markup) -> bool {
        const OURS: [&str; 7] = [
            "<br />", "<u>", "</u>", "<sub>", "</sub>", "<sup>", "</sup>",
        ];
        let without_ours = |sent: String, tag: &&str| sent.replace(tag, "");
        self != Self::Verbatim
            && match markup {
                Markup::Html => false,
                // Outside of code, it is escaped.
                Markup::Markdown => OURS
                    .iter()
                    .fold(sent.to_owned(), without_ours)
                    .contains('<'),
                Markup::Plain => sent.contains('<'),
            }
    }

    pub(crate) fn store(self, text: &str) -> String {
        match self {
            Self::Verbatim => text.to_owned(),
            _ if text.is_empty() => String::new(),
            Self::Wrap => wrap(text),
            Self::Editor => edit(&wrap(text)),
        }
    }
}

fn wrap(text: &str) -> String {
    let begins_with_block = text
        .strip_prefix('<')
        .is_some_and(|rest| BLOCK_TAGS.iter().any(|tag| tag_name(rest) == Some(*tag)));
    let whole = if begins_with_block {
        text.to_owned()
    } else {
        format!("<p>{text}</p>")
    };
    let mut stored = String::new();
    let mut rest = whole.as_str();
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        rest = after;
        match character {
            '<' => {
                let Some(name) = tag_name(after.strip_prefix('/').unwrap_or(after)) else {
                    stored.push_str("&lt;");
                    continue;
                };
                let Some(end) = after.find('>') else {
                    stored.push_str("&lt;");
                    continue;
                };
                if KEPT_TAGS.contains(&name) {
                    stored.push('<');
                    stored.push_str(&after[..=end]);
                }
                rest = &after[end + 1..];
            }
            '>' => stored.push_str("&gt;"),
            '&' if is_reference(after) => stored.push('&'),
            '&' => stored.push_str("&amp;"),
            '\u{2014}' => stored.push_str("&mdash;"),
            '\u{201c}' => stored.push_str("&ldquo;"),
            '\u{201d}' => stored.push_str("&rdquo;"),
            character => stored.push(character),
        }
    }
    if !stored.ends_with('\n') {
        stored.push('\n');
    }
    stored
}

fn edit(html: &str) -> String {
    html.trim_end()
        .replace("\r\n", "\n")
        .replace("<br />", "<br>")
        .replace("<a href", "<a data-fr-linked=\"true\" href")
        .replace("<table>", "<table style=\"width: 100%;\">")
        .replace("<p>", "<p class=\"x\">")
        .replacen("<p class=\"x\">", "<p>", 1)
        .replace("\u{201c}", "&ldquo;")
        .replace("<strong>", "<b>")
        .replace("</strong>", "</b>")
        .replace("<li>", "<li><p>")
        .replace(". ", ".&nbsp;")
        .replace("</p>\n<p", "</p><p")
        .replace('\n', "\r\n")
}

fn tag_name(text: &str) -> Option<&str> {
    let end = text
        .find(|character: char| !character.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let is_name = text.starts_with(|character: char| character.is_ascii_alphabetic());
    is_name.then(|| &text[..end])
}

fn is_reference(text: &str) -> bool {
    let Some(end) = text.find(';') else {
        return false;
    };
    let name = &text[..end];
    let is_number = name.strip_prefix('#').is_some_and(|digits| {
        let digits = digits.strip_prefix('x').unwrap_or(digits);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_number || is_name
}
