//! Renders problems for people: message, place, source line with the span underlined, mend.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::problem::{Problem, Severity};
use super::source::Line;

/// How many characters of a long line are shown before and after the start of the span; together less than the
/// width at which the renderer cuts for itself.
const BEFORE: usize = 55;
const AFTER: usize = 70;

/// Renders problems one after another and ends with a count.
pub(super) fn render(problems: &[Problem], colour: bool) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for problem in problems {
        out.push_str(&one(problem, &renderer));
        out.push_str("\n\n");
    }
    out.push_str(&count(problems));
    out.push('\n');
    out
}

fn one(problem: &Problem, renderer: &Renderer) -> String {
    let Problem {
        severity,
        file,
        place,
        message,
        help,
        line,
    } = problem;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut origin = Origin::path(escape(file));
    if let Some(place) = place {
        origin = origin.line(place.line).char_column(place.column);
    }
    let mut group = Group::with_title(level.primary_title(escape(message))).element(origin);
    if let (Some(line), Some(place)) = (line, place) {
        let (text, span) = shown(line);
        group = group.element(
            Snippet::source(text)
                .line_start(place.line)
                .annotation(AnnotationKind::Primary.span(span)),
        );
    }
    if let Some(help) = help {
        group = group.element(Level::HELP.message(escape(help)));
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
fn shown(line: &Line) -> (String, Range<usize>) {
    let Line {
        text,
        span,
        is_cut_before,
        is_cut_after,
    } = line;
    let is_long = text.chars().nth(BEFORE + AFTER).is_some();
    let cut_start = text[..span.start]
        .char_indices()
        .rev()
        .nth(BEFORE)
        .map(|(index, _)| index)
        .filter(|_| is_long);
    let cut_end = text[span.start..]
        .char_indices()
        .nth(AFTER)
        .map(|(index, _)| span.start + index)
        .filter(|_| is_long);
    let (from, to) = (cut_start.unwrap_or(0), cut_end.unwrap_or(text.len()));
    let mut out = String::new();
    if *is_cut_before || cut_start.is_some() {
        out.push('…');
    }
    out.push_str(&escape(&text[from..span.start]));
    let start = out.len();
    out.push_str(&escape(&text[span.start..span.end.min(to)]));
    let end = out.len();
    if span.end < to {
        out.push_str(&escape(&text[span.end..to]));
    }
    if *is_cut_after || cut_end.is_some() {
        out.push('…');
    }
    // A span without a width still needs a character to stand under.
    if start == end && end == out.len() {
        out.push(' ');
    }
    let end = end.max(out.ceil_char_boundary(start + 1));
    (out, start..end)
}

/// Spells control characters out, so that a manifest cannot steer the terminal. Tabs become blanks.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => out.push(' '),
            // Direction marks reorder what is shown, and line separators and byte order marks hide; none of them is a
            // control character by class.
            '\u{200e}'
            | '\u{200f}'
            | '\u{061c}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}' => {
                out.extend(character.escape_unicode());
            }
            character if character.is_control() => out.extend(character.escape_default()),
            character => out.push(character),
        }
    }
    out
}

fn count(problems: &[Problem]) -> String {
    let n_warnings = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Warning)
        .count();
    let n_errors = problems.len() - n_warnings;
    let n_files = problems
        .iter()
        .map(|problem| &problem.file)
        .collect::<BTreeSet<_>>()
        .len();
    let mut out = match (n_errors, n_warnings) {
        (0, warnings) => plural(warnings, "warning"),
        (errors, 0) => plural(errors, "problem"),
        (errors, warnings) => format!(
            "{} and {}",
            plural(errors, "problem"),
            plural(warnings, "warning")
        ),
    };
    // Writing to a string cannot fail.
    let _ = write!(out, " in {}.", plural(n_files, "file"));
    out
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::source::Source;

    #[test]
    fn colour_changes_no_character() {
        let source = Source::new("m.yaml".into(), "kind: Maping # ::: \n".to_owned());
        let problems = [
            Problem::error(&source, &(6..12), "there is no such kind").help("did you mean it?"),
            Problem::warning(&source, &(0..0), "nothing").help("more"),
            Problem::file("folder", "nothing in it"),
        ];
        let plain = render(&problems, false);
        let coloured = render(&problems, true);
        assert_ne!(plain, coloured);
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
        assert!(!plain.lines().any(|line| line.trim() == ":::"), "{plain}");
    }

    #[test]
    fn what_hides_or_reorders_is_spelt_out() {
        let text = "\u{feff}a\u{202e}b\u{2028}\u{61c}\u{1b}[31m";
        assert_eq!(escape(text), r"\u{feff}a\u{202e}b\u{2028}\u{61c}\u{1b}[31m");
    }

    #[test]
    fn what_is_counted_is_in_the_right_number() {
        let source = Source::new("m.yaml".into(), String::new());
        let error = Problem::error(&source, &(0..0), "a");
        let warning = Problem::warning(&source, &(0..0), "b");
        let elsewhere = Problem::file("n.yaml", "c");
        assert_eq!(count(std::slice::from_ref(&error)), "1 problem in 1 file.");
        assert_eq!(
            count(std::slice::from_ref(&warning)),
            "1 warning in 1 file."
        );
        assert_eq!(
            count(&[error, warning, elsewhere]),
            "2 problems and 1 warning in 2 files."
        );
        assert_eq!(render(&[], false), "");
    }
}
