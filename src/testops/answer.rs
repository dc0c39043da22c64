//! What the body of an answer means, without a server: decoded and converted as the adapter does it.
//!
//! For those who hold a body and no connection, such as the fuzz targets.

use serde::de::DeserializeOwned;

use super::client::json;
use super::convert::{self, Parts};
use super::{launch_convert, launch_wire, scenario, wire};
use crate::http::{ErrorKind, decode_error};
use crate::model::{CaseSource, Launch, ResultAttachment, Scenario, StepResult, TestCase};
use crate::testops::{Account, Results};

/// A call whose answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// A page of test cases.
    TestCases,
    /// The scenario of a test case.
    Scenario,
    /// A project.
    Project,
    /// The verdict on AQL.
    Verdict,
    /// A page of launches.
    Launches,
    /// The environment of a launch.
    Environment,
    /// A page of results.
    Results,
    /// The steps of a result.
    Execution,
    /// The issues of a result.
    Issues,
    /// A page of the attachments of a result.
    Attachments,
    /// A page of accounts.
    Accounts,
    /// The overview of a test case.
    Overview,
}

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Test cases without their scenarios.
    TestCases(Vec<TestCase>),
    /// A scenario; `None` when there is no step in it.
    Scenario(Option<Scenario>),
    /// The name of a project.
    Project(String),
    /// Whether AQL is valid, and how many test cases it selects.
    Verdict(bool, Option<u64>),
    /// Launches without their environments.
    Launches(Vec<Launch>),
    /// Variables and values.
    Environment(Vec<(String, String)>),
    /// Results.
    Results(Results),
    /// The steps of a result.
    Execution(Vec<StepResult>),
    /// Keys of issues.
    Issues(Vec<String>),
    /// The files of a result.
    Attachments(Vec<ResultAttachment>),
    /// Who has a login and an address.
    Accounts(Vec<Account>),
    /// A test case with what only its overview tells.
    Overview(TestCase),
}

impl Call {
    /// Every call.
    pub(crate) const ALL: [Self; 12] = [
        Self::TestCases,
        Self::Scenario,
        Self::Project,
        Self::Verdict,
        Self::Launches,
        Self::Environment,
        Self::Results,
        Self::Execution,
        Self::Issues,
        Self::Attachments,
        Self::Accounts,
        Self::Overview,
    ];

    /// Whether the answer may hold what must not be shown, not even in an error.
    pub(crate) fn is_confidential(self) -> bool {
        matches!(self, Self::Results | Self::Execution)
    }
}

/// Reads the body of a successful answer.
pub(crate) fn decode(call: Call, body: &[u8]) -> Result<Answer, ErrorKind> {
    answer(call, body)
        .map_err(|error| decode_error("the answer", &error, body, call.is_confidential()))
}

fn answer(call: Call, body: &[u8]) -> Result<Answer, serde_json::Error> {
    Ok(match call {
        Call::TestCases => Answer::TestCases(rows(body, |row| test_case(row, None))?),
        Call::Scenario => {
            let scenario = wire::scenario(body)?;
            Answer::Scenario(scenario::scenario(&scenario))
        }
        Call::Overview => {
            let row = wire::TestCase::default();
            Answer::Overview(test_case(row, Some(json(body)?)))
        }
        Call::Project => Answer::Project(json::<wire::Project>(body)?.name),
        Call::Verdict => {
            let wire::Verdict { valid, count } = json(body)?;
            Answer::Verdict(valid, count)
        }
        Call::Launches => Answer::Launches(rows(body, launch_convert::launch)?),
        Call::Environment => {
            Answer::Environment(launch_convert::environment(wire::page(body)?.content))
        }
        Call::Results => Answer::Results(launch_convert::results(wire::page(body)?.content)),
        Call::Execution => {
            let execution = json::<launch_wire::Execution>(body)?;
            Answer::Execution(launch_convert::execution(execution))
        }
        Call::Issues => Answer::Issues(launch_convert::issues(wire::page(body)?.content)),
        Call::Attachments => Answer::Attachments(rows(body, launch_convert::attachment)?),
        Call::Accounts => Answer::Accounts(launch_convert::accounts(wire::page(body)?.content)),
    })
}

/// With everything that can be there but the scenario.
fn test_case(row: wire::TestCase, overview: Option<wire::Overview>) -> TestCase {
    let component = CaseSource::CustomField("Component".into());
    let sources = CaseSource::names().filter_map(CaseSource::parse);
    let sources: Vec<_> = sources.chain([component]).collect();
    let parts = Parts {
        page: format!(
            "https://testops.example.com/project/7/test-cases/{}",
            row.id
        ),
        row,
        scenario: None,
        overview,
        is_whole: true,
    };
    convert::test_case(parts, &sources)
}

fn rows<T: DeserializeOwned, U>(
    body: &[u8],
    convert: impl Fn(T) -> U,
) -> Result<Vec<U>, serde_json::Error> {
    let page = wire::page(body)?;
    Ok(page.content.into_iter().map(convert).collect())
}
