//! Plans, reports, diagnostics and errors as text, JSON and Markdown: pure, and the only place that decides wording
//! of what users see on a terminal or in a pull request.

pub(crate) mod diagnostics;
pub(crate) mod error;
pub(crate) mod escape;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod snippet;
mod reason;
pub(crate) mod style;
pub(crate) mod text;
pub(crate) mod words;
