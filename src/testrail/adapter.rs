//! The adapter that speaks TestRail's API v2, from 6.7 on, with what older and newer servers do differently.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::de::IgnoredAny;
use url::Url;

use super::catalog::CatalogReads;
use super::client::{Api, json};
use super::once::ReadOnce;
use super::runs::RunCatalogReads;
use super::shared_steps::{self, SharedSteps};
use super::{
    CandidateReader, CaseProbe, CaseReader, CaseSampler, CaseScope, Created, Destination, Error,
    Reader, SectionReader, Updated, WriteError, Writer, cases, catalog, create, write,
};
use crate::http::{self, BuildError, Limits, Secret, Tls};
use crate::model::{
    CaseId, Catalog, DesiredCase, FieldName, FieldSpec, Identity, Markup, Member, Observed,
    Section, SectionId, SuiteId, Value,
};

/// The most requests in flight. No limit besides the rate is documented; the vendor's own tool uses ten.
pub(crate) const MAX_IN_FLIGHT: usize = 10;

/// How a TestRail server is reached.
#[derive(Clone, Debug)]
pub(crate) struct TestRailSettings {
    /// Its address, as people copy it from their browser: with or without `/index.php`, with or without a path.
    pub endpoint: Url,
    /// The user's e-mail address.
    pub username: String,
    /// The API key, or the password.
    pub api_key: Secret,
    /// What is trusted.
    pub tls: Tls,
    /// How often the server is asked, and by how many at a time, shared by all who speak to it.
    pub limits: Arc<Limits>,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// What rich text fields hold.
    pub markup: Markup,
}

/// A TestRail server. One value a server, shared by all who talk to it, so that they share its rate limit.
#[derive(Debug)]
pub(crate) struct TestRail {
    pub(super) api: Api,
    pub(super) markup: Markup,
    /// True once it is known that the server cannot create several cases at once.
    pub(super) one_by_one: AtomicBool,
    catalog: CatalogReads,
    pub(super) run_catalog: RunCatalogReads,
    pub(super) users: ReadOnce<u64, Option<Vec<Member>>>,
    pub(super) shared_steps: tokio::sync::Mutex<SharedSteps>,
    known: Mutex<Known>,
}

/// What reading has taught that writing, or reading on, makes use of.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Where sections belong, to look there for cases.
    pub(super) sections: HashMap<SectionId, (u64, SuiteId)>,
}

impl TestRail {
    /// Sets up the adapter. Nothing is sent.
    pub(crate) fn new(settings: TestRailSettings) -> Result<Self, BuildError> {
        let http = http::Client::new(http::ClientSettings {
            tls: settings.tls,
            direct: http::is_loopback(&settings.endpoint),
            timeout: settings.timeout,
            limits: settings.limits,
            stop_on_unauthorized: true,
            ..http::ClientSettings::default()
        })?;
        Ok(Self {
            api: Api::new(
                http,
                &settings.endpoint,
                settings.username,
                settings.api_key,
            ),
            markup: settings.markup,
            one_by_one: AtomicBool::new(false),
            catalog: CatalogReads::default(),
            run_catalog: RunCatalogReads::default(),
            users: ReadOnce::default(),
            shared_steps: tokio::sync::Mutex::default(),
            known: Mutex::default(),
        })
    }

    /// Whether the server refuses even what every user may ask, which is who one is: one request.
    pub(crate) async fn refuses_everything(&self) -> bool {
        let asked = self
            .api
            .get("get_current_user", "", "the current user", json);
        let asked: Result<IgnoredAny, _> = asked.await;
        asked.is_err_and(|error| {
            matches!(
                Error::from(error),
                Error::Credentials(_) | Error::Forbidden(_)
            )
        })
    }

    /// Creates cases one by one from now on, because the server is known not to create several at once.
    pub(crate) fn create_one_by_one(&self) {
        self.one_by_one.store(true, Ordering::Relaxed);
    }

    /// How many requests were sent so far, every attempt counted.
    pub(crate) fn requests(&self) -> u64 {
        self.api.requests()
    }

