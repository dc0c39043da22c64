//! How many requests a number of results takes.

use std::ops::Range;

use super::{batches, escaped};
use crate::model::{NewResult, NewStepResult, NewStepResults};

/// The most results that one request adds. No maximum is documented; a request of this many short results stays far
/// below the bound of bytes.
pub(crate) const MAX_BATCH_RESULTS: usize = 1000;

/// What the keys, numbers and punctuation of a result take at most.
const RESULT_OVERHEAD: usize = 192;

/// The same for a step of a result.
const STEP_OVERHEAD: usize = 96;

/// Splits results into the runs of neighbours that are added by one request each, bounded in number and size.
pub(crate) fn result_batches<'a>(
    results: impl IntoIterator<Item = &'a NewResult>,
) -> Vec<Range<usize>> {
    let rows = results.into_iter().map(|result| (size(result), ()));
    batches(rows, MAX_BATCH_RESULTS)
}

/// An upper bound of the bytes that a result takes as JSON.
fn size(result: &NewResult) -> usize {
    let NewResult {
        comment,
        elapsed,
        version,
        defects,
        steps,
        ..
    } = result;
    let texts = [elapsed, version, defects].into_iter().flatten();
    let steps = steps.as_ref().map_or(0, |NewStepResults { field, rows }| {
        field.as_str().len() + rows.iter().map(step_size).sum::<usize>()
    });
    RESULT_OVERHEAD + escaped(comment) + texts.map(|text| escaped(text)).sum::<usize>() + steps
}

fn step_size(step: &NewStepResult) -> usize {
    STEP_OVERHEAD + escaped(&step.content) + escaped(&step.expected) + escaped(&step.actual)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::MAX_BATCH_BYTES;
    use super::*;
    use crate::model::{CaseId, FieldName};

    fn result(length: usize) -> NewResult {
        NewResult {
            case: CaseId(u64::MAX),
            status_id: Some(u64::MAX),
            comment: "\n".repeat(length),
            elapsed: Some("1m 45s".into()),
            version: Some("1.4.0".into()),
            defects: Some("BUG-9".into()),
            assigned_to: Some(u64::MAX),
            steps: Some(NewStepResults {
                field: FieldName::new("custom_step_results"),
                rows: vec![NewStepResult {
                    content: "Open".into(),
                    expected: "\"Form\"".into(),
                    actual: String::new(),
                    status_id: Some(u64::MAX),
                }],
            }),
        }
    }

    #[test]
    fn ten_thousand_short_results_take_ten_requests() {
        let results = vec![result(100); 10_000];
        let batches = result_batches(&results);
        assert_eq!(batches.len(), 10);
        assert_eq!(batches[9], 9_000..10_000);
        assert!(result_batches(&[]).is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn batches_cover_every_result_once_and_stay_bounded(
            lengths in prop::collection::vec(0usize..200_000, 0..20),
        ) {
            let results: Vec<_> = lengths.iter().map(|&length| result(length)).collect();
            let batches = result_batches(&results);
            let covered: Vec<_> = batches.iter().cloned().flatten().collect();
            prop_assert_eq!(covered, (0..results.len()).collect::<Vec<_>>());
            for batch in batches {
                let bytes: usize = results[batch.clone()].iter().map(size).sum();
                prop_assert!(batch.len() == 1 || bytes <= MAX_BATCH_BYTES);
            }
        }
    }
}
