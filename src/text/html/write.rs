//! Writes finished block HTML, made of a short list of tags and of escaped text.

use std::{fmt::Write as _, rc::Rc};

use super::address::{addresses, target};
use crate::text::{
    base::spelled,
    document::{Block, Content, Document, Span, Style, Table},
};

/// Writes a document: one line feed at the end, nothing for an empty one.
pub(in crate::text) fn write(document: &Document) -> String {
    let Document(blocks) = document;
    let mut html = String::new();
    for block in blocks {
        write_block(&mut html, block);
        html.push('\n');
    }
    html
}

fn write_blocks(html: &mut String, blocks: &[Block]) {
    for (place, block) in blocks.iter().enumerate() {
        if place > 0 {
            html.push('\n');
        }
        write_block(html, block);
    }
}

fn write_block(html: &mut String, block: &Block) {
    match block {
        Block::Paragraph(spans) => {
            html.push_str("<p>");
            write_spans(html, spans);
            html.push_str("</p>");
        }
        Block::Heading { level, spans } => {
            let _ = write!(html, "<h{level}>");
            write_spans(html, spans);
            let _ = write!(html, "</h{level}>");
        }
        Block::Quote(blocks) => {
            html.push_str("<blockquote>\n");
            write_blocks(html, blocks);
            html.push_str("\n</blockquote>");
        }
        Block::List { start, items } => {
            match start {
                None => html.push_str("<ul>\n"),
                Some(1) => html.push_str("<ol>\n"),
                Some(start) => {
                    let _ = writeln!(html, "<ol start=\"{start}\">");
                }
            }
            for item in items {
                html.push_str("<li>");
                write_item(html, item);
                html.push_str("</li>\n");
            }
            html.push_str(if start.is_some() { "</ol>" } else { "</ul>" });
        }
        Block::Code(code) => {
            html.push_str("<pre><code>");
            escape(html, code);
            html.push_str("\n</code></pre>");
        }
        Block::Table(table) => write_table(html, table),
        Block::Rule => html.push_str("<hr />"),
    }
}

/// An item's first paragraph has no tags, unless a second one follows it.
fn write_item(html: &mut String, item: &[Block]) {
    match item {
        [Block::Paragraph(spans), rest @ ..]
            if !matches!(rest.first(), Some(Block::Paragraph(_))) =>
        {
            write_spans(html, spans);
            if !rest.is_empty() {
                html.push('\n');
                write_blocks(html, rest);
                html.push('\n');
            }
        }
        blocks => write_blocks(html, blocks),
    }
}

fn write_table(html: &mut String, table: &Table) {
    let Table { has_header, rows } = table;
    html.push_str("<table>\n");
    let (header, body) = rows.split_at(usize::from(*has_header).min(rows.len()));
    for (tag, cell_tag, rows) in [("thead", "th", header), ("tbody", "td", body)] {
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(html, "<{tag}>");
        for row in rows {
            html.push_str("<tr>");
            for cell in row {
                let _ = write!(html, "<{cell_tag}>");
                write_spans(html, cell);
                let _ = write!(html, "</{cell_tag}>");
            }
            html.push_str("</tr>\n");
        }
        let _ = writeln!(html, "</{tag}>");
    }
    html.push_str("</table>");
}

fn write_spans(html: &mut String, spans: &[Span]) {
    let mut link: Option<&Rc<str>> = None;
    let mut open: Vec<Style> = Vec::new();
    for (place, span) in spans.iter().enumerate() {
        let wanted: Vec<Style> = Style::ALL
            .into_iter()
            .filter(|style| span.style.has(*style))
            .collect();
        let same_link = link == span.link.as_ref();
        let kept = if same_link {
            open.iter()
                .zip(&wanted)
                .take_while(|(open, wanted)| open == wanted)
                .count()
        } else {
            0
        };
        close_styles(html, &mut open, kept);
        if !same_link {
            if link.is_some() {
                html.push_str("</a>");
            }
            link = span.link.as_ref();
            if let Some(address) = link {
                html.push_str("<a href=\"");
                escape_attribute(html, address);
                html.push_str("\">");
            }
        }
        for style in &wanted[kept..] {
            let _ = write!(html, "<{}>", tag(*style));
            open.push(*style);
        }
        match &span.content {
            Content::Text(text) if span.link.is_none() && !span.style.has(Style::CODE) => {
                escape_and_link(html, text, spans.get(place + 1));
            }
            Content::Text(text) => escape(html, text),
            Content::Break => html.push_str("<br />"),
            Content::Indent(n_columns) => html.push_str(&"&nbsp;".repeat(*n_columns)),
            Content::Image { address, alt } => {
                html.push_str("<img src=\"");
                escape_attribute(html, address);
                html.push_str("\" alt=\"");
                escape_attribute(html, alt);
                html.push_str("\" />");
            }
        }
    }
    close_styles(html, &mut open, 0);
    if link.is_some() {
        html.push_str("</a>");
    }
}

fn close_styles(html: &mut String, open: &mut Vec<Style>, kept: usize) {
    for style in open.drain(kept..).rev() {
        let _ = write!(html, "</{}>", tag(style));
    }
}

fn tag(style: Style) -> &'static str {
    ["strong", "em", "s", "u", "sub", "sup", "code"]
        .get(style.index())
        .copied()
        .unwrap_or("span")
}

/// Text, with a link around each bare address.
fn escape_and_link(html: &mut String, text: &str, next: Option<&Span>) {
    // An address whose end looks different is not known whole.
    let goes_on = next.is_some_and(|next| {
        matches!(&next.content, Content::Text(text) if !text.starts_with(char::is_whitespace))
    });
    let mut end = 0;
    for address in addresses(text) {
        if goes_on && address.end == text.len() {
            break;
        }
        escape(html, &text[end..address.start]);
        end = address.end;
        let address = &text[address];
        html.push_str("<a href=\"");
        escape_attribute(html, &spelled(&target(address)));
        html.push_str("\">");
        escape(html, address);
        html.push_str("</a>");
    }
    escape(html, &text[end..]);
}

/// The em dash goes as the entity that `TestRail` makes of it, so that what is read back is what was sent.
fn escape(html: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '\u{a0}' => html.push_str("&nbsp;"),
            '\u{2014}' => html.push_str("&mdash;"),
            character => html.push(character),
        }
    }
}

fn escape_attribute(html: &mut String, text: &str) {
    for (place, piece) in text.split('"').enumerate() {
        if place > 0 {
            html.push_str("&quot;");
        }
        escape(html, piece);
    }
}
