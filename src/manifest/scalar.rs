//! Where a character of a text is in the YAML that spells it.

use std::ops::Range;

/// Returns the bytes of `source` that spell some characters of the scalar at `span`, whose text is known. `None` where
/// that cannot be told.
pub(super) fn locate(
    source: &str,
    span: &Range<usize>,
    text: &str,
    characters: &Range<usize>,
) -> Option<Range<usize>> {
    let raw = source.get(span.clone())?;
    let places = match raw.chars().next()? {
        _ if is_literal(source.get(..span.start)?) => literal(source, span.start, text)?,
        _ if raw.contains('\n') => folded(raw, text)?,
        '"' => double_quoted(inside_quotes(raw)?),
        '\'' => single_quoted(inside_quotes(raw)?),
        _ => plain(raw),
    };
    // A place for each character and one for the end of the text.
    if places.len() != text.chars().count() + 1 {
        return None;
    }
    let start = *places.get(characters.start)?;
    let end = *places.get(characters.end)?;
    Some(span.start + start..span.start + end.max(start))
}

fn inside_quotes(raw: &str) -> Option<&str> {
    raw.get(1..raw.len().checked_sub(1)?)
}

/// True when what precedes a scalar is the header of a literal block, `|`, and indentation.
fn is_literal(before: &str) -> bool {
    let Some((header, "")) = before.trim_end_matches(' ').rsplit_once('\n') else {
        return false;
    };
    let header = header.rsplit('\n').next().unwrap_or_default();
    let header = header.split(" #").next().unwrap_or_default().trim_end();
    header
        .trim_end_matches(|character: char| {
            matches!(character, '+' | '-') || character.is_ascii_digit()
        })
        .ends_with('|')
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
            let digits = characters
                .next()
                .map_or(0, |(_, letter)| digits_of_escape(letter));
            characters.by_ref().take(digits).for_each(drop);
        }
    }
    places.push(inner.len() + 1);
    places
}

/// How many digits follow the letter of an escape.
fn digits_of_escape(letter: char) -> usize {
    match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    }
}

/// What is behind an escape whose `\` is gone already.
fn behind_escape(escape: &str) -> Option<&str> {
    let letter = escape.chars().next()?;
    escape.get(letter.len_utf8() + digits_of_escape(letter)..)
}

/// Lines that are folded into one: whatever blanks are there stand for the blanks of the text, and all else for itself.
fn folded(raw: &str, text: &str) -> Option<Vec<usize>> {
    let quote = raw
        .chars()
        .next()
        .filter(|quote| matches!(quote, '\'' | '"'));
    let inner = if quote.is_some() {
        inside_quotes(raw)?
    } else {
        raw
    };
    let offset = quote.map_or(0, char::len_utf8);
    let mut rest = inner;
    let at = |rest: &str| offset + inner.len() - rest.len();
    let mut places = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        // A line that ends in `\` goes on in the next one.
        while let (Some('"'), Some(next)) = (quote, rest.strip_prefix("\\\n")) {
            rest = next.trim_start_matches([' ', '\t']);
        }
        places.push(at(rest));
        if let (Some('"'), Some(escape)) = (quote, rest.strip_prefix('\\')) {
            rest = behind_escape(escape)?;
        } else if is_blank(character) {
            let after = rest.trim_start_matches(is_blank);
            let blanks = &rest[..rest.len() - after.len()];
            if blanks.contains('\n') || after.is_empty() {
                while let Some(_more) = characters.next_if(|next| is_blank(*next)) {
                    places.push(at(rest));
                }
                rest = after;
            } else {
                rest = rest.strip_prefix(character)?;
            }
        } else {
            rest = rest.strip_prefix(character)?;
            if quote == Some('\'') && character == '\'' {
                rest = rest.strip_prefix('\'')?;
            }
        }
    }
    places.push(at(rest));
    Some(places)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// A literal block has the lines of its text, each behind the indentation of the first one.
