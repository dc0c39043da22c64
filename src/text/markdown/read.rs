//! Reads Markdown.

use std::{
    borrow::Cow,
    collections::{BTreeSet, VecDeque},
};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::diagnostic::TextLoss;
use crate::text::{
    base::{Base, is_nowhere, spelled},
    builder::{Builder, Kind, Origin},
    characters::carriable,
    document::{Document, Style},
    html,
};

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Reads a text of the source: raw HTML that formats becomes formatting and other raw HTML becomes text,
/// addresses become absolute and harmless.
pub(in crate::text) fn read_source(markdown: &str, base: &Base) -> Document {
    read(markdown, Options::ENABLE_FOOTNOTES, Dialect::Source(base))
}

/// Finds what of a text of the source cannot be carried over.
pub(in crate::text) fn losses(markdown: &str, base: &Base) -> BTreeSet<TextLoss> {
    let options = Options::ENABLE_FOOTNOTES | OPTIONS;
    let markdown = carriable(markdown);
    let events: Vec<Event<'_>> = Parser::new_ext(&markdown, options).collect();
    let mut losses = gathered(&events, base).losses();
    let is_nowhere = |event: &Event<'_>| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            is_nowhere(dest_url)
        }
        _ => false,
    };
    if events.iter().any(is_nowhere) {
        losses.insert(TextLoss::RelativeAddress);
    }
    losses
}

/// Reads what a Markdown field holds. Entities in code are decoded, because a wrapping server encodes there, too.
pub(in crate::text) fn read_field(markdown: &str) -> Document {
    read(markdown, Options::empty(), Dialect::Field)
}

#[derive(Clone, Copy, Debug)]
enum Dialect<'a> {
    Source(&'a Base),
    Field,
}

fn read(markdown: &str, options: Options, dialect: Dialect<'_>) -> Document {
    let options = options | OPTIONS;
    let markdown = carriable(markdown);
    let none = Base::none();
    let base = match dialect {
        Dialect::Source(base) => base,
        Dialect::Field => &none,
    };
    let events: Vec<Event<'_>> = Parser::new_ext(&markdown, options).collect();
    let mut reader = Reader {
        base,
        fates: gathered(&events, base).decide(),
        builder: Builder::default(),
        dialect,
        is_header: false,
        prefix: None,
        language: None,
        html: None,
        image: None,
        refused_links: Vec::new(),
    };
    for event in events {
        reader.event(event);
    }
    reader.flush_prefix();
    reader.builder.finish()
}

/// Gathers the tags of raw HTML.
fn gathered<'b>(events: &[Event<'_>], base: &'b Base) -> html::Fates<'b> {
    let mut fates = html::Fates::new(base);
    let mut html: Option<String> = None;
    let mut n_images = 0;
    for event in events {
        match (event, &mut html) {
            (Event::Start(Tag::Image { .. }), _) => n_images += 1,
            (Event::End(TagEnd::Image), _) => {
                n_images -= 1;
                fates.other();
            }
            _ if n_images > 0 => {}
            (Event::Start(Tag::HtmlBlock), _) => html = Some(String::new()),
            (Event::End(TagEnd::HtmlBlock), _) => {
                fates.html(&html.take().unwrap_or_default());
                fates.leave_html();
            }
            (Event::Html(line) | Event::InlineHtml(line), Some(html)) => html.push_str(line),
            (Event::Html(line) | Event::InlineHtml(line), None) => fates.html(line),
            (Event::Start(tag), _) if is_inline(tag.to_end()) => fates.other(),
            (Event::End(tag), _) if is_inline(*tag) => fates.other(),
            (Event::Start(_), _) => fates.enter(),
            (Event::End(_), _) => fates.leave(),
            _ => fates.other(),
        }
    }
    fates
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

struct Reader<'a> {
    builder: Builder,
    dialect: Dialect<'a>,
    base: &'a Base,
    /// What becomes of the tags of raw HTML that are still to come.
    fates: VecDeque<html::Fate>,
    is_header: bool,
    /// What is before the next text: the box of a task, the label of a footnote.
    prefix: Option<String>,
    /// The one word behind the fence of a code block that is empty so far; if it stays empty, the word was the code.
    language: Option<String>,
    /// The lines of an HTML block so far.
    html: Option<String>,
    image: Option<Image>,
    /// For every open link, what to show after its text when the link itself is refused.
    refused_links: Vec<Option<String>>,
}

