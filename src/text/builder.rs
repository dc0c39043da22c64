//! Makes a [`Document`] from what a reader meets, in order, whatever the order is: nothing that is text is ever dropped,
//! and containers nest no deeper than a bound.

use std::{mem, rc::Rc};

use super::{
    document::{Block, Cell, Content, Document, Span, Style, Table},
    line::one_line,
    lines::{code_lines, on_one_line, paragraphs, single_breaks},
    look::Look,
    tidy::tidy,
};

/// Containers deeper than this become paragraphs of the deepest one. A list takes two, itself and its item.
const MAX_DEPTH: usize = 24;

/// Who opened something. What raw HTML in Markdown opens cannot outlive the Markdown around it, and what
/// raw HTML closes cannot be Markdown's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Markdown,
    Html,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Quote,
    List,
    Item,
    Table,
    Row,
    Cell,
}

const KINDS: usize = 6;

#[derive(Debug)]
enum Container {
    Quote(Vec<Block>),
    List {
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
    Item(Vec<Block>),
    Table {
        header: Header,
        rows: Vec<Vec<Cell>>,
    },
    Row(Vec<Cell>),
    Cell,
}

/// What is known of a table's first row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    Unknown,
    Yes,
    No,
}

#[derive(Debug)]
struct Frame {
    content: Container,
    origin: Origin,
}

