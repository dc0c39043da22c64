//! Whether what a saved plan touches is still as it was when the plan was made.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, ConfigPlan, Editor, LaunchPlan, LaunchesPlan, RunAction, Update};
use crate::diagnostic::{Moved, MovedObject};
use crate::field::folded_title;
use crate::mapping::launches::MARK_PREFIX;
use crate::model::{
    Evidence, Observed, ObservedCase, ObservedResult, ObservedRun, RunId, RunResultId, TestId,
    TestResultId,
};

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

/// Lists the runs of a plan that have moved. `results` tells which results a run has.
pub(crate) fn stale_runs(
    plan: &LaunchesPlan,
    runs: &[ObservedRun],
    results: impl Fn(RunId) -> Vec<ObservedResult>,
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
                    let now = results(*run);
                    let (run, exist, hidden) = (run.0, sent(launch, &now), hidden(launch, &now));
                    if exist > 0 {
                        let marker = marker.clone();
                        let results = exist;
                        say(Moved::ResultsExist {
                            marker,
                            run,
                            results,
                        });
                    }
                    if hidden > 0 {
                        let results = hidden;
                        say(Moved::ResultsHidden {
                            marker,
                            run,
                            results,
                        });
                    }
                }
            },
        }
    }
    stale
}

/// How many of the results to add a run has by now. What is corrected is there before, too.
fn sent(launch: &LaunchPlan, now: &[ObservedResult]) -> usize {
    let rows = now.iter().filter_map(|row| Some((row.result?, row.id)));
    let mut latest: BTreeMap<TestResultId, RunResultId> = BTreeMap::new();
    for (result, id) in rows {
        let known = latest.entry(result).or_insert(id);
        *known = id.max(*known);
    }
    let planned = launch.results.iter();
    let sent = planned.filter(|result| latest.get(&result.id).copied() > result.corrects);
    sent.count()
}

/// How many verdicts of other people would be hidden by a correction that was planned before they were given.
fn hidden(launch: &LaunchPlan, now: &[ObservedResult]) -> usize {
    let corrections = launch.results.iter().filter(|result| !result.is_comment);
    let corrected = corrections.filter_map(|result| Some((result.corrects?, result.hides)));
    let tests: BTreeSet<(TestId, RunResultId)> = corrected
        .filter_map(|(corrects, hides)| {
            let row = now.iter().find(|row| row.id == corrects)?;
            Some((row.test, hides.unwrap_or(corrects)))
        })
        .collect();
    let is_hidden = |(test, known): &&(TestId, RunResultId)| {
        let mut others = now.iter().filter(|row| row.test == *test);
        others.any(|row| row.id > *known && row.result.is_none() && row.status.is_some())
    };
    tests.iter().filter(is_hidden).count()
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
