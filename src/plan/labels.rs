//! Names of numbers, so that a plan can be read without looking anything up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Catalog, FieldKind, FieldName, FieldSpec, TemplateId};

/// The names of dropdown options and templates that a plan may show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    options: BTreeMap<FieldName, BTreeMap<i64, String>>,
    templates: BTreeMap<TemplateId, String>,
}

impl Labels {
    /// Collects the names for the given fields.
    pub fn new(catalog: &Catalog, fields: &[FieldSpec]) -> Self {
        let options = fields
            .iter()
            .filter_map(|field| match &field.kind {
                FieldKind::Dropdown(options) => Some((
                    field.name.clone(),
                    options
                        .iter()
                        .map(|option| (option.id, option.name.clone()))
                        .collect(),
                )),
                _ => None,
            })
            .collect();
        let templates = catalog
            .templates
            .iter()
            .map(|template| (template.id, template.name.clone()))
            .collect();
        Self { options, templates }
    }

    /// The name of an option, if TestRail has one for it.
    pub fn option(&self, field: &FieldName, id: i64) -> Option<&str> {
        self.options.get(field)?.get(&id).map(String::as_str)
    }

    /// The name of a template, if TestRail has one for it.
    pub fn template(&self, id: TemplateId) -> Option<&str> {
        self.templates.get(&id).map(String::as_str)
    }
}
