//! Whether what a saved plan touches is still as it was when the plan was made.

use std::collections::BTreeSet;

use super::{Action, Change, ConfigPlan, Editor, LaunchesPlan, RunAction, Update};
use crate::mapping::launches::MARK_PREFIX;
use crate::model::{Observed, ObservedCase, ObservedRun, RunId, TestResultId, Value};

/// Something that a saved plan touches and that has moved since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// What has moved, and how.
    pub message: String,
    /// The last change that TestRail saw: a hint only.
    pub changed: Option<LastChange>,
}

/// The last change of something in TestRail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// When it was made, in seconds since 1970.
    pub on: i64,
    /// Who made it, where the server tells.
    pub by: Option<Editor>,
}

impl From<&ObservedCase> for LastChange {
    fn from(case: &ObservedCase) -> Self {
        Self {
            // Old servers tell nothing of a case that was never changed.
            on: case.updated_on.max(case.created_on),
            by: case.updated_by.map(Editor::new),
        }
    }
}

/// Lists the cases of a plan that have moved. `observed` holds the fields of the plan.
pub fn stale_cases(plan: &ConfigPlan, observed: &Observed) -> Vec<Stale> {
    let mut stale = Vec::new();
    for action in &plan.actions {
        match action {
            Action::Create(create) => {
                let found = observed
                    .cases
                    .iter()
                    .find(|case| case.marked.contains(&create.case.id));
                if let Some(case) = found {
                    stale.push(Stale {
                        message: format!("{} exists by now: {}", create.marker.0, case.id),
                        changed: Some(case.into()),
                    });
                }
            }
            Action::Update(update) => stale.extend(moved(plan, update, observed)),
        }
    }
    stale
}

/// Lists the runs of a plan that have moved. `results` tells which TestOps results a run has.
pub fn stale_runs(
    plan: &LaunchesPlan,
    runs: &[ObservedRun],
    results: impl Fn(RunId) -> BTreeSet<TestResultId>,
) -> Vec<Stale> {
    let mut stale = Vec::new();
    let mut say = |message: String| {
        stale.push(Stale {
            message,
            changed: None,
        });
    };
    for launch in &plan.launches {
        let marker = format!("{MARK_PREFIX}{}", launch.launch.0);
        match &launch.run {
            RunAction::Keep(_) => {}
            RunAction::Create { continues, .. } => {
                let found = runs.iter().find(|run| {
                    run.marked.contains(&launch.launch) && (!*continues || !run.is_completed)
                });
                if let Some(run) = found {
                    say(format!("a run for {marker} exists by now: R{}", run.id.0));
                }
            }
            RunAction::Continue { run, .. } => match runs.iter().find(|found| found.id == *run) {
                None => say(format!(
                    "R{} of {marker} is gone, or lost its marker",
                    run.0
                )),
                Some(found) if found.is_completed => {
                    say(format!("R{} of {marker} was closed", run.0));
                }
                Some(_) => {
                    let present = results(*run);
                    let twice = launch
                        .result_ids()
                        .filter(|id| present.contains(id))
                        .count();
                    if twice > 0 {
                        say(format!(
                            "R{} of {marker} has {twice} of the planned results by now",
                            run.0
                        ));
                    }
                }
            },
        }
    }
    stale
}

fn moved(plan: &ConfigPlan, update: &Update, observed: &Observed) -> Option<Stale> {
    let marked: Vec<&ObservedCase> = observed
        .cases
        .iter()
        .filter(|case| case.marked.contains(&update.test_case))
        .collect();
    match marked.as_slice() {
        [case] if case.id == update.case => {
            let field = update
                .changes
                .iter()
                .find(|change| current(plan, case, change) != Some(&change.before))?;
            Some(Stale {
                message: format!("{} of {} is not what it was", field.field, case.id),
                changed: Some((*case).into()),
            })
        }
        [case] => Some(Stale {
            message: format!(
                "{} stands in {} now, not in {}",
                update.marker.0, case.id, update.case
            ),
            changed: Some((*case).into()),
        }),
        [] => Some(Stale {
            message: format!(
                "{} is gone, or lost its marker {}",
                update.case, update.marker.0
            ),
            changed: None,
        }),
        [first, ..] => Some(Stale {
            message: format!("{} stands in several cases now", update.marker.0),
            changed: Some((*first).into()),
        }),
    }
}

/// What a field holds now.
fn current<'a>(plan: &ConfigPlan, case: &'a ObservedCase, change: &Change) -> Option<&'a Value> {
    let mut fields = plan.fields.iter().zip(&case.fields);
    fields.find_map(|(spec, value)| (spec.name == change.field).then_some(value))
}
