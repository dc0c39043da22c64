//! Exactly once: whatever fails, and whenever the process dies, the next apply has every result once.

use serde_json::Value;

use super::stage::{Stage, StoredRun, launch, result, three_launches};
use crate::support::binary::Run;
use crate::support::matrix::{Job, Server, deaths, losses, matrix, statuses};
use crate::support::sandbox::Sandbox;

/// The three launches later: the open one has grown and is closed, and there is another.
fn later() -> Vec<Value> {
    let mut launches = three_launches();
    launches[1] = launch(
        52,
        "Was open",
        true,
        &[
            result(904, 4711, "passed"),
            result(906, 4711, "failed"),
            result(907, 4713, "passed"),
        ],
    );
    launches.push(launch(54, "New", true, &[result(908, 4712, "skipped")]));
    launches
}

/// A run without numbers that depend on the way there: marker, name, whether it is closed, cases, and for each result
/// its link, case and status.
type Outcome = (String, String, bool, Vec<u64>, Vec<(u64, u64, u64)>);

fn outcome(stage: &Stage) -> Vec<Outcome> {
    let mut outcome: Vec<Outcome> = stage
        .runs()
        .into_iter()
        .map(|run| {
            let mut results: Vec<_> = run
                .results
                .iter()
                .map(|result| (result.link, result.case, result.status))
                .collect();
            results.sort_unstable();
            let StoredRun {
                name,
                refs,
                is_completed,
                selected,
                ..
            } = run;
            (refs, name, is_completed, selected, results)
        })
        .collect();
    // A launch that was refused at first comes after the others.
    outcome.sort();
    outcome
}

impl Job for Stage {
    type Outcome = Vec<Outcome>;

    fn outcome(&self) -> Vec<Outcome> {
        outcome(self)
    }

    fn railwright(&self) -> Run {
        Self::railwright(self)
    }

    fn testrail(&self) -> &Sandbox {
        &self.world.sandbox
    }

    fn testops(&self) -> &Sandbox {
        Self::testops(self)
    }
}

/// What can happen at a request.
pub(super) fn faults() -> Vec<Value> {
    [deaths(), losses(), statuses()].concat()
}

#[test]
fn new_launches_are_exported_exactly_once_whatever_fails() {
    matrix(
        || Stage::new(&three_launches()),
        Server::TestRail,
        &faults(),
        |_| true,
    );
}

#[test]
fn launches_that_grew_are_exported_exactly_once_whatever_fails() {
    let grown = || {
        let mut stage = Stage::new(&three_launches());
        stage.applied();
        stage.grow(&later());
        stage
    };
    // What fails while planning has changed nothing yet, as seen above.
    matrix(grown, Server::TestRail, &faults(), |request| {
        request.method == "POST"
    });
}

#[test]
fn a_testops_that_fails_loses_no_result() {
    matrix(
        || Stage::new(&three_launches()),
        Server::TestOps,
        &faults(),
        |_| true,
    );
}
