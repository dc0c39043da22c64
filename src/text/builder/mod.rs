//! Makes a [`Document`] from what a reader meets, in order, whatever the order is: nothing that is text is ever dropped,
//! and containers nest no deeper than a bound.

mod containers;

use std::{mem, rc::Rc};

use super::{
    document::{Block, Content, Document, Span, Style},
    line::one_line,
    lines::{code_lines, on_one_line, paragraphs},
    look::Look,
    tidy::tidy,
};
pub(super) use containers::Kind;
use containers::{Frame, KINDS};

/// Who opened something. What raw HTML in Markdown opens cannot outlive the Markdown around it, and what
/// raw HTML closes cannot be Markdown's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Markdown,
    Html,
}

#[derive(Debug, Default)]
pub(super) struct Builder {
    blocks: Vec<Block>,
    stack: Vec<Frame>,
    /// How many containers of each kind were not opened, because they were too deep or in a table cell.
    skipped: [u32; KINDS],
    spans: Vec<Span>,
    heading: Option<u8>,
    code: Option<String>,
    markdown_look: Look,
    html_look: Look,
}

impl Builder {
    pub(super) fn finish(mut self) -> Document {
        self.end_code();
        self.boundary();
        while !self.stack.is_empty() {
            self.pop();
        }
        Document(self.blocks)
    }

    pub(super) fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        self.push_text(text, self.style());
    }

    /// Adds text as a code span.
    pub(super) fn code_span(&mut self, text: &str) {
        if self.code.is_some() {
            return self.text(text);
        }
        self.push_text(text, self.style().with(Style::CODE));
    }

    fn push_text(&mut self, text: &str, style: Style) {
        let link = self.link();
        if let Some(last) = self.spans.last_mut()
            && let Content::Text(last_text) = &mut last.content
            && last.style == style
            && last.link == link
        {
            last_text.push_str(text);
        } else {
            self.spans.push(Span {
                content: Content::Text(text.to_owned()),
                style,
                link,
            });
        }
    }

    fn style(&self) -> Style {
        self.markdown_look.style().with(self.html_look.style())
    }

    fn link(&self) -> Option<Rc<str>> {
        let looks = [&self.markdown_look, &self.html_look];
        looks.into_iter().find_map(|look| look.link.clone())
    }

    /// Adds spans of a paragraph as they are.
    pub(super) fn spans(&mut self, spans: impl IntoIterator<Item = Span>) {
        self.spans.extend(spans);
    }

    pub(super) fn line_break(&mut self) {
        match &mut self.code {
            Some(code) => code.push('\n'),
            None => self.spans.push(Span::line_break()),
        }
    }

    pub(super) fn image(&mut self, address: String, alt: &str) {
        let link = self.link();
        let alt = one_line(alt);
        self.spans.push(Span {
            link,
            ..Span::bare(Content::Image { address, alt })
        });
    }

    pub(super) fn start_style(&mut self, style: Style, origin: Origin) {
        let count = &mut self.look(origin).counts[style.index()];
        *count = count.saturating_add(1);
    }

    /// Returns whether the look was on.
    pub(super) fn end_style(&mut self, style: Style, origin: Origin) -> bool {
        let count = &mut self.look(origin).counts[style.index()];
        let was_on = *count > 0;
        *count = count.saturating_sub(1);
        was_on
    }

    /// Returns whether there was a link before.
    pub(super) fn set_link(&mut self, address: Option<String>, origin: Origin) -> bool {
        let link = address.map(Rc::from);
        mem::replace(&mut self.look(origin).link, link).is_some()
    }

    /// Forgets the looks that raw HTML left on.
    pub(super) fn reset_html_look(&mut self) {
        self.html_look = Look::default();
    }

    fn look(&mut self, origin: Origin) -> &mut Look {
        match origin {
            Origin::Markdown => &mut self.markdown_look,
            Origin::Html => &mut self.html_look,
        }
    }

    /// Ends the paragraph, if there is one.
    pub(super) fn boundary(&mut self) {
        if self.code.is_some() || self.spans.is_empty() {
            return;
        }
        if self.is_in_cell() {
            self.spans.push(Span::line_break());
            return;
        }
        let spans = mem::take(&mut self.spans);
        if let Some(level) = self.heading {
            let spans = tidy(on_one_line(spans));
            if !spans.is_empty() {
                self.add_block(Block::Heading { level, spans });
            }
            return;
        }
        for spans in paragraphs(tidy(spans)) {
            self.add_block(Block::Paragraph(spans));
        }
    }

    pub(super) fn start_heading(&mut self, level: u8) {
        self.boundary();
        self.heading = Some(level);
    }

    pub(super) fn end_heading(&mut self) {
        self.boundary();
        self.heading = None;
    }

    pub(super) fn start_code(&mut self) {
        if self.code.is_none() {
            self.boundary();
            self.code = Some(String::new());
        }
    }

    pub(super) fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let code = code_lines(&code);
        if code.is_empty() {
            return;
        }
        if self.is_in_cell() {
            for line in code.lines() {
                self.push_text(line, Style::CODE);
                self.spans.push(Span::line_break());
            }
        } else {
            self.add_block(Block::Code(code));
        }
    }

    /// Ends the line of code, if there is something on it.
    pub(super) fn end_code_line(&mut self) {
        if let Some(code) = &mut self.code
            && !code.is_empty()
            && !code.ends_with('\n')
        {
            code.push('\n');
        }
    }

    /// Sets the looks of raw HTML.
    pub(super) fn set_html_style(&mut self, style: Style) {
        for look in Style::ALL {
            self.html_look.counts[look.index()] = u32::from(style.has(look));
        }
    }

    pub(super) fn is_in_code(&self) -> bool {
        self.code.is_some()
    }

    pub(super) fn rule(&mut self) {
        self.boundary();
        if !self.is_in_cell() {
            self.add_block(Block::Rule);
        }
    }
}
