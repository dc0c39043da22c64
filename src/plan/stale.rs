//! Whether what a saved plan touches is still as it was when the plan was made.

use std::collections::BTreeSet;

use super::{Action, ConfigPlan, Editor, LaunchesPlan, RunAction, Update};
use crate::diagnostic::{Moved, MovedObject};
use crate::field::folded_title;
use crate::mapping::launches::MARK_PREFIX;
use crate::model::{Evidence, Observed, ObservedCase, ObservedRun, RunId, TestResultId};

/// Something that a saved plan touches and that has moved since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stale {
    /// What has moved, and how.
    pub moved: Moved,
    /// The last change that TestRail saw: a hint only.
    pub changed: Option<LastChange>,
}

/// The last change of something in TestRail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LastChange {
    /// When it was made, in seconds since 1970.
    pub on: i64,
    /// Who made it, where the server tells.
    pub by: Option<Editor>,
}

impl From<Stale> for MovedObject {
    fn from(stale: Stale) -> Self {
        let Stale { moved, changed } = stale;
        Self {
            what: moved,
            changed_on: changed.as_ref().map(|change| change.on),
            changed_by: changed.and_then(|change| Some(change.by?.to_string())),
        }
    }
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
pub(crate) fn stale_cases(plan: &ConfigPlan, observed: &Observed) -> Vec<Stale> {
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
                        moved: Moved::CaseExists {
                            marker: create.marker.0.to_string(),
                            case: case.id.0,
                        },
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
pub(crate) fn stale_runs(
    plan: &LaunchesPlan,
    runs: &[ObservedRun],
    results: impl Fn(RunId) -> BTreeSet<TestResultId>,
) -> Vec<Stale> {
    let mut stale = Vec::new();
    let mut say = |moved: Moved| {
        stale.push(Stale {
            moved,
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
                    let run = run.id.0;
                    say(Moved::RunExists { marker, run });
                }
            }
            RunAction::Continue { run, .. } => match runs.iter().find(|found| found.id == *run) {
                None => say(Moved::RunGone { marker, run: run.0 }),
                Some(found) if found.is_completed => say(Moved::RunClosed { marker, run: run.0 }),
                Some(_) => {
                    let present = results(*run);
                    let ids = launch.result_ids().filter(|id| present.contains(id));
                    let twice = ids.count();
                    if twice > 0 {
                        say(Moved::ResultsExist {
                            marker,
                            run: run.0,
                            results: twice,
                        });
                    }
                }
            },
        }
    }
    stale
}

fn moved(plan: &ConfigPlan, update: &Update, observed: &Observed) -> Option<Stale> {
    let unmarked = observed.unmarked.iter();
    let adopted = unmarked.filter(|case| update.adopted.is_some() && case.id == update.case);
    let adopted = adopted.filter_map(|case| Some(&case.candidate.as_ref()?.case));
    let carrying: Vec<&ObservedCase> = observed
        .cases
        .iter()
        .filter(|case| case.marked.contains(&update.test_case))
        .chain(adopted)
        .collect();
    let marker = update.marker.0.to_string();
    let case = update.case.0;
    let (moved, changed) = match carrying.as_slice() {
        [found] if found.id == update.case => {
            let status = found.status.and_then(|id| plan.protect.get(&id)).cloned();
            if let Some(status) = status {
                return Some(Stale {
                    moved: Moved::CaseProtected { case, status },
                    changed: Some((*found).into()),
                });
            }
            let change = update.changes.iter().find(|change| {
                let index = observed.position(&change.field);
                index.and_then(|index| found.fields.get(index)) != Some(&change.before)
            });
            let field = match change {
                Some(change) => change.field.to_string(),
                None if has_other_title(update, observed) => "title".to_owned(),
                None => return None,
            };
            (Moved::FieldChanged { case, field }, Some(*found))
        }
        [found] => {
            let moved = Moved::MarkerElsewhere {
                marker,
                case: found.id.0,
                was: case,
            };
            (moved, Some(*found))
        }
        [] => (Moved::CaseGone { marker, case }, None),
        [first, ..] => (Moved::MarkerRepeated { marker }, Some(*first)),
    };
    Some(Stale {
        moved,
        changed: changed.map(LastChange::from),
    })
}

/// Whether a case that becomes ours by its title has another one by now.
fn has_other_title(update: &Update, observed: &Observed) -> bool {
    let evidence = update.adopted.as_ref().map(|adopted| &adopted.evidence);
    let is_by_title = matches!(evidence, Some(Evidence::Title | Evidence::TitleInSection));
    let mut unmarked = observed.unmarked.iter();
    is_by_title
        && unmarked
            .any(|case| case.id == update.case && *case.title != *folded_title(&update.title))
}
