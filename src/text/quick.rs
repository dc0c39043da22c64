//! Cheap proofs that two field texts are the same, for the many that a server rewrote in small ways. They need no
//! reading of markup; where they fail, nothing is known.

use crate::model::Markup;

/// References that servers and editors write for characters that need none.
const REFERENCES: [(&str, &str); 11] = [
    ("&mdash;", "\u{2014}"),
    ("&ndash;", "\u{2013}"),
    ("&ldquo;", "\u{201c}"),
    ("&rdquo;", "\u{201d}"),
    ("&lsquo;", "\u{2018}"),
    ("&rsquo;", "\u{2019}"),
    ("&laquo;", "\u{ab}"),
    ("&raquo;", "\u{bb}"),
    ("&hellip;", "\u{2026}"),
    ("&#39;", "'"),
    ("&quot;", "\""),
];

/// Returns whether the texts are the same for sure.
pub(super) fn are_same(a: &str, b: &str, markup: Markup) -> bool {
    match markup {
        Markup::Html => {
            // White space means something in code blocks only.
            let blanks = if a.contains("<pre") || b.contains("<pre") {
                Blanks::Exact
            } else {
                Blanks::Runs
            };
            Units::of(a, blanks).eq(Units::of(b, blanks))
        }
        Markup::Markdown => match (unwrapped(a), unwrapped(b)) {
            (Some(stored), None) => is_encoded(stored, b),
            (None, Some(stored)) => is_encoded(stored, a),
            _ => Units::of(a, Blanks::Exact).eq(Units::of(b, Blanks::Exact)),
        },
        Markup::Plain => false,
    }
}

/// Returns what a server that wraps loose text put into its paragraph.
pub(super) fn unwrapped(text: &str) -> Option<&str> {
    text.trim().strip_prefix("<p>")?.strip_suffix("</p>")
}

fn is_encoded(stored: &str, sent: &str) -> bool {
    let mut encoded = String::with_capacity(sent.len() + 64);
    for (place, character) in sent.char_indices() {
        match character {
            '<' => encoded.push_str("&lt;"),
            '>' => encoded.push_str("&gt;"),
            '&' if !begins_reference(&sent[place + 1..]) => encoded.push_str("&amp;"),
            character => encoded.push(character),
        }
    }
    Units::of(&encoded, Blanks::Exact).eq(Units::of(stored, Blanks::Exact))
}

fn begins_reference(text: &str) -> bool {
    text.starts_with(|first: char| first == '#' || first.is_ascii_alphabetic())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blanks {
    /// A run of them is one blank.
    Runs,
    /// Only line endings are one.
    Exact,
}

/// A text without the differences that mean nothing. A line break is the byte 0, which no text holds.
struct Units<'t> {
    rest: &'t [u8],
    blanks: Blanks,
    /// The rest of a decoded reference.
    pending: &'static [u8],
}

impl<'t> Units<'t> {
    fn of(text: &'t str, blanks: Blanks) -> Self {
        let text = match blanks {
            Blanks::Runs => text.trim_matches([' ', '\t', '\n', '\r']),
            // The blanks that a Markdown text begins with decide how its first line is read.
            Blanks::Exact => text.trim_end(),
        };
        Self {
            rest: text.as_bytes(),
            blanks,
            pending: &[],
        }
    }

    fn skip_blanks(&mut self) -> bool {
        let before = self.rest.len();
        loop {
            self.rest = match self.rest {
                [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] => rest,
                _ => return self.rest.len() < before,
            };
        }
    }
}

impl Iterator for Units<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if let [first, pending @ ..] = self.pending {
            self.pending = pending;
            return Some(*first);
        }
        if self.blanks == Blanks::Runs && self.skip_blanks() {
            return (!self.rest.is_empty()).then_some(b' ');
        }
        match self.rest {
            [] => None,
            [b'\r', b'\n', rest @ ..] => {
                self.rest = rest;
                Some(b'\n')
            }
            [b'&', b'n', b'b', b's', b'p', b';', rest @ ..] if self.blanks == Blanks::Runs => {
                self.rest = rest;
                self.pending = &[0xa0];
                Some(0xc2)
            }
            [b'&', ..] => {
                for (reference, meaning) in REFERENCES {
                    if let Some(rest) = self.rest.strip_prefix(reference.as_bytes()) {
                        self.rest = rest;
                        let (first, pending) = meaning.as_bytes().split_first()?;
                        self.pending = pending;
                        return Some(*first);
                    }
                }
                self.rest = &self.rest[1..];
                Some(b'&')
            }
            [b'<', b'b', b'r', after @ ..] => {
                for end in ["/>", " />", ">"] {
                    if let Some(rest) = after.strip_prefix(end.as_bytes()) {
                        self.rest = rest;
                        return Some(0);
                    }
                }
                self.rest = &self.rest[1..];
                Some(b'<')
            }
            [first, rest @ ..] => {
                self.rest = rest;
                Some(*first)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_rewrites_are_proved_the_same() {
        for (a, b) in [
            ("<p>a<br />b</p>\n", "<p>a<br>b</p>\r\n"),
            ("<p>a &mdash;&nbsp;b</p>", "<p>a \u{2014}\u{a0}b</p>"),
            ("<pre>a\n b</pre>", "<pre>a\r\n b</pre>"),
        ] {
            assert!(are_same(a, b, Markup::Html), "{a} {b}");
        }
        for (a, b) in [
            (
                "a & b < c > d &lt;",
                "<p>a &amp; b &lt; c &gt; d &lt;</p>\n",
            ),
            ("- a\n- \u{2014}", "- a\r\n- &mdash;\r\n"),
        ] {
            assert!(are_same(a, b, Markup::Markdown), "{a} {b}");
        }
    }

    #[test]
    fn what_differs_is_not_proved_the_same() {
        for (a, b) in [
            ("<p>a b</p>", "<p>ab</p>"),
            ("<p>a b</p>", "<p>a&nbsp; b</p>"),
            ("<pre>a  b</pre>", "<pre>a b</pre>"),
            ("<p>a</p>", "<p>&amp;a</p>"),
            ("<p>&amp;mdash;</p>", "<p>\u{2014}</p>"),
        ] {
            assert!(!are_same(a, b, Markup::Html), "{a} {b}");
        }
        assert!(!are_same("a  b", "a b", Markup::Markdown));
        assert!(!are_same(
            "- ```\n  a\n  ```",
            " - ```\n  a\n  ```",
            Markup::Markdown
        ));
        assert!(!are_same("&lt;b>", "<b>", Markup::Markdown));
    }
}
