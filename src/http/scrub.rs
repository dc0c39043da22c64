//! Replaces known secrets in whatever is printed or kept, in every form in which a server may send them back.
//!
//! The secrets of a run are known to the whole process, because whoever prints does not know where a text came from.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// What is in place of a secret.
const MASK: &str = "***";

/// Shorter ones are not replaced: they protect nothing, and every text would be full of holes.
const SHORTEST: usize = 4;

/// Shorter ones are replaced only as a word of their own, since they are parts of other words and of numbers.
const SHORTEST_PART: usize = 6;

/// How much of a secret before an ellipsis is taken for it.
const SHORTEST_CUT: usize = 6;

/// The secrets of this process.
static KNOWN: RwLock<Vec<Needle>> = RwLock::new(Vec::new());

/// A text that must not be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Needle {
    characters: Vec<char>,
    form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Anywhere.
    Part,
    /// Not within a word.
    Word,
    /// The same, and only where a server says it: it is a word like others.
    SaidWord,
    /// A part of something in base64, all of which goes.
    Base64,
}

/// Makes a secret known.
pub(super) fn know(secret: &str) {
    let needles = needles(secret);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    for needle in needles {
        if !known.contains(&needle) {
            known.push(needle);
        }
    }
}

fn needles(secret: &str) -> Vec<Needle> {
    let characters: Vec<char> = secret.chars().collect();
    let form = match characters.len() {
        0..SHORTEST => return Vec::new(),
        SHORTEST..SHORTEST_PART if secret.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            Form::SaidWord
        }
        SHORTEST..SHORTEST_PART => Form::Word,
        _ => Form::Part,
    };
    let mut needles = vec![Needle { characters, form }];
    if form != Form::Part {
        return needles;
    }
    // What precedes it decides how its bits fall on the digits: `user:` in the header, half a body elsewhere.
    for (before, spoilt) in [(0, 0), (1, 2), (2, 3)] {
        let bytes = [&[0; 2][..before], secret.as_bytes()].concat();
        let digits = STANDARD_NO_PAD.encode(&bytes);
        let own = &digits[spoilt..bytes.len() * 8 / 6];
        let for_urls = own.replace('+', "-").replace('/', "_");
        for digits in [own, &for_urls] {
            needles.push(Needle {
                characters: digits.chars().collect(),
                form: Form::Base64,
            });
        }
    }
    needles
}

/// The text without any secret of this process: as it is, in base64, percent-encoded, or escaped for JSON, HTML, Markdown
/// or a terminal, wholly or in part.
pub(crate) fn scrub(text: &str) -> Cow<'_, str> {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    let known: Vec<&Needle> = known
        .iter()
        .filter(|needle| needle.form != Form::SaidWord)
        .collect();
    scrub_of(text, &known)
}

/// The same for what a server says. There a short secret goes that is a word like others.
pub(super) fn scrub_said(text: &str) -> Cow<'_, str> {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    let known: Vec<&Needle> = known.iter().collect();
    scrub_of(text, &known)
}

/// The same for JSON, which stays JSON: only what is between quotes is replaced.
pub(crate) fn scrub_json(text: &str) -> Cow<'_, str> {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    let known: Vec<&Needle> = known
        .iter()
        .filter(|needle| needle.form != Form::SaidWord)
        .collect();
    scrub_json_of(text, &known)
}

fn scrub_json_of<'a>(text: &'a str, known: &[&Needle]) -> Cow<'a, str> {
    let mut hidden = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('"').map(|quote| at + quote + 1) {
        let end = end_of_string(text, start);
        let found = find(&text[start..end], known);
        hidden.extend(
            found
                .into_iter()
                .map(|range| start + range.start..start + range.end),
        );
        at = (end + 1).min(text.len());
    }
    without(text, &hidden)
}

/// Where the quote is that ends a string of JSON.
fn end_of_string(text: &str, start: usize) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    text.len()
}

