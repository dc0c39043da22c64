//! What can be said of an answer whatever its shape: the server's words, the first bytes, whether it is a web page.

use reqwest::header::HeaderValue;
use serde_json::Value;

use super::scrub::scrub_said;

/// How much of a body a message quotes, in bytes.
const EXCERPT: usize = 200;

/// How much of a body is searched for secrets, in bytes.
const LOOKED_AT: usize = 64 << 10;

/// The first bytes of a body, as text.
pub(super) fn body_excerpt(body: &[u8]) -> String {
    // Before it is cut, since half a secret is not recognised.
    let whole = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]);
    let shown = scrub_said(&whole);
    let mut text = shown[..shown.floor_char_boundary(EXCERPT)].to_owned();
    if text.len() < shown.len() {
        // The cut may have gone through a character.
        while text.ends_with(char::REPLACEMENT_CHARACTER) {
            text.pop();
        }
        text.push('…');
    }
    text
}

/// Words of bounded length: the beginning, which says what is wrong, and the end, which says where.
pub(super) fn shorten_words(words: &str) -> String {
    const HEAD: usize = 300;
    const TAIL: usize = 100;
    if words.len() <= HEAD + TAIL {
        return words.to_owned();
    }
    let head = &words[..words.floor_char_boundary(HEAD)];
    let tail = &words[words.ceil_char_boundary(words.len() - TAIL)..];
    format!("{head}…{tail}")
}

/// The server's own words in an error body: `message` or `error_description` of TestOps, `error` of both.
pub(super) fn server_words(body: &[u8]) -> String {
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
        return String::new();
    };
    ["message", "error_description", "error"]
        .iter()
        .filter_map(|key| object.get(*key)?.as_str())
        .map(str::trim)
        .find(|words| !words.is_empty())
        .map(|words| shorten_words(&scrub_said(words)))
        .unwrap_or_default()
}

/// The media type without its parameters, in lower case.
pub(super) fn media_type(content_type: Option<&HeaderValue>) -> Option<String> {
    let value = content_type?.to_str().ok()?;
    let media_type = value.split(';').next().unwrap_or_default().trim();
    (!media_type.is_empty()).then(|| media_type.to_ascii_lowercase())
}

/// True when a body is a web page where JSON was due.
pub(super) fn is_web_page(content_type: Option<&HeaderValue>, body: &[u8]) -> bool {
    let declared = content_type
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("text/html")
        });
    let start = body.trim_ascii_start();
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    match start.first() {
        Some(b'<') => true,
        // Old servers declare JSON as HTML, some with a line of words before it, so the body has the last word.
        Some(_) if declared => !start
            .split(|&byte| byte == b'\n')
            .take(2)
            .any(|line| matches!(line.trim_ascii_start().first(), Some(b'{' | b'['))),
        _ => declared,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_words_of_both_servers_are_found() {
        assert_eq!(
            server_words(br#"{"error":"Field :title is a required field."}"#),
            "Field :title is a required field."
        );
        assert_eq!(
            server_words(br#"{"status":404,"error":"Not Found","message":"Test case not found"}"#),
            "Test case not found"
        );
        assert_eq!(
            server_words(br#"{"error":"invalid_grant","error_description":"Bad credentials"}"#),
            "Bad credentials"
        );
        assert_eq!(
            server_words(br#"{"message":null,"error":"Unauthorized"}"#),
            "Unauthorized"
        );
        assert_eq!(server_words(b"<html>"), "");
        assert_eq!(server_words(b"[1]"), "");
    }

    #[test]
    fn a_web_page_is_known_from_json() {
        let html = HeaderValue::from_static("text/html; charset=UTF-8");
        let json = HeaderValue::from_static("application/json");
        assert!(is_web_page(Some(&html), b"<!doctype html>"));
        assert!(is_web_page(Some(&json), b"\n <html>"));
        assert!(is_web_page(Some(&html), b"Down for maintenance"));
        assert!(!is_web_page(Some(&html), b"[]"));
        assert!(!is_web_page(
            Some(&html),
            b"USER AUTHENTICATION SUCCESSFUL!\n{}"
        ));
        assert!(!is_web_page(None, b""));
    }

    #[test]
    fn words_are_few_whatever_a_server_says() {
        let said = format!("<{}> at line 3", "й".repeat(9_000));
        let body = serde_json::json!({"error": said});
        let words = server_words(body.to_string().as_bytes());
        assert!(words.len() <= 403, "{}", words.len());
        assert!(words.starts_with("<йй") && words.ends_with("й> at line 3"));
    }

    proptest! {
        #[test]
        fn an_excerpt_is_short_whatever_the_bytes(body in prop::collection::vec(any::<u8>(), 0..500)) {
            prop_assert!(body_excerpt(&body).chars().count() <= EXCERPT + 1);
            let _ = server_words(&body);
        }
    }
}
