//! Shared steps of which TestRail tells the id in place of the rows.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::shape;
use crate::model::{SharedPart, StepRow, Value};

/// The key of the shared step that a row comes from.
pub(super) const SHARED_STEP: &str = "shared_step_id";

/// The shared steps whose rows a value does not tell.
pub(crate) fn shared_steps_of(value: &Value) -> impl Iterator<Item = u64> {
    let rows = match value {
        Value::Steps(rows) => rows.as_slice(),
        Value::Empty | Value::Text(_) | Value::Number(_) => &[],
    };
    rows.iter().filter_map(told_by_id)
}

fn told_by_id(row: &StepRow) -> Option<u64> {
    row.part?;
    row.columns.get(SHARED_STEP)?.as_u64()
}

/// The rows of a shared step, as TestRail tells them.
pub(crate) fn rows_of(steps: &Json) -> Vec<StepRow> {
    match shape::decode(steps) {
        Value::Steps(rows) => rows,
        Value::Empty | Value::Text(_) | Value::Number(_) => Vec::new(),
    }
}

/// Puts the rows of shared steps where their ids stand; an id of which nothing is known stays.
pub(crate) fn with_shared_steps(value: Value, known: &BTreeMap<u64, Vec<StepRow>>) -> Value {
    let Value::Steps(rows) = value else {
        return value;
    };
    let told = |row: StepRow| {
        let id = told_by_id(&row);
        let Some((id, parts)) = id.and_then(|id| Some((id, known.get(&id)?))) else {
            return vec![row];
        };
        if parts.is_empty() {
            return vec![row];
        }
        let part = |(index, part): (usize, &StepRow)| {
            let mut part = part.clone();
            part.columns.insert(SHARED_STEP.to_owned(), id.into());
            part.part = Some(SharedPart {
                row: index,
                of: parts.len(),
            });
            part
        };
        parts.iter().enumerate().map(part).collect()
    };
    Value::Steps(rows.into_iter().flat_map(told).collect())
}

/// Whether the row at `at`, which is the stored one at `index`, stands among all rows of its shared step: the id brings
/// them all. `same` has the stored row that says the same as each row.
pub(super) fn is_whole(
    stored: &[StepRow],
    index: usize,
    same: &[Option<usize>],
    at: usize,
) -> bool {
    let Some(SharedPart { row, of }) = stored[index].part else {
        return true;
    };
    let (Some(first), Some(first_stored)) = (at.checked_sub(row), index.checked_sub(row)) else {
        return false;
    };
    (0..of).all(|row| same.get(first + row) == Some(&Some(first_stored + row)))
}
