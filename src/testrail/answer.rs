//! What the body of an answer means, without a server: decoded and converted as the adapter does it.
//!
//! For those who hold a body and no connection, such as the fuzz targets.

use serde::de::DeserializeOwned;

use super::client::json;
use super::matching::Answered;
use super::run_wire::{self, Added};
use super::{cases, entities, run_convert, runs, wire};
use crate::http::{ErrorKind, decode_error};
use crate::model::{
    CatalogField, FieldSpec, Identity, Linked, Markup, Member, NamedId, ObservedAttachment,
    ObservedCase, ObservedResult, ObservedRun, ObservedTest, Project, ResultField, RunStatus,
    Section, Suite, Template, User,
};
use crate::testrail::{Created, CreatedRun, UpdatedRun};

/// A call whose answer is read, with what reading it depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call<'a> {
    /// A page of projects.
    Projects,
    /// A suite.
    Suite,
    /// A page of suites.
    Suites,
    /// A section.
    Section,
    /// The case fields, as a project has them.
    CaseFields(Option<u64>, Markup),
    /// The templates of a project.
    Templates,
    /// Whom the credentials belong to.
    CurrentUser,
    /// A page of cases: how ours are marked, and the fields that are wanted of them.
    Cases(&'a Identity, &'a [FieldSpec]),
    /// The statuses of results.
    Statuses,
    /// The result fields, as a project has them.
    ResultFields(u64, Markup),
    /// A page of users.
    Users,
    /// A page of runs, and what precedes the number of a launch in their references.
    Runs(&'a str),
    /// A page of tests.
    Tests,
    /// A page of results, and what finds the link to a TestOps result in a comment.
    Results(fn(&str) -> Option<Linked>),
    /// The files of a test.
    TestAttachments,
    /// A case that was created, and the fields that were written.
    CreatedCase(&'a [FieldSpec]),
    /// A run that was created.
    CreatedRun,
    /// A run that was changed.
    UpdatedRun,
    /// Results that were added.
    AddedResults,
}

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Projects.
    Projects(Vec<Project>),
    /// A suite.
    Suite(Suite),
    /// Suites by name.
    Suites(Vec<NamedId>),
    /// A section.
    Section(Section),
    /// Case fields.
    CaseFields(Vec<CatalogField>),
    /// Templates.
    Templates(Vec<Template>),
    /// A user.
    CurrentUser(User),
    /// Cases of ours.
    Cases(Vec<ObservedCase>),
    /// Statuses.
    Statuses(Vec<RunStatus>),
    /// Result fields.
    ResultFields(Vec<ResultField>),
    /// Users.
    Users(Vec<Member>),
    /// Runs of ours.
    Runs(Vec<ObservedRun>),
    /// Tests.
    Tests(Vec<ObservedTest>),
    /// Results.
    Results(Vec<ObservedResult>),
    /// Files.
    TestAttachments(Vec<ObservedAttachment>),
    /// What was stored for a new case.
    CreatedCase(Created),
    /// A new run.
    CreatedRun(CreatedRun),
    /// What was stored for a run.
    UpdatedRun(UpdatedRun),
    /// The numbers of results, of their tests, and of their cases where the server tells.
    AddedResults(Vec<(u64, u64, Option<u64>)>),
}

/// Reads the body of a successful answer.
pub(crate) fn decode(call: Call<'_>, body: &[u8]) -> Result<Answer, ErrorKind> {
    answer(call, body).map_err(|error| decode_error("the answer", &error, body, false))
}

fn answer(call: Call<'_>, body: &[u8]) -> Result<Answer, serde_json::Error> {
    Ok(match call {
        Call::Projects => Answer::Projects(rows(body, entities::project)?),
        Call::Suite => Answer::Suite(entities::suite(json(body)?)),
        Call::Suites => Answer::Suites(rows(body, entities::named_suite)?),
        Call::Section => Answer::Section(entities::section(json(body)?)),
        Call::CaseFields(project, markup) => {
            Answer::CaseFields(rows(body, |field| entities::field(field, project, markup))?)
        }
        Call::Templates => Answer::Templates(rows(body, entities::template)?),
        Call::CurrentUser => Answer::CurrentUser(entities::user(json(body)?)),
        Call::Cases(identity, fields) => {
            Answer::Cases(cases::marked_cases(body, identity, fields)?)
        }
        Call::Statuses => Answer::Statuses(rows(body, run_convert::status)?),
        Call::ResultFields(project, markup) => Answer::ResultFields(rows(body, |field| {
            entities::result_field(field, project, markup)
        })?),
        Call::Users => Answer::Users(rows(body, run_convert::member)?),
        Call::Runs(prefix) => {
            let identity = run_convert::launches(prefix);
            let page = runs::decode_runs(body, &identity)?;
            Answer::Runs(page.items.into_iter().filter_map(|row| row.run).collect())
        }
        Call::Tests => Answer::Tests(rows(body, |test: run_wire::Test| run_convert::test(&test))?),
        Call::Results(link) => {
            Answer::Results(rows(body, |result| run_convert::result(&result, link))?)
        }
        Call::TestAttachments => Answer::TestAttachments(rows(body, run_convert::attachment)?),
        Call::CreatedCase(fields) => Answer::CreatedCase(json::<Answered>(body)?.created(fields)),
        Call::CreatedRun => Answer::CreatedRun(run_convert::created_run(json(body)?)),
        Call::UpdatedRun => Answer::UpdatedRun(run_convert::updated_run(json(body)?)),
        Call::AddedResults => Answer::AddedResults(rows(body, |added: Added| {
            (added.id, added.test_id, added.case_id)
        })?),
    })
}

fn rows<T: DeserializeOwned, U>(
    body: &[u8],
    convert: impl Fn(T) -> U,
) -> Result<Vec<U>, serde_json::Error> {
    let page = wire::list(body)?;
    Ok(page.items.into_iter().map(convert).collect())
}
