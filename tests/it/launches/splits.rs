//! However a launch grows into TestRail, it ends as if it had been exported at once.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::stage::{CASES, Stage, launch, result};

/// What a run holds, whatever the order in which it came: description, link, case and status of each result, how many
/// results there are, cases, and whether it is closed.
type Outcome = (String, BTreeSet<(u64, u64, u64)>, usize, Vec<u64>, bool);

fn outcome(stage: &Stage) -> Vec<Outcome> {
    stage
        .runs()
        .into_iter()
        .map(|run| {
            let results = run.results.iter();
            (
                run.description.clone(),
                results
                    .map(|result| (result.link, result.case, result.status))
                    .collect(),
                run.results.len(),
                run.selected,
                run.is_completed,
            )
        })
        .collect()
}

fn results(rows: &[(usize, usize)]) -> Vec<Value> {
    const STATUSES: [&str; 5] = ["passed", "failed", "broken", "skipped", "unknown"];
    rows.iter()
        .zip(901..)
        .map(|((case, status), id)| result(id, CASES[*case].0, STATUSES[*status]))
        .collect()
}

proptest! {
    // Each round starts a few sandboxes; the same in memory, with every mishap, is beside the code.
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 8, ..ProptestConfig::default() })]

    #[test]
    fn any_split_into_applies_ends_where_one_apply_does(
        rows in prop::collection::vec((0..CASES.len(), 0..5_usize), 1..12),
        splits in prop::collection::vec(any::<prop::sample::Index>(), 1..3),
        repeats in prop::sample::select(vec!["all", "worst", "last"]),
    ) {
        let results = results(&rows);
        let option = format!("repeats: {repeats}");
        let end = [launch(51, "Nightly", true, &results)];
        let whole = Stage::new(&end).launches(&option);
        whole.applied();
        whole.is_done();

        let mut splits: Vec<usize> = splits.iter().map(|split| split.index(results.len() + 1)).collect();
        splits.sort_unstable();
        let mut parted = Stage::new(&[]).launches(&option);
        for split in splits {
            parted.grow(&[launch(51, "Nightly", false, &results[..split])]);
            parted.applied();
            parted.is_done();
        }
        parted.grow(&end);
        parted.applied();
        parted.is_done();
        prop_assert_eq!(outcome(&parted), outcome(&whole));
    }
}
