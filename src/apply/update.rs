//! Updating cases, several at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream;

use super::Progress;
use super::cases::{Stop, Stored, Written, concerns_all};
use crate::model::{FieldSpec, TestCaseId, Value};
use crate::plan::{Action, ConfigPlan, Update};
use crate::testrail::{WriteError, Writer};

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
    let mut updates = plan.actions.iter().filter_map(|action| match action {
        Action::Update(update) => Some(update),
        Action::Create(_) => None,
    });
    let is_over = &AtomicBool::new(false);
    let attempt = |update| async move {
        if stop.is_requested() || is_over.load(Ordering::SeqCst) {
            return None;
        }
        let written = one(plan, update, target).await;
        if concerns_all(&written) {
            is_over.store(true, Ordering::SeqCst);
        }
        progress.ended(1);
        Some((update.test_case, written))
    };
    let mut fates = BTreeMap::new();
    // The first goes alone, so that a missing right takes one request to find out and not as many as there are lanes.
    if let Some(first) = updates.next() {
        fates.extend(attempt(first).await);
    }
    let rest = stream::iter(updates).map(attempt).buffered(IN_FLIGHT);
    let rest: Vec<_> = rest
        .filter_map(|ended| async move { ended })
        .collect()
        .await;
    fates.extend(rest);
    fates
}

async fn one(plan: &ConfigPlan, update: &Update, target: &impl Writer) -> Written {
    let Update { case, changes, .. } = update;
    let fields: Vec<(&FieldSpec, &Value)> = changes
        .iter()
        .filter_map(|change| Some((plan.field(&change.field)?, &change.after)))
        .collect();
    let updated = target.update_case(*case, &fields).await?;
    let mut stored = Stored {
        case: *case,
        rewritten: Vec::new(),
        faithful: Vec::new(),
    };
    for ((spec, sent), answered) in fields.into_iter().zip(updated.stored) {
        if spec.kind.is_same(sent, &answered) {
            stored.faithful.push(spec.name.clone());
        } else {
            stored
                .rewritten
                .push((spec.name.clone(), sent.clone(), answered));
        }
    }
    Ok::<_, WriteError>(stored)
}
