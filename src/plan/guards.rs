//! What stops an apply before its first write: numbers that nobody meant.

use std::collections::BTreeMap;

use super::{Action, ConfigPlan, Plan};
use crate::manifest::Guard;
use crate::model::FindingKind;

/// The share of updates that stops an apply where the manifest is silent, and the number below which it does not.
const DEFAULT_UPDATE_PERCENT: usize = 50;
const DEFAULT_UPDATES: usize = 200;

/// How many cases have to lose the text of a field before that is taken for a mistake.
const BLANKED: usize = 20;

/// The most changes of a whole run, as `--max-changes` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxChanges {
    /// So many.
    Number(usize),
    /// Such a share of what is in scope.
    Percent(usize),
}

/// Lists what stops a whole run.
pub fn run_guards(plan: &Plan, max: Option<MaxChanges>) -> Vec<String> {
    let changes = |config: &ConfigPlan| config.actions.len() + config.to_export();
    let changes: usize = plan.configs.iter().map(changes).sum();
    let cases: usize = plan.configs.iter().map(ConfigPlan::in_scope).sum();
    let launches = plan
        .configs
        .iter()
        .filter_map(|config| config.launches.as_ref());
    let launches: usize = launches.map(|plan| plan.launches.len()).sum();
    let in_scope = cases + launches;
    match max {
        Some(MaxChanges::Number(max)) if changes > max => {
            vec![format!(
                "{changes} changes are more than the {max} that --max-changes allows"
            )]
        }
        Some(MaxChanges::Percent(max)) if changes * 100 > max * in_scope => {
            vec![format!(
                "{changes} changes are more than {max}% of the {in_scope} {} in scope",
                if launches == 0 {
                    "cases"
                } else {
                    "cases and launches"
                }
            )]
        }
        _ => Vec::new(),
    }
}

/// Lists what stops one sync config.
pub fn config_guards(plan: &ConfigPlan, guard: &Guard) -> Vec<String> {
    let Guard {
        max_creates,
        max_updates,
        max_update_percent,
    } = guard;
    let (creates, updates) = (plan.to_create(), plan.to_update());
    let mut reasons = Vec::new();
    if let Some(max) = max_creates.filter(|max| creates > *max) {
        reasons.push(format!(
            "{} more than the {max} of `guard.maxCreates`",
            are(creates, "case to create", "cases to create")
        ));
    }
    if let Some(max) = max_updates.filter(|max| updates > *max) {
        reasons.push(format!(
            "{} more than the {max} of `guard.maxUpdates`",
            are(updates, "case to update", "cases to update")
        ));
    }
    let standing = updates + plan.unchanged.len();
    let (percent, from) = match max_update_percent {
        Some(percent) => (*percent, 1),
        None => (DEFAULT_UPDATE_PERCENT, DEFAULT_UPDATES),
    };
    if updates >= from && updates * 100 > percent * standing {
        reasons.push(format!(
            "{} more than {percent}% of the {standing} that stand in TestRail (`guard.maxUpdatePercent`)",
            are(updates, "case to update", "cases to update")
        ));
    }
    if plan.in_scope() == 0
        && let Some(finding) = plan
            .findings
            .iter()
            .find(|finding| finding.kind == FindingKind::OutOfScope)
    {
        reasons.push(format!(
            "the AQL selects nothing, while {} our marker in TestRail",
            match finding.cases.len() {
                1 => "1 case carries".to_owned(),
                n => format!("{n} cases carry"),
            }
        ));
    }
    for (field, blanked) in blanked(plan) {
        if blanked >= BLANKED && blanked * 2 >= updates {
            reasons.push(format!("{field} would lose its text in {blanked} cases"));
        }
    }
    reasons
}

/// `1 change is`, `2 changes are`.
fn are(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one} is")
    } else {
        format!("{n} {many} are")
    }
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
