//! A text with its looks, as TestOps keeps that of a step.

/// What a step says, or what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StepText {
    /// A text in which every character stands for itself.
    Plain(String),
    /// A text with looks.
    Rich(RichText),
}

impl StepText {
    /// True when there is nothing to see.
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Plain(text) => text.trim().is_empty(),
            Self::Rich(RichText(blocks)) => blocks.iter().all(RichBlock::is_blank),
        }
    }

    /// The text with some words before it.
    pub(crate) fn prefixed(self, words: &str) -> Self {
        match self {
            Self::Plain(text) => Self::Plain(format!("{words}{text}")),
            Self::Rich(RichText(mut blocks)) => {
                let prefix = RichSpan::plain(words);
                match blocks.first_mut() {
                    Some(RichBlock::Paragraph(spans)) => spans.insert(0, prefix),
                    _ => blocks.insert(0, RichBlock::Paragraph(vec![prefix])),
                }
                Self::Rich(RichText(blocks))
            }
        }
    }
}

impl Default for StepText {
    fn default() -> Self {
        Self::Plain(String::new())
    }
}

impl From<&str> for StepText {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for StepText {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

/// The blocks of a text in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RichText(pub Vec<RichBlock>);

/// One block of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RichBlock {
    Paragraph(Vec<RichSpan>),
    /// Lines of code.
    Code(String),
}

impl RichBlock {
    fn is_blank(&self) -> bool {
        match self {
            Self::Paragraph(spans) => spans.iter().all(|span| match span {
                RichSpan::Text { text, .. } => text.trim().is_empty(),
                RichSpan::Break => true,
            }),
            Self::Code(code) => code.trim().is_empty(),
        }
    }
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RichSpan {
    /// Words that look alike.
    Text {
        /// The words.
        text: String,
        /// How they look.
        looks: Vec<RichLook>,
        /// Where they lead.
        link: Option<String>,
    },
    /// The end of a line.
    Break,
}

impl RichSpan {
    /// Words without a look.
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            looks: Vec::new(),
            link: None,
        }
    }
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RichLook {
    Bold,
    Italic,
    Underline,
    Strike,
    Code,
}
