//! Reads HTML: what a field holds, and the raw HTML inside Markdown.

use std::collections::VecDeque;

use html5gum::{Token, Tokenizer, emitters::default::DefaultEmitter};

use super::{css, fates::Fate};

use crate::text::{
    base::{Base, spelled},
    builder::{Builder, Kind, Origin},
    characters::is_blank,
    document::{Document, Style},
};

/// Reads what an HTML field holds.
pub(in crate::text) fn read(html: &str) -> Document {
    let mut builder = Builder::default();
    let mut reader = Reader {
        builder: &mut builder,
        base: None,
        looks: Vec::new(),
        mark: None,
    };
    let mut hidden: Option<Vec<u8>> = None;
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::EndTag(tag) if hidden.as_deref() == Some(&**tag.name) => hidden = None,
            _ if hidden.is_some() => {}
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) if is_never_shown(&tag.name) && has_end(html, &tag.name) => {
                hidden = Some(tag.name.to_vec());
            }
            Token::StartTag(tag) => reader.start(&tag.name, |name| {
                let value = tag.attributes.get(name)?;
                Some(String::from_utf8_lossy(value).into_owned())
            }),
            Token::EndTag(tag) => reader.end(&tag.name),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    builder.finish()
}

/// Reads a piece of HTML inside Markdown into what is being built. What becomes of each tag was decided before, because
/// it depends on what is behind the piece. Addresses are made absolute and harmless.
pub(in crate::text) fn read_raw(
    html: &str,
    builder: &mut Builder,
    base: &Base,
    fates: &mut VecDeque<Fate>,
) {
    let mut reader = Reader {
        builder,
        base: Some(base),
        looks: Vec::new(),
        mark: None,
    };
    let mut end = 0;
    for Ok(token) in Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span()) {
        let mut fate = || fates.pop_front().unwrap_or(Fate::Text);
        let (span, fate) = match token {
            Token::String(text) => {
                reader.builder.text(&String::from_utf8_lossy(&text));
                (text.span, Fate::Nothing)
            }
            Token::StartTag(tag) => {
                let fate = fate();
                if fate == Fate::Formatting {
                    reader.start(&tag.name, |name| {
                        let value = tag.attributes.get(name)?;
                        Some(String::from_utf8_lossy(value).into_owned())
                    });
                }
                (tag.span, fate)
            }
            Token::EndTag(tag) => {
                let fate = fate();
                if fate == Fate::Formatting {
                    reader.end(&tag.name);
                }
                (tag.span, fate)
            }
            Token::Comment(comment) => (comment.span, fate()),
            Token::Doctype(doctype) => (doctype.span, fate()),
            Token::Error(_) => continue,
        };
        // From the end of the token before to the end of its marks, which the span of a comment leaves out.
        let mut token_end = span.end.max(end);
        let rest = html.get(token_end..).unwrap_or_default();
        if fate != Fate::Formatting
            && let Some(marks) = ["-->", "--!>", ">"]
                .iter()
                .find(|marks| rest.starts_with(**marks))
            && html
                .get(end..token_end)
                .is_some_and(|token| token.starts_with("<!") || token.starts_with("<?"))
        {
            token_end += marks.len();
        }
        if fate == Fate::Text {
            reader
                .builder
                .text(html.get(end..token_end).unwrap_or_default());
        }
        end = token_end;
    }
    // A tag that the text ends in the middle of.
    reader.builder.text(html.get(end..).unwrap_or_default());
}

struct Reader<'a, 'b> {
    builder: &'a mut Builder,
    /// What makes addresses absolute and harmless, where they are the source's.
    base: Option<&'b Base>,
    /// The elements around that give or take looks, with their names, in a field.
    looks: Vec<(Vec<u8>, Style, Style)>,
    /// The box of a task, which is due before the next text.
    mark: Option<&'static str>,
}

impl Reader<'_, '_> {
    fn text(&mut self, text: &str) {
        if !text.chars().all(is_blank)
            && let Some(mark) = self.mark.take()
        {
            self.builder.text(mark);
        }
        self.builder.text(text);
    }

    fn start(&mut self, name: &[u8], attribute: impl Fn(&[u8]) -> Option<String>) {
        if self.base.is_none() {
            self.note_marks(name, &attribute);
            if gives_looks(name) {
                let (added, removed) = attribute(b"style")
                    .map(|style| css::looks(&style))
                    .unwrap_or_default();
                let own = style(name).unwrap_or_default();
                let look = (name.to_owned(), own.with(added), removed);
                self.looks.push(look);
                return self.set_looks();
            }
        }
        if let Some(style) = style(name) {
            // Inside a code block everything is code.
            if !(self.builder.is_in_code() && style == Style::CODE) {
                self.builder.start_style(style, Origin::Html);
            }
            return;
        }
        if let Some(level) = heading_level(name) {
            return self.builder.start_heading(level);
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
            b"a" => {
                let address = attribute(b"href").and_then(|address| self.address(&address));
                self.builder.set_link(address, Origin::Html);
            }
            b"img" => self.image(&attribute),
            _ if is_block(name) => self.end_line(),
            _ => {}
        }
    }

