//! Launches from a source in memory to a target in memory that loses answers, refuses writes and dies on demand.

mod fakes;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;

use self::fakes::{Mishap, Ops, Rail};
use super::{LaunchReport, LaunchTarget, apply_launches, launches_not_begun};
use crate::apply::cases::tests::{Counter, watch};
use crate::apply::{Notes, Stop};
use crate::diagnostic::Place;
use crate::engine::{Exporter, plan_suite_launches};
use crate::manifest::types::{DestinationSpec, SyncConfigSpec, TestopsSpec, TestrailSpec};
use crate::manifest::{
    Launches, Located, OnClosedRun, Repeats, SyncConfig, TestopsIntegration, TestrailIntegration,
};
use crate::model::{
    CaseId, FieldName, Identity, Launch, LaunchId, SuiteId, TestCaseId, TestResult, TestResultId,
    Verdict,
};
use crate::plan::{Exported, LaunchPlan, LaunchesPlan, Memory, RunAction};
use crate::testops::Results;

const SETTLE: crate::apply::Settle = crate::apply::Settle::new(std::time::Duration::from_secs(1));

const WEB: &str = "https://testops.example.com";

/// How many test cases there are; test case 1 stands as C101 and so on.
const CASES: i64 = 4;

fn place() -> Place {
    Place {
        file: Arc::from("shop.yaml"),
        line: 1,
        column: 1,
    }
}

fn located<T>(value: T) -> Located<T> {
    Located::new(value, place())
}

fn config(repeats: Repeats, on_closed_run: OnClosedRun) -> SyncConfig {
    let identity = Identity {
        field: FieldName::new("refs"),
        prefix: "ALLURE-".into(),
    };
    SyncConfig {
        name: "shop".into(),
        place: place(),
        source: Arc::new(TestopsIntegration {
            name: "testops".into(),
            place: place(),
            spec: TestopsSpec::default(),
        }),
        destination: Arc::new(TestrailIntegration {
            name: "testrail".into(),
            place: place(),
            spec: TestrailSpec::default(),
        }),
        mapping: None,
        identity: located(identity),
        spec: SyncConfigSpec {
            destination: located(DestinationSpec {
                suite_id: located(29),
                ..DestinationSpec::default()
            }),
            launches: located(Launches {
                repeats: located(repeats),
                on_closed_run: located(on_closed_run),
                ..Launches::default()
            }),
            ..SyncConfigSpec::default()
        },
    }
}

fn launch(id: i64, closed: bool) -> Launch {
    Launch {
        id: LaunchId(id),
        name: format!("Nightly {id}"),
        closed,
        created_date: 0,
        modified: None,
        tags: Vec::new(),
        environment: Vec::new(),
    }
}

fn result(id: i64, case: i64, status: Verdict) -> TestResult {
    TestResult {
        id: TestResultId(id),
        test_case: Some(TestCaseId(case)),
        name: "".into(),
        status,
        message: None,
        trace: None,
        left_out: 0,
        start: Some(1_000 + id * 7 % 5),
        duration: None,
        muted: false,
        known: false,
        tested_by: None,
        parameters: [].into(),
    }
}

const NO_NOTES: Notes<'static> = Notes {
    ledger: None,
    server: "https://example.testrail.io",
    project_id: 1,
};

fn finished(results: impl IntoIterator<Item = TestResult>) -> Results {
    Results {
        results: results.into_iter().collect(),
        ..Results::default()
    }
}

/// The plan of a sync config that exports launches alone. `None` when planning ended in an error.
async fn planned(
    ops: &Ops,
    rail: &Rail,
    config: &SyncConfig,
    exported: &Exported,
) -> Option<LaunchesPlan> {
    let alone = Exporter {
        config,
        source: ops,
        target: rail,
        project_id: 1,
        web: WEB,
        exported,
        memory: &Memory::default(),
        blocked: &[],
        seen: None,
    };
    let configs = BTreeSet::from([config.name.clone()]);
    plan_suite_launches(&[alone], configs).await.remove(0).ok()
}

