//! What is in a source, whatever field it goes into.

use super::Scenario;
use crate::diagnostic::NamedValue;

/// What is in a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum SourceValue {
    #[default]
    Empty,
    /// A text in which every character stands for itself.
    Plain(String),
    Markdown(String),
    Named(NamedValue),
    Flag(bool),
    Link(Link),
    Scenario(Scenario),
    List(Vec<Self>),
}

/// An address with the words that people click on; they may be missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub words: String,
    pub address: String,
}
