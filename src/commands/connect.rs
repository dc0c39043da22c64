//! From declared integrations to clients: one for each server, whoever uses it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::error::{Error, Who};
use super::rejected::{self, Credential};
use super::settings;
use crate::cli::Run;
use crate::engine;
use crate::http::{self, Limits, Secret};
use crate::manifest::{self, Manifests, SyncConfig, TestopsIntegration, TestrailIntegration};
use crate::plan::Territory;
use crate::testops::{self, TestOps};
use crate::testrail::{self, TestRail};
use crate::text;

/// What TestRail Cloud allows at least, for all users of an instance together.
const CLOUD_REQUESTS_PER_MINUTE: u32 = 180;

/// The servers of a run. Clients are made when a sync config first needs them, and shared from then on, so that all
/// who speak to a server keep its limit together.
pub(super) struct Servers {
    testops: BTreeMap<String, Arc<TestOpsServer>>,
    testrail: BTreeMap<String, Arc<TestRailServer>>,
    limits: BTreeMap<(&'static str, String), Arc<Limits>>,
    timeout: Duration,
    state_dir: PathBuf,
    #[cfg(feature = "sandbox")]
    sandbox: Option<crate::sandbox::Sandbox>,
}

/// A TestOps server.
pub(super) struct TestOpsServer {
    pub(super) client: TestOps,
    credential: Credential,
    endpoint: Url,
}

/// A TestRail server.
pub(super) struct TestRailServer {
    pub(super) client: TestRail,
    pub(super) username: String,
    /// The version that the manifest declares.
    pub(super) version: String,
    credential: Credential,
    pub(super) requests_per_minute: Option<u32>,
    endpoint: Url,
}

/// What one sync config speaks to.
#[derive(Clone)]
pub(super) struct Ends {
    pub(super) testops: Arc<TestOpsServer>,
    pub(super) testrail: Arc<TestRailServer>,
}

impl Servers {
    /// Prepares; with `--sandbox` this starts the emulators.
    pub(super) async fn new(run: &Run) -> Result<Self, Error> {
        #[cfg(feature = "sandbox")]
        let sandbox = match &run.sandbox {
            None => None,
            Some(seed) => {
                let options = crate::sandbox::Options {
                    seed: seed.clone(),
                    testops: None,
                    testrail: None,
                };
                Some(
                    crate::sandbox::start(&options)
                        .await
                        .map_err(Error::Sandbox)?,
                )
            }
        };
        Ok(Self {
            testops: BTreeMap::new(),
            testrail: BTreeMap::new(),
            limits: BTreeMap::new(),
            timeout: Duration::from_secs(run.timeout),
            state_dir: run.state_dir.clone(),
            #[cfg(feature = "sandbox")]
            sandbox,
        })
    }

    /// The servers of a sync config.
    pub(super) fn of(&mut self, config: &SyncConfig) -> Result<Ends, Error> {
        Ok(Ends {
            testops: self.testops(&config.source)?,
            testrail: self.testrail(&config.destination)?,
        })
    }

    /// A TestOps server by its integration.
    pub(super) fn testops(
        &mut self,
        integration: &TestopsIntegration,
    ) -> Result<Arc<TestOpsServer>, Error> {
        let TestopsIntegration {
            name,
            place: _,
            endpoint,
            token,
            tls,
            requests_per_minute,
        } = integration;
        if let Some(server) = self.testops.get(name) {
            return Ok(Arc::clone(server));
        }
        let (endpoint, token) = match self.sandboxed("TESTOPS_URL", "TESTOPS_TOKEN") {
            Some((endpoint, token)) => (endpoint, token),
            None => (
                settings::endpoint(endpoint, name)?,
                settings::secret(token, "the token", name)?,
            ),
        };
        let credential = Credential {
            integration: name.clone(),
            username: None,
            secret: token.clone(),
        };
        self.refuse_rejected(&credential)?;
        let client = TestOps::new(testops::Settings {
            endpoint: endpoint.clone(),
            token,
            tls: self.tls(tls, name)?,
            limits: self.limits(
                "testops",
                endpoint.as_str().trim_end_matches('/'),
                testops::MAX_IN_FLIGHT,
                *requests_per_minute,
            ),
            timeout: self.timeout,
        })
        .map_err(|source| settings::no_client(source, tls, name))?;
        let server = Arc::new(TestOpsServer {
            client,
            credential,
            endpoint,
        });
        self.testops.insert(name.clone(), Arc::clone(&server));
        Ok(server)
    }

    /// A TestRail server by its integration.
    pub(super) fn testrail(
        &mut self,
        integration: &TestrailIntegration,
    ) -> Result<Arc<TestRailServer>, Error> {
        let TestrailIntegration {
            name,
            place: _,
            endpoint,
            version,
            username,
            api_key,
            also_writes_as: _,
            tls,
            requests_per_minute,
            markup,
        } = integration;
        if let Some(server) = self.testrail.get(name) {
            return Ok(Arc::clone(server));
        }
        let (endpoint, username, api_key) = match self.sandboxed("TESTRAIL_URL", "TESTRAIL_API_KEY")
        {
            Some((endpoint, api_key)) => (endpoint, self.sandbox_username(), api_key),
            None => (
                settings::endpoint(endpoint, name)?,
                settings::text(username, "the username", name)?,
                settings::secret(api_key, "the API key", name)?,
            ),
        };
        let requests_per_minute = requests_per_minute.or_else(|| cloud_limit(&endpoint));
        let credential = Credential {
            integration: name.clone(),
            username: Some(username.clone()),
            secret: api_key.clone(),
        };
        self.refuse_rejected(&credential)?;
        let client = TestRail::new(testrail::Settings {
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
            markup: *markup,
        })
        .map_err(|source| settings::no_client(source, tls, name))?;
        let server = Arc::new(TestRailServer {
            client,
            username,
            version: version.value.clone(),
            credential,
            requests_per_minute,
            endpoint,
        });
        self.testrail.insert(name.clone(), Arc::clone(&server));
        Ok(server)
    }

