//! Writes the blocks of a document as Markdown.

use super::{
    Purpose,
    escape::is_eaten,
    inline::{Surroundings, longest_run, write_spans},
};
use crate::text::{
    document::{Block, Document, Table},
    plain,
    prefixed::PrefixedLines,
};

/// Writes a document: line feeds, no blanks at the ends of lines, no line feed at the end.
pub(in crate::text) fn write(document: &Document, purpose: Purpose) -> String {
    let mut writer = Writer {
        lines: PrefixedLines::default(),
        purpose,
    };
    writer.blocks(&document.0);
    let mut trimmed = String::with_capacity(writer.lines.out.len());
    for line in writer.lines.out.lines() {
        trimmed.push_str(line.trim_end_matches([' ', '\t']));
        trimmed.push('\n');
    }
    trimmed.truncate(trimmed.trim_end_matches('\n').len());
    trimmed
}

struct Writer {
    lines: PrefixedLines,
    purpose: Purpose,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block]) {
        let mut is_other_mark = false;
        for (place, block) in blocks.iter().enumerate() {
            let previous = place.checked_sub(1).map(|previous| &blocks[previous]);
            if let Some(previous) = previous {
                self.lines.line_feed();
                if !may_follow_at_once(previous, block) {
                    self.lines.line_feed();
                }
            }
            // Two lists in a row would be one if they had the same mark.
            is_other_mark = matches!(
                (previous, block),
                (Some(Block::List { start: before, .. }), Block::List { start, .. })
                    if before.is_some() == start.is_some()
            ) && !is_other_mark;
            self.block(block, is_other_mark);
        }
    }

    fn block(&mut self, block: &Block, is_other_mark: bool) {
        match block {
            Block::Paragraph(spans) => {
                let text = write_spans(spans, Surroundings::Paragraph, self.purpose);
                self.lines.lines(&text);
            }
            Block::Heading { level, spans } => {
                self.lines.out.push_str(&"#".repeat(usize::from(*level)));
                self.lines.out.push(' ');
                self.lines
                    .out
                    .push_str(&write_spans(spans, Surroundings::Heading, self.purpose));
            }
            Block::Quote(blocks) => self.indented("> ", "> ", blocks),
            Block::List { start, items } => self.list(*start, items, is_other_mark),
            Block::Code(code) if self.purpose == Purpose::Send && is_eaten(code) => {
                // As escaped lines of text: nothing that is in a code block can be escaped.
                self.blocks(&plain::read(code).0);
            }
            Block::Code(code) => {
                let fence = "`".repeat((longest_run(code, '`') + 1).max(3));
                self.lines.lines(&format!("{fence}\n{code}\n{fence}"));
            }
            Block::Table(table) => self.table(table),
            Block::Rule => {
                // Dashes after the mark of a list item would make one rule of both.
                self.lines.out.push_str(if self.purpose == Purpose::Send {
                    "___"
                } else {
                    "---"
                });
            }
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>], is_other_mark: bool) {
        for (place, item) in items.iter().enumerate() {
            self.lines.line_feed_after(place);
            let mark = match (start, is_other_mark) {
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
                (Some(start), _) => {
                    let number = start.saturating_add(place as u64);
                    format!("{number}{} ", if is_other_mark { ')' } else { '.' })
                }
            };
            self.indented(&mark, &" ".repeat(mark.len()), item);
        }
    }

    fn indented(&mut self, first: &str, further: &str, blocks: &[Block]) {
        let length = self.lines.open(first, further);
        self.blocks(blocks);
        self.lines.close(length);
    }

    fn table(&mut self, table: &Table) {
        let Table { has_header, rows } = table;
        let width = table.width();
        for (place, row) in rows.iter().enumerate() {
            self.lines.line_feed_after(place);
            self.lines.out.push('|');
            let n_padding = if place == 0 {
                width - row.len()
            } else {
                usize::from(row.is_empty())
            };
            for cell in row {
                self.lines.out.push(' ');
                self.lines
                    .out
                    .push_str(&write_spans(cell, Surroundings::Cell, self.purpose));
                self.lines.out.push_str(" |");
            }
            self.lines.out.push_str(&"  |".repeat(n_padding));
            // Markdown knows no table without a header, so there the first row has to be it.
            if place == 0 && (*has_header || self.purpose == Purpose::Send) {
                self.lines.line_feed();
                self.lines.out.push('|');
                self.lines.out.push_str(&" --- |".repeat(width));
            }
        }
    }
}

/// A list may follow right below the paragraph that introduces it, if a reader of Markdown sees it there.
fn may_follow_at_once(previous: &Block, block: &Block) -> bool {
    match (previous, block) {
        (
            Block::Paragraph(_),
            Block::List {
                start: None | Some(1),
                items,
            },
        ) => {
            matches!(
                items.first().map(Vec::as_slice),
                Some([Block::Paragraph(_), ..])
            )
        }
        _ => false,
    }
}
