//! Carrying out one sync config's plan.

mod create;
mod update;

use std::collections::BTreeMap;

use super::exactly_once::Settle;
use super::{ConfigReport, Done, Entry, EntryKind, EntryOutcome, Progress, Stop};
use crate::field::{fingerprint, title_of};
use crate::model::{CaseId, FieldName, FieldSpec, TestCaseId, Value};
use crate::plan::{Action, ConfigPlan, Memory, Rewritten};
use crate::testrail::{Reader, WriteError, Writer};

/// Where cases are written to, and read where an answer was lost.
pub(crate) struct CaseTarget<'a, R, W> {
    pub(crate) reader: &'a R,
    pub(crate) writer: &'a W,
    pub(crate) project_id: u64,
    pub(crate) settle: Settle,
}

/// Carries out the actions of a plan: creations first and in order, so that TestRail shows new cases as TestOps
/// numbers them, then updates. What TestRail stored otherwise than it was sent is noted in `memory`.
pub(crate) async fn apply_cases(
    plan: &ConfigPlan,
    target: &CaseTarget<'_, impl Reader, impl Writer>,
    memory: &mut Memory,
    progress: &impl Progress,
    stop: &Stop,
) -> ConfigReport {
    let mut outcomes = create::create_cases(plan, target, progress, stop).await;
    if !outcomes.values().any(concerns_all) {
        outcomes.extend(update::update_cases(plan, target.writer, progress, stop).await);
    }
    // What was not begun by now is not going to be.
    progress.ended(plan.actions.len().saturating_sub(outcomes.len()));
    keep_one_that_concerns_all(&mut outcomes);

    let entries = plan
        .actions
        .iter()
        .map(|action| {
            let (title, kind) = match action {
                Action::Create(create) => (title_of(&create.case), EntryKind::Create),
                Action::Update(update) => (update.title.as_str(), EntryKind::Update(update.case)),
            };
            let test_case = action.test_case();
            let outcome = match outcomes.remove(&test_case) {
                None => EntryOutcome::NotSent,
                Some(Err(error)) => EntryOutcome::Failed(error),
                Some(Ok(stored)) => EntryOutcome::Done(stored.note_in(memory)),
            };
            let marker = plan.identity.marker(test_case).0.into();
            Entry {
                test_case,
                marker,
                title: title.to_owned(),
                kind,
                outcome,
            }
        })
        .collect();
    ConfigReport {
        name: plan.name.clone(),
        entries,
        launches: Vec::new(),
        requests: 0,
    }
}

/// What a write came to.
type Written = Result<Stored, WriteError>;

/// A case that was written, with what TestRail made of its fields: `None` where it stored what it was sent.
#[derive(Debug)]
struct Stored {
    case: CaseId,
    fields: Vec<(FieldName, Option<Rewritten>)>,
}

impl Stored {
    /// Compares what was sent with what was stored.
    fn new<'a>(
        case: CaseId,
        written: impl Iterator<Item = (&'a FieldSpec, &'a Value, &'a Value)>,
    ) -> Self {
        let fields = written.map(|(spec, sent, stored)| {
            let rewritten = (!spec.kind.is_same(sent, stored)).then(|| Rewritten {
                sent: fingerprint::value(sent),
                stored: fingerprint::value(stored),
            });
            (spec.name.clone(), rewritten)
        });
        Self {
            case,
            fields: fields.collect(),
        }
    }

    /// Remembers which fields TestRail rewrites.
    fn note_in(self, memory: &mut Memory) -> Done {
        let mut names = Vec::new();
        for (field, rewritten) in self.fields {
            let key = (self.case, field.clone());
            if let Some(rewritten) = rewritten {
                memory.rewritten.insert(key, rewritten);
                names.push(field);
            } else {
                memory.rewritten.remove(&key);
            }
        }
        Done {
            case: self.case,
            rewritten: names,
        }
    }
}

/// True when the failure of one write is the failure of all that would follow.
fn concerns_all(written: &Written) -> bool {
    written.as_ref().is_err_and(WriteError::concerns_all)
}

/// What concerns all is reported once; of the others nothing was begun. What was not begun itself gives no reason, and must
/// not take the place of one that does. A case that was created without its marker is there, so that each is named.
fn keep_one_that_concerns_all(outcomes: &mut BTreeMap<TestCaseId, Written>) {
    let mut is_reported = false;
    outcomes.retain(|_, written| match written {
        Err(WriteError::NotBegun) => false,
        Err(WriteError::MarkerNotStored { .. }) => true,
        written => !concerns_all(written) || !std::mem::replace(&mut is_reported, true),
    });
}

#[cfg(test)]
pub(super) mod tests;
