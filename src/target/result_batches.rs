//! How many requests a number of results takes.

use std::ops::Range;

use super::MAX_BATCH_BYTES;
use super::batches::escaped;
use crate::model::{NewResult, NewStepResult, NewStepResults};

/// The most results that one request adds. No maximum is documented; a request of this many short results stays far
/// below [`MAX_BATCH_BYTES`].
pub const MAX_BATCH_RESULTS: usize = 1000;

/// What the keys, numbers and punctuation of a result take at most.
const RESULT_OVERHEAD: usize = 192;

/// The same for a step of a result.
const STEP_OVERHEAD: usize = 96;

/// Splits results into the runs of neighbours that are added by one request each, bounded in number and size.
pub fn result_batches<'a>(results: impl IntoIterator<Item = &'a NewResult>) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut bytes = 0;
    for (index, result) in results.into_iter().enumerate() {
        let size = size(result);
        match batches.last_mut() {
            Some(batch) if batch.len() < MAX_BATCH_RESULTS && bytes + size <= MAX_BATCH_BYTES => {
                batch.end += 1;
                bytes += size;
            }
            _ => {
                batches.push(index..index + 1);
                bytes = size;
            }
        }
    }
    batches
}

/// An upper bound of the bytes that a result takes as JSON.
fn size(result: &NewResult) -> usize {
    let NewResult {
        case: _,
        status_id: _,
        comment,
        elapsed,
        version,
        defects,
        assigned_to: _,
        steps,
    } = result;
    let texts = [elapsed, version, defects].into_iter().flatten();
    let steps = steps.as_ref().map_or(0, |NewStepResults { field, rows }| {
        field.as_str().len() + rows.iter().map(step_size).sum::<usize>()
    });
    RESULT_OVERHEAD + escaped(comment) + texts.map(|text| escaped(text)).sum::<usize>() + steps
}

fn step_size(step: &NewStepResult) -> usize {
    let NewStepResult {
        content,
        expected,
        actual,
        status_id: _,
    } = step;
    STEP_OVERHEAD + escaped(content) + escaped(expected) + escaped(actual)
}
