//! The plan of a sync config before anything was compared.

use crate::diagnostic::{DestinationCode, Diagnostic};
use crate::manifest::{SyncConfig, TlsSpec};
use crate::model::{SectionId, SuiteId};
use crate::plan::{ConfigPlan, DestinationEnd, Outcome, SourceEnd};

/// The plan of a sync config that is disabled: nothing, and no request for it.
pub(super) fn paused(config: &SyncConfig) -> ConfigPlan {
    outline(config, Outcome::Paused)
}

/// The plan of a sync config that could not be planned.
pub(super) fn failed(config: &SyncConfig, failure: Diagnostic) -> ConfigPlan {
    ConfigPlan {
        failure: Some(failure),
        ..outline(config, Outcome::Failed)
    }
}

/// The plan of a sync config whose sides are going to be compared. A certificate that is not verified is worth a line
/// in every plan.
pub(super) fn compared(config: &SyncConfig) -> ConfigPlan {
    let ends = [
        not_verified(&config.source.name, &config.source.spec.tls),
        not_verified(&config.destination.name, &config.destination.spec.tls),
    ];
    ConfigPlan {
        diagnostics: ends.into_iter().flatten().collect(),
        ..outline(config, Outcome::Compared)
    }
}

fn not_verified(integration: &str, tls: &TlsSpec) -> Option<Diagnostic> {
    let integration = integration.to_owned();
    let skip = &tls.insecure_skip_verify;
    // A pin is held all the same.
    let is_open = skip.value && tls.pin.is_none();
    is_open.then(|| {
        Diagnostic::notice(DestinationCode::CertificateNotVerified { integration }).at(&skip.place)
    })
}

fn outline(config: &SyncConfig, outcome: Outcome) -> ConfigPlan {
    ConfigPlan {
        name: config.name.clone(),
        source: SourceEnd {
            integration: config.source.name.clone(),
            project_id: config.spec.source.project_id.value,
        },
        destination: DestinationEnd {
            integration: config.destination.name.clone(),
            project: config.spec.destination.project.value.clone(),
            suite: SuiteId(config.spec.destination.suite_id.value),
            section: SectionId(config.spec.destination.section_id.value),
        },
        outcome,
        failure: None,
        actions: Vec::new(),
        unchanged: Vec::new(),
        protected: Vec::new(),
        blocked: Vec::new(),
        protect: std::collections::BTreeMap::new(),
        marked_unclaimed: 0,
        twins: 0,
        diagnostics: Vec::new(),
        fields: Vec::new(),
        identity: config.identity.value.clone(),
        one_by_one: false,
        launches: None,
    }
}
