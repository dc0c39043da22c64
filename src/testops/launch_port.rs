//! The port through which launches and their results are read.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use super::Error;
use crate::http::Content;
use crate::model::{
    Launch, LaunchId, ResultAttachment, StepResult, TestCaseId, TestResult, TestResultId,
};

/// Which launches are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LaunchSelection {
    /// The TestOps project.
    pub project_id: i64,
    /// The AQL; empty means all launches.
    pub aql: String,
}

/// The results of a launch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Results {
    /// The results that are finished and that no retry replaced, in the order of their ids.
    pub results: Vec<TestResult>,
    /// How many attempts a retry replaced; they are left out.
    pub hidden: usize,
    /// How many have no verdict yet; they are left out.
    pub unfinished: usize,
}

/// How many visible results of a launch have each status, by its word; those without a verdict have none. Whether
/// attempts that a retry replaced are among them is not documented.
pub(crate) type Statistic = BTreeMap<String, u64>;

/// A person who can sign in to TestOps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// The login, as `TestResult::tested_by` has it.
    pub login: String,
    /// The e-mail address.
    pub email: String,
}

/// Reads launches. It cannot write.
pub(crate) trait LaunchSource {
    /// Reads every selected launch, in the order of their ids, without its environment.
    fn launches(
        &self,
        selection: &LaunchSelection,
    ) -> impl Future<Output = Result<Vec<Launch>, Error>> + Send;

    /// Reads the environment of a launch as variables and values: one request. A launch without one has no variables.
    fn environment(
        &self,
        launch: LaunchId,
    ) -> impl Future<Output = Result<Vec<(String, String)>, Error>> + Send;

    /// Reads the results of a launch: one request for a thousand.
    fn results(&self, launch: LaunchId) -> impl Future<Output = Result<Results, Error>> + Send;

    /// Counts the results of a launch, apart from their list: one request. `None` where the server does not.
    fn statistic(
        &self,
        launch: LaunchId,
    ) -> impl Future<Output = Result<Option<Statistic>, Error>> + Send;

    /// Counts the results of these launches: one request for a thousand of the project's launches, the latest ones first,
    /// and no more than there are launches in question. What servers do not tell there is asked of none.
    fn statistics(
        &self,
        project_id: i64,
        launches: &BTreeSet<LaunchId>,
    ) -> impl Future<Output = Result<BTreeMap<LaunchId, Statistic>, Error>> + Send;

    /// Counts how many of these test cases AQL selects, apart from their list: one request for 200. `None` where the
    /// server does not tell.
    fn selected_among(
        &self,
        project_id: i64,
        aql: &str,
        cases: &BTreeSet<TestCaseId>,
    ) -> impl Future<Output = Result<Option<u64>, Error>> + Send;

    /// Reads how the steps of a result went: one request. Steps that are nothing but a file are left out.
    fn execution(
        &self,
        result: TestResultId,
    ) -> impl Future<Output = Result<Vec<StepResult>, Error>> + Send;

    /// Reads the keys of the issues that a result is linked to, such as `BUG-9`: one request.
    fn issues(
        &self,
        result: TestResultId,
    ) -> impl Future<Output = Result<Vec<String>, Error>> + Send;

    /// Reads which files a result has, in the order of their ids: one request for a thousand.
    fn attachments(
        &self,
        result: TestResultId,
    ) -> impl Future<Output = Result<Vec<ResultAttachment>, Error>> + Send;

    /// Opens a file of a result. Nothing is kept: whoever reads it decides when it is too large.
    fn attachment_content(
        &self,
        attachment: &ResultAttachment,
    ) -> impl Future<Output = Result<Content, Error>> + Send;

    /// Reads who can sign in, in the order of their logins; `None` when the token's owner may not know, which is so
    /// for everybody but administrators.
    fn users(&self) -> impl Future<Output = Result<Option<Vec<Account>>, Error>> + Send;
}