/// Plans and carries out. `None` when planning ended in an error.
async fn applied(
    ops: &Ops,
    rail: &Rail,
    config: &SyncConfig,
) -> Option<(LaunchesPlan, Vec<LaunchReport>)> {
    let cases: BTreeMap<TestCaseId, CaseId> = (1..=CASES)
        .map(|id| (TestCaseId(id), CaseId(100 + id.unsigned_abs())))
        .collect();
    let exported: Exported = cases.iter().map(|(id, case)| (*id, Some(*case))).collect();
    let plan = planned(ops, rail, config, &exported).await?;
    let target = LaunchTarget {
        reader: rail,
        writer: rail,
        project_id: 1,
        suite: SuiteId(29),
        web: WEB,
        cases: &cases,
        settle: SETTLE,
        watch: watch(),
        notes: NO_NOTES,
    };
    let counter = Counter::default();
    let (reports, _) = apply_launches(&plan, ops, &target, &counter, &Stop::default()).await;
    assert_eq!(counter.ended(), plan.to_export());
    Some((plan, reports))
}

/// Time passes at once where nothing else happens.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

/// Applies in peace, with as many requests as announced, after which nothing is left to do.
async fn converges(ops: &Ops, rail: &Rail, config: &SyncConfig) {
    rail.restarts(BTreeMap::new());
    let (plan, reports) = applied(ops, rail, config).await.unwrap();
    assert!(reports.iter().all(LaunchReport::is_complete), "{reports:?}");
    let announced: usize = plan.launches.iter().map(LaunchPlan::requests).sum();
    // A selection is read again before it is extended (the runs here have one page of tests), and a run before and
    // after results are added.
    let looks = |launch: &LaunchPlan| match &launch.run {
        RunAction::Continue { .. } => {
            usize::from(!launch.select.is_empty()) + 2 * usize::from(!launch.results.is_empty())
        }
        RunAction::Keep(_) | RunAction::Create { .. } => 0,
    };
    let looks: usize = plan.launches.iter().map(looks).sum();
    assert_eq!(announced, rail.writes() + looks, "{plan:?}");

    rail.restarts(BTreeMap::new());
    let (again, _) = applied(ops, rail, config).await.unwrap();
    assert!(again.is_empty(), "{again:?}");
    assert_eq!(rail.writes(), 0);
    // The catalog and the listing: no single run.
    assert!(rail.reads() <= 2, "{} reads", rail.reads());
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop::sample::select(vec![
        Verdict::Passed,
        Verdict::Failed,
        Verdict::Broken,
        Verdict::Skipped,
        Verdict::Unknown,
    ])
}

fn mishap() -> impl Strategy<Value = Mishap> {
    prop::sample::select(vec![
        Mishap::LoseAnswer,
        Mishap::LoseRequest,
        Mishap::Refuse,
        Mishap::DieBefore,
        Mishap::DieAfter,
    ])
}

/// Launch, case and verdict of a result.
type Arrival = (i64, i64, Verdict);

