//! How far runs are, and what the rest costs.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    LaunchFacts, LaunchPlan, LaunchProgress, LeftOut, RunAction, block, launch_batches, merge,
    progress,
};
use crate::mapping::launches::DesiredResult;
use crate::model::{
    CaseId, Launch, LaunchId, Markup, ObservedRun, RunId, SuiteId, TestCaseId, TestResultId,
};

const WEB: &str = "https://testops.example.com";

fn launch() -> Launch {
    Launch {
        id: LaunchId(51),
        name: "Nightly".into(),
        closed: true,
        created_date: 0,
        modified: None,
        tags: Vec::new(),
        environment: Vec::new(),
    }
}

/// A run with so many tests whose block says that these results are in it.
fn run(id: u64, tests: u64, exported: Option<&str>) -> ObservedRun {
    ObservedRun {
        id: RunId(id),
        marked: vec![LaunchId(51)],
        refs: "ALLURE-LAUNCH-51".into(),
        name: "Nightly".into(),
        description: merge(
            "By hand",
            &block(&launch(), WEB, "shop", exported.map(str::to_owned)),
            Markup::Html,
        ),
        suite: Some(SuiteId(29)),
        include_all: false,
        is_completed: false,
        tests,
        untested: 0,
        url: None,
    }
}

fn result(id: i64, length: usize) -> DesiredResult {
    DesiredResult {
        id: TestResultId(id),
        test_case: TestCaseId(1),
        status: 1,
        is_comment: false,
        corrects: None,
        hides: None,
        comment: "x".repeat(length).into(),
        elapsed: None,
        version: None,
        defects: None,
        assigned_to: None,
        steps: None,
        is_lossy: false,
    }
}

#[test]
fn a_run_is_complete_when_its_block_says_so_and_no_test_is_gone() {
    let progress_of = |runs: &[ObservedRun], fingerprint: &str, cases| {
        let launch = launch();
        let runs: Vec<&ObservedRun> = runs.iter().collect();
        progress(&LaunchFacts {
            launch: &launch,
            runs: &runs,
            fingerprint,
            cases,
            is_unfinished: false,
            written: &BTreeMap::new(),
        })
    };
    assert_eq!(progress_of(&[], "a", 2), LaunchProgress::Absent);
    let complete = LaunchProgress::Complete(RunId(8));
    assert_eq!(progress_of(&[run(8, 2, Some("a"))], "a", 2), complete);
    // People may add cases.
    assert_eq!(progress_of(&[run(8, 9, Some("a"))], "a", 2), complete);
    for (tests, exported) in [(2, Some("b")), (2, None), (1, Some("a"))] {
        assert_eq!(
            progress_of(&[run(8, tests, exported)], "a", 2),
            LaunchProgress::Unknown
        );
    }
    // The newest run speaks for those before it.
    let runs = [run(7, 1, Some("old")), run(8, 1, Some("a"))];
    assert_eq!(progress_of(&runs, "a", 2), complete);
    let runs = [run(7, 1, Some("a")), run(8, 1, None)];
    assert_eq!(progress_of(&runs, "a", 2), LaunchProgress::Unknown);
}

#[test]
fn every_write_counts_as_one_request() {
    let create = || RunAction::Create {
        description: String::new(),
        continues: false,
    };
    let proceed = |name: Option<&str>| RunAction::Continue {
        exported: None,
        run: RunId(8),
        selected: BTreeSet::from([CaseId(1)]),
        name: name.map(str::to_owned),
    };
    let cost = |run, cases: i64, results: i64, describes: bool, closes| {
        LaunchPlan {
            launch: LaunchId(51),
            name: "Nightly".into(),
            run,
            select: (0..cases).map(TestCaseId).collect(),
            results: (0..results).map(|id| result(id, 10)).collect(),
            description: describes.then(String::new),
            closes,
            left_out: LeftOut::default(),
            attachments: crate::plan::AttachmentsPlan::default(),
        }
        .requests()
    };
    assert_eq!(cost(RunAction::Keep(Some(RunId(8))), 0, 0, false, false), 0);
    assert_eq!(cost(create(), 1, 1, true, true), 4);
    assert_eq!(cost(create(), 1, 2_001, true, false), 5);
    assert_eq!(cost(proceed(None), 0, 1, true, false), 4);
    assert_eq!(cost(proceed(None), 1, 1, true, true), 7);
    assert_eq!(cost(proceed(None), 0, 0, false, true), 1);
    assert_eq!(cost(proceed(Some("Other")), 0, 0, false, false), 1);
    assert_eq!(cost(proceed(Some("Other")), 0, 0, true, false), 1);
}

#[test]
fn batches_are_bounded_by_number_and_by_bytes() {
    let sizes = |count: i64, length: usize| {
        let results: Vec<DesiredResult> = (0..count).map(|id| result(id, length)).collect();
        let batches = launch_batches(&results);
        let covered: Vec<usize> = batches.iter().cloned().flatten().collect();
        assert_eq!(covered, (0..results.len()).collect::<Vec<_>>());
        batches
            .iter()
            .map(ExactSizeIterator::len)
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes(0, 1), Vec::<usize>::new());
    assert_eq!(sizes(2_001, 1), [1_000, 1_000, 1]);
    assert!(
        sizes(200, 50_000)
            .iter()
            .all(|size| size * 50_000 <= 8_000_000)
    );
}
