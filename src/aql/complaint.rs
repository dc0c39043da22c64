//! What is wrong or doubtful in a query, and where.

use super::ast::Span;
use crate::diagnostic::{QueryCode, Severity};

/// One complaint about a query. Its place in a file is known to whoever has the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// Where it is; empty where something is missing.
    pub span: Span,
    /// An error where the query is wrong, a warning where the server may refuse it or read it differently.
    pub severity: Severity,
    /// What is the matter.
    pub code: QueryCode,
}

impl Complaint {
    pub(super) fn error(span: Span, code: QueryCode) -> Self {
        Self {
            span,
            severity: Severity::Error,
            code,
        }
    }

    pub(super) fn warning(span: Span, code: QueryCode) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(span, code)
        }
    }

    /// True where the query is wrong.
    #[cfg(any(test, feature = "sandbox"))]
    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