fn scrub_of<'a>(text: &'a str, known: &[&Needle]) -> Cow<'a, str> {
    without(text, &find(text, known))
}

/// Where secrets are, in order and apart.
fn find(text: &str, known: &[&Needle]) -> Vec<Range<usize>> {
    // Most of a text begins no secret, and is passed by with one look.
    let mut may_begin = [false; 256];
    for byte in b"\\%&+" {
        may_begin[usize::from(*byte)] = true;
    }
    for needle in known {
        let mut bytes = [0; 4];
        let first = needle.characters[0].encode_utf8(&mut bytes);
        may_begin[usize::from(first.as_bytes()[0])] = true;
    }
    let mut hidden: Vec<Range<usize>> = Vec::new();
    if known.is_empty() {
        return hidden;
    }
    let mut at = 0;
    while at < text.len() {
        let may_begin = may_begin[usize::from(text.as_bytes()[at])] && text.is_char_boundary(at);
        let found = known
            .iter()
            .filter(|_| may_begin)
            .filter_map(|needle| needle.found_at(text, at))
            .max_by_key(|range| range.end);
        match found {
            Some(mut range) => {
                at = range.end;
                while let Some(last) = hidden.pop_if(|last| last.end >= range.start) {
                    range.start = range.start.min(last.start);
                }
                hidden.push(range);
            }
            None => at += 1,
        }
    }
    hidden
}

fn without<'a>(text: &'a str, hidden: &[Range<usize>]) -> Cow<'a, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for range in hidden {
        shown.push_str(&text[at..range.start]);
        shown.push_str(MASK);
        at = range.end;
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

impl Needle {
    /// What to hide where it begins here.
    fn found_at(&self, text: &str, start: usize) -> Option<Range<usize>> {
        // Several readings are possible: `%2525` is `%25` and `%` followed by `25`.
        let mut ends = vec![start];
        for (n, wanted) in self.characters.iter().enumerate() {
            let mut next = Vec::new();
            for end in &ends {
                let rest = &text[*end..];
                let between = if n == 0 { 0 } else { unseen(rest) };
                spellings(&rest[between..], *wanted, |length| {
                    let end = end + between + length;
                    if !next.contains(&end) {
                        next.push(end);
                    }
                });
            }
            if next.is_empty() {
                let cut = |end: &usize| {
                    ["…", "\\u{2026}", "\\u2026"]
                        .iter()
                        .any(|cut| text[*end..].starts_with(cut))
                };
                let end = ends.into_iter().find(cut)?;
                return (n >= SHORTEST_CUT).then(|| self.hidden(text, start..end))?;
            }
            ends = next;
        }
        self.hidden(text, start..ends.into_iter().max()?)
    }

    fn hidden(&self, text: &str, found: Range<usize>) -> Option<Range<usize>> {
        let (before, after) = (&text[..found.start], &text[found.end..]);
        match self.form {
            Form::Part => Some(found),
            Form::Word | Form::SaidWord => {
                let is_inside = before.ends_with(char::is_alphanumeric)
                    || after.starts_with(char::is_alphanumeric);
                (!is_inside).then_some(found)
            }
            Form::Base64 => {
                let is_digit = |character: char| {
                    character.is_ascii_alphanumeric()
                        || matches!(character, '+' | '/' | '-' | '_' | '=' | '%')
                };
                let start = before.trim_end_matches(is_digit).len();
                let end = text.len() - after.trim_start_matches(is_digit).len();
                Some(start..end)
            }
        }
    }
}

/// How many bytes there are between two characters that nobody sees: a colour, or an empty comment.
fn unseen(text: &str) -> usize {
    let mut rest = text;
    loop {
        let colour = rest.strip_prefix("\u{1b}[").and_then(|colour| {
            let after = colour.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
            after.strip_prefix('m')
        });
        match rest.strip_prefix("<!-- -->").or(colour) {
            Some(after) => rest = after,
            None => return text.len() - rest.len(),
        }
    }
}

