//! Launches from a source in memory to a target in memory that loses answers, refuses writes and dies on demand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::Index;

use super::{LaunchReport, LaunchTarget, apply_launches, launches_not_begun};
use crate::apply::Stop;
use crate::apply::cases::tests::Counter;
use crate::engine::{Exported, LaunchEnds, Neighbours, reconcile_launches};
use crate::http;
use crate::manifest::{
    CloseRun, Launches, Located, OnClosedRun, Repeats, Setting, SyncConfig, TestopsIntegration,
    TestrailIntegration, Tls,
};
use crate::mapping::launches::link_in;
use crate::model::{
    CaseId, FieldName, Identity, Launch, LaunchId, Markup, Member, NewResult, NewRun,
    ObservedAttachment, ObservedResult, ObservedRun, ObservedTest, Place, ResultAttachment,
    RunCatalog, RunId, RunResultId, RunStatus, StepResult, SuiteId, TestCaseId, TestId, TestResult,
    TestResultId, Verdict,
};
use crate::plan::{LaunchPlan, LaunchesPlan, RunAction};
use crate::testops::{Account, Error as SourceError, LaunchSelection, LaunchSource, Results};
use crate::testrail::{
    AddedResult, CreatedRun, Error, NewAttachment, RunChange, RunReader, RunWriter, UpdatedRun,
    UserReader, WriteError,
};

const WEB: &str = "https://testops.example.com";

/// How many test cases there are; test case 1 stands as C101 and so on.
const CASES: i64 = 4;

/// TestOps.
#[derive(Clone, Debug, Default)]
struct Ops {
    launches: Vec<(Launch, Results)>,
}

impl LaunchSource for Ops {
    async fn launches(&self, _: &LaunchSelection) -> Result<Vec<Launch>, SourceError> {
        let launches = self.launches.iter();
        Ok(launches.map(|(launch, _)| launch.clone()).collect())
    }

    async fn environment(&self, _: LaunchId) -> Result<Vec<(String, String)>, SourceError> {
        Ok(vec![("Browser".into(), "Firefox".into())])
    }

    async fn results(&self, launch: LaunchId) -> Result<Results, SourceError> {
        let found = self.launches.iter().find(|(found, _)| found.id == launch);
        Ok(found
            .map(|(_, results)| results.clone())
            .unwrap_or_default())
    }

    async fn execution(&self, _: TestResultId) -> Result<Vec<StepResult>, SourceError> {
        Ok(Vec::new())
    }

    async fn issues(&self, _: TestResultId) -> Result<Vec<String>, SourceError> {
        Ok(Vec::new())
    }

    async fn attachments(&self, _: TestResultId) -> Result<Vec<ResultAttachment>, SourceError> {
        Ok(Vec::new())
    }

    async fn attachment_content(&self, _: &ResultAttachment) -> Result<http::Content, SourceError> {
        unreachable!("no result has a file")
    }

    async fn users(&self) -> Result<Option<Vec<Account>>, SourceError> {
        Ok(None)
    }
}

/// What goes wrong with a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    /// It is carried out and its answer lost.
    LoseAnswer,
    /// It is not carried out, and no answer says so.
    LoseRequest,
    /// It is refused.
    Refuse,
    /// The process dies before it.
    DieBefore,
    /// The process dies after it was carried out.
    DieAfter,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    name: String,
    description: String,
    refs: String,
    is_completed: bool,
    cases: BTreeSet<CaseId>,
    /// Case, status and TestOps result.
    results: Vec<(CaseId, u64, TestResultId)>,
}

#[derive(Debug, Default)]
struct Books {
    runs: Vec<Run>,
    writes: usize,
    reads: usize,
    mishaps: BTreeMap<usize, Mishap>,
    is_dead: bool,
}

/// TestRail.
#[derive(Debug, Default)]
struct Rail {
    books: Mutex<Books>,
}

impl Rail {
    /// Carries a write out, or not.
    fn write<T>(&self, carry_out: impl FnOnce(&mut Books) -> T) -> Result<T, WriteError> {
        let mut books = self.books.lock().unwrap();
        if books.is_dead {
            return Err(WriteError::Http(error()));
        }
        let mishap = books.mishaps.get(&books.writes).copied();
        books.writes += 1;
        match mishap {
            None => Ok(carry_out(&mut books)),
            Some(Mishap::LoseAnswer) => {
                carry_out(&mut books);
                Err(WriteError::Unclear(error().into()))
            }
            Some(Mishap::LoseRequest) => Err(WriteError::Unclear(error().into())),
            Some(Mishap::Refuse) => Err(WriteError::Refused {
                message: "no".into(),
            }),
            Some(Mishap::DieBefore) => {
                books.is_dead = true;
                Err(WriteError::Http(error()))
            }
            Some(Mishap::DieAfter) => {
                carry_out(&mut books);
                books.is_dead = true;
                Err(WriteError::Http(error()))
            }
        }
    }

