//! Line breaks: what paragraphs, headings, cells and code blocks make of them.

use std::mem;

use super::{
    document::{Content, Span},
    tidy::tidy,
};

/// Returns the spans without line breaks, for headings.
pub(super) fn on_one_line(spans: Vec<Span>) -> Vec<Span> {
    spans
        .into_iter()
        .map(|span| {
            if span.content == Content::Break {
                Span::text(" ")
            } else {
                span
            }
        })
        .collect()
}

/// Two line breaks in a row end a paragraph: editors make the one out of the other.
pub(super) fn paragraphs(spans: Vec<Span>) -> Vec<Vec<Span>> {
    let mut paragraphs = Vec::new();
    let mut paragraph: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let is_second_break = span.content == Content::Break
            && paragraph
                .last()
                .is_none_or(|last| last.content == Content::Break);
        if !is_second_break {
            paragraph.push(span);
        } else if !paragraph.is_empty() {
            paragraph.pop();
            paragraphs.push(mem::take(&mut paragraph));
        }
    }
    if !paragraph.is_empty() {
        paragraphs.push(paragraph);
    }
    paragraphs
}

/// Returns the spans with no two line breaks in a row, for table cells, which have no paragraphs.
pub(super) fn single_breaks(spans: Vec<Span>) -> Vec<Span> {
    let mut single: Vec<Span> = Vec::with_capacity(spans.len());
    for span in tidy(spans) {
        if span.content == Content::Break
            && single
                .last()
                .is_none_or(|last| last.content == Content::Break)
        {
            continue;
        }
        single.push(span);
    }
    single
}

/// Returns code without the blank lines around it and without blanks at the ends of its lines.
pub(super) fn code_lines(code: &str) -> String {
    let code = code.replace('\u{a0}', " ");
    let lines: Vec<&str> = code.lines().map(str::trim_end).collect();
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else {
        return String::new();
    };
    let last = lines
        .iter()
        .rposition(|line| !line.is_empty())
        .unwrap_or(first);
    lines[first..=last].join("\n")
}
