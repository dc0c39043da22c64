//! What a server makes of a text when it does not keep it as it is sent.

use super::LastEditor;
use super::last_editor::AskedCase;
use crate::field::texts;
use crate::model::{FieldKind, Value};

/// True when what is in TestRail is what it made of the value that it is to hold, as far as TestRail alone tells: our own
/// value, and only dressed differently. Another such write would change nothing.
pub(super) fn is_made_of(
    asked: &AskedCase<'_>,
    by: &LastEditor,
    kind: &FieldKind,
    stored: &Value,
    desired: &Value,
) -> bool {
    if *by != LastEditor::Us {
        return false;
    }
    let (stored, desired) = (texts(kind, stored), texts(kind, desired));
    let is_alike = |fold: fn(&str) -> String| {
        let mut pairs = stored.iter().zip(&desired);
        stored.len() == desired.len() && pairs.all(|(a, b)| fold(a) == fold(b))
    };
    // Nobody writes a case anew for such a difference, so that one try is enough to know it. Other blanks may be meant, and
    // any other sign is: `<` made `>` has to arrive, whatever became of the last write.
    is_alike(without_typography) || (asked.last_write_changed_nothing() && is_alike(without_blanks))
}

/// True when what is in TestRail is our value after a server took Markdown for HTML: it dropped whatever looked like a tag
/// in code.
pub(super) fn is_rendered_of(
    by: &LastEditor,
    kind: &FieldKind,
    stored: &Value,
    desired: &Value,
) -> bool {
    let words = |value: &Value| {
        let texts = texts(kind, value);
        texts
            .iter()
            .map(|text| without_tags(text))
            .collect::<Vec<_>>()
    };
    *by == LastEditor::Us && words(stored) == words(desired)
}

/// Letters and digits outside of what looks like a tag.
fn without_tags(text: &str) -> String {
    let mut pieces = text.split('<');
    let mut words = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let tag = piece.split_once('>').filter(|_| {
            piece.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        });
        words.push_str(tag.map_or(piece, |(_, after)| after));
    }
    words.retain(char::is_alphanumeric);
    words
}

/// True when two texts differ in the dress of their characters alone.
pub(super) fn is_dressed_alike(a: &str, b: &str) -> bool {
    without_typography(a) == without_typography(b)
}

/// The text in the characters of a typewriter, with single blanks.
fn without_typography(text: &str) -> String {
    let plain = text.chars().flat_map(|character| {
        let plain: &str = match character {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
            '\u{2018}'..='\u{201b}' => "'",
            '\u{201c}'..='\u{201f}' | '«' | '»' => "\"",
            '…' => "...",
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
            other => return vec![other],
        };
        plain.chars().collect()
    });
    let plain: String = plain.collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_blanks(text: &str) -> String {
    without_typography(text).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typography_is_told_from_words() {
        for (dressed, plain) in [
            ("Wait … then “go”", "Wait ... then \"go\""),
            ("A – B", "A - B"),
            ("a\u{a0} b", "a b"),
        ] {
            assert_eq!(without_typography(dressed), without_typography(plain));
        }
        assert_ne!(without_typography("Go"), without_typography("go"));
        assert_eq!(without_blanks("go  (now) !"), without_blanks("go (now)!"));
    }

    #[test]
    fn a_sign_that_changed_in_the_source_is_no_work_of_the_server() {
        for (before, after) in [
            ("a <= 5", "a >= 5"),
            ("+1", "-1"),
            ("Go", "go"),
            ("a", "a."),
        ] {
            assert_ne!(without_blanks(before), without_blanks(after));
        }
    }
}
