//! What manifests may name, as whoever runs railwright says: a change to manifests can then neither send credentials to
//! another server nor have other variables and files read.

mod pattern;

use super::settings;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, Refused, Setting, SettingCode};
use crate::manifest::{Located, Manifests, NamedFile, Origin, SettingValue, TextOr, TlsSpec};

pub(crate) use pattern::Pattern;

/// What manifests may name. What is not given allows anything; what is given and empty allows nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowed {
    pub(crate) hosts: Option<Vec<Pattern>>,
    pub(crate) variables: Option<Vec<Pattern>>,
    pub(crate) files: Option<Vec<Pattern>>,
}

/// Finds what manifests name and may not. Nothing is sent, and nothing is read but addresses from allowed places, and those
/// only where they are going to be used.
pub(crate) fn refused(
    manifests: &Manifests,
    allowed: &Allowed,
    are_addresses_used: bool,
) -> Diagnostics {
    let mut judge = Judge {
        manifests,
        allowed,
        found: Vec::new(),
    };
    for integration in &manifests.testops {
        let spec = &integration.spec;
        judge.value(&spec.endpoint, Setting::Endpoint);
        judge.origin(&spec.credentials.token, Setting::Token);
        judge.tls(&spec.tls);
    }
    for integration in &manifests.testrail {
        let spec = &integration.spec;
        judge.value(&spec.endpoint, Setting::Endpoint);
        judge.value(&spec.credentials.username, Setting::Username);
        judge.origin(&spec.credentials.api_key, Setting::ApiKey);
        judge.tls(&spec.tls);
    }
    judge.hosts(false);
    // Only where all that may be read is anything read.
    if judge.found.is_empty() && are_addresses_used {
        judge.hosts(true);
    }
    judge.found.into()
}

struct Judge<'a> {
    manifests: &'a Manifests,
    allowed: &'a Allowed,
    found: Vec<Diagnostic>,
}

impl Judge<'_> {
    fn value(&mut self, value: &Located<SettingValue>, setting: Setting) {
        if let TextOr::Mapping(origin) = &value.value {
            self.origin(origin, setting);
        }
    }

    fn origin(&mut self, origin: &Origin, setting: Setting) {
        match origin {
            Origin::Env(variable) => {
                let name = &variable.value;
                let allowed = self.allowed.variables.as_deref();
                if allowed.is_some_and(|all| !all.iter().any(|one| one.is_variable(name))) {
                    let what = Refused::Variable(name.clone());
                    self.refuse(variable, &variable.place, setting, what);
                }
            }
            Origin::File(file) => self.file(file, setting),
        }
    }

    fn tls(&mut self, tls: &TlsSpec) {
        if let Some(file) = tls.ca_file() {
            self.file(&file, Setting::CaFile);
        }
    }

    fn file(&mut self, file: &Located<NamedFile>, setting: Setting) {
        let path = file.path(&file.place);
        let allowed = self.allowed.files.as_deref();
        let is_one = |one: &Pattern| one.is_file(&path).unwrap_or(false);
        if allowed.is_some_and(|all| !all.iter().any(is_one)) {
            let what = Refused::File(path.display().to_string());
            self.refuse(file, &file.place, setting, what);
        }
    }

    /// Judges the addresses that manifests hold, or those that come from outside.
    fn hosts(&mut self, from_outside: bool) {
        let manifests = self.manifests;
        let testops = manifests
            .testops
            .iter()
            .map(|it| (&it.spec.endpoint, &it.name));
        let testrail = manifests
            .testrail
            .iter()
            .map(|it| (&it.spec.endpoint, &it.name));
        for (endpoint, integration) in testops.chain(testrail) {
            if matches!(endpoint.value, TextOr::Mapping(_)) == from_outside {
                self.host(endpoint, integration);
            }
        }
    }

    fn host(&mut self, endpoint: &Located<SettingValue>, integration: &str) {
        let Some(allowed) = self.allowed.hosts.as_deref() else {
            return;
        };
        // An address that cannot be read is complained about by whoever needs it.
        let Ok(url) = settings::read_endpoint(endpoint, integration) else {
            return;
        };
        if allowed.iter().any(|one| one.is_host(&url)) {
            return;
        }
        let host = Refused::Host(url.host_str().unwrap_or_default().to_owned());
        match &endpoint.value {
            TextOr::Text(_) => self.refuse(endpoint, &endpoint.place, Setting::Endpoint, host),
            TextOr::Mapping(Origin::Env(variable)) => {
                self.refuse(variable, &variable.place, Setting::Endpoint, host);
            }
            TextOr::Mapping(Origin::File(file)) => {
                self.refuse(file, &file.place, Setting::Endpoint, host);
            }
        }
    }

    fn refuse<T>(&mut self, value: &Located<T>, place: &Place, setting: Setting, what: Refused) {
        let mut refused = Diagnostic::error(SettingCode::NotAllowed { setting, what }).at(place);
        refused.excerpt = self.manifests.excerpt(value).map(Box::new);
        self.found.push(refused);
    }
}
