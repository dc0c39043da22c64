//! What stops an apply before its first write: numbers that nobody meant.

use std::collections::BTreeMap;

use super::{Action, ConfigPlan, Plan};
use crate::diagnostic::{Diagnostic, GuardCode};
use crate::manifest::Guard;

/// The share of updates that stops an apply where the manifest is silent, and the number below which it does not.
const DEFAULT_UPDATE_PERCENT: usize = 50;
const DEFAULT_UPDATES: usize = 20;

/// The share of the updated cases in which a field may lose its text where the manifest is silent, and the number of cases
/// below which nobody takes that for a mistake.
const DEFAULT_EMPTIED_PERCENT: usize = 50;
const FEWEST_EMPTIED: usize = 3;

/// The most creations where the manifest is silent: they are implausible once so many cases are there.
const DEFAULT_CREATES: usize = 500;
const ESTABLISHED: usize = 20;

/// The most changes of a whole run, as `--max-changes` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaxChanges {
    /// So many.
    Number(usize),
    /// Such a share of what is in scope.
    Percent(usize),
}

/// The codes of all guards.
pub(crate) const GUARD_CODES: [&str; 7] = [
    "RW0601", "RW0602", "RW0603", "RW0604", "RW0605", "RW0606", "RW0607",
];

/// What a person or a pipeline answers to guards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GuardAnswers {
    /// The most changes of the whole run.
    pub max_changes: Option<MaxChanges>,
    /// Codes that stop nothing, such as `RW0603`.
    pub accepted: Vec<String>,
    /// True where no guard stops anything.
    pub ignore_all: bool,
}

/// A guard that a plan meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GuardHit {
    /// Which one, and by how much.
    pub diagnostic: Diagnostic,
    /// True where it was answered, so that it stops nothing.
    pub is_accepted: bool,
}

impl GuardAnswers {
    /// Holds a guard against the answers.
    pub(crate) fn hit(&self, diagnostic: Diagnostic) -> GuardHit {
        let code = diagnostic.code.id();
        GuardHit {
            is_accepted: self.ignore_all || self.accepted.iter().any(|accepted| accepted == code),
            diagnostic,
        }
    }
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
    let matched = updates + plan.unchanged.len();
    let default = (matched > ESTABLISHED).then_some(DEFAULT_CREATES.max(matched / 2));
    if let Some(max) = guard.max_creates.or(default).filter(|max| creates > *max) {
        codes.push(GuardCode::TooManyCreates { creates, max });
    }
    if let Some(max) = guard.max_updates.filter(|max| updates > *max) {
        codes.push(GuardCode::TooManyUpdates { updates, max });
    }
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
    let percent = guard.max_emptied_percent.unwrap_or(DEFAULT_EMPTIED_PERCENT);
    let is_too_much = |cases: usize| cases >= FEWEST_EMPTIED && cases * 100 > percent * updates;
    let emptied = emptied(plan).into_iter();
    codes.extend(
        emptied
            .filter(|(_, cases)| is_too_much(*cases))
            .map(|(field, cases)| GuardCode::FieldEmptied {
                field: field.to_owned(),
                cases,
            }),
    );
    codes
}

/// How many updates empty each field that has something in it.
fn emptied(plan: &ConfigPlan) -> BTreeMap<&str, usize> {
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
