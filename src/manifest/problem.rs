//! What is wrong with a manifest, where, and how to mend it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::snippet;
use super::source::{Line, Source};
use crate::diagnostic::Place;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The manifests cannot be used.
    Error,
    /// Worth knowing; everything goes on.
    Warning,
}

/// One complaint about a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file or folder, as the user named it.
    pub file: Arc<str>,
    /// The place in the file; `None` where the file as a whole is the matter.
    pub place: Option<Place>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// The source line with the span to underline.
    pub(super) line: Option<Box<Line>>,
}

impl Problem {
    /// An error about some bytes of a file.
    pub(super) fn error(source: &Source, span: &Range<usize>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: Arc::clone(&source.name),
            place: Some(source.place(span.start)),
            message: message.into(),
            help: None,
            line: Some(Box::new(source.line(span))),
        }
    }

    /// A warning about some bytes of a file.
    pub(super) fn warning(
        source: &Source,
        span: &Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(source, span, message)
        }
    }

    /// An error about a file or folder as a whole.
    pub(super) fn file(file: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.into(),
            place: None,
            message: message.into(),
            help: None,
            line: None,
        }
    }

    /// Says how to mend it.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn sort_key(&self) -> (&str, Option<(usize, usize)>, Severity, &str) {
        let place = self.place.as_ref().map(|place| (place.line, place.column));
        (&self.file, place, self.severity, &self.message)
    }
}

/// All complaints about some manifests, sorted by file and place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a complaint that nobody reads cannot be mended"]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        problems.dedup();
        Self(problems)
    }

    /// Iterates over the problems in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Returns how many there are, warnings included.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is nothing to complain about.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when at least one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0
            .iter()
            .any(|problem| problem.severity == Severity::Error)
    }

    /// Renders all of them for people, with the source lines, and ends with a count. Empty when there are none.
    pub fn render(&self, colour: bool) -> String {
        snippet::render(&self.0, colour)
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}
