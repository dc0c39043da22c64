//! Creates cases, as many at once as the server takes.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::bulk::{BulkCall, Refusal, Row, create_in_bulk};
use super::client::json;
use super::lack::Reduced;
use super::matching::{Answered, match_up};
use super::wire::Suite;
use super::{FailureScope, TestRail, cases, convert, wire};
use crate::field::create_batches;
use crate::http::{self, Effect};
use crate::model::{
    DesiredCase, FieldName, FieldSpec, Identity, SectionId, SuiteId, TestCaseId, Value,
};
use crate::testrail::{CaseScope, Created, UnclearAnswer, WriteError, Writer as _};

/// How far the server's clock may be from ours when we look for what we just created.
const CLOCK_MARGIN: Duration = Duration::from_hours(24);

/// Creates cases in one section.
pub(super) async fn create_cases(
    testrail: &TestRail,
    section: SectionId,
    identity: &Identity,
    fields: &[FieldSpec],
    cases: &[DesiredCase],
) -> Vec<Row<Created>> {
    let creation = CaseCreation {
        testrail,
        section,
        identity,
        fields,
        cases,
    };
    // One after another, because the order of creation is the order in which TestRail shows them.
    create_in_bulk(creation, create_batches(cases)).await
}

struct CaseCreation<'a> {
    testrail: &'a TestRail,
    section: SectionId,
    identity: &'a Identity,
    fields: &'a [FieldSpec],
    cases: &'a [DesiredCase],
}

impl BulkCall for CaseCreation<'_> {
    type Created = Created;

    fn most(&self) -> usize {
        if self.testrail.creates_one_by_one() {
            1
        } else {
            usize::MAX
        }
    }

    fn may_be_locked(&self) -> bool {
        true
    }

    async fn send(&mut self, rows: &[usize]) -> Result<Vec<Row<Created>>, http::Error> {
        match *rows {
            // A single one is created in the way that every server knows.
            [row] => self.create_one(&self.cases[row]).await,
            _ => self.create_many(rows).await,
        }
    }

    /// Whether the other cases of a refused batch were created is not documented, so what landed is looked up.
    /// 413: a proxy takes less at once than we thought. 403 without a word: it dislikes the text of some case.
    async fn look_into(&mut self, rows: &[usize], refusal: &http::Error) -> Refusal<Created> {
        if let [row] = *rows {
            let reduced = self.reduced(&self.cases[row], refusal).await;
            return Refusal::Rows(reduced.map(|reduced| (row, reduced)).into_iter().collect());
        }
        if lacks_method(refusal) {
            self.testrail.create_one_by_one();
            return Refusal::Rows(Vec::new());
        }
        let rows = rows.iter().copied();
        Refusal::Rows(match self.landed().await {
            Ok(mut landed) => rows
                .filter_map(|row| Some((row, Ok(landed.remove(&self.cases[row].id)?))))
                .collect(),
            Err(error) => {
                let unknown = match WriteError::from(error.clone()) {
                    credentials @ WriteError::Credentials(_) => credentials,
                    _ => WriteError::Unclear(error.into()),
                };
                rows.map(|row| (row, Err(unknown.clone()))).collect()
            }
        })
    }
}

impl CaseCreation<'_> {
    async fn create_one(&self, case: &DesiredCase) -> Result<Vec<Row<Created>>, http::Error> {
        let fields: Vec<_> = convert::written_fields(case, self.fields).collect();
        let answered = self.send_one(&fields).await?;
        Ok(vec![self.created(case, &answered)])
    }

    async fn send_one(&self, fields: &[(&FieldSpec, &Value)]) -> Result<Answered, http::Error> {
        let body = convert::case_request(fields.iter().copied());
        let method = format!("add_case/{}", self.section);
        let api = &self.testrail.api;
        let answered = api.post(&method, Effect::Create, &body, "a created case", json);
        answered.await
    }

    fn created(&self, case: &DesiredCase, answered: &Answered) -> Row<Created> {
        answered.created_marked(case.id, self.identity, self.fields)
    }

    /// Sends a refused case again without the fields that refusals name, but for those without which it is no case of ours.
    async fn reduced(&self, case: &DesiredCase, refusal: &http::Error) -> Option<Row<Created>> {
        let fields: Vec<_> = convert::written_fields(case, self.fields).collect();
        let is_needed = |name: &FieldName| *name == self.identity.field || name.as_str() == "title";
        let mut sent = Reduced::new(fields);
        let mut refusal = refusal.clone();
        while sent.leave_out(&refusal, is_needed) {
            match self.send_one(&sent.fields).await {
                Ok(answered) => {
                    let created = self.created(case, &answered);
                    let lacks = sent.lacks;
                    return Some(created.map(|created| Created { lacks, ..created }));
                }
                Err(error) => refusal = error,
            }
        }
        let reason = WriteError::from(refusal);
        // Lost, or nothing more may be sent: this is no further refusal.
        (reason.scope() != FailureScope::Row).then_some(Err(reason))
    }

    async fn create_many(&self, rows: &[usize]) -> Result<Vec<Row<Created>>, http::Error> {
        let cases: Vec<&DesiredCase> = rows.iter().map(|row| &self.cases[*row]).collect();
        let list: Vec<_> = cases
            .iter()
            .map(|case| convert::case_request(convert::written_fields(case, self.fields)))
            .collect();
        let method = format!("add_cases/{}", self.section);
        let body = serde_json::json!({ "cases": list });
        let api = &self.testrail.api;
        let answered = api.post(
            &method,
            Effect::Create,
            &body,
            "the created cases",
            wire::list,
        );
        let answered: Vec<Answered> = answered.await?.items;
        // A case that the answer does not name may exist all the same.
        let unnamed = |case: &DesiredCase| {
            WriteError::Unclear(UnclearAnswer::Unnamed {
                marker: self.identity.marker(case.id).0.into(),
                answered: answered.len(),
            })
        };
        let created = match_up(&cases, self.fields, &answered, self.identity).into_iter();
        let created = created.zip(&cases);
        Ok(created
            .map(|(created, case)| created.unwrap_or_else(|| Err(unnamed(case))))
            .collect())
    }

    /// Looks for cases in the section by their markers.
    async fn landed(&self) -> Result<BTreeMap<TestCaseId, Created>, http::Error> {
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
        let observed =
            cases::read_cases(&self.testrail.api, &scope, self.identity, self.fields, None).await?;
        Ok(Created::by_marker(observed))
    }

    /// The project and suite of the section, asked for only where they are not known.
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
