//! Carrying out one sync config's plan.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{ConfigReport, Done, Entry, EntryKind, Fate, create, update};
use crate::field::{fingerprint, title_of};
use crate::model::{CaseId, FieldName, TestCaseId, Value};
use crate::plan::{Action, ConfigPlan, Memory, Rewritten};
use crate::testrail::{Reader, WriteError, Writer};

/// Told once about every action and every launch that ended, begun or not, for a progress display.
pub trait Progress: Sync {
    /// So many further ones ended.
    fn ended(&self, n: usize);
}

/// Asks a running apply to begin no further write. Clones share the request.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// True once asked.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Carries out the actions of a plan: creations first and in order, so that TestRail shows new cases as TestOps
/// numbers them, then updates. What TestRail stored otherwise than it was sent is noted in `memory`.
pub async fn apply(
    plan: &ConfigPlan,
    project_id: u64,
    target: &(impl Reader + Writer + Sync),
    memory: &mut Memory,
    progress: &impl Progress,
    stop: &Stop,
) -> ConfigReport {
    let mut fates = create::all(plan, project_id, target, progress, stop).await;
    if !fates.values().any(concerns_all) {
        fates.extend(update::all(plan, target, progress, stop).await);
    }
    // What was not begun by now is not going to be.
    progress.ended(plan.actions.len().saturating_sub(fates.len()));
    keep_one_that_concerns_all(&mut fates);

    let entries = plan
        .actions
        .iter()
        .map(|action| {
            let (title, kind) = match action {
                Action::Create(create) => (title_of(&create.case), EntryKind::Create),
                Action::Update(update) => (update.title.as_str(), EntryKind::Update(update.case)),
            };
            let test_case = action.test_case();
            let fate = match fates.remove(&test_case) {
                None => Fate::NotSent,
                Some(Err(error)) => Fate::Failed(error),
                Some(Ok(stored)) => Fate::Done(note(stored, memory)),
            };
            let marker = plan.identity.marker(test_case).0.into();
            Entry {
                test_case,
                marker,
                title: title.to_owned(),
                kind,
                fate,
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
pub(super) type Written = Result<Stored, WriteError>;

/// A case that was written, with the fields that TestRail stored otherwise than they were sent.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) case: CaseId,
    pub(super) rewritten: Vec<(FieldName, Value, Value)>,
    pub(super) faithful: Vec<FieldName>,
}

/// True when the failure of one write is the failure of all that would follow.
pub(super) fn concerns_all(written: &Written) -> bool {
    written.as_ref().is_err_and(WriteError::concerns_all)
}

/// What concerns all is told once; of the others nothing was begun. What was not begun itself tells nothing, and must not
/// stand for a reason that does.
fn keep_one_that_concerns_all(fates: &mut BTreeMap<TestCaseId, Written>) {
    let mut is_told = false;
    fates.retain(|_, written| match written {
        Err(WriteError::NotBegun) => false,
        written => !concerns_all(written) || !std::mem::replace(&mut is_told, true),
    });
}

fn note(stored: Stored, memory: &mut Memory) -> Done {
    let Stored {
        case,
        rewritten,
        faithful,
    } = stored;
    for field in faithful {
        memory.rewritten.remove(&(case, field));
    }
    let fields = rewritten
        .iter()
        .map(|(field, _, _)| field.clone())
        .collect();
    for (field, sent, answered) in rewritten {
        let known = Rewritten {
            sent: fingerprint::value(&sent),
            stored: fingerprint::value(&answered),
        };
        memory.rewritten.insert((case, field), known);
    }
    Done {
        case,
        rewritten: fields,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn one_reason_is_told_and_never_one_that_tells_nothing() {
        let full = || WriteError::NotRecorded(Arc::new(io::ErrorKind::StorageFull.into()));
        let refused = WriteError::Refused {
            message: "no".into(),
        };
        let mut fates: BTreeMap<TestCaseId, Written> = BTreeMap::from([
            (TestCaseId(1), Err(WriteError::NotBegun)),
            (TestCaseId(2), Err(refused)),
            (TestCaseId(3), Err(full())),
            (TestCaseId(4), Err(full())),
        ]);
        keep_one_that_concerns_all(&mut fates);
        let told: Vec<i64> = fates.keys().map(|id| id.0).collect();
        assert_eq!(told, [2, 3]);
    }
}
