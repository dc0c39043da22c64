//! Keeps text from being taken for markup.

use std::fmt::Write as _;

use super::Purpose;
use crate::text::html;

/// Where a piece of text is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) purpose: Purpose,
    pub(super) is_line_start: bool,
    pub(super) inside: Inside,
    /// Escape whatever can be escaped.
    pub(super) everything: bool,
}

/// What surrounds a piece of text and gives marks a meaning of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    Link,
    Cell,
    LinkInCell,
}

/// Writes text so that it is read as these characters; `before` is what is before it.
pub(super) fn escape(out: &mut String, text: &str, before: Option<char>, place: Place) {
    let mut before = before;
    let mut rest = text;
    if place.is_line_start {
        rest = escape_line_start(out, text, place.purpose);
        before = text[..text.len() - rest.len()].chars().next_back();
    }
    let mut characters = rest.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied();
        match place.purpose {
            Purpose::Send => escape_to_send(out, character, before, after, place),
            Purpose::Compare => escape_to_compare(out, character, before, after),
        }
        before = Some(character);
    }
}

fn escape_to_send(
    out: &mut String,
    character: char,
    before: Option<char>,
    after: Option<char>,
    place: Place,
) {
    let is_blank = |near: Option<char>| near.is_some_and(char::is_whitespace);
    let is_in_link = matches!(place.inside, Inside::Link | Inside::LinkInCell);
    let is_in_cell = matches!(place.inside, Inside::Cell | Inside::LinkInCell);
    let is_word = |near: Option<char>| near.is_some_and(char::is_alphanumeric);
    let must_escape = match character {
        '&' => {
            let is_reference =
                after.is_none_or(|after| after == '#' || after.is_ascii_alphanumeric());
            out.push_str(if is_reference || place.everything {
                "&amp;"
            } else {
                "&"
            });
            return;
        }
        '<' => {
            let is_tag = after.is_none_or(opens_tag);
            out.push_str(if is_tag || place.everything {
                "&lt;"
            } else {
                "<"
            });
            return;
        }
        '\u{a0}' => return out.push_str("&nbsp;"),
        _ if place.everything => character.is_ascii_punctuation() && character != ';',
        '*' | '~' => !(is_blank(before) && is_blank(after)),
        '_' => !(is_blank(before) && is_blank(after) || is_word(before) && is_word(after)),
        '`' => true,
        '\\' => after.is_none_or(|after| after.is_ascii_punctuation()),
        '[' => is_in_link || after == Some('^'),
        ']' => is_in_link || after.is_none_or(|after| matches!(after, '(' | '[' | ':')),
        '!' | '#' => after.is_none(),
        '|' => is_in_cell,
        _ => false,
    };
    if must_escape {
        push_escaped(out, character);
    } else {
        out.push(character);
    }
}

/// The first Markdown knows a backslash before these only; other marks are references.
fn push_escaped(out: &mut String, character: char) {
    const CLASSIC: &str = "\\`*_{}[]()>#+-.!";
    if CLASSIC.contains(character) {
        out.push('\\');
        out.push(character);
    } else {
        let _ = write!(out, "&#{};", u32::from(character));
    }
}

fn escape_to_compare(out: &mut String, character: char, before: Option<char>, after: Option<char>) {
    let is_blank = |near: Option<char>| near.is_some_and(char::is_whitespace);
    let must_escape = match character {
        '*' => !(is_blank(before) && is_blank(after)),
        '`' => true,
        '~' => before == Some('~') || after == Some('~'),
        '\\' => after.is_none_or(|after| matches!(after, '*' | '`' | '~' | '\\' | ']')),
        ']' => after == Some('('),
        _ => false,
    };
    if must_escape {
        out.push('\\');
    }
    out.push(character);
}

/// Escapes what would make the line a heading, a quote, a list, a rule or a table; returns the rest of the text.
fn escape_line_start<'t>(out: &mut String, text: &'t str, purpose: Purpose) -> &'t str {
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return text;
    };
    let second = characters.next();
    let is_mark = match first {
        '#' | '>' | '=' | '|' => true,
        '-' | '+' | '*' => second.is_none_or(|second| !second.is_alphanumeric()),
        ':' => second == Some('-'),
        _ => false,
    };
    if is_mark {
        match purpose {
            Purpose::Send => push_escaped(out, first),
            Purpose::Compare => out.extend(['\\', first]),
        }
        return characters_after(text, 1);
    }
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = &text[n_digits..];
    let is_number = (1..10).contains(&n_digits)
        && after.starts_with(['.', ')'])
        && after[1..].chars().next().is_none_or(char::is_whitespace);
    if is_number {
        out.push_str(&text[..n_digits]);
        out.push('\\');
        out.push_str(&after[..1]);
        return &after[1..];
    }
    text
}

fn characters_after(text: &str, n_bytes: usize) -> &str {
    text.get(n_bytes..).unwrap_or_default()
}

/// Returns whether code holds what servers that encode it make of other characters, so that nobody could tell which it
/// was.
pub(super) fn holds_references(code: &str) -> bool {
    html::decode(code) != code
}

/// Returns whether `<` with this character after it begins a tag.
fn opens_tag(after: char) -> bool {
    after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?')
}
