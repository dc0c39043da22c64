//! Updating cases, several at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream;

use super::Progress;
use super::run::{Stop, Stored, Written};
use crate::model::{FieldName, TestCaseId, Value};
use crate::plan::{Action, Change, ConfigPlan, Update, same};
use crate::target::{WriteError, Writer};

/// How many updates are begun at once. Each concerns another case, so that their order does not matter. How many
/// requests are under way is for the target to say, by what its server bears.
const IN_FLIGHT: usize = 10;

/// Updates every case that the plan updates.
pub(super) async fn all(
    plan: &ConfigPlan,
    target: &(impl Writer + Sync),
    progress: &impl Progress,
    stop: &Stop,
) -> BTreeMap<TestCaseId, Written> {
    let updates = plan.actions.iter().filter_map(|action| match action {
        Action::Update(update) => Some(update),
        Action::Create(_) => None,
    });
    let is_left_alone = &AtomicBool::new(false);
    stream::iter(updates)
        .map(|update| async move {
            if stop.is_requested() || is_left_alone.load(Ordering::Relaxed) {
                return None;
            }
            let written = one(update, target).await;
            if matches!(written, Err(WriteError::NotBegun)) {
                is_left_alone.store(true, Ordering::Relaxed);
            }
            progress.ended(1);
            Some((update.test_case, written))
        })
        .buffered(IN_FLIGHT)
        .filter_map(|ended| async move { ended })
        // After rejected credentials the client refuses everything without a request.
        .collect()
        .await
}

async fn one(update: &Update, target: &impl Writer) -> Written {
    let Update { case, changes, .. } = update;
    let fields: Vec<(FieldName, Value)> = changes
        .iter()
        .map(|change| (change.field.clone(), change.after.clone()))
        .collect();
    let updated = target.update_case(*case, &fields).await?;
    let mut stored = Stored {
        case: *case,
        rewritten: Vec::new(),
        faithful: Vec::new(),
    };
    for (change, answered) in changes.iter().zip(updated.stored) {
        let Change {
            field,
            kind,
            before: _,
            after,
            reason: _,
        } = change;
        if same(after, &answered, kind) {
            stored.faithful.push(field.clone());
        } else {
            stored
                .rewritten
                .push((field.clone(), after.clone(), answered));
        }
    }
    Ok::<_, WriteError>(stored)
}
