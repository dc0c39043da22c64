//! Reads HTML: what a field holds, and the raw HTML inside Markdown.

use std::collections::BTreeMap;

use html5gum::{HtmlString, Spanned, Token, Tokenizer, emitters::default::DefaultEmitter};

use crate::text::{
    base::{Base, spelled},
    builder::{Builder, Kind, Origin},
    document::{Document, Style},
};

/// What becomes of a tag that is no formatting.
#[derive(Clone, Copy, Debug)]
pub(in crate::text) enum Unknown<'a> {
    /// It is nothing: a browser shows nothing for it.
    Dropped,
    /// It is text, because the author wrote a placeholder; addresses are made absolute and harmless.
    Shown(&'a Base),
}

/// Reads what an HTML field holds.
pub(in crate::text) fn read(html: &str) -> Document {
    let mut builder = Builder::default();
    read_into(html, &mut builder, Unknown::Dropped);
    builder.finish()
}

/// Reads a piece of HTML into what is being built.
pub(in crate::text) fn read_into(html: &str, builder: &mut Builder, unknown: Unknown<'_>) {
    let mut reader = Reader { builder, unknown };
    let mut end = 0;
    for Ok(token) in Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span()) {
        let (span, is_known) = match token {
            Token::String(text) => {
                reader.builder.text(&String::from_utf8_lossy(&text));
                (text.span, true)
            }
            Token::StartTag(tag) => (tag.span, reader.start(&tag.name, &tag.attributes)),
            Token::EndTag(tag) => (tag.span, reader.end(&tag.name)),
            Token::Comment(comment) => (comment.span, false),
            Token::Doctype(doctype) => (doctype.span, false),
            Token::Error(_) => continue,
        };
        if !is_known && matches!(unknown, Unknown::Shown(_)) {
            // From the end of the token before: a comment's own span leaves its marks out.
            reader
                .builder
                .text(html.get(end..span.end.max(end)).unwrap_or_default());
        }
        end = span.end.max(end);
    }
    if matches!(unknown, Unknown::Shown(_)) {
        // A tag that the text ends in the middle of.
        reader.builder.text(html.get(end..).unwrap_or_default());
    }
}

struct Reader<'a, 'b> {
    builder: &'a mut Builder,
    unknown: Unknown<'b>,
}

impl Reader<'_, '_> {
    /// Returns whether the tag is known.
    fn start(
        &mut self,
        name: &[u8],
        attributes: &BTreeMap<HtmlString, Spanned<HtmlString, usize>>,
    ) -> bool {
        let attribute = |name: &[u8]| {
            attributes
                .get(name)
                .map(|value| String::from_utf8_lossy(value).into_owned())
        };
        if let Some(style) = style(name) {
            // Inside a code block everything is code.
            if !(self.builder.is_in_code() && style == Style::CODE) {
                self.builder.start_style(style, Origin::Html);
            }
            return true;
        }
        if let Some(level) = heading_level(name) {
            self.builder.start_heading(level);
            return true;
        }
        match name {
            b"br" => self.builder.line_break(),
            b"hr" => self.builder.rule(),
            b"pre" => self.builder.start_code(),
            b"blockquote" => self.builder.open_quote(Origin::Html),
            b"ul" => self.builder.open_list(None, Origin::Html),
            b"ol" => {
                let start = attribute(b"start").and_then(|start| start.trim().parse().ok());
                self.builder
                    .open_list(Some(start.unwrap_or(1)), Origin::Html);
            }
            b"li" => self.builder.open_item(Origin::Html),
            b"table" => self.builder.open_table(Origin::Html),
            b"tr" => self.builder.open_row(Origin::Html),
            b"th" => self.builder.open_cell(true, Origin::Html),
            b"td" => self.builder.open_cell(false, Origin::Html),
            b"a" => return self.start_link(attribute(b"href")),
            b"img" => {
                let address = attribute(b"src").unwrap_or_default();
                match self.unknown {
                    // Editors drop or invent the alternative text.
                    Unknown::Dropped => self.builder.image(spelled(&address), ""),
                    Unknown::Shown(base) => {
                        let Some(address) = base.image(&address) else {
                            return false;
                        };
                        let alt = attribute(b"alt").unwrap_or_default();
                        self.builder.image(address, &alt);
                    }
                }
            }
            _ if is_paragraph(name) => self.end_line(),
            _ => return is_transparent(name),
        }
        true
    }

    fn start_link(&mut self, address: Option<String>) -> bool {
        let address = match (self.unknown, address) {
            (_, None) => None,
            (Unknown::Dropped, Some(address)) => Some(spelled(&address)),
            (Unknown::Shown(base), Some(address)) => match base.link(&address) {
                None => return false,
                known => known,
            },
        };
        self.builder.set_link(address, Origin::Html);
        true
    }

    fn end(&mut self, name: &[u8]) -> bool {
        if let Some(style) = style(name) {
            // Inside a code block the start tag was not counted.
            return self.builder.end_style(style, Origin::Html) || self.builder.is_in_code();
        }
        if heading_level(name).is_some() {
            self.builder.end_heading();
            return true;
        }
        match name {
            b"br" => self.builder.line_break(),
            b"pre" => self.builder.end_code(),
            b"blockquote" => self.builder.close(Kind::Quote, Origin::Html),
            b"ul" | b"ol" => self.builder.close(Kind::List, Origin::Html),
            b"li" => self.builder.close(Kind::Item, Origin::Html),
            b"table" => self.builder.close(Kind::Table, Origin::Html),
            b"tr" => self.builder.close(Kind::Row, Origin::Html),
            b"th" | b"td" => self.builder.close(Kind::Cell, Origin::Html),
            b"a" => return self.builder.set_link(None, Origin::Html),
            b"img" | b"hr" => {}
            _ if is_paragraph(name) => self.end_line(),
            _ => return is_transparent(name),
        }
        true
    }

    fn end_line(&mut self) {
        if self.builder.is_in_code() {
            self.builder.line_break();
        } else {
            self.builder.boundary();
        }
    }
}

fn style(name: &[u8]) -> Option<Style> {
    Some(match name {
        b"b" | b"strong" => Style::STRONG,
        b"i" | b"em" => Style::EMPHASIS,
        b"s" | b"del" | b"strike" => Style::STRIKE,
        b"u" | b"ins" => Style::UNDERLINE,
        b"sub" => Style::SUBSCRIPT,
        b"sup" => Style::SUPERSCRIPT,
        b"code" | b"kbd" | b"samp" | b"tt" => Style::CODE,
        _ => return None,
    })
}

fn heading_level(name: &[u8]) -> Option<u8> {
    match name {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Tags that only end a paragraph.
fn is_paragraph(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div" | b"center" | b"details" | b"summary" | b"caption"
    )
}

/// Tags that change nothing.
fn is_transparent(name: &[u8]) -> bool {
    matches!(
        name,
        b"span"
            | b"font"
            | b"small"
            | b"big"
            | b"mark"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"colgroup"
            | b"col"
    )
}
