//! What is wrong with a query, and where.

use super::ast::Span;

/// How bad a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The server may refuse the query or read it differently.
    Warning,
    /// The query is wrong.
    Error,
}

/// One complaint about a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Where it begins, in characters from 0.
    pub start: usize,
    /// Where it ends, in characters, exclusive; equals `start` where something is missing.
    pub end: usize,
    /// What is wrong, as a lowercase fragment.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

impl Problem {
    pub(super) fn error(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            start: span.start,
            end: span.end,
            message: message.into(),
            hint: None,
        }
    }

    pub(super) fn warning(span: Span, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(span, message)
        }
    }

    pub(super) fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
