//! The adapter that speaks the REST API of Allure TestOps, from 4.x on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join;
use serde::de::IgnoredAny;
use url::Url;

use super::client::{Api, Ask, Failure, json};
use super::convert::{self, Parts};
use super::run_scenario::{missing, run_scenario};
use super::scenario::scenario;
use super::wire::Overview;
use super::{CaseSelection, Error, Probe, Source, pages, wire};
use crate::http::{self, BuildError, Limits, Secret, Tls, try_join_bounded};
use crate::model::{Scenario, SourcePart, TestCase, TestCaseId};

/// The most requests in flight, as the vendor's own tools keep it.
pub(crate) const MAX_IN_FLIGHT: usize = 8;

/// How a TestOps server is reached.
#[derive(Clone, Debug)]
pub(crate) struct TestOpsSettings {
    /// Its address.
    pub endpoint: Url,
    /// The API token of a user. It carries exactly that user's rights.
    pub token: Secret,
    /// What is trusted.
    pub tls: Tls,
    /// How often the server is asked, and by how many at a time, shared by all who speak to it.
    pub limits: Arc<Limits>,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// Where its API was found before, as [`TestOps::api_prefix`] tells.
    pub api_prefix: Option<String>,
}

/// A TestOps server. One value a server, shared by all who talk to it, so that they share its token and rate limit.
#[derive(Debug)]
pub(crate) struct TestOps {
    pub(super) api: Api,
}

impl TestOps {
    /// Sets up the adapter. Nothing is sent.
    pub(crate) fn new(settings: TestOpsSettings) -> Result<Self, BuildError> {
        let http = http::Client::new(http::ClientSettings {
            tls: settings.tls,
            direct: http::is_loopback(&settings.endpoint),
            timeout: settings.timeout,
            limits: settings.limits,
            ..http::ClientSettings::default()
        })?;
        Ok(Self {
            api: Api::new(
                http,
                settings.endpoint,
                settings.token,
                settings.api_prefix.as_deref(),
            ),
        })
    }

    /// Whether the server refuses even what every user may ask, which is who one is: one request.
    pub(crate) async fn refuses_everything(&self) -> bool {
        let who = Ask {
            prefix: Some("api/uaa"),
            confidential: true,
            ..Ask::new("account/me", "", "the token's owner")
        };
        let asked = self.api.read(&who, json::<IgnoredAny>).await;
        asked.is_err_and(|failure| {
            matches!(
                Error::from(failure),
                Error::Credentials(_) | Error::Forbidden(_)
            )
        })
    }

    /// Where its API is: the path below the address, once it was found.
    pub(crate) fn api_prefix(&self) -> Option<&'static str> {
        self.api.prefix()
    }

    /// Reads what the list does not tell about a test case, as far as it is needed.
    async fn complete(
        &self,
        row: wire::TestCase,
        selection: &CaseSelection,
    ) -> Result<TestCase, Error> {
        let (id, project) = (row.id, selection.project_id);
        let steps = async {
            let path = format!("testcase/{id}/step");
            if !selection.needs(SourcePart::Steps, TestCaseId(id)) {
                return Ok(None);
            }
            let steps = self.api.get(&path, "", "a scenario", wire::scenario);
            steps.await.map(Some)
        };
        let overview = async {
            let path = format!("testcase/{id}/overview");
            if !selection.needs(SourcePart::Overview, TestCaseId(id)) {
                return Ok(None);
            }
            self.api.get(&path, "", "a test case", json).await.map(Some)
        };
        let (steps, overview): (_, Option<Overview>) = try_join(steps, overview).await?;
        let scenario = match steps {
            Some(steps) => {
                let claims = overview.as_ref().and_then(|it| it.has_manual_scenario);
                self.scenario(&row, &steps, claims).await?
            }
            None => None,
        };
        let parts = Parts {
            row,
            scenario,
            overview,
            page: self.api.page(&format!("project/{project}/test-cases/{id}")),
            is_whole: selection.is_whole(TestCaseId(id)),
        };
        Ok(convert::test_case(parts, &selection.sources))
    }
}

