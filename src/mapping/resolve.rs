//! Holds a sync config against the catalog of its destination.

use super::{AdoptRules, Rules, TemplateRule, destination, fields, protect, template};
use crate::diagnostic::{Diagnostic, blocks_config};
use crate::field::template_field;
use crate::manifest::{Located, SyncConfig};
use crate::model::{Catalog, SectionId};
use crate::text;

/// A sync config held against its destination.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    /// The rules, unless a finding stops the sync config.
    pub rules: Option<Rules>,
    /// What does not fit.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks everything that a sync config names in TestRail and makes rules of it.
pub(crate) fn resolve(config: &SyncConfig, catalog: &Catalog, base: text::Base) -> Resolved {
    let mut diagnostics = destination::check_destination(config, catalog);
    let Some(project) = catalog
        .project
        .as_ref()
        .map(|project| project.name.as_str())
    else {
        // Whether a field applies to a project cannot be told without the project.
        return Resolved {
            rules: None,
            diagnostics,
        };
    };
    let identity = &config.identity.value;
    if !identity.in_refs() {
        let field = Located::new(identity.field.clone(), config.identity.place.clone());
        fields::check_identity(&field, catalog, project, &mut diagnostics);
    }
    let rules = fields::check_fields(config, catalog, project, &mut diagnostics);
    let template = template::choose(catalog, &rules, &mut diagnostics).map(|id| {
        let fitting = template::fitting(catalog, &rules);
        TemplateRule {
            id,
            only_new: fitting.is_none(),
            target: template_field(&catalog.templates, &fitting.unwrap_or_default()),
        }
    });
    let adopt = AdoptRules::resolve(config, catalog, project, &mut diagnostics);
    let required_of_new = fields::required_of_new(catalog, &rules, &identity.field);
    let protected = protect::check_protect(config, catalog, &mut diagnostics);
    let blocked = blocks_config(&diagnostics);
    let rules = (!blocked).then(|| Rules {
        section: SectionId(config.spec.destination.section_id.value),
        identity: identity.clone(),
        fields: rules,
        template,
        base,
        required_of_new,
        adopt,
        protected,
    });
    Resolved { rules, diagnostics }
}
