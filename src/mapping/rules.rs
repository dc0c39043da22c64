//! The rules of a mapping after they were held against the destination.

use std::collections::BTreeMap;

use super::AdoptRules;
use crate::diagnostic::{NamedField, Place};
use crate::field::{Row, marker_field, title_field};
use crate::manifest::{OnDrift, OnEmpty, OnUnmapped};
use crate::model::{CaseSource, FieldSpec, Identity, SectionId, TemplateId};
use crate::text;

/// Everything that is needed to turn a test case into a desired case: each field is known to exist and to fit.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// The section that new cases are created in.
    pub section: SectionId,
    /// The field rules: the title, then the others in the order of their names.
    pub fields: Vec<FieldRule>,
    /// How cases are marked.
    pub identity: Identity,
    /// The template that shows the mapped fields, when the default one does not.
    pub template: Option<TemplateRule>,
    /// What makes addresses in texts of the source absolute.
    pub base: text::Base,
    /// Required fields that nothing is mapped to and that have no default.
    pub required_of_new: Vec<NamedField>,
    /// Which cases that are there already become ours, if any.
    pub adopt: Option<AdoptRules>,
    /// Statuses of cases that are left as they are, with their names.
    pub protected: BTreeMap<i64, String>,
}

impl Rules {
    /// The TestRail fields that the rules write, in the order in which they are shown.
    pub(crate) fn specs(&self) -> Vec<FieldSpec> {
        let mut specs: Vec<_> = self.fields.iter().map(|rule| rule.target.clone()).collect();
        specs.push(marker_field(&self.identity));
        specs.extend(self.template.iter().map(|rule| rule.target.clone()));
        specs
    }
}

/// The template that cases get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TemplateRule {
    /// The template.
    pub id: TemplateId,
    /// The field, with the templates that a case keeps.
    pub target: FieldSpec,
    /// True when only new cases get it, because every template shows the steps.
    pub only_new: bool,
}

/// One TestRail field and what goes into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldRule {
    /// The TestRail field.
    pub target: FieldSpec,
    /// Its label, for people.
    pub label: String,
    /// True when TestRail refuses a case in which it is empty.
    pub is_required: bool,
    /// True when TestRail fills it in where nothing is sent.
    pub has_default: bool,
    /// What goes into it.
    pub sources: Vec<CaseSource>,
    /// How it gets there.
    pub row: Row,
    /// What happens where nothing says which option stands for something.
    pub on_unmapped: OnUnmapped,
    /// What happens to edits by hand.
    pub on_drift: OnDrift,
    /// What happens where the source is empty, if the row says it.
    pub on_empty: Option<OnEmpty>,
    /// Where the mapping says so, if it does.
    pub place: Option<Place>,
}

impl FieldRule {
    /// The rule for the title where no mapping has one: it is the name.
    pub(super) fn title() -> Self {
        let target = title_field();
        Self {
            label: "Title".to_owned(),
            target,
            is_required: false,
            has_default: false,
            sources: vec![CaseSource::Name],
            row: Row::default(),
            on_unmapped: OnUnmapped::default(),
            on_drift: OnDrift::default(),
            on_empty: None,
            place: None,
        }
    }

    /// The field, as people know it.
    pub(crate) fn named(&self) -> NamedField {
        NamedField {
            name: self.target.name.to_string(),
            label: self.label.clone(),
        }
    }

    /// True when the steps go into it.
    pub(super) fn takes_steps(&self) -> bool {
        self.sources.contains(&CaseSource::Scenario)
    }
}
