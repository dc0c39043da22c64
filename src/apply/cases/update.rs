//! Updating cases, several at once.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream;

use super::super::{Progress, Stop};
use super::{Stored, Written, concerns_all};
use crate::model::{FieldSpec, TestCaseId, Value};
use crate::plan::{Action, ConfigPlan, Update};
use crate::testrail::Writer;

/// How many updates are begun at once. Each concerns another case, so that their order does not matter. How many
/// requests are under way is for the target to say, by what its server bears.
const IN_FLIGHT: usize = 10;

/// Updates every case that the plan updates.
pub(super) async fn update_cases(
    plan: &ConfigPlan,
    writer: &impl Writer,
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
        let written = update_case(plan, update, writer).await;
        if concerns_all(&written) {
            is_over.store(true, Ordering::SeqCst);
        }
        progress.ended(1);
        Some((update.test_case, written))
    };
    let mut outcomes = BTreeMap::new();
    // The first goes alone, so that a missing right takes one request to find out and not as many as may be in flight.
    if let Some(first) = updates.next() {
        outcomes.extend(attempt(first).await);
    }
    let rest = stream::iter(updates)
        .map(attempt)
        .buffer_unordered(IN_FLIGHT);
    let rest: Vec<_> = rest
        .filter_map(|ended| async move { ended })
        .collect()
        .await;
    outcomes.extend(rest);
    outcomes
}

async fn update_case(plan: &ConfigPlan, update: &Update, writer: &impl Writer) -> Written {
    let Update { case, changes, .. } = update;
    let fields: Vec<(&FieldSpec, &Value)> = changes
        .iter()
        .filter_map(|change| Some((plan.field(&change.field)?, &change.after)))
        .collect();
    let updated = writer.update_case(*case, &fields).await?;
    let written = fields.into_iter().zip(&updated.stored);
    let written = written.map(|((spec, sent), stored)| (spec, sent, stored));
    Ok(Stored::new(*case, written))
}
