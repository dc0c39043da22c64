//! Variables that manifests name and nobody set.

use std::collections::BTreeSet;

use super::Failure;
use super::settings::{read_endpoint, read_secret, read_text};
use crate::diagnostic::{Code, Diagnostic, ServerCode, Setting};
use crate::manifest::SyncConfig;

/// All variables that are not set and that some of these sync configs cannot do without, each once: people export them in
/// one go.
pub(crate) fn missing_variables(configs: &[&SyncConfig]) -> Vec<Diagnostic> {
    let used = configs.iter().filter(|config| !config.spec.disabled.value);
    let mut told = BTreeSet::new();
    let mut missing = Vec::new();
    for failure in used.flat_map(|config| failures(config)) {
        if let Code::ServerCode(ServerCode::VariableNotSet { variable, .. }) = &failure.code
            && told.insert(variable.clone())
        {
            missing.push(*failure);
        }
    }
    missing
}

fn failures(config: &SyncConfig) -> Vec<Failure> {
    let (source, target) = (&config.source, &config.destination);
    let (token, credentials) = (&source.spec.credentials.token, &target.spec.credentials);
    let all = [
        read_endpoint(&source.spec.endpoint, &source.name).err(),
        read_secret(token, Setting::Token, &source.name).err(),
        read_endpoint(&target.spec.endpoint, &target.name).err(),
        read_text(&credentials.username, Setting::Username, &target.name).err(),
        read_secret(&credentials.api_key, Setting::ApiKey, &target.name).err(),
    ];
    all.into_iter().flatten().collect()
}