impl TestOps {
    /// The steps that people wrote, else those of the last run. `claims` is what TestOps says elsewhere about the former.
    async fn scenario(
        &self,
        row: &wire::TestCase,
        steps: &wire::Scenario,
        claims: Option<bool>,
    ) -> Result<Option<Scenario>, Error> {
        match scenario(steps) {
            Some(scenario) => Ok(Some(scenario)),
            None if steps.is_empty() && claims == Some(true) => Ok(Some(missing())),
            None if row.automated == Some(true) => self.scenario_from_run(row.id).await,
            None => Ok(None),
        }
    }

    /// The steps of an automated test case that nobody wrote steps for.
    async fn scenario_from_run(&self, id: i64) -> Result<Option<Scenario>, Error> {
        let path = format!("testcase/{id}/scenariofromrun");
        match self.api.get(&path, "", "a scenario", json).await {
            Ok(run) => Ok(run_scenario(run)),
            // A server without this call, a run that the token's owner may not see.
            Err(Failure::Http(error)) if matches!(error.status(), Some(403 | 404)) => {
                Ok(Some(missing()))
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

impl Source for TestOps {
    async fn test_cases(&self, selection: &CaseSelection) -> Result<Vec<TestCase>, Error> {
        let query = pages::query(selection.project_id, &selection.aql);
        let rows = pages::read_pages(&self.api, &pages::test_cases(&query))
            .await
            .map_err(|failure| in_project(selection.project_id, failure))?;
        try_join_bounded(rows.into_iter().map(|row| self.complete(row, selection))).await
    }

    async fn key_addresses(
        &self,
        test_cases: Vec<TestCaseId>,
    ) -> Result<BTreeMap<TestCaseId, Vec<String>>, Error> {
        let read = test_cases.into_iter().map(|id| async move {
            let path = format!("testcase/{id}/testkey");
            let keys = self.api.get(&path, "", "keys of a test case", json);
            let keys: Vec<wire::Link> = keys.await.map_err(Error::from)?;
            let addresses = keys.into_iter().filter_map(|key| key.url).collect();
            Ok::<_, Error>((id, addresses))
        });
        let read = try_join_bounded(read).await?;
        Ok(read.into_iter().collect())
    }

    async fn check(&self, project_id: i64, aql: &str) -> Result<Probe, Error> {
        let path = format!("project/{project_id}");
        let project = self
            .api
            .get(&path, "", "a project", json::<wire::Project>)
            .await
            .map_err(|failure| in_project(project_id, failure))?;
        let query = pages::query(project_id, aql);
        let verdict = self
            .api
            .get(
                "testcase/query/validate",
                &query,
                "a verdict on AQL",
                json::<wire::Verdict>,
            )
            .await
            .map_err(|failure| in_project(project_id, failure))?;
        if !verdict.valid {
            return Err(self.complaint(project_id, aql).await);
        }
        Ok(Probe {
            project_name: project.name,
            count: verdict.count,
        })
    }
}

impl TestOps {
    /// The verdict on AQL has no words, but the refusal of a search has.
    async fn complaint(&self, project_id: i64, aql: &str) -> Error {
        let query = pages::query(project_id, aql);
        match pages::refusal(&self.api, &pages::test_cases(&query)).await {
            Some(failure @ Failure::Http(_)) => match in_project(project_id, failure) {
                error @ Error::Aql { .. } => error,
                _ => Error::Aql { message: None },
            },
            _ => Error::Aql { message: None },
        }
    }
}

/// Explains what went wrong with a request that names a project and AQL, and nothing else that could be wrong.
pub(super) fn in_project(id: i64, failure: Failure) -> Error {
    match failure {
        // The API says so in its own words; a page that is not found says nothing about projects.
        Failure::Http(source)
            if source.status() == Some(404) && source.server_message().is_some() =>
        {
            Error::Project { id, source }
        }
        Failure::Http(error) if error.status() == Some(400) => Error::Aql {
            message: error.server_message().map(str::to_owned),
        },
        other => other.into(),
    }
}
