//! The rules of a mapping after they were held against the destination.

use std::collections::BTreeMap;

use crate::diagnostic::{NamedField, Place};
use crate::manifest::SourceField;
use crate::model::{FieldSpec, SectionId, TemplateId};
use crate::text;

/// Everything that is needed to turn a test case into a desired case: each field is known to exist and to fit.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The section that new cases are created in.
    pub section: SectionId,
    /// The field rules, in the order of the TestRail names.
    pub fields: Vec<FieldRule>,
    /// The template that shows the mapped fields, when the default one does not.
    pub template: Option<TemplateId>,
    /// The templates that show the field of the scenario; `None` when every template does.
    pub fitting_templates: Option<Vec<TemplateId>>,
    /// What makes addresses in texts of the source absolute.
    pub base: text::Base,
    /// Required fields that nothing is mapped to and that have no default.
    pub required_of_new: Vec<NamedField>,
}

impl Rules {
    /// The TestRail fields that the rules write, in their order.
    pub fn specs(&self) -> Vec<FieldSpec> {
        self.fields.iter().map(|rule| rule.target.clone()).collect()
    }
}

/// One TestRail field and what goes into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// The TestRail field.
    pub target: FieldSpec,
    /// Its label, for people.
    pub label: String,
    /// True when TestRail refuses a case in which it is empty.
    pub is_required: bool,
    /// What goes into it.
    pub origin: Origin,
    /// Where the mapping says so.
    pub place: Place,
}

/// What goes into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A field of the test case.
    Field(SourceField),
    /// The workflow status.
    Status(StatusRule),
}

/// Which option stands for which workflow status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRule {
    /// Option and place by TestOps status id.
    pub rows: BTreeMap<i64, (i64, Place)>,
    /// Option and place for every other status.
    pub default: Option<(i64, Place)>,
}
