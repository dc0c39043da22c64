//! What stops an apply before its first write: numbers that nobody meant.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Action, ConfigPlan, Plan, Update};
use crate::diagnostic::{Code, Diagnostic, GuardCode, Object};
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

/// The most cases that are created beside one of the same title, and the most launches that are exported for the first
/// time, where the manifest is silent.
const DEFAULT_TWINS: usize = 10;
const DEFAULT_FIRST_LAUNCHES: usize = 50;

/// The most changes of a whole run, as `--max-changes` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaxChanges {
    /// So many.
    Number(usize),
    /// Such a share of what is in scope.
    Percent(usize),
}

/// The codes of all guards.
pub(crate) const GUARD_CODES: [&str; 9] = [
    "RW0601", "RW0602", "RW0603", "RW0604", "RW0605", "RW0606", "RW0607", "RW0608", "RW0609",
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
    // What of an adopted case is its marker alone changes nothing that people see.
    let is_seen = |update: &&Update| {
        let fields = update.changes.iter();
        update.adopted.is_none() || fields.into_iter().any(|it| it.field != plan.identity.field)
    };
    let (creates, updates) = (plan.to_create(), plan.updates().filter(is_seen).count());
    let mut codes = Vec::new();
    let matched = plan.updates().count() + plan.unchanged.len();
    let default = (matched > ESTABLISHED).then_some(DEFAULT_CREATES.max(matched / 2));
    if let Some(max) = guard.max_creates.or(default).filter(|max| creates > *max) {
        codes.push(GuardCode::TooManyCreates { creates, max });
    }
    let max = guard.max_twins.unwrap_or(DEFAULT_TWINS);
    if plan.twins > max {
        let twins = plan.twins;
        codes.push(GuardCode::TooManyTwins { twins, max });
    }
    let max = guard.max_first_launches.unwrap_or(DEFAULT_FIRST_LAUNCHES);
    let launches = plan.launches.iter().flat_map(|plan| &plan.launches);
    let launches = launches.filter(|launch| launch.is_first()).count();
    if launches > max {
        codes.push(GuardCode::TooManyFirstLaunches { launches, max });
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

/// What a guard stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GuardedPart {
    /// Every write.
    Everything,
    /// Cases that are created.
    Creates,
    /// Cases that are updated.
    Updates,
    /// Launches.
    Launches,
}

impl From<&GuardCode> for GuardedPart {
    fn from(code: &GuardCode) -> Self {
        match code {
            GuardCode::TooManyChanges { .. }
            | GuardCode::TooLargeShare { .. }
            | GuardCode::NothingInScope { .. } => Self::Everything,
            GuardCode::TooManyCreates { .. } | GuardCode::TooManyTwins { .. } => Self::Creates,
            GuardCode::TooManyUpdates { .. }
            | GuardCode::TooManyUpdatesOfAll { .. }
            | GuardCode::FieldEmptied { .. } => Self::Updates,
            GuardCode::TooManyFirstLaunches { .. } => Self::Launches,
        }
    }
}

impl GuardHit {
    /// What it stops.
    pub(crate) fn stops(&self) -> GuardedPart {
        match &self.diagnostic.code {
            Code::GuardCode(code) => code.into(),
            _ => GuardedPart::Everything,
        }
    }

    /// True when it is about this sync config.
    fn is_about(&self, config: &str) -> bool {
        let mut objects = self.diagnostic.objects.iter();
        let is_it = |object: &Object| matches!(object, Object::SyncConfig(name) if name == config);
        self.diagnostic.objects.is_empty() || objects.any(is_it)
    }
}

/// Leaves out of a plan what guards stop that were not answered.
pub(crate) fn hold_back(plan: &mut Plan, guards: &[GuardHit]) {
    for config in &mut plan.configs {
        let open = guards.iter().filter(|hit| !hit.is_accepted);
        for hit in open.filter(|hit| hit.is_about(&config.name)) {
            match hit.stops() {
                GuardedPart::Everything => {
                    config.actions.clear();
                    config.launches = None;
                }
                GuardedPart::Creates => config
                    .actions
                    .retain(|action| !matches!(action, Action::Create(_))),
                GuardedPart::Updates => config
                    .actions
                    .retain(|action| !matches!(action, Action::Update(_))),
                GuardedPart::Launches => config.launches = None,
            }
        }
    }
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