/// TestOps when only these of all results have arrived. Its first launch stays open for ever.
fn at(arrivals: &[(i64, Arrival)], closed: bool) -> Ops {
    let launches = (1..=3).map(|id| {
        let mut results: Vec<TestResult> = arrivals
            .iter()
            .filter(|(_, (launch, ..))| *launch == id)
            .map(|(n, (_, case, status))| result(*n, *case, *status))
            .collect();
        results.sort_by_key(|result| result.id);
        (launch(id, closed && id != 1), finished(results))
    });
    Ops {
        launches: launches.collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_order_of_arrival_split_and_mishap_ends_where_one_apply_does(
        arrivals in prop::collection::vec((1..=3_i64, 1..=CASES, verdict()), 0..24),
        order in any::<u64>(),
        splits in prop::collection::vec(any::<Index>(), 0..4),
        mishaps in prop::collection::vec(prop::collection::btree_map(0..8_usize, mishap(), 0..4), 5),
        repeats in prop::sample::select(vec![Repeats::All, Repeats::Worst, Repeats::Last]),
    ) {
        let config = config(repeats, OnClosedRun::Report);
        let mut arrivals: Vec<(i64, Arrival)> = (1..).zip(arrivals).collect();
        let end = at(&arrivals, true);
        let whole = Rail::default();
        block_on(converges(&end, &whole, &config));

        arrivals.sort_by_key(|(n, _)| n.unsigned_abs().wrapping_mul(order | 1));
        let mut splits: Vec<usize> = splits.iter().map(|split| split.index(arrivals.len() + 1)).collect();
        splits.sort_unstable();
        let parted = Rail::default();
        block_on(async {
            for (split, mishaps) in splits.into_iter().zip(&mishaps) {
                parted.restarts(mishaps.clone());
                let _ = applied(&at(&arrivals[..split], false), &parted, &config).await;
            }
            parted.restarts(mishaps[4].clone());
            let _ = applied(&end, &parted, &config).await;
            converges(&end, &parted, &config).await;
        });
        prop_assert_eq!(parted.outcome(), whole.outcome());
    }
}

#[test]
fn a_result_that_a_retry_hides_later_stays_and_nothing_is_written_for_ever() {
    let config = config(Repeats::All, OnClosedRun::Report);
    let rail = Rail::default();
    let one = |results: Results| Ops {
        launches: vec![(launch(1, false), results)],
    };
    let both = [result(1, 1, Verdict::Failed), result(2, 2, Verdict::Passed)];
    block_on(async {
        converges(&one(finished(both.clone())), &rail, &config).await;
        let retried = Results {
            results: vec![both[1].clone(), result(3, 1, Verdict::Passed)],
            hidden: 1,
            unfinished: 0,
        };
        converges(&one(retried), &rail, &config).await;
    });
    let mut links: Vec<i64> = rail.outcome()[0]
        .results
        .iter()
        .map(|row| row.2.0)
        .collect();
    links.sort_unstable();
    assert_eq!(links, [1, 2, 3]);
}

#[test]
fn results_that_come_after_closing_fill_further_runs_each_once() {
    let config = config(Repeats::All, OnClosedRun::Continue);
    let rail = Rail::default();
    let results: Vec<TestResult> = (1..=4).map(|id| result(id, 1, Verdict::Passed)).collect();
    block_on(async {
        for n in 1..=4 {
            let ops = Ops {
                launches: vec![(launch(1, true), finished(results[..n].to_vec()))],
            };
            // The answer to the creation of each run is lost.
            rail.restarts(BTreeMap::from([(0, Mishap::LoseAnswer)]));
            let _ = applied(&ops, &rail, &config).await;
            converges(&ops, &rail, &config).await;
        }
    });
    let runs = rail.outcome();
    assert_eq!(runs.len(), 4);
    assert!(
        runs.iter()
            .all(|run| run.results.len() == 1 && run.is_completed)
    );
}

#[test]
fn a_case_that_loses_its_test_gets_it_and_its_results_again() {
    let config = config(Repeats::All, OnClosedRun::Report);
    let rail = Rail::default();
    let ops = Ops {
        launches: vec![(
            launch(1, false),
            finished([result(1, 1, Verdict::Failed), result(2, 2, Verdict::Passed)]),
        )],
    };
    block_on(async {
        converges(&ops, &rail, &config).await;
        let before = rail.outcome();
        rail.loses(CaseId(101));
        converges(&ops, &rail, &config).await;
        assert_eq!(rail.outcome(), before);
    });
}

#[test]
fn nothing_is_begun_after_an_interruption() {
    let rail = Rail::default();
    let stop = Stop::default();
    stop.request();
    let config = config(Repeats::All, OnClosedRun::Report);
    let ops = at(&[(1, (2, 1, Verdict::Passed))], true);
    block_on(async {
        let exported = Exported::from([(TestCaseId(1), Some(CaseId(101)))]);
        let plan = planned(&ops, &rail, &config, &exported).await.unwrap();
        let cases = BTreeMap::from([(TestCaseId(1), CaseId(101))]);
        let target = LaunchTarget {
            reader: &rail,
            writer: &rail,
            project_id: 1,
            suite: SuiteId(29),
            web: WEB,
            cases: &cases,
            settle: SETTLE,
            watch: watch(),
            notes: NO_NOTES,
        };
        let counter = Counter::default();
        let (reports, _) = apply_launches(&plan, &ops, &target, &counter, &stop).await;
        assert_eq!(reports.len(), 1);
        assert!(!reports[0].is_complete());
        assert_eq!(counter.ended(), 1);
    });
    assert_eq!(rail.writes(), 0);
}

#[test]
fn launches_that_are_kept_as_they_are_take_no_step_and_the_others_one_each() {
    let config = config(Repeats::All, OnClosedRun::Report);
    let rail = Rail::default();
    let first = [(1, (1, 1, Verdict::Passed)), (2, (2, 1, Verdict::Passed))];
    let more = [first[0], first[1], (3, (3, 1, Verdict::Passed))];
    block_on(async {
        converges(&at(&first, true), &rail, &config).await;
        rail.restarts(BTreeMap::from([(0, Mishap::DieBefore)]));
        let (plan, _) = applied(&at(&more, true), &rail, &config).await.unwrap();
        assert_eq!((plan.launches.len(), plan.to_export()), (3, 1));
        let counter = Counter::default();
        assert_eq!(launches_not_begun(&plan, &counter).len(), 1);
        assert_eq!(counter.ended(), 1);
    });
}
