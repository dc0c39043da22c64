//! From declared integrations to clients: one for each server, whoever uses it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::failure::chain;
use super::observe::Connected;
use super::refusals::Refusals;
use super::{Failure, Options, StandIns, settings};
use crate::apply;
use crate::diagnostic::{Object, Setting, Side};
use crate::http::{self, Limits};
use crate::manifest::{self, SyncConfig, TestopsIntegration, TestrailIntegration};
use crate::model::SuiteId;
use crate::plan::{MarkerScope, Memory};
use crate::state::{Credential, ledger, note_prefix, read_memory, read_prefix};
use crate::testops::{self, TestOps};
use crate::testrail::{self, TestRail};
use crate::text;

/// What TestRail Cloud allows at least, for all users of an instance together.
const CLOUD_REQUESTS_PER_MINUTE: u32 = 180;

/// The servers of a run. Clients are made when a sync config first needs them, and shared from then on, so that all
/// who speak to a server keep its limit together.
pub(crate) struct Servers {
    testops: BTreeMap<String, Arc<TestOpsServer>>,
    testrail: BTreeMap<String, Arc<TestRailServer>>,
    limits: BTreeMap<(&'static str, String), Arc<Limits>>,
    memories: BTreeMap<(String, String), Arc<Memory>>,
    timeout: Duration,
    state_dir: PathBuf,
    refusals: Refusals,
    stand_ins: Option<StandIns>,
}

/// A TestOps server.
pub(crate) struct TestOpsServer {
    pub(crate) client: TestOps,
    credential: Credential,
    endpoint: Url,
}

/// A TestRail server.
pub(crate) struct TestRailServer {
    pub(crate) client: TestRail,
    pub(crate) username: String,
    /// The version that the manifest declares.
    pub(crate) version: String,
    credential: Credential,
    pub(crate) requests_per_minute: Option<u32>,
    endpoint: Url,
}

/// What one sync config speaks to.
#[derive(Clone)]
pub(crate) struct Ends {
    pub(crate) testops: Arc<TestOpsServer>,
    pub(crate) testrail: Arc<TestRailServer>,
}

impl Servers {
    /// Prepares; nothing is sent.
    pub(crate) fn new(options: &Options) -> Self {
        let Options {
            state_dir,
            timeout,
            is_writing,
            stand_ins,
        } = options.clone();
        let refusals = stand_ins.is_none().then(|| state_dir.clone());
        Self {
            refusals: Refusals::new(refusals, is_writing),
            testops: BTreeMap::new(),
            testrail: BTreeMap::new(),
            limits: BTreeMap::new(),
            memories: BTreeMap::new(),
            timeout,
            state_dir,
            stand_ins,
        }
    }