impl Frame {
    fn kind(&self) -> Kind {
        match self.content {
            Container::Quote(_) => Kind::Quote,
            Container::List { .. } => Kind::List,
            Container::Item(_) => Kind::Item,
            Container::Table { .. } => Kind::Table,
            Container::Row(_) => Kind::Row,
            Container::Cell => Kind::Cell,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Builder {
    blocks: Vec<Block>,
    stack: Vec<Frame>,
    /// How many containers of each kind were not opened, because they stood too deep or in a table cell.
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
        let style = self.markdown_look.style().with(self.html_look.style());
        self.push_text(text, style);
    }

    /// Adds text as a code span.
    pub(super) fn code_span(&mut self, text: &str) {
        if self.code.is_some() {
            return self.text(text);
        }
        let style = self
            .markdown_look
            .style()
            .with(self.html_look.style())
            .with(Style::CODE);
        self.push_text(text, style);
    }

    fn push_text(&mut self, text: &str, style: Style) {
        let link = self
            .markdown_look
            .link
            .as_ref()
            .or(self.html_look.link.as_ref())
            .map(Rc::clone);
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

    pub(super) fn line_break(&mut self) {
        match &mut self.code {
            Some(code) => code.push('\n'),
            None => self.spans.push(Span::line_break()),
        }
    }

    pub(super) fn image(&mut self, address: String, alt: &str) {
        let link = self
            .markdown_look
            .link
            .as_ref()
            .or(self.html_look.link.as_ref())
            .map(Rc::clone);
        let content = Content::Image {
            address,
            alt: one_line(alt),
        };
        self.spans.push(Span {
            content,
            style: Style::NONE,
            link,
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

    pub(super) fn is_in_code(&self) -> bool {
        self.code.is_some()
    }

    pub(super) fn rule(&mut self) {
        self.boundary();
        if !self.is_in_cell() {
            self.add_block(Block::Rule);
        }
    }

    pub(super) fn open_quote(&mut self, origin: Origin) {
        if self.may_open(Kind::Quote) {
            self.push(Container::Quote(Vec::new()), origin);
        }
    }

    pub(super) fn open_list(&mut self, start: Option<u64>, origin: Origin) {
        if !self.may_open(Kind::List) {
            return;
        }
        // Editors put a nested list beside the item that it belongs to.
        if let Some(Frame {
            content: Container::List { items, .. },
            ..
        }) = self.stack.last_mut()
        {
            let item = items.pop().unwrap_or_default();
            self.push(Container::Item(item), Origin::Html);
        }
        self.push(
            Container::List {
                start,
                items: Vec::new(),
            },
            origin,
        );
    }

    pub(super) fn open_item(&mut self, origin: Origin) {
        self.boundary();
        if self.skip(Kind::Item) || self.is_in_table() {
            return;
        }
        match self.nearest(origin, Kind::List) {
            Some(list) => self.pop_to(list + 1),
            None => self.open_list(None, origin),
        }
        if matches!(self.stack.last(), Some(frame) if frame.kind() == Kind::List) {
            self.push(Container::Item(Vec::new()), origin);
        }
    }

    pub(super) fn open_table(&mut self, origin: Origin) {
        if self.may_open(Kind::Table) {
            self.push(
                Container::Table {
                    header: Header::Unknown,
                    rows: Vec::new(),
                },
                origin,
            );
        }
    }

    pub(super) fn open_row(&mut self, origin: Origin) {
        self.boundary();
        if self.skip(Kind::Row) {
            return;
        }
        if let Some(table) = self.nearest(origin, Kind::Table) {
            self.pop_to(table + 1);
            self.push(Container::Row(Vec::new()), origin);
        }
    }

    pub(super) fn open_cell(&mut self, is_header: bool, origin: Origin) {
        // Closes the cell before, too, when its end tag is missing.
        self.close(Kind::Cell, origin);
        self.boundary();
        if self.skip(Kind::Cell) {
            return;
        }
        let Some(table) = self.nearest(origin, Kind::Table) else {
            return;
        };
        match self.nearest(origin, Kind::Row).filter(|row| *row > table) {
            Some(row) => self.pop_to(row + 1),
            None => self.open_row(origin),
        }
        if let Some(Frame {
            content: Container::Table { header, rows },
            ..
        }) = self.stack.get_mut(table)
            && rows.is_empty()
        {
            *header = match (*header, is_header) {
                (Header::No, _) | (_, false) => Header::No,
                _ => Header::Yes,
            };
        }
        self.push(Container::Cell, origin);
    }

    /// Closes the nearest open container of this kind, and whatever is open inside it.
    pub(super) fn close(&mut self, kind: Kind, origin: Origin) {
        if kind == Kind::Cell && self.skipped[Kind::Table as usize] > 0 {
            return self.boundary();
        }
        let skipped = &mut self.skipped[kind as usize];
        if *skipped > 0 {
            *skipped -= 1;
            return self.boundary();
        }
        if let Some(place) = self.nearest(origin, kind) {
            self.end_code();
            self.boundary();
            self.pop_to(place);
            self.skipped = [0; KINDS];
        }
    }

    fn is_in_cell(&self) -> bool {
        matches!(self.stack.last(), Some(frame) if frame.kind() == Kind::Cell)
    }

    fn is_in_table(&self) -> bool {
        self.stack
            .last()
            .is_some_and(|frame| matches!(frame.kind(), Kind::Table | Kind::Row | Kind::Cell))
    }

    fn may_open(&mut self, kind: Kind) -> bool {
        self.boundary();
        let must_skip = self.stack.len() >= MAX_DEPTH || self.is_in_table();
        if must_skip {
            let skipped = &mut self.skipped[kind as usize];
            *skipped = skipped.saturating_add(1);
        }
        !must_skip && !self.skip(kind)
    }

    /// Skips what stands inside something skipped.
    fn skip(&mut self, kind: Kind) -> bool {
        let must_skip = self.skipped.iter().any(|count| *count > 0);
        if must_skip {
            let skipped = &mut self.skipped[kind as usize];
            *skipped = skipped.saturating_add(1);
        }
        must_skip
    }

    fn nearest(&self, origin: Origin, wanted: Kind) -> Option<usize> {
        let is_of_table = matches!(wanted, Kind::Table | Kind::Row | Kind::Cell);
        for (place, frame) in self.stack.iter().enumerate().rev() {
            match (frame.origin, origin) {
                (Origin::Markdown, Origin::Html) => return None,
                (Origin::Html, Origin::Markdown) => {}
                _ if frame.kind() == wanted => return Some(place),
                _ if frame.kind() == Kind::Cell && !is_of_table => return None,
                _ => {}
            }
        }
        None
    }

    fn push(&mut self, content: Container, origin: Origin) {
        self.stack.push(Frame { content, origin });
    }

    fn pop_to(&mut self, length: usize) {
        while self.stack.len() > length {
            self.pop();
        }
    }

    fn pop(&mut self) {
        self.end_code();
        if !self.is_in_cell() {
            self.boundary();
        }
        let Some(Frame { content, origin: _ }) = self.stack.pop() else {
            return;
        };
        match content {
            Container::Quote(blocks) if blocks.is_empty() => {}
            Container::Quote(blocks) => self.add_block(Block::Quote(blocks)),
            Container::List { items, .. } if items.is_empty() => {}
            Container::List { start, items } => self.add_block(Block::List { start, items }),
            Container::Item(blocks) => {
                match self.stack.last_mut().map(|frame| &mut frame.content) {
                    Some(Container::List { items, .. }) => items.push(blocks),
                    _ => blocks.into_iter().for_each(|block| self.add_block(block)),
                }
            }
            Container::Table { header, rows } => {
                if rows.iter().any(|row| !row.is_empty()) {
                    let has_header = header == Header::Yes;
                    self.add_block(Block::Table(Table { has_header, rows }));
                }
            }
            Container::Row(mut cells) => {
                while cells.last().is_some_and(Vec::is_empty) {
                    cells.pop();
                }
                if let Some(Container::Table { rows, .. }) =
                    self.stack.last_mut().map(|frame| &mut frame.content)
                {
                    rows.push(cells);
                }
            }
            Container::Cell => {
                let cell = tidy(single_breaks(mem::take(&mut self.spans)));
                if let Some(Container::Row(cells)) =
                    self.stack.last_mut().map(|frame| &mut frame.content)
                {
                    cells.push(cell);
                }
            }
        }
    }

    fn add_block(&mut self, block: Block) {
        match self.stack.last_mut().map(|frame| &mut frame.content) {
            None => self.blocks.push(block),
            Some(Container::Quote(blocks) | Container::Item(blocks)) => blocks.push(block),
            Some(Container::List { items, .. }) => match items.last_mut() {
                Some(item) => item.push(block),
                None => items.push(vec![block]),
            },
            Some(Container::Table { rows, .. }) => rows.push(vec![as_cell(block)]),
            Some(Container::Row(cells)) => cells.push(as_cell(block)),
            Some(Container::Cell) => self.spans.extend(as_cell(block)),
        }
    }
}

/// Text that stands between the tags of a table is kept as a cell of its own.
fn as_cell(block: Block) -> Cell {
    match block {
        Block::Paragraph(spans) | Block::Heading { level: _, spans } => spans,
        Block::Code(code) => {
            let lines = code
                .lines()
                .flat_map(|line| [Span::text(line), Span::line_break()]);
            tidy(single_breaks(lines.collect()))
        }
        // Nothing that nests is open inside a table but outside its cells for long enough to get here.
        Block::Quote(_) | Block::List { .. } | Block::Table(_) | Block::Rule => Vec::new(),
    }
}