#[derive(Default)]
struct Image {
    address: String,
    alt: String,
    /// Images inside the alternative text of this one.
    depth: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>) {
        if self.image.is_some() {
            return self.event_in_image(event);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                self.flush_prefix();
                self.language = None;
                let text = if self.builder.is_in_code() {
                    self.code(&text)
                } else {
                    (&*text).into()
                };
                self.builder.text(&text);
            }
            Event::Code(code) => {
                self.flush_prefix();
                let code = self.code(&code);
                self.builder.code_span(&code);
            }
            Event::Html(line) | Event::InlineHtml(line) => {
                if let Some(html) = &mut self.html {
                    html.push_str(&line);
                } else {
                    self.flush_prefix();
                    self.raw_html(&line);
                }
            }
            Event::SoftBreak => self.builder.text("\n"),
            Event::HardBreak => self.builder.line_break(),
            Event::Rule => {
                self.flush_prefix();
                self.builder.rule();
            }
            Event::TaskListMarker(is_done) => {
                self.prefix = Some(if is_done { "[x] " } else { "[ ] " }.to_owned());
            }
            Event::FootnoteReference(label) => {
                self.flush_prefix();
                self.builder.text(&format!("[{label}]"));
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.builder.text(&text),
        }
    }

    fn event_in_image(&mut self, event: Event<'_>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(Tag::Image { .. }) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth > 0 => image.depth -= 1,
            Event::End(TagEnd::Image) => self.finish_image(),
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                image.alt.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    fn finish_image(&mut self) {
        let Some(Image { address, alt, .. }) = self.image.take() else {
            return;
        };
        match self.address(&address, Base::image) {
            Some(shown) => self.builder.image(shown, &alt),
            None => self.builder.text(&format!("{alt} ({address})")),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.builder.boundary(),
            Tag::Heading { level, .. } => {
                self.start_block();
                self.builder.start_heading(level as u8);
            }
            Tag::BlockQuote(_) => {
                self.start_block();
                self.builder.open_quote(Origin::Markdown);
            }
            Tag::CodeBlock(kind) => {
                self.start_block();
                self.builder.start_code();
                // One word names a language; more are code that begins on the line of the fence.
                if let CodeBlockKind::Fenced(info) = kind {
                    let info = self.code(info.trim()).into_owned();
                    if info.contains(char::is_whitespace) {
                        self.builder.text(&info);
                        self.builder.line_break();
                    } else {
                        self.language = Some(info);
                    }
                }
            }
            Tag::HtmlBlock => {
                self.start_block();
                self.html = Some(String::new());
            }
            Tag::List(start) => {
                self.start_block();
                self.builder.open_list(start, Origin::Markdown);
            }
            Tag::Item => self.builder.open_item(Origin::Markdown),
            Tag::FootnoteDefinition(label) => {
                self.start_block();
                self.prefix = Some(format!("[{label}] "));
            }
            Tag::Table(_) => {
                self.start_block();
                self.builder.open_table(Origin::Markdown);
            }
            Tag::TableHead => {
                self.is_header = true;
                self.builder.open_row(Origin::Markdown);
            }
            Tag::TableRow => self.builder.open_row(Origin::Markdown),
            Tag::TableCell => self.builder.open_cell(self.is_header, Origin::Markdown),
            Tag::Emphasis => self.start_style(Style::EMPHASIS),
            Tag::Strong => self.start_style(Style::STRONG),
            Tag::Strikethrough => self.start_style(Style::STRIKE),
            Tag::Superscript => self.start_style(Style::SUPERSCRIPT),
            Tag::Subscript => self.start_style(Style::SUBSCRIPT),
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                self.flush_prefix();
                self.start_link(link_type, &dest_url);
            }
            Tag::Image { dest_url, .. } => {
                self.flush_prefix();
                self.image = Some(Image {
                    address: dest_url.into_string(),
                    ..Image::default()
                });
            }
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => self.start_block(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.end_style(Style::EMPHASIS),
            TagEnd::Strong => self.end_style(Style::STRONG),
            TagEnd::Strikethrough => self.end_style(Style::STRIKE),
            TagEnd::Superscript => self.end_style(Style::SUPERSCRIPT),
            TagEnd::Subscript => self.end_style(Style::SUBSCRIPT),
            TagEnd::Link => {
                self.builder.set_link(None, Origin::Markdown);
                if let Some(Some(address)) = self.refused_links.pop() {
                    self.builder.text(&format!(" ({address})"));
                }
            }
            TagEnd::Image => {}
            _ => self.end_block(tag),
        }
    }

    fn end_block(&mut self, tag: TagEnd) {
        self.flush_prefix();
        match tag {
            TagEnd::Heading(_) => self.builder.end_heading(),
            TagEnd::BlockQuote(_) => self.builder.close(Kind::Quote, Origin::Markdown),
            TagEnd::CodeBlock => {
                if let Some(language) = self.language.take() {
                    self.builder.text(&language);
                }
                self.builder.end_code();
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    self.raw_html(&html);
                }
                self.builder.boundary();
            }
            TagEnd::List(_) => self.builder.close(Kind::List, Origin::Markdown),
            TagEnd::Item => self.builder.close(Kind::Item, Origin::Markdown),
            TagEnd::Table => self.builder.close(Kind::Table, Origin::Markdown),
            TagEnd::TableHead => {
                self.is_header = false;
                self.builder.close(Kind::Row, Origin::Markdown);
            }
            TagEnd::TableRow => self.builder.close(Kind::Row, Origin::Markdown),
            TagEnd::TableCell => self.builder.close(Kind::Cell, Origin::Markdown),
            _ => self.builder.boundary(),
        }
        self.builder.reset_html_look();
    }

    fn start_style(&mut self, style: Style) {
        self.flush_prefix();
        self.builder.start_style(style, Origin::Markdown);
    }

    fn end_style(&mut self, style: Style) {
        self.builder.end_style(style, Origin::Markdown);
    }

    fn start_link(&mut self, link_type: LinkType, address: &CowStr<'_>) {
        let address = match link_type {
            LinkType::Email => format!("mailto:{address}"),
            _ => address.to_string(),
        };
        let shown = self.address(&address, Base::link);
        let is_refused = shown.is_none() && link_type != LinkType::Autolink;
        self.refused_links.push(is_refused.then_some(address));
        self.builder.set_link(shown, Origin::Markdown);
    }

    /// An address as it is shown, unless the base refuses it.
    fn address(&self, address: &str, allow: fn(&Base, &str) -> Option<String>) -> Option<String> {
        match self.dialect {
            Dialect::Source(base) => allow(base, address),
            Dialect::Field => Some(spelled(address)),
        }
    }

    fn start_block(&mut self) {
        self.flush_prefix();
        self.builder.boundary();
    }

    fn flush_prefix(&mut self) {
        if let Some(prefix) = self.prefix.take() {
            self.builder.text(&prefix);
        }
    }

    fn raw_html(&mut self, raw: &str) {
        html::read_raw(raw, &mut self.builder, self.base, &mut self.fates);
    }

    fn code<'t>(&self, code: &'t str) -> Cow<'t, str> {
        match self.dialect {
            Dialect::Source(_) => Cow::Borrowed(code),
            Dialect::Field => html::decode(code),
        }
    }
}