    /// A sync config with the servers that it speaks to.
    pub(super) fn connect<'a>(&mut self, config: &'a SyncConfig) -> Connected<'a> {
        let ends = if config.spec.disabled.value {
            Ok(None)
        } else {
            self.of(config).map(Some).map_err(|mut failure| {
                failure
                    .objects
                    .insert(0, Object::SyncConfig(config.name.clone()));
                failure
            })
        };
        let memory = match &ends {
            Ok(Some(ends)) => self.memory(&ends.testrail),
            _ => Arc::default(),
        };
        Connected {
            config,
            scope: self.marker_scope(config),
            ends,
            memory,
        }
    }

    /// What earlier applies learnt about a server, read from disk once a run.
    pub(crate) fn memory(&mut self, server: &TestRailServer) -> Arc<Memory> {
        let (key, state_dir) = (server.key(), &self.state_dir);
        let memories = &mut self.memories;
        let memory = memories.entry((key.clone(), server.version.clone()));
        let memory = memory.or_insert_with(|| {
            let mut memory: Memory = read_memory(state_dir, &key, &server.version).into();
            match ledger::written(state_dir, &key) {
                Ok(written) => apply::add_written(&mut memory, written),
                Err(error) => tracing::warn!("cannot read the ledger: {error}"),
            }
            Arc::new(memory)
        });
        Arc::clone(memory)
    }

    /// The servers of a sync config.
    pub(crate) fn of(&mut self, config: &SyncConfig) -> Result<Ends, Failure> {
        let ends = Ends {
            testops: self.testops(&config.source)?,
            testrail: self.testrail(&config.destination)?,
        };
        self.refusals.check_rights(config, &ends)?;
        Ok(ends)
    }

    /// A TestOps server by its integration.
    pub(crate) fn testops(
        &mut self,
        integration: &TestopsIntegration,
    ) -> Result<Arc<TestOpsServer>, Failure> {
        let TestopsIntegration { name, spec, .. } = integration;
        let tls = &spec.tls;
        if let Some(server) = self.testops.get(name) {
            return Ok(Arc::clone(server));
        }
        let (endpoint, token) = match &self.stand_ins {
            Some(StandIns { testops, token, .. }) => (testops.clone(), token.clone()),
            None => (
                settings::read_endpoint(&spec.endpoint, name)?,
                settings::read_secret(&spec.credentials.token, Setting::Token, name)?,
            ),
        };
        let credential = Credential {
            integration: name.clone(),
            address: endpoint.to_string(),
            username: None,
            secret: token.clone(),
        };
        self.refusals.check_credentials(&credential)?;
        let client = TestOps::new(testops::TestOpsSettings {
            endpoint: endpoint.clone(),
            token,
            tls: self.tls(tls, name)?,
            limits: self.limits(
                "testops",
                endpoint.as_str().trim_end_matches('/'),
                testops::MAX_IN_FLIGHT,
                spec.rate_limit
                    .as_ref()
                    .map(|limit| limit.requests_per_minute.value),
            ),
            timeout: self.timeout,
            api_prefix: read_prefix(&self.state_dir, endpoint.as_str()),
        })
        .map_err(|source| settings::client_failed(&source, tls, name))?;
        let server = Arc::new(TestOpsServer {
            client,
            credential,
            endpoint,
        });
        self.testops.insert(name.clone(), Arc::clone(&server));
        Ok(server)
    }

    /// A TestRail server by its integration.
    pub(crate) fn testrail(
        &mut self,
        integration: &TestrailIntegration,
    ) -> Result<Arc<TestRailServer>, Failure> {
        let TestrailIntegration { name, spec, .. } = integration;
        let tls = &spec.tls;
        if let Some(server) = self.testrail.get(name) {
            return Ok(Arc::clone(server));
        }
        let (endpoint, username, api_key) = match self.stand_ins.clone() {
            Some(StandIns {
                testrail,
                username,
                api_key,
                ..
            }) => (testrail, username, api_key),
            None => (
                settings::read_endpoint(&spec.endpoint, name)?,
                settings::read_text(&spec.credentials.username, Setting::Username, name)?,
                settings::read_secret(&spec.credentials.api_key, Setting::ApiKey, name)?,
            ),
        };
        let declared = spec
            .rate_limit
            .as_ref()
            .map(|limit| limit.requests_per_minute.value);
        let requests_per_minute = declared.or_else(|| cloud_limit(&endpoint));
        let credential = Credential {
            integration: name.clone(),
            address: web(&endpoint),
            username: Some(username.clone()),
            secret: api_key.clone(),
        };
        self.refusals.check_credentials(&credential)?;
        let client = TestRail::new(testrail::TestRailSettings {
            endpoint: endpoint.clone(),
            username: username.clone(),
            api_key,
            tls: self.tls(tls, name)?,
            limits: self.limits(
                "testrail",
                &web(&endpoint),
                testrail::MAX_IN_FLIGHT,
                requests_per_minute,
            ),
            timeout: self.timeout,
            markup: spec.markup(),
        })
        .map_err(|source| settings::client_failed(&source, tls, name))?;
        let server = Arc::new(TestRailServer {
            client,
            username,
            version: spec.version.0.clone(),
            credential,
            requests_per_minute,
            endpoint,
        });
        self.testrail.insert(name.clone(), Arc::clone(&server));
        Ok(server)
    }

    /// Where the markers of a sync config must be unique. Several integrations may name one server, so that its address
    /// counts; where that is not known, the server is spoken to by nobody in this run.
    pub(crate) fn marker_scope(&self, config: &SyncConfig) -> MarkerScope {
        let integration = &config.destination;
        let address = match &self.stand_ins {
            Some(stand_ins) => Some(web(&stand_ins.testrail)),
            None => settings::read_endpoint(&integration.spec.endpoint, &integration.name)
                .ok()
                .map(|endpoint| web(&endpoint)),
        };
        let identity = &config.identity.value;
        MarkerScope {
            server: address.unwrap_or_else(|| integration.name.clone()),
            suite: SuiteId(config.spec.destination.suite_id.value),
            marking: (identity.field.as_str().to_owned(), identity.prefix.clone()),
        }
    }

    /// What earlier applies and this one learnt about a server.
    pub(super) fn read_memory(&self, server: &TestRailServer) -> Memory {
        read_memory(&self.state_dir, &server.key(), &server.version).into()
    }

    pub(super) fn state_dir(&self) -> &Path {
        &self.state_dir
    }

    pub(super) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// True when every server is an emulator in this process.
    pub(crate) fn are_stand_ins(&self) -> bool {
        self.stand_ins.is_some()
    }

    /// Notes where the APIs of the servers were found, where that is not where everybody looks first. A state directory
    /// that cannot be written costs a request each time.
    pub(crate) fn note_api_prefixes(&self) {
        if self.are_stand_ins() {
            return;
        }
        for server in self.testops.values() {
            let address = server.endpoint.as_str();
            let known = read_prefix(&self.state_dir, address);
            let found = server.client.api_prefix();
            if let Some(prefix) =
                found.filter(|prefix| known.is_some() || *prefix != testops::USUAL_API_PREFIX)
                && let Err(error) = note_prefix(&self.state_dir, address, prefix)
            {
                tracing::debug!("where TestOps' API is was not noted: {}", chain(&error));
            }
        }
    }

    /// Lets no write to any server begin any more.
    pub(crate) fn no_more_writes(&self) -> impl Fn() + Send + use<> {
        let limits: Vec<Arc<Limits>> = self.limits.values().cloned().collect();
        move || limits.iter().for_each(|limits| limits.stop_writes())
    }

    /// The limits of a server, which count for all integrations that name its address. Each product has its own: an
    /// upload to TestRail holds a permit while it waits for one of TestOps.
    fn limits(
        &mut self,
        product: &'static str,
        address: &str,
        max_in_flight: usize,
        requests_per_minute: Option<u32>,
    ) -> Arc<Limits> {
        let limits = self
            .limits
            .entry((product, address.to_owned()))
            .or_insert_with(|| Arc::new(Limits::new(max_in_flight)));
        limits.at_most(requests_per_minute);
        Arc::clone(limits)
    }

    /// What is trusted. Emulators need no certificates, so that no file has to be there for them.
    fn tls(&self, tls: &manifest::TlsSpec, integration: &str) -> Result<http::Tls, Failure> {
        if self.are_stand_ins() {
            return Ok(http::Tls::default());
        }
        settings::read_tls(tls, integration)
    }
}