    fn read<T>(&self, read: impl FnOnce(&Books) -> T) -> Result<T, Error> {
        let mut books = self.books.lock().unwrap();
        if books.is_dead {
            return Err(Error::Http(error()));
        }
        books.reads += 1;
        Ok(read(&books))
    }

    /// Another process begins, with these mishaps before it.
    fn restarts(&self, mishaps: BTreeMap<usize, Mishap>) {
        let mut books = self.books.lock().unwrap();
        books.mishaps = mishaps;
        books.is_dead = false;
        books.writes = 0;
        books.reads = 0;
    }

    fn writes(&self) -> usize {
        self.books.lock().unwrap().writes
    }

    fn reads(&self) -> usize {
        self.books.lock().unwrap().reads
    }

    /// What it holds, whatever the order of runs and results.
    fn outcome(&self) -> Vec<Run> {
        let mut runs = self.books.lock().unwrap().runs.clone();
        for run in &mut runs {
            run.results.sort_unstable();
        }
        runs.sort_by(|a, b| (&a.refs, &a.name).cmp(&(&b.refs, &b.name)));
        runs
    }
}

fn error() -> http::Error {
    http::Error {
        call: http::Call {
            method: http::Method::Post,
            path: "add_run/1".into(),
        },
        attempts: 1,
        elapsed: Duration::ZERO,
        kind: Arc::new(http::ErrorKind::Timeout {
            after: Duration::from_mins(1),
        }),
    }
}

fn index(run: RunId) -> usize {
    usize::try_from(run.0).unwrap() - 1
}

impl UserReader for Rail {
    async fn users(&self, _: u64) -> Result<Option<Vec<Member>>, Error> {
        Ok(None)
    }
}

impl RunReader for Rail {
    async fn run_catalog(&self, _: u64) -> Result<RunCatalog, Error> {
        let status = |id, name: &str| RunStatus {
            id,
            name: name.into(),
            label: name.into(),
            is_untested: false,
        };
        self.read(|_| RunCatalog {
            statuses: vec![
                status(1, "passed"),
                status(4, "retest"),
                status(5, "failed"),
            ],
            result_fields: Vec::new(),
        })
    }

    async fn runs(&self, _: u64, _: SuiteId, prefix: &str) -> Result<Vec<ObservedRun>, Error> {
        let launch = |run: &Run| LaunchId(run.refs.strip_prefix(prefix).unwrap().parse().unwrap());
        self.read(|books| {
            (1..)
                .zip(&books.runs)
                .map(|(id, run)| ObservedRun {
                    id: RunId(id),
                    marked: vec![launch(run)],
                    refs: run.refs.clone(),
                    name: run.name.clone(),
                    description: run.description.clone(),
                    suite: None,
                    include_all: false,
                    is_completed: run.is_completed,
                    tests: run.cases.len() as u64,
                    untested: 0,
                    url: None,
                })
                .collect()
        })
    }

    async fn description(&self, run: RunId) -> Result<String, Error> {
        self.read(|books| books.runs[index(run)].description.clone())
    }

    async fn tests(&self, run: RunId) -> Result<Vec<ObservedTest>, Error> {
        let test = |case: &CaseId| ObservedTest {
            id: TestId(case.0),
            case: *case,
            template: None,
        };
        self.read(|books| books.runs[index(run)].cases.iter().map(test).collect())
    }

    async fn results(
        &self,
        run: RunId,
        _: impl Fn(&str) -> Option<TestResultId> + Send + Sync,
    ) -> Result<Vec<ObservedResult>, Error> {
        self.read(|books| {
            let results = books.runs[index(run)].results.iter();
            (1..)
                .zip(results)
                .map(|(id, (case, _, result))| ObservedResult {
                    id: RunResultId(id),
                    test: TestId(case.0),
                    result: Some(*result),
                    attachments: None,
                })
                .collect()
        })
    }

    async fn test_attachments(&self, _: TestId) -> Result<Vec<ObservedAttachment>, Error> {
        Ok(Vec::new())
    }
}

impl RunWriter for Rail {
    async fn create_run(&self, _: u64, run: &NewRun) -> Result<CreatedRun, WriteError> {
        self.write(|books| {
            books.runs.push(Run {
                name: run.name.clone(),
                description: run.description.clone(),
                refs: run.refs.clone(),
                is_completed: false,
                cases: run.case_ids.iter().copied().collect(),
                results: Vec::new(),
            });
            CreatedRun {
                id: RunId(books.runs.len() as u64),
                url: None,
            }
        })
    }

    async fn update_run(&self, run: RunId, change: &RunChange) -> Result<UpdatedRun, WriteError> {
        self.write(|books| {
            let run = &mut books.runs[index(run)];
            assert!(!run.is_completed, "a closed run takes no change");
            if let Some(name) = &change.name {
                run.name.clone_from(name);
            }
            if let Some(description) = &change.description {
                run.description.clone_from(description);
            }
            if let Some(cases) = &change.case_ids {
                run.cases = cases.iter().copied().collect();
                let cases = &run.cases;
                run.results.retain(|(case, ..)| cases.contains(case));
            }
            UpdatedRun {
                name: run.name.clone(),
                description: run.description.clone(),
                refs: run.refs.clone(),
                tests: run.cases.len() as u64,
            }
        })
    }