    pub(super) fn with_known<T>(&self, look: impl FnOnce(&mut Known) -> T) -> T {
        look(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Reader for TestRail {
    async fn catalog(&self, destination: &Destination) -> Result<Catalog, Error> {
        let read = catalog::read_catalog(&self.api, &self.catalog, self.markup, destination);
        // Boxed, since it waits for many things at once.
        let catalog = Box::pin(read).await?;
        if let (Some(suite), Some(section)) = (&catalog.suite, &catalog.section)
            && section.suite_id.is_none_or(|id| id == suite.id)
        {
            let place = (suite.project_id, suite.id);
            self.with_known(|known| known.sections.insert(section.id, place));
        }
        Ok(catalog)
    }

    async fn cases(
        &self,
        scope: &CaseScope,
        identity: &Identity,
        fields: &[FieldSpec],
    ) -> Result<Observed, Error> {
        let mut observed = cases::read_cases(&self.api, scope, identity, fields, None).await?;
        let values = observed.cases.iter_mut().flat_map(|case| &mut case.fields);
        shared_steps::tell(self, Some(scope.project_id), values.collect()).await?;
        Ok(observed)
    }
}

impl CandidateReader for TestRail {
    async fn cases_and_candidates(
        &self,
        scope: &CaseScope,
        identity: &Identity,
        fields: &[FieldSpec],
        evidence: &[FieldName],
    ) -> Result<Observed, Error> {
        let read = cases::read_cases(&self.api, scope, identity, fields, Some(evidence));
        let mut observed = read.await?;
        let candidates = observed.unmarked.iter_mut();
        let candidates = candidates.filter_map(|case| case.candidate.as_deref_mut());
        let ours = observed.cases.iter_mut();
        let cases = ours.chain(candidates.map(|candidate| &mut candidate.case));
        let values = cases.flat_map(|case| &mut case.fields).collect();
        shared_steps::tell(self, Some(scope.project_id), values).await?;
        Ok(observed)
    }
}

impl SectionReader for TestRail {
    async fn sections(&self, project_id: u64, suite: SuiteId) -> Result<Arc<[Section]>, Error> {
        let sections = catalog::read_sections(&self.api, &self.catalog, project_id, suite);
        Ok(sections.await?)
    }
}

impl CaseReader for TestRail {
    async fn field_values(&self, case: CaseId, fields: &[&FieldSpec]) -> Result<Vec<Value>, Error> {
        let mut values = cases::read_case(&self.api, case, fields).await?;
        shared_steps::tell(self, None, values.iter_mut().collect()).await?;
        Ok(values)
    }
}

impl CaseProbe for TestRail {
    async fn is_in_suite(&self, case: CaseId, suite: SuiteId) -> Result<bool, Error> {
        Ok(cases::is_in_suite(&self.api, case, suite).await?)
    }

    async fn first_and_last(
        &self,
        scope: &CaseScope,
        listed: usize,
    ) -> Result<BTreeSet<CaseId>, Error> {
        Ok(cases::first_and_last(&self.api, scope, listed).await?)
    }
}

impl CaseSampler for TestRail {
    async fn sample(
        &self,
        scope: &CaseScope,
        identity: &Identity,
        fields: &[FieldSpec],
    ) -> Result<Vec<Vec<Value>>, Error> {
        Ok(cases::sample(&self.api, scope, identity, fields).await?)
    }
}

impl Writer for TestRail {
    fn creates_one_by_one(&self) -> bool {
        self.one_by_one.load(Ordering::Relaxed)
    }

    async fn create_cases(
        &self,
        section: SectionId,
        identity: &Identity,
        fields: &[FieldSpec],
        cases: &[DesiredCase],
    ) -> Vec<Result<Created, WriteError>> {
        create::create_cases(self, section, identity, fields, cases).await
    }

    async fn update_case(
        &self,
        id: CaseId,
        changes: &[(&FieldSpec, &Value)],
    ) -> Result<Updated, WriteError> {
        write::update_case(self, id, changes).await
    }
}