    /// Where the markers of a sync config must be unique. Several integrations may name one server, so that its address
    /// counts; where that is not known, the server is spoken to by nobody in this run.
    pub(super) fn territory(&self, config: &SyncConfig) -> Territory {
        let integration = &config.destination;
        let address = match self.sandboxed("TESTRAIL_URL", "TESTRAIL_API_KEY") {
            Some((endpoint, _)) => Some(web(&endpoint)),
            None => settings::endpoint(&integration.endpoint, &integration.name)
                .ok()
                .map(|endpoint| web(&endpoint)),
        };
        engine::territory(config, address.as_deref().unwrap_or(&integration.name))
    }

    /// Ends what `--sandbox` started.
    pub(super) async fn stop(self) {
        #[cfg(feature = "sandbox")]
        if let Some(sandbox) = self.sandbox {
            // Idle connections of the clients would be waited for.
            drop((self.testops, self.testrail));
            sandbox.stop().await;
        }
    }

    /// True when every server is an emulator in this process.
    pub(super) fn are_sandboxed(&self) -> bool {
        #[cfg(feature = "sandbox")]
        return self.sandbox.is_some();
        #[cfg(not(feature = "sandbox"))]
        false
    }

    /// Does not knock with credentials that were rejected before: accounts get locked.
    fn refuse_rejected(&self, credential: &Credential) -> Result<(), Error> {
        if self.are_sandboxed() || !rejected::is_known(&self.state_dir, credential) {
            return Ok(());
        }
        let Credential {
            integration,
            username,
            secret: _,
        } = credential.clone();
        Err(Error::RejectedBefore {
            integration,
            username,
        })
    }

    /// Remembers rejected credentials, if it is these that an error is about.
    pub(super) fn learn(&self, ends: &Ends, error: &engine::Error) {
        match error {
            engine::Error::Source(testops::Error::Credentials(_))
            | engine::Error::Launches(testops::Error::Credentials(_)) => {
                rejected::remember(&self.state_dir, &ends.testops.credential);
            }
            engine::Error::Target(testrail::Error::Credentials(_)) => self.testrail_rejected(ends),
            _ => {}
        }
    }

    /// Remembers that TestRail rejected the credentials.
    pub(super) fn testrail_rejected(&self, ends: &Ends) {
        rejected::remember(&self.state_dir, &ends.testrail.credential);
    }

    /// Lets no write to any server begin any more.
    pub(super) fn no_more_writes(&self) -> impl Fn() + Send + use<> {
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
    fn tls(&self, tls: &manifest::Tls, integration: &str) -> Result<http::Tls, Error> {
        if self.are_sandboxed() {
            return Ok(http::Tls::default());
        }
        settings::tls(tls, integration)
    }

    #[cfg(feature = "sandbox")]
    fn sandboxed(&self, endpoint: &str, secret: &str) -> Option<(Url, Secret)> {
        let environment = self.sandbox.as_ref()?.environment();
        let value = |wanted: &str| {
            environment
                .iter()
                .find(|(name, _)| *name == wanted)
                .map(|(_, value)| value.clone())
        };
        Some((
            Url::parse(&value(endpoint)?).ok()?,
            Secret::new(value(secret)?),
        ))
    }

    #[cfg(not(feature = "sandbox"))]
    fn sandboxed(&self, _endpoint: &str, _secret: &str) -> Option<(Url, Secret)> {
        None
    }

    fn sandbox_username(&self) -> String {
        #[cfg(feature = "sandbox")]
        if let Some(sandbox) = &self.sandbox {
            let variables = sandbox.environment().into_iter();
            return variables
                .filter(|(name, _)| *name == "TESTRAIL_USERNAME")
                .map(|(_, value)| value)
                .collect();
        }
        String::new()
    }
}

impl TestOpsServer {
    /// The address that pages are linked with, without a slash at its end.
    pub(super) fn web(&self) -> String {
        self.endpoint.as_str().trim_end_matches('/').to_owned()
    }

    /// What makes addresses in texts absolute.
    pub(super) fn base(&self) -> text::Base {
        text::Base::new(&self.endpoint)
    }
}

impl TestRailServer {
    /// The address that pages are linked with, without a slash at its end.
    pub(super) fn web(&self) -> String {
        web(&self.endpoint)
    }

    /// What the state directory calls the server.
    pub(super) fn key(&self) -> String {
        self.web()
    }
}

impl Ends {
    /// Names for messages.
    pub(super) fn who(&self, manifests: &Manifests, config: &SyncConfig) -> Who {
        Who {
            testops: config.source.name.clone(),
            testrail: config.destination.name.clone(),
            username: self.testrail.username.clone(),
            aql: manifests.complain(
                &config.test_case_aql,
                "TestOps does not accept this AQL",
                "try it in the search field of TestOps' test cases, which says more",
            ),
            launch_aql: manifests.complain(
                &config.launches.aql,
                "TestOps does not accept this AQL",
                "try it in the search field of TestOps' launches, which says more",
            ),
            project: config.project_id.place.clone(),
        }
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
