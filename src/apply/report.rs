//! What became of a plan.

use super::{LaunchError, LaunchReport};
use crate::diagnostic::{Moved, MovedObject, Twice};
use crate::mapping::launches::MARK_PREFIX;
use crate::model::{CaseId, FieldName, FieldSpec, TestCaseId, Value};
use crate::plan::Editor;
use crate::testrail::{Lack, WriteError};

/// What became of a run, one entry for each sync config.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// The sync configs, in the order of the plan.
    pub configs: Vec<ConfigReport>,
}

/// What became of one sync config.
#[derive(Debug)]
pub(crate) struct ConfigReport {
    /// The name of the sync config.
    pub name: String,
    /// One entry for each action of the plan, in its order.
    pub entries: Vec<Entry>,
    /// One entry for each launch of the plan that had something to do.
    pub launches: Vec<LaunchReport>,
    /// What is in TestRail more than once, because another apply made the same at the same time.
    pub twins: Vec<Twice>,
    /// How many TestRail requests it took.
    pub requests: u64,
}

/// What became of one action.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The TestOps case.
    pub test_case: TestCaseId,
    /// Its marker.
    pub marker: String,
    /// Its title.
    pub title: String,
    /// What was to be done.
    pub kind: EntryKind,
    /// What became of it.
    pub outcome: EntryOutcome,
}

/// What was to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    /// Create a case.
    Create,
    /// Update this case.
    Update(CaseId),
    /// Make this case ours.
    Adopt(CaseId),
}

/// What became of an action.
#[derive(Debug)]
pub(crate) enum EntryOutcome {
    /// It was carried out.
    Done(Done),
    /// It was not, or not surely.
    Failed(WriteError),
    /// It was not begun, because the run was interrupted or its server stopped.
    NotSent,
}

/// An action that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    /// The TestRail case.
    pub case: CaseId,
    /// Fields that TestRail stored otherwise than they were sent.
    pub rewritten: Vec<FieldName>,
    /// What somebody wrote between our last look and our write, which replaced it.
    pub lost: Vec<LostEdit>,
    /// What it lacks, because TestRail would not take it with that.
    pub lacks: Vec<Lack>,
}

/// An edit that was replaced although the mapping does not let edits be overwritten: nobody could see it before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LostEdit {
    /// The field.
    pub field: FieldSpec,
    /// What was there.
    pub value: Value,
    /// Who wrote it, where TestRail tells.
    pub by: Option<Editor>,
}

impl ConfigReport {
    /// The cases of test cases, as far as actions were carried out.
    pub(crate) fn cases(&self) -> impl Iterator<Item = (TestCaseId, CaseId)> {
        self.entries
            .iter()
            .filter_map(|entry| match &entry.outcome {
                EntryOutcome::Done(done) => Some((entry.test_case, done.case)),
                EntryOutcome::Failed(_) | EntryOutcome::NotSent => None,
            })
    }

    /// True when something was written.
    pub(crate) fn has_written(&self) -> bool {
        // A case without its marker is there all the same.
        let is_there = |entry: &Entry| {
            matches!(
                entry.outcome,
                EntryOutcome::Failed(WriteError::MarkerNotStored { .. })
            )
        };
        self.done() > 0
            || self.entries.iter().any(is_there)
            || self.launches.iter().any(|launch| launch.run.is_some())
    }

    /// How many actions were carried out.
    pub(crate) fn done(&self) -> usize {
        self.entries
            .iter()
            .filter(|entry| matches!(entry.outcome, EntryOutcome::Done(_)))
            .count()
    }

    /// The edits that were replaced and that nobody could see before.
    pub(crate) fn lost_edits(&mut self) -> impl Iterator<Item = &mut LostEdit> {
        let entries = self.entries.iter_mut();
        entries.flat_map(|entry| match &mut entry.outcome {
            EntryOutcome::Done(done) => done.lost.iter_mut(),
            EntryOutcome::Failed(_) | EntryOutcome::NotSent => [].iter_mut(),
        })
    }

    /// True when every action was carried out as a whole, and took nothing away that it should not.
    pub(crate) fn is_complete(&self) -> bool {
        let is_whole = |entry: &Entry| match &entry.outcome {
            EntryOutcome::Done(done) => done.lost.is_empty() && done.lacks.is_empty(),
            EntryOutcome::Failed(_) | EntryOutcome::NotSent => true,
        };
        self.entries.iter().all(is_whole)
            && self.done() == self.entries.len()
            && self.launches.iter().all(LaunchReport::is_complete)
    }

    /// What was not created, because somebody else has created it since the plan was made.
    pub(crate) fn moved(&self) -> Vec<MovedObject> {
        let cases = self.entries.iter().filter_map(|entry| match entry.outcome {
            EntryOutcome::Failed(WriteError::MadeMeanwhile { case }) => Some(Moved::CaseExists {
                marker: entry.marker.clone(),
                case: case.0,
            }),
            _ => None,
        });
        let runs = self
            .launches
            .iter()
            .filter_map(|launch| match launch.stopped {
                Some(LaunchError::MadeMeanwhile(run)) => Some(Moved::RunExists {
                    marker: format!("{MARK_PREFIX}{}", launch.launch.0),
                    run: run.0,
                }),
                _ => None,
            });
        let moved = cases.chain(runs).map(|what| MovedObject {
            what,
            changed_on: None,
            changed_by: None,
        });
        moved.collect()
    }

    /// Why everything after some write was not begun, if so.
    pub(crate) fn halted(&self) -> Option<&WriteError> {
        self.halted_at_cases()
            .or_else(|| self.launches.iter().find_map(LaunchReport::halted))
    }

    /// The same, where it was the write of a case.
    pub(crate) fn halted_at_cases(&self) -> Option<&WriteError> {
        let mut errors = self
            .entries
            .iter()
            .filter_map(|entry| match &entry.outcome {
                EntryOutcome::Failed(error) => Some(error),
                EntryOutcome::Done(_) | EntryOutcome::NotSent => None,
            });
        errors.find(|error| error.concerns_all())
    }
}
