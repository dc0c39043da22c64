//! Plans, reports, diagnostics and errors as text, JSON and Markdown: pure, and the only place that decides wording
//! of what users see on a terminal or in a pull request.

pub mod diagnostics;
pub mod error;
pub mod escape;
pub mod json;
pub mod markdown;
pub mod snippet;
mod reason;
pub mod style;
pub mod text;
pub mod words;
