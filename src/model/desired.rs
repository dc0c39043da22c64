//! How a case should be in TestRail.

use serde::{Deserialize, Serialize};

use super::{FieldName, SectionId, TestCaseId, Value, unlinked};
use crate::diagnostic::{NamedValue, Place};

/// The token that ties a TestRail case to its TestOps case, such as `ALLURE-4711`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Marker(pub Box<str>);

/// Where markers are and how they begin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// `refs`, or the system name of a String field.
    pub field: FieldName,
    /// What precedes the TestOps id.
    pub prefix: String,
}

impl Identity {
    /// Makes the marker of a TestOps case.
    pub(crate) fn marker(&self, id: TestCaseId) -> Marker {
        Marker(format!("{}{id}", self.prefix).into())
    }

    /// Reads the TestOps id back from one entry of `refs`, or from the whole of a String field.
    pub(crate) fn parse(&self, entry: &str) -> Option<TestCaseId> {
        // A prefix may be the beginning of an address itself.
        let [whole, within] = [entry.trim(), unlinked(entry)].map(|text| self.parse_whole(text));
        whole.or(within)
    }

    fn parse_whole(&self, entry: &str) -> Option<TestCaseId> {
        let digits = entry.strip_prefix(self.prefix.as_str())?;
        let id = digits.parse::<i64>().ok()?;
        // Only the canonical spelling is ours: `+7` and `007` were typed by somebody else.
        (id.to_string() == digits).then_some(TestCaseId(id))
    }

    /// The TestOps ids of what reads like markers in an entry that is none: in other letters, or among other words.
    pub(crate) fn alike(&self, entry: &str) -> Vec<TestCaseId> {
        let (text, prefix) = (entry.to_ascii_lowercase(), self.prefix.to_ascii_lowercase());
        let mut found = Vec::new();
        for (at, _) in text.match_indices(&prefix) {
            let rest = &text[at + prefix.len()..];
            let end = rest.find(|c: char| !c.is_ascii_digit());
            let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
            // `MYALLURE-1` and `ALLURE-1b` are keys of others.
            let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if is_part(text[..at].chars().next_back()) || is_part(after.chars().next()) {
                continue;
            }
            let id = digits.parse::<i64>().ok();
            found.extend(id.filter(|id| id.to_string() == digits).map(TestCaseId));
        }
        found
    }

    /// True when markers are entries of `refs`.
    pub(crate) fn in_refs(&self) -> bool {
        self.field.as_str() == "refs"
    }
}

/// A case as it should be in TestRail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DesiredCase {
    /// The TestOps case.
    pub id: TestCaseId,
    /// Where it is created; a case that people moved stays where it is.
    pub section: SectionId,
    /// Its fields, title, marker and template among them, in the order of the field specs they were made for. A field
    /// that is not among them is left alone.
    pub fields: Vec<DesiredField>,
}

impl DesiredCase {
    /// Finds a field by its name.
    pub(crate) fn field(&self, name: &FieldName) -> Option<&DesiredField> {
        self.fields.iter().find(|field| field.name == *name)
    }
}

/// Why a field gets its value, where the mapping had to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reason {
    /// The source, by its name in mappings.
    pub source: String,
    /// What is there, if anything.
    pub value: Option<NamedValue>,
    /// What decided.
    pub by: ChosenBy,
    /// The line of the mapping that decided.
    pub place: Place,
}

/// What decides about an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChosenBy {
    /// A row of `values`.
    Row,
    /// The name, which is that of the option.
    Name,
    /// `default`, because nothing else applies.
    Default,
}

/// One field of a desired case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DesiredField {
    /// The TestRail field.
    pub name: FieldName,
    /// What it should hold.
    pub value: Value,
    /// Why it holds this, where the mapping had to decide.
    pub reason: Option<Reason>,
    /// True for what is written when the case is created, and left alone afterwards.
    pub only_new: bool,
}

impl DesiredField {
    /// A value that nobody had to decide about.
    pub(crate) fn new(name: FieldName, value: Value) -> Self {
        Self {
            name,
            value,
            reason: None,
            only_new: false,
        }
    }
}
