//! What is the same to a reader is made the same for comparing: characters that are not seen, letters in two pieces,
//! spellings of addresses.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizer;

use super::{
    base::comparable_address,
    document::{Block, Content, Document, Span, Table},
    lines::{paragraphs, single_breaks},
    tidy::tidy,
    unlinked::unlinked_spans,
};

/// Returns the document in its one spelling.
pub(super) fn comparable(document: Document) -> Document {
    Document(comparable_blocks(document.0))
}

fn comparable_blocks(blocks: Vec<Block>) -> Vec<Block> {
    let mut comparable = Vec::with_capacity(blocks.len());
    for block in blocks {
        match block {
            Block::Paragraph(spans) => {
                let spans = paragraphs(tidy(comparable_spans(spans)));
                comparable.extend(spans.into_iter().map(Block::Paragraph));
            }
            Block::Heading { level, spans } => {
                let spans = tidy(comparable_spans(spans));
                if !spans.is_empty() {
                    comparable.push(Block::Heading { level, spans });
                }
            }
            Block::Quote(blocks) => comparable.push(Block::Quote(comparable_blocks(blocks))),
            Block::List { start, items } => comparable.push(Block::List {
                start,
                items: items.into_iter().map(comparable_blocks).collect(),
            }),
            Block::Code(code) => comparable.push(Block::Code(match comparable_text(&code) {
                Cow::Owned(code) => code,
                Cow::Borrowed(_) => code,
            })),
            Block::Table(Table { has_header, rows }) => {
                let cell = |spans| tidy(single_breaks(comparable_spans(spans)));
                let row = |row: Vec<_>| row.into_iter().map(cell).collect();
                comparable.push(Block::Table(Table {
                    has_header,
                    rows: rows.into_iter().map(row).collect(),
                }));
            }
            Block::Rule => comparable.push(Block::Rule),
        }
    }
    comparable
}

fn comparable_spans(mut spans: Vec<Span>) -> Vec<Span> {
    for span in &mut spans {
        match &mut span.content {
            Content::Text(text) => {
                if let Cow::Owned(seen) = comparable_text(text) {
                    *text = seen;
                }
            }
            Content::Image { address, .. } => {
                // Servers and editors number the copies of a picture there.
                let (picture, _) = address.split_once('#').unwrap_or((address, ""));
                *address = comparable_address(picture);
            }
            Content::Break | Content::Indent(_) => {}
        }
        if let Some(link) = &mut span.link {
            *link = comparable_address(link).into();
        }
    }
    unlinked_spans(spans)
}

fn comparable_text(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            // Zero width space, word joiner, byte order mark, soft hyphen: editors put and drop them.
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            '\u{202f}' | '\u{2000}'..='\u{200a}' => seen.push(' '),
            character => seen.push(character),
        }
    }
    Cow::Owned(ComposingNormalizer::new_nfc().normalize(&seen).into_owned())
}
