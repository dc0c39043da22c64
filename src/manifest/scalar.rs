//! Where a character of a text stands in the YAML that spells it.

use std::ops::Range;

/// Returns the bytes of `raw`, the YAML of a scalar, that spell some characters of its text. `None` where lines are
/// folded, so that there is no such thing.
pub(super) fn locate(raw: &str, text: &str, characters: &Range<usize>) -> Option<Range<usize>> {
    let ends = match raw.chars().next()? {
        '|' => literal(raw, text)?,
        '>' => return None,
        _ if raw.contains('\n') => return None,
        '"' => double_quoted(raw.get(1..raw.len().checked_sub(1)?)?),
        '\'' => single_quoted(raw.get(1..raw.len().checked_sub(1)?)?),
        _ => plain(raw),
    };
    // A place for each character and one for the end of the text.
    if ends.len() != text.chars().count() + 1 {
        return None;
    }
    let start = *ends.get(characters.start)?;
    let end = *ends.get(characters.end)?;
    Some(start..end.max(start))
}

fn plain(raw: &str) -> Vec<usize> {
    raw.char_indices()
        .map(|(at, _)| at)
        .chain([raw.len()])
        .collect()
}

/// Within the quotes, `''` is one character.
fn single_quoted(inner: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut characters = inner.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        places.push(at + 1);
        if character == '\'' {
            characters.next_if(|(_, next)| *next == '\'');
        }
    }
    places.push(inner.len() + 1);
    places
}

/// Within the quotes, an escape is one character.
fn double_quoted(inner: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut characters = inner.char_indices();
    while let Some((at, character)) = characters.next() {
        places.push(at + 1);
        if character == '\\' {
            let digits = match characters.next() {
                Some((_, 'x')) => 2,
                Some((_, 'u')) => 4,
                Some((_, 'U')) => 8,
                _ => 0,
            };
            characters.by_ref().take(digits).for_each(drop);
        }
    }
    places.push(inner.len() + 1);
    places
}

/// A literal block has the lines of its text, each behind the same indentation.
fn literal(raw: &str, text: &str) -> Option<Vec<usize>> {
    let (header, _) = raw.split_once('\n')?;
    // An indentation that is spelt out is rare; the start of the block is near enough then.
    if header.contains(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let mut at = header.len() + 1;
    let first = raw[at..].lines().find(|line| !line.trim().is_empty())?;
    let indentation = first.len() - first.trim_start_matches(' ').len();
    let mut places = Vec::new();
    for line in text.split_inclusive('\n') {
        let written = raw.get(at..)?.split('\n').next()?;
        let content = written.get(indentation.min(written.len())..)?;
        let start = at + (written.len() - content.len());
        if content.trim_end_matches('\r') != line.trim_end_matches('\n') {
            return None;
        }
        places.extend(line.char_indices().map(|(index, _)| start + index));
        at += written.len() + 1;
    }
    places.push(places.last().map_or(0, |last| last + 1).min(raw.len()));
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located<'a>(raw: &'a str, text: &str, characters: Range<usize>) -> Option<&'a str> {
        locate(raw, text, &characters).map(|span| &raw[span])
    }

    #[test]
    fn characters_are_found_in_every_style_of_one_line() {
        assert_eq!(located("tag = ключ", "tag = ключ", 6..10), Some("ключ"));
        assert_eq!(located("'it''s on'", "it's on", 5..7), Some("on"));
        assert_eq!(located("'it''s'", "it's", 2..3), Some("''"));
        assert_eq!(
            located(r#""a \"b\" \u00e9 c""#, "a \"b\" é c", 8..9),
            Some("c")
        );
        assert_eq!(located("'x'", "x", 1..1), Some(""));
    }

    #[test]
    fn characters_are_found_in_literal_blocks() {
        let raw = "|-\n    tag = 1\n\n      and x";
        assert_eq!(located(raw, "tag = 1\n\n  and x", 11..14), Some("and"));
        assert_eq!(located("|\n  a\n  b\n", "a\nb\n", 2..3), Some("b"));
    }

    #[test]
    fn folded_lines_have_no_places() {
        assert_eq!(located(">\n  a\n  b\n", "a b\n", 2..3), None);
        assert_eq!(located("a\n  b", "a b", 2..3), None);
        assert_eq!(located("'", "", 0..0), None);
        assert_eq!(located("", "", 0..0), None);
    }
}
