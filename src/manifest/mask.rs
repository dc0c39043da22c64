//! Hides secrets in the lines that complaints show.

use std::ops::Range;

/// What is in place of a secret.
const MASK: &str = "***";

/// Keys whose literal values are never shown, wherever they are and even when the file is no YAML. Compared in
/// lower case without dashes and underscores.
const SECRET_KEYS: [&str; 8] = [
    "apikey",
    "token",
    "password",
    "passwd",
    "secret",
    "accesstoken",
    "apitoken",
    "authorization",
];

/// True for a key whose value is a secret by its name.
pub(super) fn is_secret_key(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect();
    SECRET_KEYS.contains(&plain.as_str())
}

/// Puts ranges in order and joins those that overlap.
pub(super) fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Replaces hidden bytes, which are in order and apart. Returns the new text and where `span` is in it.
pub(super) fn replace(
    text: &str,
    span: &Range<usize>,
    hidden: impl Iterator<Item = Range<usize>>,
) -> (String, Range<usize>) {
    let mut shown = String::new();
    let mut moved = span.clone();
    let mut at = 0;
    for range in hidden {
        shown.push_str(&text[at..range.start]);
        let mask_start = shown.len();
        shown.push_str(MASK);
        moved.start = follow(
            span.start,
            moved.start,
            &range,
            mask_start,
            shown.len(),
            mask_start,
        );
        moved.end = follow(
            span.end,
            moved.end,
            &range,
            mask_start,
            shown.len(),
            shown.len(),
        );
        at = range.end;
    }
    shown.push_str(&text[at..]);
    moved.end = moved.end.clamp(moved.start, shown.len());
    (shown, moved)
}

/// Where a byte is after a range before it, or around it, became a mask.
fn follow(
    byte: usize,
    so_far: usize,
    hidden: &Range<usize>,
    mask_start: usize,
    mask_end: usize,
    if_inside: usize,
) -> usize {
    if byte >= hidden.end {
        mask_end + (byte - hidden.end)
    } else if byte > hidden.start || (byte == hidden.start && if_inside == mask_start) {
        if_inside
    } else {
        so_far
    }
}

/// Finds the credentials of web addresses such as `https://user:password@host`, and what is behind their path.
fn in_urls(line: &str) -> impl Iterator<Item = Range<usize>> {
    line.match_indices("://").flat_map(|(at, scheme_end)| {
        let start = at + scheme_end.len();
        let authority = line[start..]
            .split(['/', '?', '#', ' ', '"', '\''])
            .next()
            .unwrap_or_default();
        let user = authority.rfind('@').map(|end| start..start + end);
        let address = line[start..].split([' ', '"', '\'', '`', '<', '>', ')', ']', '}', ',']);
        let address = address.into_iter().next().unwrap_or_default();
        let extra = behind_path(address).map(|from| start + from..start + address.len());
        user.into_iter().chain(extra)
    })
}

/// Where the query or the fragment of an address begins: people paste tokens with it. TestRail's own pages have a query that
/// is a path, which says what was pasted.
fn behind_path(address: &str) -> Option<usize> {
    let at = address.find(['?', '#'])?;
    let extra = &address[at + 1..];
    if extra.starts_with('/') && address[at..].starts_with('?') {
        let end = extra.find(['&', '=', '#', '?'])?;
        return Some(at + 1 + end + 1).filter(|from| *from < address.len());
    }
    (!extra.is_empty()).then_some(at + 1)
}

/// What is hidden of the value of `endpoint`, however it is written: what is behind the path, and all that is behind the host
/// where it is no address.
fn in_endpoint(line: &str, colon: usize) -> Option<Range<usize>> {
    let value = line[colon..].trim_start();
    let start = line.len() - value.len();
    let quote = value
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    let value = match quote {
        Some(quote) => value[1..].split(quote).next()?,
        None => value
            .split(" #")
            .next()?
            .split([',', '}'])
            .next()?
            .trim_end(),
    };
    let start = start + usize::from(quote.is_some());
    let host = value.find("://").map_or(0, |at| at + 3);
    let from = match url::Url::parse(value) {
        Ok(_) => host + behind_path(&value[host..])?,
        Err(_) if quote.is_none() && value.starts_with(['{', '*', '&', '|', '>']) => return None,
        Err(_) => host + value[host..].find(['/', '?', '#', ' '])? + 1,
    };
    Some(start + from..start + value.len()).filter(|range| !range.is_empty())
}

