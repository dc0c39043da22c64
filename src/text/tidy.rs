//! The one spelling of a paragraph's spans: blanks are as many as a browser shows, blanks at the edge of a look are
//! outside it, neighbours that look alike are one span.

use std::rc::Rc;

use super::{
    characters::{columns, is_blank},
    document::{Content, Span, Style},
};

/// Returns the spans in their one spelling; a blank paragraph has none.
pub(super) fn tidy(spans: Vec<Span>) -> Vec<Span> {
    let mut tidied = Tidied::default();
    for span in spans {
        match span.content {
            Content::Text(text) => tidied.text(&text, span.style, span.link.as_ref()),
            Content::Break => tidied.line_break(),
            Content::Indent(n_columns) => tidied.indent(n_columns),
            content @ Content::Image { .. } => {
                tidied.flush_blank(Style::NONE, span.link.as_ref());
                tidied.spans.push(Span {
                    link: span.link,
                    ..Span::bare(content)
                });
            }
        }
    }
    while tidied.ends_in_break() {
        tidied.spans.pop();
    }
    tidied.spans
}

#[derive(Default)]
struct Tidied {
    spans: Vec<Span>,
    /// Blanks that are due before the next word.
    blanks: Option<Blanks>,
}

/// Blanks with the looks and the link that they have so far.
struct Blanks {
    style: Style,
    link: Option<Rc<str>>,
    n_columns: usize,
    /// Whether the first and the last are of those that are one together with their neighbours.
    begins_soft: bool,
    ends_soft: bool,
}

impl Tidied {
    fn text(&mut self, text: &str, style: Style, link: Option<&Rc<str>>) {
        let mut rest = text;
        while !rest.is_empty() {
            let word_start = rest
                .find(|character| !is_blank(character))
                .unwrap_or(rest.len());
            if word_start > 0 {
                self.note_blanks(&rest[..word_start], style, link);
                rest = &rest[word_start..];
                continue;
            }
            let word_end = rest.find(is_blank).unwrap_or(rest.len());
            self.flush_blank(style, link);
            self.push(&rest[..word_end], style, link);
            rest = &rest[word_end..];
        }
    }

    fn note_blanks(&mut self, run: &str, style: Style, link: Option<&Rc<str>>) {
        let blanks = self.blanks.get_or_insert_with(|| Blanks {
            style,
            link: link.map(Rc::clone),
            n_columns: 0,
            begins_soft: !run.starts_with('\u{a0}'),
            ends_soft: false,
        });
        blanks.style = blanks.style & style;
        blanks.link = blanks.link.take().filter(|before| Some(before) == link);
        for blank in run.chars() {
            let is_soft = blank != '\u{a0}';
            if !(is_soft && blanks.ends_soft) {
                blanks.n_columns += 1;
            }
            blanks.ends_soft = is_soft;
        }
    }

    fn flush_blank(&mut self, style: Style, link: Option<&Rc<str>>) {
        let Some(blanks) = self.blanks.take() else {
            return;
        };
        let n_leading = blanks.n_columns - usize::from(blanks.begins_soft);
        let Some(last) = self.spans.last() else {
            return self.indent(n_leading);
        };
        match last.content {
            Content::Break => return self.indent(n_leading),
            Content::Indent(_) => return,
            Content::Text(_) | Content::Image { .. } => {}
        }
        let style = blanks.style & style & last.style;
        let own_link = blanks.link;
        let link = own_link.filter(|own| Some(own) == link && Some(own) == last.link.as_ref());
        self.push(&columns(blanks.n_columns), style, link.as_ref());
    }

    fn push(&mut self, text: &str, style: Style, link: Option<&Rc<str>>) {
        push_text(&mut self.spans, text, style, link);
    }

    fn indent(&mut self, n_columns: usize) {
        const MAX_INDENT: usize = 80;
        let n_columns = MAX_INDENT.min(n_columns);
        if n_columns > 0 && (self.spans.is_empty() || self.ends_in_break()) {
            self.spans.push(Span::bare(Content::Indent(n_columns)));
        }
    }

    fn ends_in_break(&self) -> bool {
        matches!(self.spans.last(), Some(last) if last.content == Content::Break)
    }

    fn line_break(&mut self) {
        self.blanks = None;
        if !self.spans.is_empty() {
            self.spans.push(Span::line_break());
        }
    }
}

/// Adds text to the last span if that looks the same.
pub(super) fn push_text(spans: &mut Vec<Span>, text: &str, style: Style, link: Option<&Rc<str>>) {
    if let Some(Span {
        content: Content::Text(last),
        style: last_style,
        link: last_link,
    }) = spans.last_mut()
        && *last_style == style
        && last_link.as_ref() == link
    {
        last.push_str(text);
    } else {
        let content = Content::Text(text.to_owned());
        spans.push(Span {
            content,
            style,
            link: link.map(Rc::clone),
        });
    }
}
