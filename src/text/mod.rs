//! Texts between the two systems: what is sent to a `TestRail` field for a `TestOps` text, and the canonical
//! form by which a field is compared.
//!
//! Everything goes through one document: readers make it from Markdown, HTML or plain characters, writers make
//! HTML, Markdown, plain characters or the canonical form from it. The law of this module: whatever `TestRail`
//! does to a text on its own, the canonical form of what was sent and of what is read back are equal, and
//! nothing that a reader of the source sees is lost on the way.
//!
//! Pure, linear in the size of the text, and without a panic for any input.

mod base;
mod builder;
mod canonical;
mod characters;
mod comparable;
mod document;
mod hex;
mod html;
mod line;
mod lines;
mod look;
mod losses;
mod markdown;
mod numbered;
mod own_picture;
mod plain;
mod prefixed;
mod quick;
mod rich;
mod shown_breaks;
mod tidy;
mod told;
mod unlinked;
#[cfg(any(test, feature = "fuzz"))]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use crate::model::Markup;

pub(crate) use base::Base;
pub(crate) use canonical::{canonical, same};
pub(crate) use hex::hex_digits;
pub(crate) use line::{one_line, shorten};
pub(crate) use losses::{losses_of_markdown, losses_of_step};
pub(crate) use numbered::{NumberedItem, numbered};
pub(crate) use rich::from_step_texts;
pub(crate) use told::told_markup;

use document::Document;
use unlinked::unlinked;

/// Returns what to send to a field of this markup for a Markdown text of the source.
///
/// * [`Markup::Html`]: finished block HTML with one line feed at its end, every character of text escaped, every
///   address a link. It begins with a block tag, so that a server that wraps loose text leaves it alone.
/// * [`Markup::Markdown`]: the first Markdown, as far as that has a spelling: indented code, two blanks
///   at the end of a line that breaks, a blank line before a list. Its only raw HTML are `<br />` in table cells, `<u>`,
///   `<sub>` and `<sup>`: `<` and `&` that a server could take for markup are entities. In code `<` stays: a
///   server that takes Markdown shows it, and no spelling of a tag in code survives one that takes fields for HTML.
///   Code that holds entities becomes escaped text, because a server that encodes code makes the same of others.
/// * [`Markup::Plain`]: what a person would type without any markup.
///
/// Server-relative addresses are made absolute with `base`; addresses of schemes that run code are shown as
/// text. Blank text gives an empty string.
pub(crate) fn from_markdown(markdown: &str, markup: Markup, base: &Base) -> String {
    write(markdown::read_source(markdown, base), markup)
}

/// Returns what to send to a field of this markup for a plain text, in which every character stands for itself.
///
/// Line breaks are kept, blank lines separate paragraphs.
pub(crate) fn from_plain(text: &str, markup: Markup) -> String {
    match markup {
        Markup::Plain => plain::normalise(text),
        Markup::Html | Markup::Markdown => write(plain::read_source(text), markup),
    }
}

/// Returns a Markdown text of the source that has the line breaks of what the source itself shows for it, as HTML.
pub(crate) fn with_shown_breaks(markdown: String, shown: Option<&str>) -> String {
    shown_breaks::with_shown_breaks(markdown, shown)
}

/// Returns the text with every character reference decoded once.
pub(crate) fn decoded(html: &str) -> std::borrow::Cow<'_, str> {
    html::decode(html)
}

/// Returns a Markdown text of the source as a person would type it without any markup.
pub(crate) fn plain_from_markdown(markdown: &str) -> String {
    from_markdown(markdown, Markup::Plain, &Base::none())
}

fn write(document: Document, markup: Markup) -> String {
    match markup {
        Markup::Html => html::write(&document),
        Markup::Markdown => markdown::write(&unlinked(document), markdown::Purpose::Send),
        Markup::Plain => plain::write(&unlinked(document)),
    }
}
