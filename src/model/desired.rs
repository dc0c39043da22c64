//! How a case should stand in TestRail.

use serde::{Deserialize, Serialize};

use super::{FieldName, SectionId, TemplateId, TestCaseId, Value};
use crate::diagnostic::Place;

/// The token that ties a TestRail case to its TestOps case, such as `ALLURE-4711`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Marker(pub Box<str>);

/// Where markers stand and how they begin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    /// `refs`, or the system name of a String field.
    pub field: FieldName,
    /// What precedes the TestOps id.
    pub prefix: String,
}

impl Identity {
    /// Makes the marker of a TestOps case.
    pub fn marker(&self, id: TestCaseId) -> Marker {
        Marker(format!("{}{id}", self.prefix).into())
    }

    /// Reads the TestOps id back from one entry of `refs`, or from the whole of a String field.
    pub fn parse(&self, entry: &str) -> Option<TestCaseId> {
        let digits = entry.trim().strip_prefix(self.prefix.as_str())?;
        let id = digits.parse::<i64>().ok()?;
        // Only the canonical spelling is ours: `+7` and `007` were typed by somebody else.
        (id.to_string() == digits).then_some(TestCaseId(id))
    }

    /// True when markers are entries of `refs`.
    pub fn in_refs(&self) -> bool {
        self.field.as_str() == "refs"
    }
}

/// A case as it should stand in TestRail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesiredCase {
    /// The TestOps case.
    pub id: TestCaseId,
    /// The title, at most 250 characters.
    pub title: String,
    /// Where it is created; a case that people moved stays where it is.
    pub section: SectionId,
    /// The template that shows every mapped field, where one has to be chosen.
    pub template: Option<TemplateId>,
    /// The mapped fields: always all of them, in the order of the field specs they were made for.
    pub fields: Vec<DesiredField>,
}

/// Why a field gets its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What was decided upon, such as "TestOps status Active (-3)".
    pub because: String,
    /// The line of the mapping that decided.
    pub place: Place,
}

/// One mapped field of a desired case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesiredField {
    /// The TestRail field.
    pub name: FieldName,
    /// What it should hold.
    pub value: Value,
    /// Why it holds this, where the mapping had to decide.
    pub reason: Option<Reason>,
}
