//! The text of one manifest file, and where in it a byte is.

use std::ops::Range;
use std::sync::Arc;

use super::mask;
use crate::diagnostic::{Code, Diagnostic, Excerpt, Place, Severity};

/// The text of one manifest file.
#[derive(Debug)]
pub(super) struct Source {
    /// The file as the user named it.
    pub(super) name: Arc<str>,
    pub(super) text: String,
    line_starts: Vec<usize>,
    /// How many characters there are before each block of bytes: a line may be the whole file, and every value in it
    /// has a column.
    characters: Vec<usize>,
    /// Bytes that must not be shown, in order and apart: secrets that should not be here in the first place.
    hidden: Vec<Range<usize>>,
}

/// How many bytes a block of [`Source::characters`] has.
const BLOCK: usize = 1024;

/// How many bytes of a line an excerpt keeps before and after the start of its span. A line may be the whole file.
const BEFORE: usize = 400;
const AFTER: usize = 800;

impl Source {
    pub(super) fn new(name: Arc<str>, text: String) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(index, _)| index + 1))
            .collect();
        let blocks = text.as_bytes().chunks(BLOCK);
        let characters = blocks.scan(0, |before, block| {
            let here = *before;
            *before += count_characters(block);
            Some(here)
        });
        Self {
            name,
            characters: characters.collect(),
            hidden: mask::merge(mask::secrets(&text)),
            text,
            line_starts,
        }
    }

    /// Hides further bytes from every excerpt.
    pub(super) fn hide(&mut self, spans: Vec<Range<usize>>) {
        let mut hidden = std::mem::take(&mut self.hidden);
        hidden.extend(spans);
        self.hidden = mask::merge(hidden);
    }

    /// Returns line and column of a byte, both from 1, the column in characters.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let before_line = self.characters_before(self.line_starts[line - 1]);
        (line, self.characters_before(offset) - before_line + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.characters.len().saturating_sub(1));
        let within = &self.text.as_bytes()[block * BLOCK..offset];
        self.characters.get(block).unwrap_or(&0) + count_characters(within)
    }

    /// Returns the byte of a line and column, or the nearest one before it.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let index = line.saturating_sub(1).min(self.line_starts.len() - 1);
        let start = self.line_starts[index];
        let text = &self.text[self.line_range(index)];
        let inside = text.char_indices().nth(column.saturating_sub(1));
        start + inside.map_or(text.len(), |(at, _)| at)
    }

    /// Returns the place of a byte.
    pub(super) fn place(&self, offset: usize) -> Place {
        let (line, column) = self.position(offset);
        Place {
            file: Arc::clone(&self.name),
            line,
            column,
        }
    }

    /// Returns the text of some bytes.
    pub(super) fn slice(&self, span: &Range<usize>) -> &str {
        let start = self.text.floor_char_boundary(span.start);
        let end = self.text.ceil_char_boundary(span.end).max(start);
        &self.text[start..end]
    }

    /// Makes an error about some bytes.
    pub(super) fn error(&self, span: &Range<usize>, code: impl Into<Code>) -> Diagnostic {
        Diagnostic::error(code)
            .at(&self.place(span.start))
            .showing(self.excerpt(span))
    }

    /// Makes a warning about some bytes.
    pub(super) fn warning(&self, span: &Range<usize>, code: impl Into<Code>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Warning,
            ..self.error(span, code)
        }
    }

    /// Returns the line on which a span begins, with the part of the span that is on it.
    pub(super) fn excerpt(&self, span: &Range<usize>) -> Excerpt {
        let start = self.text.floor_char_boundary(span.start);
        let index = self.line_starts.partition_point(|at| *at <= start) - 1;
        let whole = self.line_range(index);
        let start = start.min(whole.end);
        let shown = Range {
            start: self
                .text
                .floor_char_boundary(whole.start.max(start.saturating_sub(BEFORE))),
            end: self.text.ceil_char_boundary(whole.end.min(start + AFTER)),
        };
        let end = self
            .text
            .ceil_char_boundary(span.end)
            .clamp(start, shown.end);
        let first = self
            .hidden
            .partition_point(|hidden| hidden.end <= shown.start);
        let hidden = self.hidden[first..]
            .iter()
            .take_while(|hidden| hidden.start < shown.end)
            .map(|hidden| {
                let from = self.text.floor_char_boundary(hidden.start.max(shown.start));
                let to = self.text.ceil_char_boundary(hidden.end.min(shown.end));
                from - shown.start..to - shown.start
            });
        let (text, span) = mask::replace(
            &self.text[shown.clone()],
            &(start - shown.start..end - shown.start),
            hidden,
        );
        Excerpt {
            text,
            start: span.start,
            end: span.end,
            is_cut_before: whole.start < shown.start,
            is_cut_after: shown.end < whole.end,
        }
    }

    /// The bytes of a line without its end.
    fn line_range(&self, index: usize) -> Range<usize> {
        let start = self.line_starts[index];
        let end = self
            .line_starts
            .get(index + 1)
            .map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    }
}

/// Counts the bytes that begin a character.
fn count_characters(bytes: &[u8]) -> usize {
    let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
    bytes.iter().filter(begins).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::new("m.yaml".into(), text.to_owned())
    }

    #[test]
    fn columns_count_characters() {
        let source = source("a\nключ: 🔑 x\n");
        let at = source.text.find('x').unwrap();
        assert_eq!(source.position(at), (2, 9));
        assert_eq!(source.offset(2, 9), at);
    }

    #[test]
    fn columns_of_long_lines_count_characters_as_well() {
        let text = format!("a: 1\n{}", "ключ 🔑 ".repeat(1024));
        let source = source(&text);
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let (line, column) = source.position(offset);
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            assert_eq!(line, text[..offset].matches('\n').count() + 1);
            assert_eq!(column, text[start..offset].chars().count() + 1);
        }
    }

    #[test]
    fn the_end_of_the_text_has_a_place() {
        let source = source("a\n");
        assert_eq!(source.position(2), (2, 1));
        assert_eq!(source.position(200), (2, 1));
        assert_eq!(source.offset(9, 9), 2);
    }

    #[test]
    fn carriage_returns_do_not_belong_to_a_line() {
        assert_eq!(source("ab\r\nc").excerpt(&(1..4)).text, "ab");
    }
}