fn literal(source: &str, start: usize, text: &str) -> Option<Vec<usize>> {
    let line_start = source[..start].rfind('\n')? + 1;
    let indentation = start - line_start;
    let mut at = line_start;
    let mut places = Vec::new();
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let written = source.get(at..)?.split('\n').next()?;
        let content = written.get(indentation.min(written.len())..)?;
        let content_start = at + (written.len() - content.len());
        if content.trim_end_matches('\r') != line.trim_end_matches('\n') {
            return None;
        }
        for (index, character) in line.char_indices() {
            places.push((content_start + index).checked_sub(start)?);
            end = content_start + index + character.len_utf8() - start;
        }
        at += written.len() + 1;
    }
    places.push(end.min(source.len() - start));
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What spells some characters of a scalar that is alone, or behind a header.
    fn located<'a>(
        header: &str,
        raw: &'a str,
        text: &str,
        characters: Range<usize>,
    ) -> Option<&'a str> {
        let source = format!("{header}{raw}");
        let span = header.len()..source.len();
        locate(&source, &span, text, &characters)
            .map(|found| &raw[found.start - header.len()..found.end - header.len()])
    }

    #[test]
    fn characters_are_found_in_every_style_of_one_line() {
        assert_eq!(
            located("a: ", "tag = ключ", "tag = ключ", 6..10),
            Some("ключ")
        );
        assert_eq!(located("a: ", "'it''s on'", "it's on", 5..7), Some("on"));
        assert_eq!(located("a: ", "'it''s'", "it's", 2..3), Some("''"));
        assert_eq!(
            located("a: ", r#""a \"b\" \u00e9 c""#, "a \"b\" é c", 8..9),
            Some("c")
        );
        assert_eq!(located("a: ", "'x'", "x", 1..1), Some(""));
    }

    #[test]
    fn characters_are_found_in_literal_blocks() {
        let raw = "tag = 1\n\n      and x";
        assert_eq!(
            located("a: |-\n    ", raw, "tag = 1\n\n  and x", 11..14),
            Some("and")
        );
        assert_eq!(
            located("a: | # why\n  ", "a\n  b\n", "a\nb\n", 2..3),
            Some("b")
        );
        assert_eq!(
            located("a: |\n  ", "a\r\n  b\r\n", "a\nb\n", 2..3),
            Some("b")
        );
    }

    #[test]
    fn characters_are_found_in_folded_lines_of_every_style() {
        let folded = "tag = 1\n  and tog = 2\n";
        let found = located("a: >\n  ", folded, "tag = 1 and tog = 2\n", 12..15);
        assert_eq!(found, Some("tog"));
        let paragraphs = "a\n\n\n  b\n    c\n";
        let text = "a\n\nb\n  c\n";
        assert_eq!(located("a: >\n  ", paragraphs, text, 3..4), Some("b"));
        assert_eq!(located("a: >\n  ", paragraphs, text, 7..8), Some("c"));
        assert_eq!(located("a: ", "a\n  b", "a b", 2..3), Some("b"));
        assert_eq!(located("a: ", "'it''s\n  on'", "it's on", 5..7), Some("on"));
        assert_eq!(located("a: ", "\"a\n  b c\"", "a b c", 4..5), Some("c"));
        let continued = "\"a \\\n  b = c\"";
        assert_eq!(located("a: ", continued, "a b = c", 2..3), Some("b"));
        assert_eq!(located("a: ", continued, "a b = c", 6..7), Some("c"));
        let escaped = r#""a = \"b\" and \
  \u00e9 = \"c\"""#;
        let text = "a = \"b\" and é = \"c\"";
        assert_eq!(located("a: ", escaped, text, 12..13), Some(r"\u00e9"));
        assert_eq!(located("a: ", escaped, text, 17..18), Some("c"));
    }

    #[test]
    fn what_cannot_be_told_has_no_place() {
        assert_eq!(located("", "'", "", 0..0), None);
        assert_eq!(located("", "", "", 0..0), None);
    }
}
