//! Diagnostics with the line of the manifest that they point at, as compilers show them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::diagnostics::{Words, words};
use super::error::title;
use super::escape::{source_line, terminal};
use super::style::Paint;
use super::words::count;
use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Severity};

/// How many characters of a long line are shown before and after the start of the span; together less than the
/// width at which the renderer cuts for itself.
const BEFORE: usize = 55;
const AFTER: usize = 70;

/// How many diagnostics of one code are shown. Whoever reads those knows what to do about the others.
const MOST_OF_A_KIND: usize = 20;

/// Shows diagnostics one after another and ends with a count. Empty when there are none.
pub(crate) fn render_snippets(diagnostics: &Diagnostics, paint: Paint) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let renderer = renderer(paint);
    let mut out = String::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in diagnostics.iter() {
        let seen = seen.entry(diagnostic.code.id()).or_default();
        *seen += 1;
        if *seen <= MOST_OF_A_KIND {
            out.push_str(&snippet(diagnostic, &renderer));
            out.push_str("\n\n");
        }
    }
    let mut has_more = false;
    for (code, seen) in seen.into_iter().filter(|(_, seen)| *seen > MOST_OF_A_KIND) {
        let more = seen - MOST_OF_A_KIND;
        has_more = true;
        let _ = writeln!(out, "... and {more} more of {code}");
    }
    if has_more {
        out.push('\n');
    }
    out.push_str(&count_by_severity(diagnostics));
    out.push('\n');
    out
}

/// Shows one diagnostic with its line.
pub(super) fn render_snippet(diagnostic: &Diagnostic, paint: Paint) -> String {
    format!("{}\n", snippet(diagnostic, &renderer(paint)))
}

fn renderer(paint: Paint) -> Renderer {
    if paint.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
}

fn snippet(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let Diagnostic {
        severity,
        code,
        place,
        excerpt,
        causes,
        ..
    } = diagnostic;
    let Words { message: _, help } = words(code);
    let level = match severity {
        Severity::Error | Severity::BlocksConfig | Severity::BlocksCase => Level::ERROR,
        Severity::Warning | Severity::Notice => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(title(diagnostic)).id(code.id()));
    if let Some(place) = place {
        let origin = Origin::path(terminal(&place.file));
        group = group.element(match place.line {
            0 => origin,
            line => origin.line(line).char_column(place.column),
        });
    }
    if let (Some(excerpt), Some(place)) = (excerpt, place) {
        let (text, span) = around_span(excerpt);
        group = group.element(
            Snippet::source(text)
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(span)),
        );
    }
    for cause in causes {
        let cause = format!("caused by: {}", terminal(cause));
        group = group.element(Level::NOTE.message(cause));
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(terminal(help)));
    }
    without_ellipsis(&renderer.render(&[group]))
}

/// Drops the ":::" that the renderer puts between a place and a snippet that it takes for two things. The place is
/// given apart because the snippet, cut and masked as it is, has other columns than the file.
fn without_ellipsis(rendered: &str) -> String {
    let lines: Vec<&str> = rendered
        .lines()
        .filter(|line| anstream::adapter::strip_str(line).to_string().trim() != ":::")
        .collect();
    lines.join("\n")
}

/// Cuts a long line around its span, escapes control characters, and gives the span a width.
fn around_span(excerpt: &Excerpt) -> (String, Range<usize>) {
    let span = excerpt.start..excerpt.end;
    let is_long = excerpt.text.chars().nth(BEFORE + AFTER).is_some();
    let cut_start = excerpt.text[..span.start]
        .char_indices()
        .rev()
        .nth(BEFORE)
        .map(|(index, _)| index)
        .filter(|_| is_long);
    let cut_end = excerpt.text[span.start..]
        .char_indices()
        .nth(AFTER)
        .map(|(index, _)| span.start + index)
        .filter(|_| is_long);
    let (from, to) = (
        cut_start.unwrap_or(0),
        cut_end.unwrap_or(excerpt.text.len()),
    );
    let mut out = String::new();
    if excerpt.is_cut_before || cut_start.is_some() {
        out.push('…');
    }
    out.push_str(&source_line(&excerpt.text[from..span.start]));
    let start = out.len();
    out.push_str(&source_line(&excerpt.text[span.start..span.end.min(to)]));
    let end = out.len();
    if span.end < to {
        out.push_str(&source_line(&excerpt.text[span.end..to]));
    }
    if excerpt.is_cut_after || cut_end.is_some() {
        out.push('…');
    }
    // A span without a width still needs a character to point at.
    if start == end && end == out.len() {
        out.push(' ');
    }
    let end = end.max(out.ceil_char_boundary(start + 1));
    (out, start..end)
}

fn count_by_severity(diagnostics: &[Diagnostic]) -> String {
    let is_warning = |diagnostic: &&Diagnostic| diagnostic.severity >= Severity::Warning;
    let warnings = diagnostics.iter().filter(is_warning).count();
    let errors = diagnostics.len() - warnings;
    let files: BTreeSet<_> = diagnostics
        .iter()
        .filter_map(|diagnostic| Some(&diagnostic.place.as_ref()?.file))
        .collect();
    let mut parts = Vec::new();
    if errors > 0 {
        parts.push(count(errors, "problem", "problems"));
    }
    if warnings > 0 {
        parts.push(count(warnings, "warning", "warnings"));
    }
    format!(
        "{} in {}.",
        parts.join(" and "),
        count(files.len(), "file", "files")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{FileCode, ManifestCode, Place, SettingCode};

    fn at(line: usize) -> Place {
        Place {
            file: "m.yaml".into(),
            line,
            column: 7,
        }
    }

    fn excerpt(text: &str, start: usize, end: usize) -> Excerpt {
        Excerpt {
            text: text.to_owned(),
            start,
            end,
            is_cut_before: false,
            is_cut_after: false,
        }
    }

    #[test]
    fn colour_changes_no_character() {
        let repeated = ManifestCode::KeyRepeated {
            key: "kind".to_owned(),
            first: at(1),
        };
        let warning = Diagnostic::new(Severity::Warning, SettingCode::AddressNotEncrypted);
        let diagnostics = Diagnostics::from(vec![
            Diagnostic::error(repeated)
                .at(&at(2))
                .showing(excerpt("kind: Maping # ::: ", 6, 12)),
            warning.at(&at(3)).showing(excerpt("a", 0, 0)),
            Diagnostic::error(FileCode::NoManifests).at(&Place::whole("folder")),
        ]);
        let plain = render_snippets(&diagnostics, Paint { colour: false });
        let coloured = render_snippets(&diagnostics, Paint { colour: true });
        assert_ne!(plain, coloured);
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
        assert!(!plain.lines().any(|line| line.trim() == ":::"), "{plain}");
    }

    #[test]
    fn what_is_counted_is_in_the_right_number() {
        let error = || Diagnostic::error(FileCode::NoManifests).at(&at(1));
        let warning = Diagnostic::new(Severity::Warning, FileCode::NoDocuments).at(&at(1));
        let elsewhere = Diagnostic::error(FileCode::NoManifests).at(&Place::whole("n.yaml"));
        assert_eq!(count_by_severity(&[error()]), "1 problem in 1 file.");
        assert_eq!(
            count_by_severity(std::slice::from_ref(&warning)),
            "1 warning in 1 file."
        );
        assert_eq!(
            count_by_severity(&[error(), warning, elsewhere]),
            "2 problems and 1 warning in 2 files."
        );
        assert_eq!(
            render_snippets(&Diagnostics::default(), Paint::default()),
            ""
        );
    }
}
