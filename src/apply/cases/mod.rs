//! Carrying out one sync config's plan.

mod create;
mod lost;
mod others;
mod update;

use std::collections::BTreeMap;

use super::exactly_once::Settle;
use super::{
    ConfigReport, Done, Entry, EntryKind, EntryOutcome, LostEdit, Notes, Progress, Stop, Watch,
};
use crate::field::{fingerprint, title_of};
use crate::model::{CaseId, FieldName, FieldSpec, TestCaseId, Value};
use crate::plan::{Action, ConfigPlan, Memory, Rewritten};
use crate::state::ledger::{Wrote, WroteField};
use crate::testrail::{CaseReader, HistoryReader, Lack, Reader, WriteError, Writer};

/// The longest value, as JSON, that the ledger keeps when it is overwritten.
const MAX_OLD: usize = 4000;

/// Where cases are written to, and read where an answer was lost.
pub(crate) struct CaseTarget<'a, R, W> {
    pub(crate) reader: &'a R,
    pub(crate) writer: &'a W,
    pub(crate) project_id: u64,
    pub(crate) settle: Settle,
    /// What others created meanwhile is looked for by it.
    pub(crate) watch: Watch,
    pub(crate) notes: Notes<'a>,
}

/// Carries out the actions of a plan: creations first and in order, so that TestRail shows new cases as TestOps
/// numbers them, then updates. What TestRail stored otherwise than it was sent is noted in `memory`.
pub(crate) async fn apply_cases(
    plan: &ConfigPlan,
    target: &CaseTarget<'_, impl Reader + CaseReader + HistoryReader, impl Writer>,
    memory: &mut Memory,
    progress: &impl Progress,
    stop: &Stop,
) -> ConfigReport {
    let (mut outcomes, twins) = create::create_cases(plan, target, progress, stop).await;
    if !outcomes.values().any(concerns_all) {
        outcomes.extend(update::update_cases(plan, target, progress, stop).await);
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
                Action::Update(update) => {
                    let kind = match update.adopted {
                        None => EntryKind::Update(update.case),
                        Some(_) => EntryKind::Adopt(update.case),
                    };
                    (update.title.as_str(), kind)
                }
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
        twins,
        requests: 0,
    }
}

/// What a write came to.
type Written = Result<Stored, WriteError>;

/// A case that was written, with what TestRail made of its fields.
#[derive(Debug)]
struct Stored {
    case: CaseId,
    fields: Vec<StoredField>,
    /// What somebody wrote in the meantime, and this replaced.
    lost: Vec<LostEdit>,
    /// What TestRail would not take of it.
    lacks: Vec<Lack>,
}

/// A field that was written, by fingerprints of both values.
#[derive(Debug)]
struct StoredField {
    name: FieldName,
    sent: String,
    stored: String,
    /// True when TestRail stored what it was sent, or what reads alike.
    is_kept: bool,
}

impl Stored {
    /// Compares what was sent with what was stored.
    fn new<'a>(
        case: CaseId,
        written: impl Iterator<Item = (&'a FieldSpec, &'a Value, &'a Value)>,
    ) -> Self {
        let fields = written.map(|(spec, sent, stored)| StoredField {
            name: spec.name.clone(),
            is_kept: spec.kind.is_same(sent, stored),
            sent: fingerprint::value(sent),
            stored: fingerprint::value(stored),
        });
        Self {
            case,
            fields: fields.collect(),
            lost: Vec::new(),
            lacks: Vec::new(),
        }
    }

    /// Leaves out what was not written.
    fn without(mut self, lacks: &[Lack]) -> Self {
        let is_lacking = |field: &StoredField| lacks.iter().any(|lack| lack.field == field.name);
        self.fields.retain(|field| !is_lacking(field));
        self.lacks = lacks.to_vec();
        self
    }

    /// Remembers which fields TestRail rewrites.
    fn note_in(self, memory: &mut Memory) -> Done {
        let mut names = Vec::new();
        for field in self.fields {
            let StoredField {
                name,
                sent,
                stored,
                is_kept,
            } = field;
            let key = (self.case, name.clone());
            if is_kept {
                memory.rewritten.remove(&key);
            } else {
                memory.rewritten.insert(key, Rewritten { sent, stored });
                names.push(name);
            }
        }
        Done {
            case: self.case,
            rewritten: names,
            lost: self.lost,
            lacks: self.lacks,
        }
    }

    /// What the ledger keeps of it.
    fn wrote(&self, plan: &ConfigPlan, notes: &Notes<'_>, action: &Action) -> Wrote {
        let change = |name: &FieldName| match action {
            Action::Update(update) => update.changes.iter().find(|change| change.field == *name),
            Action::Create(_) => None,
        };
        let fields = self.fields.iter().map(|field| {
            let before = change(&field.name).map(|change| &change.before);
            WroteField {
                field: field.name.as_str().to_owned(),
                found: before.map(fingerprint::value),
                sent: (field.sent != field.stored).then(|| field.sent.clone()),
                stored: field.stored.clone(),
                old: before
                    .and_then(|before| serde_json::to_value(before).ok())
                    .filter(|old| old.to_string().len() <= MAX_OLD),
            }
        });
        Wrote {
            server: notes.server.to_owned(),
            project: notes.project_id,
            suite: plan.destination.suite.0,
            case: self.case.0,
            marker: plan.identity.marker(action.test_case()).0.into(),
            section: match action {
                Action::Create(create) => Some(create.case.section.0),
                Action::Update(_) => None,
            },
            version: env!("CARGO_PKG_VERSION").to_owned(),
            fields: fields.collect(),
        }
    }
}

/// Notes what was written of a case.
fn note(notes: &Notes<'_>, plan: &ConfigPlan, action: &Action, written: &Written) {
    if let Ok(stored) = written {
        notes.note_case(|| stored.wrote(plan, notes, action));
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
        Err(error) if error.is_not_begun() => false,
        Err(WriteError::MarkerNotStored { .. }) => true,
        written => !concerns_all(written) || !std::mem::replace(&mut is_reported, true),
    });
}

#[cfg(test)]
pub(super) mod tests;
