//! What nests: quotes, lists, tables and what is in them.

use std::mem;

use super::{Builder, Origin};
use crate::text::{
    document::{Block, Cell, Span, Table},
    lines::single_breaks,
    tidy::tidy,
};

/// Containers deeper than this become paragraphs of the deepest one. A list takes two, itself and its item.
const MAX_DEPTH: usize = 24;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::text) enum Kind {
    Quote,
    List,
    Item,
    Table,
    Row,
    Cell,
}

pub(super) const KINDS: usize = 6;

#[derive(Debug)]
enum Container {
    Quote(Vec<Block>),
    List {
        start: Option<u64>,
        /// What stands before the first item: it is shown without a mark.
        before: Vec<Block>,
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
pub(super) struct Frame {
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

impl Builder {
    pub(in crate::text) fn open_quote(&mut self, origin: Origin) {
        if self.may_open(Kind::Quote) {
            self.push(Container::Quote(Vec::new()), origin);
        }
    }

    pub(in crate::text) fn open_list(&mut self, start: Option<u64>, origin: Origin) {
        if !self.may_open(Kind::List) {
            return;
        }
        // Editors put a nested list beside the item that it belongs to.
        if let Some(Container::List { items, .. }) = self.innermost() {
            let item = items.pop().unwrap_or_default();
            self.push(Container::Item(item), Origin::Html);
        }
        let (before, items) = (Vec::new(), Vec::new());
        let list = Container::List {
            start,
            before,
            items,
        };
        self.push(list, origin);
    }

    pub(in crate::text) fn open_item(&mut self, origin: Origin) {
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

    pub(in crate::text) fn open_table(&mut self, origin: Origin) {
        if self.may_open(Kind::Table) {
            let (header, rows) = (Header::Unknown, Vec::new());
            self.push(Container::Table { header, rows }, origin);
        }
    }

    pub(in crate::text) fn open_row(&mut self, origin: Origin) {
        self.boundary();
        if self.skip(Kind::Row) {
            return;
        }
        if let Some(table) = self.nearest(origin, Kind::Table) {
            self.pop_to(table + 1);
            self.push(Container::Row(Vec::new()), origin);
        }
    }

    pub(in crate::text) fn open_cell(&mut self, is_header: bool, origin: Origin) {
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
    pub(in crate::text) fn close(&mut self, kind: Kind, origin: Origin) {
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

    pub(super) fn is_in_cell(&self) -> bool {
        matches!(self.stack.last(), Some(frame) if frame.kind() == Kind::Cell)
    }

    fn is_in_table(&self) -> bool {
        self.stack
            .last()
            .is_some_and(|frame| matches!(frame.kind(), Kind::Table | Kind::Row | Kind::Cell))
    }

    fn innermost(&mut self) -> Option<&mut Container> {
        Some(&mut self.stack.last_mut()?.content)
    }

    fn may_open(&mut self, kind: Kind) -> bool {
        self.boundary();
        let is_allowed = self.stack.len() < MAX_DEPTH && !self.is_in_table();
        !self.skip_unless(is_allowed, kind)
    }

    /// Skips what is inside something skipped.
    fn skip(&mut self, kind: Kind) -> bool {
        self.skip_unless(true, kind)
    }

    fn skip_unless(&mut self, is_allowed: bool, kind: Kind) -> bool {
        let must_skip = !is_allowed || self.skipped != [0; KINDS];
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

    pub(super) fn pop_to(&mut self, length: usize) {
        while self.stack.len() > length {
            self.pop();
        }
    }

    pub(super) fn pop(&mut self) {
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
            Container::List {
                start,
                before,
                items,
            } => {
                for block in before {
                    self.add_block(block);
                }
                if !items.is_empty() {
                    self.add_block(Block::List { start, items });
                }
            }
            Container::Item(blocks) => match self.innermost() {
                Some(Container::List { items, .. }) => items.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.add_block(block)),
            },
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
                if let Some(Container::Table { rows, .. }) = self.innermost() {
                    rows.push(cells);
                }
            }
            Container::Cell => {
                let cell = tidy(single_breaks(mem::take(&mut self.spans)));
                if let Some(Container::Row(cells)) = self.innermost() {
                    cells.push(cell);
                }
            }
        }
    }

    pub(super) fn add_block(&mut self, block: Block) {
        match self.innermost() {
            None => self.blocks.push(block),
            Some(Container::Quote(blocks) | Container::Item(blocks)) => blocks.push(block),
            Some(Container::List { before, items, .. }) => {
                items.last_mut().unwrap_or(before).push(block);
            }
            Some(Container::Table { rows, .. }) => rows.push(vec![as_cell(block)]),
            Some(Container::Row(cells)) => cells.push(as_cell(block)),
            Some(Container::Cell) => self.spans.extend(as_cell(block)),
        }
    }
}

/// Text that is between the tags of a table is kept as a cell of its own.
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
