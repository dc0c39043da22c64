//! What people did in TestRail beside the sync.

use super::{Action, ConfigPlan, LastEditor, Plan, Update};
use crate::diagnostic::Diagnostic;

/// What differs of one sync config; never nothing.
pub(crate) struct ConfigDrift<'a> {
    pub(crate) plan: &'a ConfigPlan,
    /// Cases that somebody edited and that would be overwritten.
    pub(crate) edited: Vec<&'a Update>,
    pub(crate) diagnostics: Vec<&'a Diagnostic>,
}

impl ConfigDrift<'_> {
    /// How many differences there are.
    pub(crate) fn count(&self) -> usize {
        self.edited.len() + self.diagnostics.len()
    }
}

/// Picks what is drift out of a plan, for the sync configs that have some.
pub(crate) fn drift(plan: &Plan) -> Vec<ConfigDrift<'_>> {
    let configs = plan.configs.iter().map(config_drift);
    configs.filter(|drift| drift.count() > 0).collect()
}

fn config_drift(plan: &ConfigPlan) -> ConfigDrift<'_> {
    let edited = plan.actions.iter().filter_map(|action| match action {
        Action::Update(update) if is_edited(update) => Some(update),
        Action::Update(_) | Action::Create(_) => None,
    });
    let of_launches = plan.launches.iter().flat_map(|plan| &plan.diagnostics);
    let all = plan.diagnostics.iter().chain(of_launches);
    ConfigDrift {
        plan,
        edited: edited.collect(),
        diagnostics: all
            .filter(|diagnostic| diagnostic.code.is_drift())
            .collect(),
    }
}

fn is_edited(update: &Update) -> bool {
    let mut by = update.changes.iter().map(|change| &change.by);
    by.any(|by| matches!(by, LastEditor::Person { .. } | LastEditor::Unknown))
}
