//! Finds bare addresses in text, which are links when they are written as HTML.

use std::ops::Range;

/// What a bare address begins with.
const STARTS: [&str; 4] = ["http://", "https://", "ftp://", "www."];

/// Returns where the addresses in a text are, in order.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_start(text, from) {
        let end = start + length(&text[start..]);
        if is_address(&text[start..end]) {
            found.push(start..end);
        }
        from = end.max(start + 1);
    }
    found
}

/// What a link to a bare address leads to.
pub(super) fn target(address: &str) -> String {
    if starts_with(address, "www.") {
        format!("http://{address}")
    } else {
        address.to_owned()
    }
}

fn next_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|place| {
        matches!(bytes[*place], b'h' | b'H' | b'f' | b'F' | b'w' | b'W')
            && STARTS
                .iter()
                .any(|start| starts_with_at(bytes, *place, start))
            && !text[..*place].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    })
}

fn starts_with(text: &str, start: &str) -> bool {
    starts_with_at(text.as_bytes(), 0, start)
}

fn starts_with_at(text: &[u8], place: usize, start: &str) -> bool {
    text.get(place..place + start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

/// How long the address is that a text begins with: without what ends the sentence around it.
fn length(text: &str) -> usize {
    let end = text.find(ends_address).unwrap_or(text.len());
    let mut address = &text[..end];
    let count = |mark: char| text[..end].matches(mark).count();
    // Brackets that the address itself opened belong to it.
    let mut surplus = [
        (')', count(')').saturating_sub(count('('))),
        (']', count(']').saturating_sub(count('['))),
    ];
    while let Some(last) = address.chars().next_back() {
        let is_outside = matches!(
            last,
            '.' | ',' | ';' | ':' | '!' | '?' | '*' | '_' | '~' | '\'' | '…'
        ) || surplus
            .iter_mut()
            .any(|(mark, n)| *mark == last && n.checked_sub(1).map(|less| *n = less).is_some());
        if !is_outside {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address.len()
}

fn ends_address(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '<' | '>'
                | '"'
                | '`'
                | '|'
                | '{'
                | '}'
                | '^'
                | '\\'
                | '“'
                | '”'
                | '«'
                | '»'
                | '‘'
                | '’'
                | '„'
                | '、'
                | '。'
                | '，'
                | '；'
                | '：'
                | '）'
                | '（'
                | '」'
                | '】'
                | '\u{200b}'
        )
}

/// Whether there is a host.
fn is_address(text: &str) -> bool {
    let Some(start) = STARTS.iter().find(|start| starts_with(text, start)) else {
        return false;
    };
    let host = &text[start.len()..];
    let begins = host.starts_with(|first: char| first.is_alphanumeric() || first == '[');
    begins && (*start != "www." || host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        for (text, found) in [
            (
                "see https://e.com/a, or (http://e.com/b).",
                &["https://e.com/a", "http://e.com/b"][..],
            ),
            (
                "https://e.com/a_(b) <https://e.com/c>",
                &["https://e.com/a_(b)", "https://e.com/c"],
            ),
            ("www.e.com und WWW.E.de!", &["www.e.com", "WWW.E.de"]),
            (
                "https://e.com/я?x=1&y=[2]#z",
                &["https://e.com/я?x=1&y=[2]#z"],
            ),
            (
                "http://localhost:8080/ \"ftp://e.com\"",
                &["http://localhost:8080/", "ftp://e.com"],
            ),
            ("http:// https://<host>/ xhttp://e.com www.x www. http", &[]),
        ] {
            let addresses: Vec<&str> = addresses(text)
                .into_iter()
                .map(|range| &text[range])
                .collect();
            assert_eq!(addresses, found, "{text}");
        }
    }
}
