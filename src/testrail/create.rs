//! Creates cases, as many at once as the server takes, and finds out which of them it refuses.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use super::client::json;
use super::matching::{Answered, match_up};
use super::wire::Suite;
use super::{TestRail, cases, convert, wire};
use crate::http::{self, Call, Effect, ErrorKind, Method};
use crate::model::{DesiredCase, FieldSpec, Identity, SectionId, SuiteId, TestCaseId};
use crate::testrail::{CaseScope, Created, WriteError, create_batches};

/// How far the server's clock may be from ours when we look for what we just created.
const CLOCK_MARGIN: Duration = Duration::from_hours(24);

type Row = Result<Created, WriteError>;

/// The creation of some cases in one section.
pub(super) struct Creation<'a> {
    testrail: &'a TestRail,
    section: SectionId,
    identity: &'a Identity,
    fields: &'a [FieldSpec],
    cases: &'a [DesiredCase],
    rows: Vec<Option<Row>>,
    /// What is left to send, the next one last.
    left: Vec<Range<usize>>,
}

impl<'a> Creation<'a> {
    pub(super) fn new(
        testrail: &'a TestRail,
        section: SectionId,
        identity: &'a Identity,
        fields: &'a [FieldSpec],
        cases: &'a [DesiredCase],
    ) -> Self {
        let mut left = create_batches(cases);
        left.reverse();
        Self {
            testrail,
            section,
            identity,
            fields,
            cases,
            rows: cases.iter().map(|_| None).collect(),
            left,
        }
    }

    /// Sends everything and answers for every case.
    pub(super) async fn run(mut self) -> Vec<Row> {
        // One after another, because the order of creation is the order in which TestRail shows them.
        while let Some(range) = self.left.pop() {
            // A single one is created in the way that every server knows.
            if range.len() == 1 || self.testrail.one_by_one.load(Ordering::Relaxed) {
                for index in range {
                    self.create_one(index).await;
                }
            } else {
                self.create_many(range).await;
            }
        }
        self.rows
            .into_iter()
            .map(|row| row.unwrap_or(Err(WriteError::Stopped)))
            .collect()
    }

    async fn create_one(&mut self, index: usize) {
        if self.rows[index].is_some() {
            return;
        }
        let case = &self.cases[index];
        let body = convert::request(convert::written(case, self.fields));
        let answer = self
            .testrail
            .api
            .post(
                &format!("add_case/{}", self.section),
                Effect::Create,
                body.to_string().into_bytes(),
                "a created case",
                json::<Answered>,
            )
            .await;
        match answer {
            Ok(answered) => self.rows[index] = Some(Ok(answered.created(self.fields))),
            Err(error) => self.failed(index..index + 1, &error),
        }
    }

    async fn create_many(&mut self, range: Range<usize>) {
        let cases = &self.cases[range.clone()];
        let list: Vec<_> = cases
            .iter()
            .map(|case| convert::request(convert::written(case, self.fields)))
            .collect();
        let method = format!("add_cases/{}", self.section);
        let answer = self
            .testrail
            .api
            .post(
                &method,
                Effect::Create,
                serde_json::json!({ "cases": list })
                    .to_string()
                    .into_bytes(),
                "the created cases",
                wire::list::<Answered>,
            )
            .await;
        match answer {
            Ok(page) => self.created(range, &page.items, &method),
            Err(error) if lacks_method(&error) => {
                self.testrail.one_by_one.store(true, Ordering::Relaxed);
                self.left.push(range);
            }
            // 413: a proxy takes less at once than we thought. 403 without a word: it dislikes the text of some case.
            Err(error) if matches!(WriteError::from(error.clone()), WriteError::Refused { .. }) => {
                self.take_apart(range).await;
            }
            Err(error) => self.failed(range, &error),
        }
    }

    /// Notes what a bulk answer tells. A case that it does not name may exist all the same.
    fn created(&mut self, range: Range<usize>, answered: &[Answered], method: &str) {
        let cases = &self.cases[range.clone()];
        let created = match_up(cases, self.fields, answered, self.identity);
        for (index, row) in range.zip(created) {
            self.rows[index] = Some(row.ok_or_else(|| {
                let marker = self.identity.marker(self.cases[index].id).0;
                WriteError::Unclear(unnamed(method, &marker, answered.len()))
            }));
        }
    }

