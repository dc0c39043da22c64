//! What stops an apply before its first write: numbers that nobody meant.

use std::collections::BTreeMap;

use super::{Action, ConfigPlan, Plan};
use crate::diagnostic::GuardCode;
use crate::manifest::Guard;

/// The share of updates that stops an apply where the manifest is silent, and the number below which it does not.
const DEFAULT_UPDATE_PERCENT: usize = 50;
const DEFAULT_UPDATES: usize = 200;

/// How many cases have to lose the text of a field before that is taken for a mistake.
const BLANKED: usize = 20;

/// The most changes of a whole run, as `--max-changes` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaxChanges {
    /// So many.
    Number(usize),
    /// Such a share of what is in scope.
    Percent(usize),
}

/// Lists what stops a whole run.
pub(crate) fn run_guards(plan: &Plan, max: Option<MaxChanges>) -> Option<GuardCode> {
    let changes = |config: &ConfigPlan| config.actions.len() + config.to_export();
    let changes: usize = plan.configs.iter().map(changes).sum();
    let cases: usize = plan.configs.iter().map(ConfigPlan::in_scope).sum();
    let launches = plan
        .configs
        .iter()
        .filter_map(|config| config.launches.as_ref());
    let launches: usize = launches.map(|plan| plan.launches.len()).sum();
    let in_scope = cases + launches;
    match max? {
        MaxChanges::Number(max) if changes > max => {
            Some(GuardCode::TooManyChanges { changes, max })
        }
        MaxChanges::Percent(percent) if changes * 100 > percent * in_scope => {
            Some(GuardCode::TooLargeShare {
                changes,
                percent,
                in_scope,
                with_launches: launches > 0,
            })
        }
        _ => None,
    }
}

/// Lists what stops one sync config.
pub(crate) fn config_guards(plan: &ConfigPlan, guard: &Guard) -> Vec<GuardCode> {
    let (creates, updates) = (plan.to_create(), plan.to_update());
    let mut codes = Vec::new();
    if let Some(max) = guard.max_creates.filter(|max| creates > *max) {
        codes.push(GuardCode::TooManyCreates { creates, max });
    }
    if let Some(max) = guard.max_updates.filter(|max| updates > *max) {
        codes.push(GuardCode::TooManyUpdates { updates, max });
    }
    let matched = updates + plan.unchanged.len();
    let (percent, from) = match guard.max_update_percent {
        Some(percent) => (percent, 1),
        None => (DEFAULT_UPDATE_PERCENT, DEFAULT_UPDATES),
    };
    if updates >= from && updates * 100 > percent * matched {
        codes.push(GuardCode::TooManyUpdatesOfAll {
            updates,
            percent,
            matched,
        });
    }
    if plan.in_scope() == 0 && plan.marked_unclaimed > 0 {
        codes.push(GuardCode::NothingInScope {
            marked: plan.marked_unclaimed,
        });
    }
    let emptied = blanked(plan).into_iter();
    codes.extend(
        emptied
            .filter(|(_, cases)| *cases >= BLANKED && cases * 2 >= updates)
            .map(|(field, cases)| GuardCode::FieldEmptied {
                field: field.to_owned(),
                cases,
            }),
    );
    codes
}

/// How many updates empty each field that has something in it.
fn blanked(plan: &ConfigPlan) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for action in &plan.actions {
        let Action::Update(update) = action else {
            continue;
        };
        for change in &update.changes {
            if change.after.is_empty() && !change.before.is_empty() {
                *counts.entry(change.field.as_str()).or_default() += 1;
            }
        }
    }
    counts
}