/// What is hidden of `headers`, which no integration has, and which hold tokens elsewhere.
fn in_headers(line: &str, colon: usize) -> (Option<Range<usize>>, Option<Rest>) {
    let value = line[colon..].trim_start();
    let start = line.len() - value.len();
    let hidden = Some(start..line.len()).filter(|range| !range.is_empty());
    (hidden, Some(Rest::Block(indentation(line))))
}

/// What the lines after a secret key may hold.
#[derive(Clone, Copy)]
enum Rest {
    /// Lines of a block that belongs to a key of this indentation.
    Block(usize),
    /// Lines up to a quote.
    Quoted(char),
    /// Plain text below a key of this indentation.
    Plain(usize),
}

/// Finds literal secrets in a text by the look of its lines, for it may be no YAML: what follows `apiKey:` and the
/// like, unless it begins a mapping such as `{env: NAME}`, and credentials in web addresses.
pub(super) fn secrets(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let line = line.trim_end();
        if let Some(inside) = rest {
            let (hidden, still) = continued(line, inside);
            found.extend(hidden.map(|range| line_start + range.start..line_start + range.end));
            rest = still;
            if rest.is_some() {
                continue;
            }
        }
        found.extend(in_urls(line).map(|range| line_start + range.start..line_start + range.end));
        for (colon, _) in line.match_indices(':') {
            let key = key_before(&line[..colon]);
            if key.eq_ignore_ascii_case("endpoint") {
                let hidden = in_endpoint(line, colon + 1);
                found.extend(hidden.map(|range| line_start + range.start..line_start + range.end));
            }
            if key.eq_ignore_ascii_case("headers") {
                let (hidden, open) = in_headers(line, colon + 1);
                found.extend(hidden.map(|range| line_start + range.start..line_start + range.end));
                rest = open;
                break;
            }
            if is_secret_key(key) {
                let (hidden, open) = value_after(line, colon + 1);
                found.extend(hidden.map(|range| line_start + range.start..line_start + range.end));
                rest = open;
            }
        }
    }
    found
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

/// What is hidden of a line that goes on with a secret, and whether the next one does so as well.
fn continued(line: &str, rest: Rest) -> (Option<Range<usize>>, Option<Rest>) {
    let start = line.len() - line.trim_start().len();
    match rest {
        _ if start == line.len() => (None, Some(rest)),
        Rest::Block(indent) if start > indent => (Some(start..line.len()), Some(rest)),
        Rest::Plain(indent) if start > indent && !line.contains(':') => {
            (Some(start..line.len()), Some(rest))
        }
        Rest::Quoted(quote) => match line.find(quote) {
            Some(end) => (Some(0..end + 1), None),
            None => (Some(start..line.len()), Some(rest)),
        },
        Rest::Block(_) | Rest::Plain(_) => (None, None),
    }
}

/// The key that ends where its colon begins.
fn key_before(before: &str) -> &str {
    let before = before.trim_end().trim_end_matches(['"', '\'']);
    let is_outside =
        |character: char| !(character.is_alphanumeric() || matches!(character, '_' | '-'));
    match before
        .char_indices()
        .rfind(|(_, character)| is_outside(*character))
    {
        Some((index, character)) => &before[index + character.len_utf8()..],
        None => before,
    }
}

