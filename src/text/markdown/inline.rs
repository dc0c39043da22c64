//! Writes the text of one paragraph, heading or table cell.

use std::rc::Rc;

use super::{
    Purpose,
    escape::{Inside, Place, escape, holds_references},
    read::read_field,
};
use crate::text::{
    document::{Block, Content, Span, Style},
    tidy::tidy,
    unlinked::unlinked_spans,
};

/// Where a run of spans is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surroundings {
    Paragraph,
    Heading,
    Cell,
}

/// How much of the looks is written: looks that Markdown has no spelling for in this place are given up, text never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    Looks,
    Links,
    Text,
}

/// How many spans to look ahead for which of two looks lasts longer.
const LOOK_AHEAD: usize = 8;

/// Returns the Markdown of a run of spans, with a line feed for every line break.
pub(super) fn write_spans(spans: &[Span], surroundings: Surroundings, purpose: Purpose) -> String {
    if purpose == Purpose::Compare {
        return Writer::write(spans, surroundings, purpose, Care::Looks);
    }
    let spans = writable(spans);
    for care in [Care::Looks, Care::Links] {
        let spans = with_care(&spans, care);
        let written = Writer::write(&spans, surroundings, purpose, care);
        if is_read_as(&written, &spans, surroundings) {
            return written;
        }
    }
    Writer::write(
        &with_care(&spans, Care::Text),
        surroundings,
        purpose,
        Care::Text,
    )
}

/// Gives up what would be read otherwise.
fn writable(spans: &[Span]) -> Vec<Span> {
    let mut writable = spans.to_vec();
    for span in &mut writable {
        if let Content::Text(text) = &span.content
            && span.style.has(Style::CODE)
            && holds_references(text)
        {
            span.style = span.style.without(Style::CODE);
        }
    }
    tidy(writable)
}

fn with_care(spans: &[Span], care: Care) -> Vec<Span> {
    if care == Care::Looks {
        return spans.to_vec();
    }
    let mut careful = Vec::with_capacity(spans.len());
    for (place, span) in spans.iter().enumerate() {
        let mut span = span.clone();
        span.style = Style::NONE;
        let ends_link = spans
            .get(place + 1)
            .is_none_or(|next| next.link != span.link);
        if care == Care::Text {
            let link = span.link.take();
            if let Content::Image { address, alt } = &span.content {
                span.content = Content::Text(format!("{alt} ({address})"));
            }
            careful.push(span);
            if let Some(link) = link.filter(|_| ends_link) {
                careful.push(Span::text(format!(" ({link})")));
            }
        } else {
            careful.push(span);
        }
    }
    tidy(careful)
}

fn is_read_as(written: &str, spans: &[Span], surroundings: Surroundings) -> bool {
    let is_same = |read: &[Span]| unlinked_spans(read.to_vec()) == spans;
    let document = match surroundings {
        Surroundings::Paragraph => read_field(written),
        Surroundings::Heading => read_field(&format!("# {written}")),
        Surroundings::Cell => read_field(&format!("| {written} |\n| --- |")),
    };
    match document.0.as_slice() {
        [] => is_same(&[]),
        [Block::Paragraph(read) | Block::Heading { spans: read, .. }] => is_same(read),
        [Block::Table(table)] => match table.rows.concat().as_slice() {
            [] => is_same(&[]),
            [cell] => is_same(cell),
            _ => false,
        },
        _ => false,
    }
}

struct Writer<'s> {
    out: String,
    open: Vec<Style>,
    link: Option<&'s Rc<str>>,
    surroundings: Surroundings,
    purpose: Purpose,
    care: Care,
    /// Whether nothing is on the present line yet.
    is_line_start: bool,
    before: Option<char>,
}

impl<'s> Writer<'s> {
    fn write(
        spans: &'s [Span],
        surroundings: Surroundings,
        purpose: Purpose,
        care: Care,
    ) -> String {
        let mut writer = Self {
            out: String::new(),
            open: Vec::new(),
            link: None,
            surroundings,
            purpose,
            care,
            is_line_start: surroundings == Surroundings::Paragraph,
            before: None,
        };
        for (place, span) in spans.iter().enumerate() {
            writer.span(span, &spans[place + 1..]);
        }
        writer.close(0);
        writer.set_link(None);
        writer.out
    }

