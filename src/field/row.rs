//! What a row of a mapping says about a value besides its source, and what becomes of a source.

use crate::diagnostic::{NamedValue, Place};
use crate::model::{ChosenBy, Value};

/// What a row of a mapping says about a value besides its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// Which option stands for what.
    pub values: Vec<ValueRow>,
    /// The option for everything else.
    pub default: Option<(Target, Place)>,
    /// What is between the entries of a list in a text.
    pub join: Option<String>,
}

/// One thing of the source and its option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValueRow {
    /// What is in the source.
    pub source: SourceKey,
    /// The option.
    pub target: Target,
    /// Where the mapping says so.
    pub place: Place,
}

/// How a mapping names what is in a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SourceKey {
    /// By its number.
    Id(i64),
    /// By its name.
    Name(String),
}

/// How a mapping names an option of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// None: the field is left empty.
    Nothing,
    /// By its number.
    Id(i64),
    /// By its name.
    Name(String),
}

/// What a source becomes in a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Converted {
    pub(crate) value: Value,
    /// What decided, if something had to.
    pub(crate) choice: Option<Choice>,
    /// How long it was before it was shortened, and the most that the field takes.
    pub(crate) shortened: Option<(usize, usize)>,
}

/// Why an option was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What is in the source.
    pub(crate) value: Option<NamedValue>,
    pub(crate) by: ChosenBy,
    /// The line that says so, if there is one.
    pub(crate) place: Option<Place>,
}

/// Why a source becomes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotConverted {
    /// It is empty, and every case needs it.
    Missing,
    /// Nothing says which option stands for this.
    Unmapped(Option<NamedValue>),
}

impl Row {
    /// The options that it names, with their places.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&Target, &Place)> {
        let rows = self.values.iter().map(|row| (&row.target, &row.place));
        rows.chain(self.default.iter().map(|(target, place)| (target, place)))
    }
}

impl SourceKey {
    /// True when it means this.
    pub(super) fn is(&self, value: &NamedValue) -> bool {
        match self {
            Self::Id(id) => value.id == Some(*id),
            Self::Name(name) => same_name(name, &value.name),
        }
    }
}

/// Names are equal whatever the letter case and the blanks around them.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    folded_name(a) == folded_name(b)
}

/// A name as it is compared.
pub(crate) fn folded_name(name: &str) -> String {
    name.trim().to_lowercase()
}

impl From<Value> for Converted {
    fn from(value: Value) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }
}