    async fn add_results(
        &self,
        run: RunId,
        results: &[NewResult],
    ) -> Vec<Result<AddedResult, WriteError>> {
        let answer = self.write(|books| {
            let run = &mut books.runs[index(run)];
            assert!(!run.is_completed, "a closed run takes no result");
            for result in results {
                assert!(run.cases.contains(&result.case), "it is not selected");
                let link = link_in(&result.comment, WEB).expect("a link");
                run.results.push((result.case, result.status_id, link));
            }
        });
        let added = AddedResult {
            id: RunResultId(1),
            test: TestId(1),
        };
        let one = |_: &NewResult| answer.clone().map(|()| added);
        results.iter().map(one).collect()
    }

    async fn close_run(&self, run: RunId) -> Result<(), WriteError> {
        self.write(|books| books.runs[index(run)].is_completed = true)
    }

    async fn attach(&self, _: RunResultId, _: NewAttachment<'_>) -> Result<(), WriteError> {
        unreachable!("no result has a file")
    }
}

fn place() -> Place {
    Place {
        file: Arc::from("shop.yaml"),
        line: 1,
        column: 1,
    }
}

fn located<T>(value: T) -> Located<T> {
    Located {
        value,
        place: place(),
    }
}

fn config(repeats: Repeats, on_closed_run: OnClosedRun) -> SyncConfig {
    let tls = Tls {
        insecure_skip_verify: false,
        ca_file: None,
        place: place(),
    };
    let literal = |text: &str| located(Setting::Literal(text.to_owned()));
    SyncConfig {
        name: "shop".into(),
        place: place(),
        source: Arc::new(TestopsIntegration {
            name: "testops".into(),
            place: place(),
            endpoint: literal(WEB),
            token: literal(""),
            tls: tls.clone(),
            requests_per_minute: None,
        }),
        project_id: located(7),
        destination: Arc::new(TestrailIntegration {
            name: "testrail".into(),
            place: place(),
            endpoint: literal("https://example.testrail.io"),
            version: located("7.5".into()),
            username: literal("api@example.com"),
            api_key: literal(""),
            also_writes_as: Vec::new(),
            tls,
            requests_per_minute: None,
            markup: Markup::Html,
        }),
        project: located("Web Shop".into()),
        suite_id: located(29),
        section_id: located(310),
        test_case_aql: located(String::new()),
        create: located(true),
        launches: Launches {
            aql: located(String::new()),
            enabled: true,
            repeats,
            close: CloseRun::WhenLaunchClosed,
            on_closed_run,
            step_results: false,
            attachments: false,
        },
        disabled: false,
        mapping: None,
        guard: crate::manifest::Guard::default(),
        identity: located(Identity {
            field: FieldName::new("refs"),
            prefix: "ALLURE-".into(),
        }),
    }
}

fn launch(id: i64, closed: bool) -> Launch {
    Launch {
        id: LaunchId(id),
        name: format!("Nightly {id}"),
        closed,
        created_date: 0,
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

fn finished(results: impl IntoIterator<Item = TestResult>) -> Results {
    Results {
        results: results.into_iter().collect(),
        ..Results::default()
    }
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
    let ends = LaunchEnds {
        source: ops,
        target: rail,
        project_id: 1,
        web: WEB,
        neighbours: &Neighbours::default(),
    };
    let plan = reconcile_launches(config, &ends, &exported).await.ok()?;
    let target = LaunchTarget {
        reader: rail,
        writer: rail,
        project_id: 1,
        suite: SuiteId(29),
        web: WEB,
        cases: &cases,
    };
    let counter = Counter::default();
    let reports = apply_launches(&plan, ends.source, &target, &counter, &Stop::default()).await;
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
        {
            let mut books = rail.books.lock().unwrap();
            let run = &mut books.runs[0];
            run.cases.remove(&CaseId(101));
            run.results.retain(|(case, ..)| *case != CaseId(101));
        }
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
        let ends = LaunchEnds {
            source: &ops,
            target: &rail,
            project_id: 1,
            web: WEB,
            neighbours: &Neighbours::default(),
        };
        let exported = Exported::from([(TestCaseId(1), Some(CaseId(101)))]);
        let plan = reconcile_launches(&config, &ends, &exported).await.unwrap();
        let cases = BTreeMap::from([(TestCaseId(1), CaseId(101))]);
        let target = LaunchTarget {
            reader: &rail,
            writer: &rail,
            project_id: 1,
            suite: SuiteId(29),
            web: WEB,
            cases: &cases,
        };
        let counter = Counter::default();
        let reports = apply_launches(&plan, &ops, &target, &counter, &stop).await;
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
