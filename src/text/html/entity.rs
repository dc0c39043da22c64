//! Character references: `&lt;`, `&#60;`, `&nbsp;`.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};

/// The longest reference there is (`&CounterClockwiseContourIntegral;`) and a little more.
const MAX_REFERENCE: usize = 40;

/// Returns the text with every character reference decoded once, as a browser decodes text.
pub(in crate::text) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let without_tags = text.replace('<', "&lt;");
    for Ok(token) in Tokenizer::new(&without_tags) {
        if let Token::String(piece) = token {
            decoded.push_str(&String::from_utf8_lossy(&piece));
        }
    }
    Cow::Owned(decoded)
}

/// Decodes the references to characters that mean nothing in Markdown, and `&gt;`, which a server makes of the
/// marker of a quote.
pub(in crate::text) fn decode_harmless(text: &str) -> Cow<'_, str> {
    decode_where(text, |meaning| {
        matches!(meaning, ">" | "\"" | "'") || !meaning.contains(|part: char| part.is_ascii())
    })
}

/// Decodes the references that end in a semicolon: those that a server takes for references when it encodes
/// what is bare.
pub(in crate::text) fn decode_terminated(text: &str) -> Cow<'_, str> {
    decode_where(text, |_| true)
}

fn decode_where(text: &str, is_wanted: impl Fn(&str) -> bool) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        decoded.push_str(before);
        let end = reference
            .bytes()
            .take(MAX_REFERENCE)
            .position(|byte| byte == b';');
        let whole = end.and_then(|end| reference.get(..=end));
        let meaning = whole.map(decode).filter(|meaning| is_wanted(meaning));
        match (whole, meaning) {
            (Some(whole), Some(meaning)) if !whole[1..].contains('&') => {
                decoded.push_str(&meaning);
                rest = &reference[whole.len()..];
            }
            _ => {
                decoded.push('&');
                rest = &reference[1..];
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}
