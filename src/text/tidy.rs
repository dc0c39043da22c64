//! The one spelling of a paragraph's spans: white space runs are one blank, a blank at the edge of a look is
//! outside it, neighbours that look alike are one span.

use std::rc::Rc;

use super::{
    characters::is_blank,
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
    /// A blank that is due before the next word, with the looks and the link it has so far.
    blank: Option<(Style, Option<Rc<str>>)>,
}

impl Tidied {
    fn text(&mut self, text: &str, style: Style, link: Option<&Rc<str>>) {
        let mut rest = text;
        while !rest.is_empty() {
            let word_start = rest
                .find(|character| !is_blank(character))
                .unwrap_or(rest.len());
            if word_start > 0 {
                self.note_blank(style, link);
                rest = &rest[word_start..];
                continue;
            }
            let word_end = rest.find(is_blank).unwrap_or(rest.len());
            self.flush_blank(style, link);
            self.push(&rest[..word_end], style, link);
            rest = &rest[word_end..];
        }
    }

    fn note_blank(&mut self, style: Style, link: Option<&Rc<str>>) {
        self.blank = Some(match self.blank.take() {
            None => (style, link.map(Rc::clone)),
            Some((before, before_link)) => (
                before & style,
                before_link.filter(|before| Some(before) == link),
            ),
        });
    }

    fn flush_blank(&mut self, style: Style, link: Option<&Rc<str>>) {
        let Some((own, own_link)) = self.blank.take() else {
            return;
        };
        let Some(last) = self.spans.last() else {
            return;
        };
        if matches!(last.content, Content::Break | Content::Indent(_)) {
            return;
        }
        let style = own & style & last.style;
        let link = own_link.filter(|own| Some(own) == link && Some(own) == last.link.as_ref());
        self.push(" ", style, link.as_ref());
    }

    fn push(&mut self, text: &str, style: Style, link: Option<&Rc<str>>) {
        push_text(&mut self.spans, text, style, link);
    }

    fn indent(&mut self, n_columns: usize) {
        if n_columns > 0 && (self.spans.is_empty() || self.ends_in_break()) {
            self.spans.push(Span::bare(Content::Indent(n_columns)));
        }
    }

    fn ends_in_break(&self) -> bool {
        matches!(self.spans.last(), Some(last) if last.content == Content::Break)
    }

    fn line_break(&mut self) {
        self.blank = None;
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
