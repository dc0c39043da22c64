//! What manifests may name, as whoever runs railwright says: a change to manifests can then neither send credentials to
//! another server nor have other variables and files read.

mod pattern;

use super::settings;
use crate::diagnostic::{Diagnostic, Diagnostics, Refused, Setting, SettingCode, Severity};
use crate::http;
use crate::manifest::{Located, Manifests, NamedFile, Origin, SettingValue, TextOr, TlsSpec};

pub(crate) use pattern::Pattern;

/// What manifests may name. What is not given allows anything; what is given and empty allows nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowed {
    pub(crate) hosts: Option<Vec<Pattern>>,
    pub(crate) variables: Option<Vec<Pattern>>,
    pub(crate) files: Option<Vec<Pattern>>,
}

/// Finds what manifests name and may not, and addresses from outside that are not encrypted. Nothing is sent, and nothing is
/// read but addresses from allowed places, and those only where they are going to be used.
pub(crate) fn judge_named(
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
                    self.refuse(variable, setting, what);
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
            self.refuse(file, setting, what);
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
        // An address that cannot be read is complained about by whoever needs it.
        let Ok(url) = settings::read_endpoint(endpoint, integration) else {
            return;
        };
        let allowed = self.allowed.hosts.as_deref();
        let complaint = if allowed.is_some_and(|all| !all.iter().any(|one| one.is_host(&url))) {
            let what = Refused::Host(url.host_str().unwrap_or_default().to_owned());
            let setting = Setting::Endpoint;
            Diagnostic::error(SettingCode::NotAllowed { setting, what })
        } else if url.scheme() == "http" && !http::is_loopback(&url) {
            Diagnostic::new(Severity::Warning, SettingCode::AddressNotEncrypted)
        } else {
            return;
        };
        match &endpoint.value {
            // That it is not encrypted was said when the manifest was read.
            TextOr::Text(_) if complaint.severity == Severity::Warning => {}
            TextOr::Text(_) => self.complain(complaint, endpoint),
            TextOr::Mapping(Origin::Env(variable)) => self.complain(complaint, variable),
            TextOr::Mapping(Origin::File(file)) => self.complain(complaint, file),
        }
    }

    fn refuse<T>(&mut self, value: &Located<T>, setting: Setting, what: Refused) {
        self.complain(
            Diagnostic::error(SettingCode::NotAllowed { setting, what }),
            value,
        );
    }

    fn complain<T>(&mut self, complaint: Diagnostic, value: &Located<T>) {
        let mut complaint = complaint.at(&value.place);
        complaint.excerpt = self.manifests.excerpt(value).map(Box::new);
        self.found.push(complaint);
    }
}