/// What is hidden of the value of a secret key, and how it goes on.
fn value_after(line: &str, colon: usize) -> (Option<Range<usize>>, Option<Rest>) {
    let value = line[colon..].trim_start();
    let start = line.len() - value.len();
    let Some(first) = value.chars().next() else {
        return (None, Some(Rest::Plain(indentation(line))));
    };
    match first {
        '{' | '*' | '#' => (None, None),
        '|' | '>' => (None, Some(Rest::Block(indentation(line)))),
        '"' | '\'' => match value[1..].find(first) {
            Some(end) => (Some(start..start + end + 2), None),
            None => (Some(start..line.len()), Some(Rest::Quoted(first))),
        },
        // A plain one may hold anything.
        _ => (
            Some(start..line.len()),
            Some(Rest::Plain(indentation(line))),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        replace(text, &(0..0), merge(secrets(text)).into_iter()).0
    }

    #[test]
    fn literal_values_of_secret_keys_are_hidden() {
        assert_eq!(masked("    apiKey: hunter2"), "    apiKey: ***");
        assert_eq!(masked("{token: 'a b', x: 1}"), "{token: ***, x: 1}");
        assert_eq!(masked("\"api_key\" : \"k\""), "\"api_key\" : ***");
        assert_eq!(masked("API-KEY: k # c"), "API-KEY: ***");
        assert_eq!(masked("apiKey: {env: NAME}"), "apiKey: {env: NAME}");
        assert_eq!(masked("apiKey:"), "apiKey:");
        assert_eq!(masked("x: https://u:p@host/a@b"), "x: https://***@host/a@b");
    }

    #[test]
    fn a_token_that_was_pasted_with_an_address_is_hidden() {
        assert_eq!(
            masked("endpoint: \"http://h/?token=S\""),
            "endpoint: \"http://h/?***\""
        );
        assert_eq!(masked("endpoint: http://h/#S"), "endpoint: http://h/#***");
        assert_eq!(
            masked("endpoint: \"http://h :1/S\""),
            "endpoint: \"http://h ***\""
        );
        assert_eq!(masked("endpoint: h/?token=S"), "endpoint: h/***");
        assert_eq!(
            masked("{endpoint: http://h/a?b=S, x: 1}"),
            "{endpoint: http://h/a?***, x: 1}"
        );
        assert_eq!(masked("x: see http://h/?k=S."), "x: see http://h/?***");
        let page = "endpoint: https://h/index.php?/dashboard";
        assert_eq!(masked(page), page);
        assert_eq!(
            masked("endpoint: https://h/index.php?/a&key=S"),
            "endpoint: https://h/index.php?/a&***"
        );
        assert_eq!(
            masked("endpoint: https://h/testrail/ # ours"),
            "endpoint: https://h/testrail/ # ours"
        );
        assert_eq!(masked("endpoint: {env: URL}"), "endpoint: {env: URL}");
    }

    #[test]
    fn headers_are_hidden() {
        assert_eq!(
            masked("  headers: {X-Api: S}\n  a: b"),
            "  headers: ***\n  a: b"
        );
        assert_eq!(
            masked("  headers:\n    X-Api: S\n    Y: T\n  a: b"),
            "  headers:\n    ***\n    ***\n  a: b"
        );
    }

    #[test]
    fn secrets_of_several_lines_are_hidden() {
        assert_eq!(
            masked("  token: |\n    a\n\n    b\n  c: d\n"),
            "  token: |\n    ***\n\n    ***\n  c: d\n"
        );
        assert_eq!(
            masked("token: \"a\n b\nc\", d: e\n"),
            "token: ***\n ***\n***, d: e\n"
        );
        assert_eq!(masked("token:\n  a\nb: c"), "token:\n  ***\nb: c");
        assert_eq!(masked("token:\n  env: A\n"), "token:\n  env: A\n");
    }

    #[test]
    fn the_span_follows_the_text() {
        let text = "a: secret, b: x";
        let shown = |span: Range<usize>| {
            let (shown, span) = replace(text, &span, merge(vec![3..9, 4..6]).into_iter());
            assert_eq!(shown, "a: ***, b: x");
            shown[span].to_owned()
        };
        assert_eq!(shown(11..12), "b");
        assert_eq!(shown(3..9), "***");
        assert_eq!(shown(0..9), "a: ***");
        assert_eq!(shown(0..2), "a:");
        assert_eq!(shown(5..12), "***, b");
        assert_eq!(shown(5..6), "***");
    }
}
