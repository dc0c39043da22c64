//! TestOps and TestRail in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::WEB;
use crate::http;
use crate::mapping::launches::link_in;
use crate::model::{
    CaseId, Launch, LaunchId, Linked, Member, NewResult, NewRun, ObservedAttachment,
    ObservedResult, ObservedRun, ObservedTest, ResultAttachment, RunCatalog, RunId, RunNow,
    RunResultId, RunStatus, StepResult, SuiteId, TestCaseId, TestId, TestResultId,
};
use crate::testops::{
    Account, Error as SourceError, LaunchSelection, LaunchSource, Results, Statistic,
};
use crate::testrail::{
    AddedResult, CreatedRun, Error, NewAttachment, ResultParts, RunChange, RunReader, RunWriter,
    UpdatedRun, UserReader, WriteError,
};

/// TestOps.
#[derive(Clone, Debug, Default)]
pub(super) struct Ops {
    pub(super) launches: Vec<(Launch, Results)>,
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

    async fn statistic(&self, launch: LaunchId) -> Result<Option<Statistic>, SourceError> {
        let results = self.results(launch).await?;
        let count = results.results.len() + results.unfinished;
        Ok(Some([("passed".into(), count as u64)].into()))
    }

    async fn statistics(
        &self,
        _: i64,
        _: &BTreeSet<LaunchId>,
    ) -> Result<BTreeMap<LaunchId, Statistic>, SourceError> {
        Ok(BTreeMap::new())
    }

    async fn selected_among(
        &self,
        _: i64,
        _: &str,
        _: &BTreeSet<TestCaseId>,
    ) -> Result<Option<u64>, SourceError> {
        Ok(Some(0))
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
pub(super) enum Mishap {
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
pub(super) struct Run {
    name: String,
    description: String,
    refs: String,
    pub(super) is_completed: bool,
    pub(super) cases: BTreeSet<CaseId>,
    /// Case, status and TestOps result.
    pub(super) results: Vec<(CaseId, u64, TestResultId)>,
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
pub(super) struct Rail {
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

    /// Somebody takes a case out of the first run, with its results.
    pub(super) fn loses(&self, lost: CaseId) {
        let mut books = self.books.lock().unwrap();
        let run = &mut books.runs[0];
        run.cases.remove(&lost);
        run.results.retain(|(case, ..)| *case != lost);
    }

    /// Another process begins, with these mishaps before it.
    pub(super) fn restarts(&self, mishaps: BTreeMap<usize, Mishap>) {
        let mut books = self.books.lock().unwrap();
        books.mishaps = mishaps;
        books.is_dead = false;
        books.writes = 0;
        books.reads = 0;
    }

    pub(super) fn writes(&self) -> usize {
        self.books.lock().unwrap().writes
    }

    pub(super) fn reads(&self) -> usize {
        self.books.lock().unwrap().reads
    }

    /// What it holds, whatever the order of runs and results.
    pub(super) fn outcome(&self) -> Vec<Run> {
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
                    untested: run.cases.len() as u64,
                    url: None,
                })
                .collect()
        })
    }

    async fn runs_since(
        &self,
        project_id: u64,
        suite: SuiteId,
        prefix: &str,
        _: i64,
    ) -> Result<Vec<ObservedRun>, Error> {
        self.runs(project_id, suite, prefix).await
    }

    async fn run_now(&self, run: RunId) -> Result<RunNow, Error> {
        self.read(|books| {
            let run = &books.runs[index(run)];
            let tested: BTreeSet<&CaseId> = run.results.iter().map(|(case, ..)| case).collect();
            RunNow {
                description: run.description.clone(),
                tests: run.cases.len() as u64,
                untested: (run.cases.len() - tested.len()) as u64,
            }
        })
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
        _: impl Fn(&str) -> Option<Linked> + Send + Sync,
    ) -> Result<Vec<ObservedResult>, Error> {
        self.read(|books| {
            let results = books.runs[index(run)].results.iter();
            (1..)
                .zip(results)
                .map(|(id, (case, status, result))| ObservedResult {
                    status: (*status > 0).then_some(*status),
                    said: None,
                    corrects: false,
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
                name: run.name.clone(),
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
                run.results
                    .push((result.case, result.status_id.unwrap_or_default(), link));
            }
        });
        let added = AddedResult {
            id: RunResultId(1),
            test: TestId(1),
            lacks: ResultParts::default(),
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
