//! Chooses the template that lets people see the mapped fields.

use super::FieldRule;
use crate::diagnostic::{DestinationCode, Diagnostic};
use crate::model::{Catalog, Template, TemplateId};

/// Chooses a template for cases whose mapped fields the default template does not show. TestRail stores a field
/// that the template lacks without an error, and nobody ever sees it.
pub(super) fn choose(
    catalog: &Catalog,
    rules: &[FieldRule],
    findings: &mut Vec<Diagnostic>,
) -> Option<TemplateId> {
    let default = catalog
        .templates
        .iter()
        .find(|template| template.is_default);
    let best = catalog
        .templates
        .iter()
        .max_by_key(|template| rank(template, catalog, rules))?;
    findings.extend(hidden(best, catalog, rules));
    // Only a steps field is worth saying so in every case: it is the one that a template is chosen for.
    let has_steps = rules.iter().any(FieldRule::takes_steps);
    (has_steps || default.is_none_or(|default| default.id != best.id)).then_some(best.id)
}

/// The templates that show the field of the scenario; `None` when every template does.
pub(super) fn fitting(catalog: &Catalog, rules: &[FieldRule]) -> Option<Vec<TemplateId>> {
    let rule = rules.iter().find(|rule| rule.takes_steps())?;
    catalog.field(&rule.target.name)?.templates.clone()
}

/// The scenario first, then the number of fields shown, then the default, then the lowest id.
fn rank(
    template: &Template,
    catalog: &Catalog,
    rules: &[FieldRule],
) -> (usize, usize, bool, std::cmp::Reverse<u64>) {
    let shown = |rule: &&FieldRule| shows(template, catalog, rule);
    let scenario = rules
        .iter()
        .filter(|rule| rule.takes_steps())
        .filter(shown)
        .count();
    let all = rules.iter().filter(shown).count();
    (
        scenario,
        all,
        template.is_default,
        std::cmp::Reverse(template.id.0),
    )
}

fn shows(template: &Template, catalog: &Catalog, rule: &FieldRule) -> bool {
    catalog
        .field(&rule.target.name)
        .is_none_or(|field| field.shown_by(template.id))
}

fn hidden<'a>(
    template: &'a Template,
    catalog: &'a Catalog,
    rules: &'a [FieldRule],
) -> impl Iterator<Item = Diagnostic> + 'a {
    rules
        .iter()
        .filter(|rule| !shows(template, catalog, rule))
        .map(|rule| {
            let code = DestinationCode::FieldNotInTemplate {
                field: rule.named(),
                template: template.name.clone(),
            };
            Diagnostic {
                place: rule.place.clone(),
                ..Diagnostic::notice(code)
            }
        })
}
