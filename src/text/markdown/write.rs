//! Writes the blocks of a document as Markdown.

use super::{
    Purpose,
    escape::holds_references,
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
        n_items: 0,
    };
    writer.blocks(&document.0);
    let mut trimmed = String::with_capacity(writer.lines.out.len());
    for line in writer.lines.out.lines() {
        let text = line.trim_end_matches([' ', '\t']);
        trimmed.push_str(text);
        // Two blanks break a line.
        if purpose == Purpose::Send && !text.is_empty() && line.ends_with("  ") {
            trimmed.push_str("  ");
        }
        trimmed.push('\n');
    }
    trimmed.truncate(trimmed.trim_end().len());
    trimmed
}

struct Writer {
    lines: PrefixedLines,
    purpose: Purpose,
    /// How many list items are around.
    n_items: usize,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block]) {
        let mut is_other_mark = false;
        for (place, block) in blocks.iter().enumerate() {
            let previous = place.checked_sub(1).map(|previous| &blocks[previous]);
            if let Some(previous) = previous {
                self.lines.line_feed();
                // Markdown before CommonMark sees a list only below a blank line, unless it is nested.
                let is_tight = self.purpose == Purpose::Compare || self.n_items > 0;
                if !(is_tight && may_follow_at_once(previous, block)) {
                    self.lines.line_feed();
                }
            }
            // Two lists in a row would be one if they had the same mark.
            is_other_mark = matches!(
                (previous, block),
                (Some(Block::List { start: before, .. }), Block::List { start, .. })
                    if before.is_some() == start.is_some()
            ) && !is_other_mark;
            self.block(block, previous, is_other_mark);
        }
    }

    fn block(&mut self, block: &Block, previous: Option<&Block>, is_other_mark: bool) {
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
            Block::Code(code) if self.purpose == Purpose::Send && holds_references(code) => {
                // As escaped lines of text: nothing that is in a code block can be escaped.
                self.blocks(&plain::read(code).0);
            }
            Block::Code(code)
                if self.purpose == Purpose::Send
                    && may_be_indented(previous, code)
                    && self.n_items == 0 =>
            {
                // Fences are younger than indented code.
                let length = self.lines.open("    ", "    ");
                self.lines.lines(code);
                self.lines.close(length);
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
            self.n_items += 1;
            self.indented(&mark, &" ".repeat(mark.len()), item);
            self.n_items -= 1;
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

/// Whether indentation makes code of this: below a list it would belong to the last item, below other indented code to
/// that. A tab is as wide as where it begins.
fn may_be_indented(previous: Option<&Block>, code: &str) -> bool {
    !matches!(previous, Some(Block::List { .. } | Block::Code(_))) && !code.contains('\t')
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