impl Ends {
    pub(super) fn credential(&self, side: Side) -> &Credential {
        match side {
            Side::Testops => &self.testops.credential,
            Side::Testrail => &self.testrail.credential,
        }
    }
}

impl TestOpsServer {
    /// The address that pages are linked with, without a slash at its end.
    pub(crate) fn web(&self) -> String {
        self.endpoint.as_str().trim_end_matches('/').to_owned()
    }

    /// What makes addresses in texts absolute.
    pub(crate) fn base(&self) -> text::Base {
        text::Base::new(&self.endpoint)
    }
}

impl TestRailServer {
    /// The address that pages are linked with, without a slash at its end.
    pub(crate) fn web(&self) -> String {
        web(&self.endpoint)
    }

    /// What the state directory calls the server.
    pub(crate) fn key(&self) -> String {
        self.web()
    }
}

/// The address of TestRail's pages, without a slash at its end.
fn web(endpoint: &Url) -> String {
    let address = endpoint.as_str();
    let address = address.split("/index.php").next().unwrap_or(address);
    address.trim_end_matches('/').to_owned()
}

/// The limit of TestRail Cloud for addresses that belong to it; servers elsewhere have none by default.
fn cloud_limit(endpoint: &Url) -> Option<u32> {
    let host = endpoint.host_str()?;
    [".testrail.io", ".testrail.com", ".testrail.net"]
        .iter()
        .any(|cloud| host.ends_with(cloud))
        .then_some(CLOUD_REQUESTS_PER_MINUTE)
}