    fn span(&mut self, span: &'s Span, following: &[Span]) {
        let marks = span.style.without(Style::CODE);
        if self.link != span.link.as_ref() {
            self.close(0);
            self.set_link(span.link.as_ref());
        }
        let kept = self
            .open
            .iter()
            .take_while(|open| marks.has(**open))
            .count();
        self.close(kept);
        let mut opened: Vec<Style> = Style::ALL
            .into_iter()
            .filter(|style| marks.has(*style) && !self.open.contains(style))
            .collect();
        if opened.len() > 1 {
            opened.sort_by_key(|style| {
                let following = following.iter().take(LOOK_AHEAD);
                let n_lasting = following
                    .take_while(|next| next.style.has(*style) && next.link == span.link)
                    .count();
                usize::MAX - n_lasting
            });
        }
        for style in opened {
            self.mark(marks_of(style).0);
            self.open.push(style);
        }
        match &span.content {
            Content::Text(text) if span.style.has(Style::CODE) => self.code(text),
            Content::Text(text) => self.text(text),
            Content::Break => self.line_break(),
            Content::Indent(n_columns) => match self.purpose {
                Purpose::Send => self.mark(&"&nbsp;".repeat(*n_columns)),
                // The line still begins behind it.
                Purpose::Compare => self.out.push_str(&" ".repeat(*n_columns)),
            },
            Content::Image { address, alt } => {
                self.mark("![");
                self.escaped(alt, true);
                self.mark("](");
                self.mark(address);
                self.mark(")");
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.escaped(text, self.link.is_some());
    }

    fn escaped(&mut self, text: &str, is_in_link: bool) {
        let place = Place {
            purpose: self.purpose,
            is_line_start: self.is_line_start,
            inside: match (self.surroundings, is_in_link) {
                (Surroundings::Cell, true) => Inside::LinkInCell,
                (Surroundings::Cell, false) => Inside::Cell,
                (_, true) => Inside::Link,
                (_, false) => Inside::Nothing,
            },
            everything: self.care == Care::Text,
        };
        escape(&mut self.out, text, self.before, place);
        self.is_line_start = false;
        self.before = text.chars().next_back().or(self.before);
    }

    fn code(&mut self, code: &str) {
        let fence = "`".repeat(longest_run(code, '`') + 1);
        let padding = if code.starts_with('`') || code.ends_with('`') {
            " "
        } else {
            ""
        };
        let code = match self.surroundings {
            Surroundings::Cell => code.replace('|', "\\|"),
            Surroundings::Paragraph | Surroundings::Heading => code.to_owned(),
        };
        self.mark(&format!("{fence}{padding}{code}{padding}{fence}"));
    }

    fn line_break(&mut self) {
        match (self.surroundings, self.purpose) {
            (Surroundings::Cell, _) => self.mark("<br />"),
            (_, Purpose::Send) => self.mark("  \n"),
            (_, Purpose::Compare) => self.mark("\n"),
        }
        self.is_line_start = self.surroundings == Surroundings::Paragraph;
        self.before = None;
    }

    fn set_link(&mut self, link: Option<&'s Rc<str>>) {
        if let Some(address) = self.link {
            self.mark("](");
            self.mark(address);
            self.mark(")");
        }
        if link.is_some() {
            self.mark("[");
        }
        self.link = link;
    }

    fn close(&mut self, kept: usize) {
        while self.open.len() > kept {
            if let Some(style) = self.open.pop() {
                self.mark(marks_of(style).1);
            }
        }
    }

    fn mark(&mut self, mark: &str) {
        self.out.push_str(mark);
        self.is_line_start = false;
        self.before = mark.chars().next_back().or(self.before);
    }
}

/// Returns the length of the longest run of this mark.
pub(super) fn longest_run(text: &str, mark: char) -> usize {
    text.split(|character| character != mark)
        .map(str::len)
        .max()
        .unwrap_or_default()
}

/// What begins a look, and what ends it.
fn marks_of(style: Style) -> (&'static str, &'static str) {
    const MARKS: [(&str, &str); 6] = [
        ("**", "**"),
        ("*", "*"),
        ("~~", "~~"),
        ("<u>", "</u>"),
        ("<sub>", "</sub>"),
        ("<sup>", "</sup>"),
    ];
    MARKS.get(style.index()).copied().unwrap_or_default()
}
