//! A field of a TestRail case, as far as TestRail describes it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{FieldName, Markup};

/// A field that is read or written: its name and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldSpec {
    /// The system name.
    pub name: FieldName,
    /// What it holds.
    pub kind: FieldKind,
}

/// What TestRail says about the values of a field. What follows from it is known to `field` alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldKind {
    /// The type by TestRail's own name, such as `Dropdown`; `title`, `refs` and `template_id` are types of their own.
    pub type_name: Cow<'static, str>,
    /// What its texts hold.
    pub markup: Markup,
    /// Whether a step has an expected result beside its content.
    pub has_expected: bool,
    /// What can be chosen.
    pub options: Vec<NamedId>,
    /// Of these options, the ones that a case keeps although another one is desired.
    pub kept: Vec<i64>,
}

/// A name with its number: an option of a dropdown, a suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedId {
    /// The number.
    pub id: i64,
    /// The name that people see.
    pub name: String,
}

impl FieldKind {
    /// A field of a type, whose texts hold this.
    pub(crate) fn new(type_name: impl Into<Cow<'static, str>>, markup: Markup) -> Self {
        Self {
            type_name: type_name.into(),
            markup,
            has_expected: true,
            options: Vec::new(),
            kept: Vec::new(),
        }
    }
}
