//! The form in which fields are compared.

use std::borrow::Cow;

use super::{
    characters::carriable,
    comparable::comparable,
    document::Document,
    html,
    markdown::{self, Purpose},
    plain,
    quick::{self, unwrapped},
    told::is_blocks,
    unlinked::unlinked,
};
use crate::model::Markup;

/// Returns the canonical form of what a field holds: readable, Markdown-like, the same for everything that a server
/// or its editor makes of a text on its own.
///
/// Equal are: wrapping paragraphs, spellings of entities, `&nbsp;` and blanks, white space that a browser shows as one blank, line endings,
/// `<br>` in its forms, `<b>` and `<strong>`, attributes other than addresses, tight and loose lists, links
/// that show their own address and plain addresses, letters in one piece or two, with or without characters that nobody
/// sees between them, spellings of addresses. Different is whatever a reader sees as different: words,
/// numbers, order, structure, looks, link targets.
pub(crate) fn canonical(text: &str, markup: Markup) -> String {
    match markup {
        Markup::Html | Markup::Markdown => {
            let document = comparable(read(text, markup));
            markdown::write(&document, Purpose::Compare).replace('\u{a0}', " ")
        }
        Markup::Plain => canonical_plain(text),
    }
}

/// Reads what a field holds.
pub(super) fn read(text: &str, markup: Markup) -> Document {
    let text = carriable(text);
    match (markup, unwrapped(&text)) {
        (Markup::Html, _) => html::read(&text),
        (Markup::Markdown, None) if is_blocks(&text) => html::read(&text),
        (Markup::Markdown, None) => markdown::read_field(&text),
        (Markup::Markdown, Some(inside)) if is_html(inside) => html::read(&text),
        (Markup::Markdown, Some(inside)) => markdown::read_field(&html::decode_harmless(inside)),
        (Markup::Plain, _) => plain::read(&text),
    }
}

/// Returns whether two field texts have the same canonical form.
pub(crate) fn same(a: &str, b: &str, markup: Markup) -> bool {
    if a.trim_end() == b.trim_end() || quick::are_same(a, b, markup) {
        return true;
    }
    if canonical(a, markup) == canonical(b, markup) {
        return true;
    }
    match (markup, unwrapped(a).is_some(), unwrapped(b).is_some()) {
        (Markup::Plain, true, false) => is_made_of(a, b),
        (Markup::Plain, false, true) => is_made_of(b, a),
        _ => false,
    }
}

/// Returns whether a server that takes fields for HTML stores this plain text so.
fn is_made_of(stored: &str, sent: &str) -> bool {
    if canonical_plain(stored) == plain::normalise(&html::decode_terminated(sent)) {
        return true;
    }
    // What looks like a tag is gone for good. A tag that never ends is none, but would hide the rest from a reader.
    let has_whole_tags = sent.rfind('<') < sent.rfind('>');
    let as_text = |text: &str| plain::write(&unlinked(html::read(&carriable(text))));
    has_whole_tags && as_text(stored) == as_text(sent)
}

fn canonical_plain(text: &str) -> String {
    plain::normalise(&unwrapped(text).map_or(Cow::Borrowed(text), html::decode))
}

/// Returns whether an editor made blocks of the text inside the wrapping paragraph.
fn is_html(inside: &str) -> bool {
    [
        "</p>",
        "</li>",
        "</h",
        "</pre>",
        "</table>",
        "</blockquote>",
        "</div>",
    ]
    .iter()
    .any(|tag| inside.contains(tag))
}
