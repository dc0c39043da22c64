//! The rules of a mapping after they were held against the destination.

use std::collections::BTreeMap;

use crate::diagnostic::{NamedField, Place};
use crate::field::{marker_field, title_field};
use crate::manifest::SourceField;
use crate::model::{FieldSpec, Identity, SectionId, TemplateId};
use crate::text;

/// Everything that is needed to turn a test case into a desired case: each field is known to exist and to fit.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The section that new cases are created in.
    pub section: SectionId,
    /// The field rules, in the order of the TestRail names.
    pub fields: Vec<FieldRule>,
    /// How cases are marked.
    pub identity: Identity,
    /// The template that shows the mapped fields, when the default one does not.
    pub template: Option<TemplateRule>,
    /// What makes addresses in texts of the source absolute.
    pub base: text::Base,
    /// Required fields that nothing is mapped to and that have no default.
    pub required_of_new: Vec<NamedField>,
}

impl Rules {
    /// The TestRail fields that the rules write, in the order in which they are shown.
    pub fn specs(&self) -> Vec<FieldSpec> {
        let mut specs = vec![title_field()];
        specs.extend(self.fields.iter().map(|rule| rule.target.clone()));
        specs.push(marker_field(&self.identity));
        specs.extend(self.template.iter().map(|rule| rule.target.clone()));
        specs
    }
}

/// The template that cases get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRule {
    /// The template.
    pub id: TemplateId,
    /// The field, with the templates that a case keeps.
    pub target: FieldSpec,
    /// True when only new cases get it, because every template shows the steps.
    pub only_new: bool,
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