    /// Editors keep the boxes of tasks in attributes.
    fn note_marks(&mut self, name: &[u8], attribute: &impl Fn(&[u8]) -> Option<String>) {
        let mark = |is_done| if is_done { "[x] " } else { "[ ] " };
        let is = |name: &[u8], wanted: &str| {
            attribute(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted))
        };
        match name {
            b"li" => {
                let attributes: [&[u8]; 3] = [b"data-checked", b"data-list", b"aria-checked"];
                self.mark = attributes.into_iter().find_map(|name| {
                    match attribute(name)?.to_ascii_lowercase().as_str() {
                        "true" | "checked" => Some(mark(true)),
                        "false" | "unchecked" => Some(mark(false)),
                        _ => None,
                    }
                });
            }
            b"input" if is(b"type", "checkbox") => {
                self.mark = Some(mark(attribute(b"checked").is_some()));
            }
            _ => {}
        }
    }

    /// Applies the looks of the elements around, the innermost last.
    fn set_looks(&mut self) {
        let style = self
            .looks
            .iter()
            .fold(Style::NONE, |style, (_, added, removed)| {
                style.with(*added).without(*removed)
            });
        self.builder.set_html_style(style);
    }

    fn address(&self, address: &str) -> Option<String> {
        match self.base {
            None => Some(spelled(address)),
            Some(base) => base.link(address),
        }
    }

    fn image(&mut self, attribute: &impl Fn(&[u8]) -> Option<String>) {
        let mut address = attribute(b"src").unwrap_or_default();
        match self.base {
            None if address.is_empty() || address.starts_with("data:image/gif") => {
                // A picture that an editor shows when it comes into view.
                let sources: [&[u8]; 2] = [b"data-original-src", b"data-src"];
                address = sources.into_iter().find_map(attribute).unwrap_or(address);
                self.builder.image(spelled(&address), "");
            }
            // Editors drop or invent the alternative text.
            None => self.builder.image(spelled(&address), ""),
            Some(base) => {
                if let Some(address) = base.image(&address) {
                    let alt = attribute(b"alt").unwrap_or_default();
                    self.builder.image(address, &alt);
                }
            }
        }
    }

    fn end(&mut self, name: &[u8]) {
        if self.base.is_none() && gives_looks(name) {
            let found = self.looks.iter().rposition(|(open, ..)| open == name);
            if let Some(found) = found {
                self.looks.remove(found);
                self.set_looks();
            }
            return;
        }
        if let Some(style) = style(name) {
            self.builder.end_style(style, Origin::Html);
            return;
        }
        if heading_level(name).is_some() {
            return self.builder.end_heading();
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
            b"a" => {
                self.builder.set_link(None, Origin::Html);
            }
            _ if is_block(name) => self.end_line(),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        if self.builder.is_in_code() {
            self.builder.end_code_line();
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

/// Inline elements that have looks of their own or a style attribute.
fn gives_looks(name: &[u8]) -> bool {
    style(name).is_some() || matches!(name, b"span" | b"font")
}

fn heading_level(name: &[u8]) -> Option<u8> {
    match name {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// Whether raw HTML of this name inside Markdown is formatting; anything else is what an author wrote to be read.
pub(super) fn is_formatting(name: &[u8]) -> bool {
    const CONTAINERS: [&[u8]; 13] = [
        b"br",
        b"hr",
        b"pre",
        b"blockquote",
        b"ul",
        b"ol",
        b"li",
        b"table",
        b"tr",
        b"th",
        b"td",
        b"a",
        b"img",
    ];
    style(name).is_some()
        || heading_level(name).is_some()
        || CONTAINERS.contains(&name)
        || matches!(
            name,
            b"p" | b"div" | b"center" | b"details" | b"summary" | b"caption"
        )
        || is_transparent(name)
}

/// Whether it is a look of text or a link, which ends with its block.
pub(super) fn is_look(name: &[u8]) -> bool {
    style(name).is_some() || name == b"a"
}

/// Blocks that only end the paragraph before them: whatever a browser begins on a line of its own.
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"center"
            | b"details"
            | b"summary"
            | b"caption"
            | b"address"
            | b"article"
            | b"aside"
            | b"dd"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"figcaption"
            | b"figure"
            | b"footer"
            | b"form"
            | b"header"
            | b"hgroup"
            | b"legend"
            | b"main"
            | b"nav"
            | b"section"
    )
}

/// Elements whose content no browser shows.
fn is_never_shown(name: &[u8]) -> bool {
    matches!(
        name,
        b"style" | b"script" | b"template" | b"head" | b"title"
    )
}

/// Whether such an element ends at all: one that does not would hide the rest.
fn has_end(html: &str, name: &[u8]) -> bool {
    let end = [b"</", name].concat();
    html.as_bytes()
        .windows(end.len())
        .any(|window| window.eq_ignore_ascii_case(&end))
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
