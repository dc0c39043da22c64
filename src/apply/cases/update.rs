//! Updating cases, several at once.

use std::collections::BTreeMap;

use futures_util::StreamExt as _;
use futures_util::stream;

use super::super::{Progress, Stop};
use super::lost::{changed, guarded, lost_edits};
use super::{CaseTarget, Stored, Written, note};
use crate::field::marker_value;
use crate::model::{FieldName, FieldSpec, TestCaseId, Value};
use crate::plan::{Action, Change, ConfigPlan, Update};
use crate::testrail::{
    CaseReader, Error, HistoryReader, Reader, Rights, WriteError, Writer, as_refusal_of_one,
};

/// How many updates are begun at once. Each concerns another case, so that their order does not matter. How many
/// requests are under way is for the target to say, by what its server bears.
const IN_FLIGHT: usize = 10;

/// Updates every case that the plan updates.
pub(super) async fn update_cases(
    plan: &ConfigPlan,
    target: &CaseTarget<'_, impl Reader + CaseReader + HistoryReader, impl Writer>,
    progress: &impl Progress,
    stop: &Stop,
) -> BTreeMap<TestCaseId, Written> {
    let mut updates = plan.actions.iter().filter_map(|action| match action {
        Action::Update(update) => Some((action, update)),
        Action::Create(_) => None,
    });
    let rights = &Rights::default();
    let attempt = |(action, update)| async move {
        if stop.is_requested() || rights.is_over() {
            return None;
        }
        let written = match look_again(plan, update, target.reader).await {
            Ok(()) => update_case(plan, update, target).await,
            Err(error) => Err(error),
        };
        note(&target.notes, plan, action, &written);
        rights.note(&written);
        progress.ended(1);
        Some((update.test_case, written))
    };
    let mut outcomes = BTreeMap::new();
    // The first ones go alone, so that a missing right takes few requests to find out and not as many as may be in flight.
    for next in updates.by_ref() {
        outcomes.extend(attempt(next).await);
        if !rights.are_doubted() {
            break;
        }
    }
    let rest = stream::iter(updates)
        .map(attempt)
        .buffer_unordered(IN_FLIGHT);
    let rest: Vec<_> = rest
        .filter_map(|ended| async move { ended })
        .collect()
        .await;
    outcomes.extend(rest);
    // Where there was a single one to update, it is that one which is locked.
    if rights.are_proved() || outcomes.len() == 1 {
        outcomes.values_mut().for_each(as_refusal_of_one);
    }
    outcomes
}

/// Makes sure that nobody edited meanwhile what the mapping does not let be overwritten: one request, where there is
/// such a field. Of a case that becomes ours nothing is: all that is in it is of people, and its marker is written
/// together with their references.
async fn look_again(
    plan: &ConfigPlan,
    update: &Update,
    reader: &impl CaseReader,
) -> Result<(), WriteError> {
    let watched = if update.adopted.is_some() {
        changed(plan, update)
    } else {
        guarded(plan, update)
    };
    let (specs, changes): (Vec<&FieldSpec>, Vec<&Change>) = watched.into_iter().unzip();
    if specs.is_empty() {
        return Ok(());
    }
    let values = reader.field_values(update.case, &specs).await;
    let values = values.map_err(not_looked_at)?;
    let both = specs.into_iter().zip(changes).zip(values);
    let edited = both.filter(|((spec, change), now)| !spec.kind.is_same(&change.before, now));
    let fields: Vec<FieldName> = edited.map(|((spec, _), _)| spec.name.clone()).collect();
    if fields.is_empty() {
        Ok(())
    } else {
        Err(WriteError::EditedMeanwhile { fields })
    }
}

pub(super) fn not_looked_at(error: Error) -> WriteError {
    match error {
        Error::Credentials(error) => WriteError::Credentials(error),
        Error::ApiDisabled(error) | Error::Forbidden(error) | Error::Http(error) => {
            WriteError::Http(error)
        }
    }
}

async fn update_case(
    plan: &ConfigPlan,
    update: &Update,
    target: &CaseTarget<'_, impl HistoryReader, impl Writer>,
) -> Written {
    let Update { case, changes, .. } = update;
    let fields: Vec<(&FieldSpec, &Value)> = changes
        .iter()
        .filter_map(|change| Some((plan.field(&change.field)?, &change.after)))
        .collect();
    let updated = target.writer.update_case(*case, &fields).await?;
    let stored = |spec: &FieldSpec| {
        let place = fields
            .iter()
            .position(|(field, _)| field.name == spec.name)?;
        updated.stored.get(place).cloned()
    };
    if update.adopted.is_some() {
        has_marker(plan, update, &fields, &updated.stored)?;
    }
    let lost = lost_edits(plan, update, stored, target.reader).await;
    let written = fields.iter().copied().zip(&updated.stored);
    let written = written.map(|((spec, sent), stored)| (spec, sent, stored));
    Ok(Stored {
        lost,
        ..Stored::new(*case, written).without(&updated.lacks)
    })
}

/// Makes sure that an adopted case got its marker: without it the next apply would look for it in vain.
fn has_marker(
    plan: &ConfigPlan,
    update: &Update,
    fields: &[(&FieldSpec, &Value)],
    stored: &[Value],
) -> Result<(), WriteError> {
    let marker = marker_value(&update.marker);
    let mut both = fields.iter().zip(stored);
    let is_there = both.any(|((spec, _), stored)| {
        spec.name == plan.identity.field && {
            let with_marker = spec.kind.merge(&marker, stored);
            spec.kind.is_same(&with_marker, stored)
        }
    });
    if is_there {
        return Ok(());
    }
    Err(WriteError::MarkerNotStored {
        object: update.case.to_string(),
        field: plan.identity.field.clone(),
    })
}
