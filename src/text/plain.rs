//! Plain text: every character stands for itself.

use super::{
    base::spelled,
    characters::{carriable, is_blank},
    document::{Block, Content, Document, Span, Table},
    line::one_line,
    own_picture::own_picture,
    prefixed::PrefixedLines,
    tidy::tidy,
};

/// Reads plain text of the source, in which pictures of `TestRail` itself are no text.
pub(super) fn read_source(text: &str) -> Document {
    let mut document = read(text);
    for block in &mut document.0 {
        if let Block::Paragraph(spans) = block {
            *spans = std::mem::take(spans)
                .into_iter()
                .flat_map(with_pictures)
                .collect();
        }
    }
    document
}

fn with_pictures(span: Span) -> Vec<Span> {
    let Content::Text(text) = &span.content else {
        return vec![span];
    };
    let mut spans = Vec::new();
    let mut rest = text.as_str();
    while let Some(picture) = own_picture(rest) {
        spans.push(Span::text(picture.before));
        spans.push(Span::bare(Content::Image {
            address: spelled(picture.address),
            alt: one_line(picture.alt),
        }));
        rest = picture.after;
    }
    spans.push(Span::text(rest));
    spans.retain(|span| span.content != Content::Text(String::new()));
    spans
}

/// Reads plain text: blank lines separate paragraphs, other line breaks stay.
pub(super) fn read(text: &str) -> Document {
    let text = carriable(text);
    let mut blocks = Vec::new();
    let mut spans = Vec::new();
    for line in text.lines().chain([""]) {
        if line.chars().all(is_blank) {
            let paragraph = tidy(std::mem::take(&mut spans));
            if !paragraph.is_empty() {
                blocks.push(Block::Paragraph(paragraph));
            }
        } else {
            spans.extend(Span::line(line));
        }
    }
    Document(blocks)
}

/// Returns plain text in its one spelling: line feeds, no blanks at the ends of lines, no blank lines around it.
pub(super) fn normalise(text: &str) -> String {
    let text = carriable(text);
    let mut normal = String::with_capacity(text.len());
    for line in text.lines() {
        for character in line.trim_end_matches(is_blank).chars() {
            normal.push(if character == '\u{a0}' {
                ' '
            } else {
                character
            });
        }
        normal.push('\n');
    }
    normal.trim_matches('\n').to_owned()
}

/// Writes a document as a person would type it.
pub(super) fn write(document: &Document) -> String {
    let mut writer = Writer::default();
    writer.blocks(&document.0);
    normalise(&writer.lines.out)
}

#[derive(Default)]
struct Writer {
    lines: PrefixedLines,
}

impl Writer {
    fn blocks(&mut self, blocks: &[Block]) {
        for (place, block) in blocks.iter().enumerate() {
            if place > 0 {
                self.lines.line_feed();
                let is_list_below_text = matches!(
                    (&blocks[place - 1], block),
                    (Block::Paragraph(_), Block::List { .. })
                );
                if !is_list_below_text {
                    self.lines.line_feed();
                }
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(spans) | Block::Heading { level: _, spans } => {
                self.lines.lines(&shown(spans, "\n"));
            }
            Block::Quote(blocks) => self.indented("> ", "> ", blocks),
            Block::List { start, items } => {
                for (place, item) in items.iter().enumerate() {
                    self.lines.line_feed_after(place);
                    let mark = match start {
                        None => "- ".to_owned(),
                        Some(start) => format!("{}. ", start.saturating_add(place as u64)),
                    };
                    self.indented(&mark, &" ".repeat(mark.len()), item);
                }
            }
            Block::Code(code) => self.lines.lines(code),
            Block::Table(Table {
                has_header: _,
                rows,
            }) => {
                for (place, row) in rows.iter().enumerate() {
                    self.lines.line_feed_after(place);
                    let cells: Vec<String> = row.iter().map(|cell| shown(cell, " / ")).collect();
                    self.lines.out.push_str(&cells.join(" | "));
                }
            }
            Block::Rule => self.lines.out.push_str("---"),
        }
    }

    fn indented(&mut self, first: &str, further: &str, blocks: &[Block]) {
        let length = self.lines.open(first, further);
        self.blocks(blocks);
        self.lines.close(length);
    }
}

/// Returns the text of spans, with the addresses of links and images in brackets.
fn shown(spans: &[Span], line_break: &str) -> String {
    let mut shown = String::new();
    for (place, span) in spans.iter().enumerate() {
        match &span.content {
            Content::Text(text) => shown.push_str(text),
            Content::Break => shown.push_str(line_break),
            Content::Indent(n_columns) => shown.push_str(&" ".repeat(*n_columns)),
            Content::Image { address, alt } if alt.is_empty() => shown.push_str(address),
            Content::Image { address, alt } => {
                shown.push_str(alt);
                shown.push_str(" (");
                shown.push_str(address);
                shown.push(')');
            }
        }
        let ends_link = spans
            .get(place + 1)
            .is_none_or(|next| next.link != span.link);
        if let Some(link) = span.link.as_ref().filter(|_| ends_link) {
            shown.push_str(" (");
            shown.push_str(link);
            shown.push(')');
        }
    }
    shown
}
