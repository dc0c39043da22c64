//! Links that show their own address are as good as the bare address: editors make and unmake those links on their own.

use std::borrow::Cow;

use super::{
    base::{comparable_address, spelled},
    document::{Block, Content, Document, Span, Table},
    tidy::push_text,
};

/// Returns the document with bare addresses in place of the links that show them.
pub(super) fn unlinked(document: Document) -> Document {
    Document(document.0.into_iter().map(unlinked_block).collect())
}

fn unlinked_block(block: Block) -> Block {
    let unlinked_blocks = |blocks: Vec<Block>| blocks.into_iter().map(unlinked_block).collect();
    match block {
        Block::Paragraph(spans) => Block::Paragraph(unlinked_spans(spans)),
        Block::Heading { level, spans } => Block::Heading {
            level,
            spans: unlinked_spans(spans),
        },
        Block::Quote(blocks) => Block::Quote(unlinked_blocks(blocks)),
        Block::List { start, items } => Block::List {
            start,
            items: items.into_iter().map(unlinked_blocks).collect(),
        },
        Block::Table(Table { has_header, rows }) => {
            let unlinked_row = |row: Vec<_>| row.into_iter().map(unlinked_spans).collect();
            Block::Table(Table {
                has_header,
                rows: rows.into_iter().map(unlinked_row).collect(),
            })
        }
        block @ (Block::Code(_) | Block::Rule) => block,
    }
}

/// Like [`unlinked`] for the spans of one paragraph.
pub(super) fn unlinked_spans(spans: Vec<Span>) -> Vec<Span> {
    if spans.iter().all(|span| span.link.is_none()) {
        return spans;
    }
    let mut unlinked: Vec<Span> = Vec::with_capacity(spans.len());
    let mut rest = spans.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut group = vec![first];
        if let Some(link) = group[0].link.clone() {
            while let Some(next) = rest.next_if(|next| next.link.as_ref() == Some(&link)) {
                group.push(next);
            }
            if shown_text(&group).is_some_and(|shown| shows_itself(&shown, &link)) {
                for span in &mut group {
                    span.link = None;
                }
            }
        }
        for span in group {
            match span.content {
                Content::Text(text) => {
                    push_text(&mut unlinked, &text, span.style, span.link.as_ref());
                }
                _ => unlinked.push(span),
            }
        }
    }
    unlinked
}

/// What a link shows, if that is nothing but text.
fn shown_text(spans: &[Span]) -> Option<String> {
    spans
        .iter()
        .map(|span| match &span.content {
            Content::Text(text) => Some(text.as_str()),
            Content::Break | Content::Indent(_) | Content::Image { .. } => None,
        })
        .collect()
}

/// A scheme counts where the text does not show it, unless an editor guessed it.
fn shows_itself(shown: &str, address: &str) -> bool {
    let without_slash = |address: Cow<'_, str>| address.trim_end_matches('/').to_owned();
    let address = without_slash(comparable_address(address).into());
    let shown = without_slash(comparable_address(&spelled(shown)).into());
    match address.strip_suffix(shown.as_str()) {
        Some("" | "mailto:" | "//") => true,
        Some("http://") => shown.starts_with("www."),
        _ => false,
    }
}