/// Calls with the length of each way in which a text begins with a character.
fn spellings(text: &str, wanted: char, mut found: impl FnMut(usize)) {
    if text.starts_with(wanted) {
        found(wanted.len_utf8());
    }
    match text.as_bytes().first() {
        Some(b'\\') => escaped(text, wanted, found),
        Some(b'%') => percent_encoded(text, wanted, &mut found),
        Some(b'&') => entity(text, wanted, found),
        Some(b'+') if wanted == ' ' => found(1),
        _ => {}
    }
}

/// `\/`, `\u002f`, `\u{2f}`, `\x2f`, and all that again for a text within a text.
fn escaped(text: &str, wanted: char, mut found: impl FnMut(usize)) {
    let rest = text.trim_start_matches('\\');
    let slashes = text.len() - rest.len();
    if wanted != '\\' && rest.starts_with(wanted) {
        found(slashes + wanted.len_utf8());
    }
    if wanted == '\\' && slashes > 1 {
        found(2);
        found(slashes);
    }
    let mut digits = |lead: usize, digits: Option<&str>, tail: usize| {
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if let Some(digits) = digits
            && code == Some(u32::from(wanted))
        {
            found(slashes + lead + digits.len() + tail);
        }
    };
    if let Some(braced) = rest.strip_prefix("u{") {
        digits(2, braced.split_once('}').map(|(digits, _)| digits), 1);
    } else if rest.starts_with('u') {
        digits(1, rest.get(1..5), 0);
    } else if rest.starts_with('x') {
        digits(1, rest.get(1..3), 0);
    }
}

/// `%2F`, and `%252F` for an address within an address.
fn percent_encoded(text: &str, wanted: char, found: &mut impl FnMut(usize)) {
    let mut bytes = [0; 4];
    let bytes = wanted.encode_utf8(&mut bytes).as_bytes();
    for depth in 0..4 {
        let sign = ["%", &"25".repeat(depth)].concat();
        let mut rest = text;
        let is_it = bytes.iter().all(|byte| {
            let digits = rest
                .strip_prefix(sign.as_str())
                .and_then(|rest| rest.get(..2));
            let is_it =
                digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) == Some(*byte);
            if is_it {
                rest = &rest[sign.len() + 2..];
            }
            is_it
        });
        if is_it {
            found(text.len() - rest.len());
        }
    }
}

