//! Creating cases, exactly once each.

use std::collections::BTreeMap;

use super::super::exactly_once::exactly_once;
use super::super::{Progress, Stop};
use super::others::Others;
use super::update::not_looked_at;
use super::{CaseTarget, Stored, Written, note};
use crate::diagnostic::Twice;
use crate::field::create_batches;
use crate::model::{DesiredCase, TestCaseId};
use crate::plan::{Action, ConfigPlan};
use crate::testrail::{CaseScope, Created, Reader, Rights, WriteError, Writer, as_refusal_of_one};

/// What became of the cases, and those of them that somebody else created as well.
type Outcomes = (BTreeMap<TestCaseId, Written>, Vec<Twice>);

/// Creates every case that the plan creates, batch by batch.
pub(super) async fn create_cases(
    plan: &ConfigPlan,
    target: &CaseTarget<'_, impl Reader, impl Writer>,
    progress: &impl Progress,
    stop: &Stop,
) -> Outcomes {
    let creates = plan.actions.iter().filter_map(|action| match action {
        Action::Create(create) => Some((action, &create.case)),
        Action::Update(_) => None,
    });
    let (actions, cases): (Vec<&Action>, Vec<&DesiredCase>) = creates.unzip();
    let mut outcomes = BTreeMap::new();
    let rights = Rights::default();
    let mut others = Others::default();
    for batch in create_batches(cases.iter().copied()) {
        if stop.is_requested() {
            break;
        }
        let (actions, batch) = (&actions[batch.clone()], &cases[batch]);
        let written = create_new(plan, target, batch, stop, &mut others).await;
        for action in actions {
            if let Some(written) = written.get(&action.test_case()) {
                note(&target.notes, plan, action, written);
            }
        }
        // In the order in which they were sent.
        let in_order = batch.iter().filter_map(|case| written.get(&case.id));
        in_order.for_each(|written| rights.note(written));
        outcomes.extend(written);
        progress.ended(batch.len());
        if rights.is_over() {
            break;
        }
    }
    if rights.are_proved() {
        outcomes.values_mut().for_each(as_refusal_of_one);
    }
    let made = outcomes
        .iter()
        .filter_map(|(id, written)| Some((*id, written.as_ref().ok()?.case)));
    let made: Vec<_> = made.collect();
    if !made.is_empty() && !rights.is_over() && !stop.is_requested() {
        // Of two applies at once the one that ends last sees what both have made.
        if let Err(error) = others.look(plan, target).await {
            tracing::warn!("cannot look whether others created the same cases: {error}");
        }
    }
    let twins = others.twins(plan, made.into_iter());
    (outcomes, twins)
}

/// Creates those of a batch that nobody else has created meanwhile.
async fn create_new(
    plan: &ConfigPlan,
    target: &CaseTarget<'_, impl Reader, impl Writer>,
    batch: &[&DesiredCase],
    stop: &Stop,
    others: &mut Others,
) -> BTreeMap<TestCaseId, Written> {
    if target.watch.is_due()
        && let Err(error) = others.look(plan, target).await
    {
        let error = not_looked_at(error);
        let ids = batch.iter().map(|case| case.id);
        return ids.map(|id| (id, Err(error.clone()))).collect();
    }
    let mut written = BTreeMap::new();
    let mut new = Vec::with_capacity(batch.len());
    for case in batch {
        match others.of(case.id) {
            Some(other) => {
                written.insert(case.id, Err(WriteError::MadeMeanwhile { case: other }));
            }
            None => new.push(*case),
        }
    }
    written.extend(create_batch(plan, target, &new, stop).await);
    written
}

/// Creates one batch, which is of one section. Cases whose answer was lost are looked up there by their markers.
async fn create_batch(
    plan: &ConfigPlan,
    target: &CaseTarget<'_, impl Reader, impl Writer>,
    batch: &[&DesiredCase],
    stop: &Stop,
) -> BTreeMap<TestCaseId, Written> {
    let Some(section) = batch.first().map(|case| case.section) else {
        return BTreeMap::new();
    };
    let rows = batch.iter().map(|case| (case.id, (*case).clone()));
    let send = async |cases: &[DesiredCase]| {
        let created = target
            .writer
            .create_cases(section, &plan.identity, &plan.fields, cases);
        created.await
    };
    let find = async || {
        let scope = CaseScope {
            section_id: Some(section),
            ..CaseScope::suite(target.project_id, plan.destination.suite)
        };
        let observed = target.reader.cases(&scope, &plan.identity, &plan.fields);
        Ok(Created::by_marker(observed.await?))
    };
    let mut outcomes = exactly_once(target.settle, rows.collect(), send, find, stop).await;
    let written = batch.iter().filter_map(|case| {
        let written = match outcomes.remove(&case.id)? {
            Ok(created) => {
                target.watch.note_created(created.created_on);
                Ok(stored(plan, case, &created))
            }
            Err(not_written) => Err(not_written.error),
        };
        Some((case.id, written))
    });
    written.collect()
}

fn stored(plan: &ConfigPlan, case: &DesiredCase, created: &Created) -> Stored {
    let stored = plan.fields.iter().zip(&created.stored);
    let written = stored.filter_map(|(spec, stored)| {
        let field = case.field(&spec.name)?;
        Some((spec, &field.value, stored))
    });
    Stored::new(created.case, written).without(&created.lacks)
}
