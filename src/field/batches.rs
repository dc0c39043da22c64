//! How many requests a number of creates takes.

use std::ops::Range;

use super::shape::json_size;
use crate::model::batches::batches;
use crate::model::{DesiredCase, DesiredField};

/// The most cases that one request creates. No maximum is documented; this keeps a refused batch cheap to take apart.
const MAX_BATCH_CASES: usize = 100;

/// Splits cases into the runs that are created by one request each: neighbours of one section, bounded in number and
/// size. A server without bulk creation takes one request a case instead.
pub(crate) fn create_batches<'a>(
    cases: impl IntoIterator<Item = &'a DesiredCase>,
) -> Vec<Range<usize>> {
    let rows = cases.into_iter().map(|case| (size(case), case.section));
    batches(rows, MAX_BATCH_CASES)
}

/// An upper bound of the bytes that a case takes as JSON.
fn size(case: &DesiredCase) -> usize {
    let size = |field: &DesiredField| json_size(field.name.as_str(), &field.value);
    case.fields.iter().map(size).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_BATCH_CASES, create_batches, size};
    use crate::model::batches::MAX_BATCH_BYTES;
    use crate::model::{DesiredCase, DesiredField, FieldName, SectionId, TestCaseId, Value};

    fn case(section: u64, length: usize) -> DesiredCase {
        DesiredCase {
            id: TestCaseId(1),
            section: SectionId(section),
            fields: vec![DesiredField::new(
                FieldName::new("custom_preconds"),
                Value::Text("x".repeat(length)),
            )],
        }
    }

    #[test]
    fn nothing_takes_no_request() {
        assert!(create_batches(&[]).is_empty());
    }

    #[test]
    fn batches_end_at_the_number_the_size_and_the_section() {
        let mut cases = vec![case(1, 10); 150];
        cases.extend(vec![case(2, 500_000); 2]);
        insta::assert_debug_snapshot!(create_batches(&cases), @r"
        [
            0..100,
            100..150,
            150..151,
            151..152,
        ]
        ");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn batches_cover_every_case_once_and_stay_bounded(
            sizes in prop::collection::vec((1u64..3, 0usize..400_000), 0..20),
        ) {
            let cases: Vec<_> = sizes.iter().map(|&(section, size)| case(section, size)).collect();
            let batches = create_batches(&cases);
            let covered: Vec<_> = batches.iter().cloned().flatten().collect();
            prop_assert_eq!(covered, (0..cases.len()).collect::<Vec<_>>());
            for batch in batches {
                let bytes: usize = cases[batch.clone()].iter().map(size).sum();
                prop_assert!(batch.len() <= MAX_BATCH_CASES);
                prop_assert!(batch.len() == 1 || bytes <= MAX_BATCH_BYTES);
            }
        }
    }
}
