//! What a text says, apart from how it is written down.

use std::{ops::BitAnd, rc::Rc};

use super::characters::{is_blank, n_columns, with_columns};

/// A text: its blocks in order. Depth is bounded by the builder, so recursion over it is safe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document(pub(super) Vec<Block>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(Vec<Span>),
    Heading {
        level: u8,
        spans: Vec<Span>,
    },
    Quote(Vec<Self>),
    /// Numbered from `start`, or bulleted.
    List {
        start: Option<u64>,
        items: Vec<Vec<Self>>,
    },
    /// Lines of code, without a line feed at the end.
    Code(String),
    Table(Table),
    Rule,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// Whether the first row names the columns.
    pub(super) has_header: bool,
    /// Rows of cells; rows may differ in length.
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Returns the number of cells of the longest row.
    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or_default()
    }
}

pub(super) type Cell = Vec<Span>;

/// A piece of a paragraph with one look. Flat rather than nested, so that `<b><i>x</i></b>` and `<i><b>x</b></i>` are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) content: Content,
    pub(super) style: Style,
    pub(super) link: Option<Rc<str>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    Break,
    /// Columns that a line begins with.
    Indent(usize),
    Image {
        address: String,
        alt: String,
    },
}

impl Span {
    /// Content without a look.
    pub(super) fn bare(content: Content) -> Self {
        Self {
            content,
            style: Style::NONE,
            link: None,
        }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::bare(Content::Text(text.into()))
    }

    /// Makes the spans of one line whose blanks matter, with the break after it.
    pub(super) fn line(line: &str) -> [Self; 3] {
        let text = line.trim_start_matches(is_blank);
        let indent = Content::Indent(n_columns(&line[..line.len() - text.len()]));
        [
            Self::bare(indent),
            Self::text(with_columns(text)),
            Self::line_break(),
        ]
    }

    pub(super) fn line_break() -> Self {
        Self::bare(Content::Break)
    }
}

/// A set of looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style(u8);

impl Style {
    pub(super) const NONE: Self = Self(0);
    pub(super) const STRONG: Self = Self(1);
    pub(super) const EMPHASIS: Self = Self(1 << 1);
    pub(super) const STRIKE: Self = Self(1 << 2);
    pub(super) const UNDERLINE: Self = Self(1 << 3);
    pub(super) const SUBSCRIPT: Self = Self(1 << 4);
    pub(super) const SUPERSCRIPT: Self = Self(1 << 5);
    pub(super) const CODE: Self = Self(1 << 6);

    /// Every look, outermost first.
    pub(super) const ALL: [Self; 7] = [
        Self::STRONG,
        Self::EMPHASIS,
        Self::STRIKE,
        Self::UNDERLINE,
        Self::SUBSCRIPT,
        Self::SUPERSCRIPT,
        Self::CODE,
    ];

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns the place of a single look in [`Self::ALL`].
    pub(super) fn index(self) -> usize {
        self.0.trailing_zeros() as usize
    }
}

impl BitAnd for Style {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}