    /// One case of a batch is refused, and the answer does not say which. Whether the others were created is not
    /// documented, so what landed is looked up before the halves are sent.
    async fn take_apart(&mut self, range: Range<usize>) {
        match self.landed().await {
            Ok(mut landed) => {
                for index in range.clone() {
                    if let Some(created) = landed.remove(&self.cases[index].id) {
                        self.rows[index] = Some(Ok(created));
                    }
                }
            }
            Err(error) => {
                // Nobody knows whether some of them exist.
                for index in range {
                    self.rows[index] = Some(Err(match WriteError::from(error.clone()) {
                        credentials @ WriteError::Credentials(_) => credentials,
                        _ => WriteError::Unclear(error.clone()),
                    }));
                }
                return;
            }
        }
        let missing: Vec<_> = range.filter(|&index| self.rows[index].is_none()).collect();
        let (first, second) = missing.split_at(missing.len().div_ceil(2));
        for half in [second, first] {
            // What landed splits a half into several runs of neighbours.
            let runs = half.chunk_by(|a, b| a + 1 == *b);
            let runs: Vec<_> = runs.map(|run| run[0]..run[0] + run.len()).collect();
            self.left.extend(runs.into_iter().rev());
        }
    }

    /// Looks for new cases in the section by their markers.
    async fn landed(&self) -> Result<HashMap<TestCaseId, Created>, http::Error> {
        let (project_id, suite_id) = self.place().await?;
        let since = SystemTime::now()
            .checked_sub(CLOCK_MARGIN)
            .and_then(|since| since.duration_since(SystemTime::UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_secs()).ok());
        let scope = CaseScope {
            project_id,
            suite_id,
            section_id: Some(self.section),
            created_after: since,
        };
        let mut landed = HashMap::new();
        let observed = cases::read(&self.testrail.api, &scope, self.identity, self.fields).await?;
        for case in observed.cases {
            let created = Created {
                case: case.id,
                created_on: case.created_on,
                stored: case.fields,
            };
            for mark in case.marked {
                landed.entry(mark).or_insert_with(|| created.clone());
            }
        }
        Ok(landed)
    }

    /// The project and suite of the section, asked for only where nobody has told them.
    async fn place(&self) -> Result<(u64, SuiteId), http::Error> {
        let known = |testrail: &TestRail| {
            testrail.with_known(|known| known.sections.get(&self.section).copied())
        };
        if let Some(place) = known(self.testrail) {
            return Ok(place);
        }
        let api = &self.testrail.api;
        let method = format!("get_section/{}", self.section);
        let suite: InSuite = api.get(&method, "", "a section", json).await?;
        let method = format!("get_suite/{}", suite.suite_id);
        let suite: Suite = api.get(&method, "", "a suite", json).await?;
        let place = (suite.project_id, SuiteId(suite.id));
        self.testrail
            .with_known(|known| known.sections.insert(self.section, place));
        Ok(place)
    }

    /// Notes why cases were not created, and whether the rest may still be.
    fn failed(&mut self, range: Range<usize>, error: &http::Error) {
        let reason = WriteError::from(error.clone());
        let concerns_all = match &reason {
            WriteError::Refused { .. } | WriteError::Unclear(_) => false,
            WriteError::Credentials(_)
            | WriteError::Forbidden(_)
            | WriteError::NotBegun
            | WriteError::Stopped
            | WriteError::NotRecorded(_)
            | WriteError::Http(_) => true,
        };
        for index in range {
            self.rows[index].get_or_insert_with(|| Err(reason.clone()));
        }
        if !concerns_all {
            return;
        }
        self.left.clear();
        let rest = match reason {
            WriteError::Credentials(_) | WriteError::Forbidden(_) | WriteError::NotBegun => reason,
            WriteError::Refused { .. }
            | WriteError::Unclear(_)
            | WriteError::Stopped
            | WriteError::NotRecorded(_)
            | WriteError::Http(_) => WriteError::Stopped,
        };
        for row in &mut self.rows {
            row.get_or_insert_with(|| Err(rest.clone()));
        }
    }
}

#[derive(serde::Deserialize)]
struct InSuite {
    suite_id: u64,
}

/// True when the server is too old to create several cases at once.
fn lacks_method(error: &http::Error) -> bool {
    let says_so = || {
        let words = error.server_message().unwrap_or_default();
        words.to_ascii_lowercase().contains("invalid uri")
    };
    match error.status() {
        Some(404) => true,
        Some(400) => says_so(),
        _ => false,
    }
}

/// A bulk answer that names fewer cases than were sent.
fn unnamed(method: &str, marker: &str, answered: usize) -> http::Error {
    http::Error {
        call: Call {
            method: Method::Post,
            path: method.into(),
        },
        attempts: 1,
        elapsed: Duration::ZERO,
        kind: Arc::new(ErrorKind::Unclear {
            source: Arc::new(ErrorKind::Decode {
                what: "the created cases",
                reason: format!("no case carries {marker}"),
                excerpt: format!("{answered} cases"),
            }),
        }),
    }
}
