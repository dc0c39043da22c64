//! Hides secrets in the lines that complaints show.

use std::ops::Range;

/// What stands in place of a secret.
const MASK: &str = "***";

/// Keys whose literal values are never shown, wherever they stand and even when the file is no YAML. Compared in
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

/// Replaces the hidden bytes of a line, and whatever follows a key that names a secret. Returns the new line and
/// where `span` stands in it.
pub(super) fn line(
    text: &str,
    span: Range<usize>,
    mut hidden: Vec<Range<usize>>,
) -> (String, Range<usize>) {
    hidden.extend(secret_values(text));
    hidden.extend(in_url(text));
    hidden.sort_by_key(|range| (range.start, range.end));
    let mut shown = String::new();
    let mut moved = span.clone();
    let mut at = 0;
    for range in hidden {
        if range.end <= at {
            continue;
        }
        let from = range.start.max(at);
        shown.push_str(&text[at..from]);
        let mask_start = shown.len();
        // Two ranges that overlap are one secret.
        if range.start >= at || at == 0 {
            shown.push_str(MASK);
        }
        if (from..range.end).contains(&span.start) {
            moved.start = mask_start;
        } else if span.start >= range.end {
            moved.start = shown.len() + (span.start - range.end);
        }
        if span.end > from && span.end <= range.end {
            moved.end = shown.len();
        } else if span.end > range.end {
            moved.end = shown.len() + (span.end - range.end);
        }
        at = range.end;
    }
    shown.push_str(&text[at..]);
    moved.end = moved.end.clamp(moved.start, shown.len());
    (shown, moved)
}

/// Finds the credentials of a web address such as `https://user:password@host`.
pub(super) fn in_url(text: &str) -> Option<Range<usize>> {
    let start = text.find("://")? + 3;
    let authority = text[start..].split(['/', '?', '#']).next()?;
    let end = start + authority.rfind('@')?;
    Some(start..end)
}

/// Finds what follows `apiKey:` and the like, unless it begins a mapping such as `{env: NAME}`.
fn secret_values(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (colon, _) in text.match_indices(':') {
        let before = text[..colon].trim_end().trim_end_matches(['"', '\'']);
        let key_start = before
            .rfind(|character: char| {
                !(character.is_alphanumeric() || matches!(character, '_' | '-'))
            })
            .map_or(0, |index| {
                index + before[index..].chars().next().map_or(1, char::len_utf8)
            });
        if !is_secret_key(&before[key_start..]) {
            continue;
        }
        let rest = &text[colon + 1..];
        let value = rest.trim_start();
        let start = colon + 1 + (rest.len() - value.len());
        if !value.is_empty() && !value.starts_with(['{', '*', '&', '#']) {
            found.push(start..start + secret_len(value));
        }
    }
    found
}

/// Returns how far a secret reaches: to its closing quote, or to the end of the line, since a plain one may hold
/// anything.
fn secret_len(value: &str) -> usize {
    let quote = value
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''));
    quote
        .and_then(|quote| value[1..].find(quote))
        .map_or(value.trim_end().len(), |index| index + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        line(text, 0..0, Vec::new()).0
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
    fn the_span_follows_the_text() {
        let text = "a: secret, b: x";
        let (shown, span) = line(text, 11..12, vec![3..9, 4..6]);
        assert_eq!(shown, "a: ***, b: x");
        assert_eq!(&shown[span], "b");
        let (shown, span) = line(text, 3..9, vec![3..9, 3..9]);
        assert_eq!(&shown[span], "***");
        let (shown, span) = line(text, 0..9, vec![3..9, 15..15]);
        assert_eq!(&shown[span], "a: ***");
    }
}