/// `&amp;`, `&#38;`, `&#x26;`, and `&amp;amp;` for a page within a page.
fn entity(text: &str, wanted: char, mut found: impl FnMut(usize)) {
    let mut rest = &text[1..];
    loop {
        if let Some((name, _)) = rest.split_once(';').filter(|(name, _)| name.len() < 10) {
            let number = match name.strip_prefix('#') {
                Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok(),
                Some(digits) => digits.parse().ok(),
                None => None,
            };
            let character = match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => number.and_then(char::from_u32),
            };
            if character == Some(wanted) {
                found(text.len() - rest.len() + name.len() + 1);
            }
        }
        match rest.strip_prefix("amp;") {
            Some(deeper) => rest = deeper,
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    use proptest::prelude::*;

    use super::*;

    fn scrubbed(secret: &str, text: &str) -> String {
        let needles = needles(secret);
        scrub_of(text, &needles.iter().collect::<Vec<_>>()).into_owned()
    }

    fn scrubbed_json(secret: &str, text: &str) -> String {
        let needles = needles(secret);
        scrub_json_of(text, &needles.iter().collect::<Vec<_>>()).into_owned()
    }

    #[test]
    fn a_key_is_hidden_however_a_server_sends_it_back() {
        let shown = |text: &str| scrubbed("k/e+y \"ü%25&", text);
        assert_eq!(shown("<k/e+y \"ü%25&>"), "<***>");
        assert_eq!(shown("k%2Fe%2By+%22%C3%BC%2525%26 x"), "*** x");
        assert_eq!(shown("k%2fe%2by%20%22%c3%bc%2525%26 x"), "*** x");
        assert_eq!(
            shown("k%252Fe%252By%2520%2522%25C3%25BC%252525%2526 x"),
            "*** x"
        );
        assert_eq!(
            shown(r#"{"a": "k\/e+y \"\u00fc%25\u0026"}"#),
            r#"{"a": "***"}"#
        );
        assert_eq!(
            shown(r#"{\"a\": \"k\\/e+y \\\"\\u00fc%25&\"}"#),
            r#"{\"a\": \"***\"}"#
        );
        assert_eq!(shown(r"k/e+y \u{22}ü%25&"), "***");
        assert_eq!(shown("k/e+y &quot;&#252;%25&amp;"), "***");
        assert_eq!(shown("k/e\u{1b}[31m+y \"ü%25&"), "***");
        assert_eq!(scrubbed("a_b@c*d", r"a\_b@<!-- -->c\*d!"), "***!");
        assert_eq!(
            scrubbed("hunter22", "the key is hunter…"),
            "the key is ***…"
        );
        assert_eq!(scrubbed("hunter22", "hunting"), "hunting");
    }

    #[test]
    fn a_header_is_hidden_whoever_the_user_is() {
        for user in ["", "a", "ab", "abc", "tess@example.com"] {
            let value = STANDARD.encode(format!("{user}:hunter2-key"));
            assert_eq!(
                scrubbed("hunter2-key", &format!("Basic {value}, so")),
                "Basic ***, so"
            );
            let encoded = value.replace('=', "%3D");
            assert_eq!(
                scrubbed("hunter2-key", &format!("Basic%20{encoded} so")),
                "*** so"
            );
        }
        let body = URL_SAFE.encode("{\"token\": \"hunter>?~2\"}");
        assert_eq!(scrubbed("hunter>?~2", &body), "***");
    }

    #[test]
    fn a_short_secret_is_hidden_as_a_word_and_a_shorter_one_is_none() {
        assert_eq!(
            scrubbed("1234", "C12345, 1234 and \"1234\""),
            "C12345, *** and \"***\""
        );
        assert_eq!(scrubbed("abc", "abc"), "abc");
        // Our own words stay readable.
        assert_eq!(needles("wrong")[0].form, Form::SaidWord);
    }

    #[test]
    fn json_stays_json_whatever_the_secret() {
        assert_eq!(
            scrubbed_json("123456", r#"{"id": 123456, "t": "a\"123456\""}"#),
            r#"{"id": 123456, "t": "a\"***\""}"#
        );
        assert_eq!(
            scrubbed_json("false1", r#"["\\", "false1"]"#),
            r#"["\\", "***"]"#
        );
    }

    proptest! {
        #[test]
        fn no_form_of_a_secret_is_left(secret in "[ -~ü]{6,20}", before in "[a-z ]{0,5}", after in "[a-z ]{0,5}") {
            let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            let json = serde_json::to_string(&secret).expect("a text");
            let around = format!("{before}{secret}{after}");
            for form in [secret.clone(), percent, json[1..json.len() - 1].to_owned()] {
                let text = scrubbed(&secret, &format!("{before}{form}{after}"));
                prop_assert!(text.contains(MASK), "{text}");
                prop_assert!(!text.contains(&form) || MASK.contains(&form), "{text}");
            }
            prop_assert_eq!(scrubbed(&secret, &STANDARD.encode(around)), MASK);
        }

        #[test]
        fn json_stays_json(secret in "[a-z0-9\":,{}\\\\]{6,8}", value in any::<String>(), numbers: Vec<u32>) {
            let value = serde_json::json!({"a": value, "b": format!("x{secret}"), "c": numbers});
            let text = scrubbed_json(&secret, &value.to_string());
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }

        #[test]
        fn any_text_can_be_scrubbed(secret in any::<String>(), text in any::<String>()) {
            let _ = scrubbed(&secret, &text);
            let _ = scrubbed_json(&secret, &text);
        }
    }
}
