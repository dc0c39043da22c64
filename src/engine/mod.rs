//! The whole flow on one page: read both sides at once, map, plan.

mod attachments;
mod editors;
mod launches;

use futures_util::future;

use crate::diagnostic::{DestinationCode, Diagnostic};
use crate::manifest::{SyncConfig, Tls};
use crate::mapping::{self, FieldRule, MappedCases, Rules};
use crate::model::{CaseId, Catalog, Observed, SectionId, SuiteId, TestCaseId};
use crate::plan::{
    self, Claims, ConfigPlan, Context, DestinationEnd, Edit, Memory, NoCreate, Outcome, Policy,
    SourceEnd, Territory,
};
use crate::testops::{self, Selection, Source};
use crate::testrail::{self, CaseScope, Destination, Reader, UserReader};
use crate::text;

pub use editors::name_editors;
use editors::own_users;
pub use launches::{Exported, LaunchEnds, Neighbours, reconcile_launches};

/// Why a sync config could not be planned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// TestOps could not be read.
    #[error("failed to read TestOps")]
    Source(#[source] testops::Error),
    /// Launches or their results could not be read.
    #[error("failed to read launches from TestOps")]
    Launches(#[source] testops::Error),
    /// TestRail could not be read.
    #[error("failed to read TestRail")]
    Target(#[source] testrail::Error),
}

/// A sync config with its plan, and what is needed to finish it when all are planned.
#[derive(Debug)]
pub struct Reconciled {
    /// The plan.
    pub plan: ConfigPlan,
    /// The TestRail project, once it is known.
    pub project_id: Option<u64>,
    /// The marked cases of the suite with their markers.
    pub marked: Vec<(CaseId, Vec<TestCaseId>)>,
}

/// Reads both sides of a sync config and plans what has to change. It is handed a reader only: planning cannot write.
pub async fn reconcile(
    config: &SyncConfig,
    source: &impl Source,
    target: &(impl Reader + UserReader),
    base: text::Base,
    memory: &Memory,
    territory: &Territory,
    claims: &mut Claims,
) -> Result<Reconciled, Error> {
    let mut plan = empty_plan(config, Outcome::Compared);
    let (cases, (catalog, mut resolved, observed)) = future::try_join(
        async {
            source
                .test_cases(&selection(config))
                .await
                .map_err(Error::Source)
        },
        async { observe(config, target, base).await.map_err(Error::Target) },
    )
    .await?;
    plan.findings.append(&mut resolved.findings);
    let project_id = catalog.project.as_ref().map(|project| project.id);
    let Some(rules) = resolved.rules else {
        plan.outcome = Outcome::Blocked;
        return Ok(Reconciled {
            plan,
            project_id,
            marked: Vec::new(),
        });
    };

    plan.fields = rules.specs();
    let MappedCases {
        desired,
        blocked,
        mut findings,
    } = mapping::map_cases(&rules, cases);
    plan.findings.append(&mut findings);
    for id in &blocked {
        // Somebody else's claim does not matter: the case gets no action from either.
        let _ = claims.take(territory, *id, &config.name);
    }
    plan.blocked = blocked;
    let mut policy = policy(config, &rules);
    if let (Some(user), Some(project_id)) = (&catalog.user, project_id) {
        let emails = &config.destination.also_writes_as;
        let own = own_users(target, project_id, user.id, emails, &observed);
        policy.own_users = Some(own.await.map_err(Error::Target)?);
    }
    let context = Context {
        config: &config.name,
        territory,
        identity: &config.identity.value,
        fields: &plan.fields,
        policy: &policy,
        memory,
    };
    let mut compared = plan::plan(&context, desired, &observed, claims);
    if let Some(project_id) = project_id {
        name_editors(target, project_id, compared.editors())
            .await
            .map_err(Error::Target)?;
    }
    plan.one_by_one = memory.one_by_one;
    plan.actions = compared.actions;
    plan.unchanged = compared.unchanged;
    plan.blocked.extend(compared.blocked);
    plan.blocked.sort_unstable();
    plan.findings.extend(compared.findings);
    plan.findings
        .extend(compared.edits.iter().map(Edit::diagnostic));
    plan.findings.sort();
    let marked = observed
        .cases
        .into_iter()
        .map(|case| (case.id, case.marked))
        .collect();
    Ok(Reconciled {
        plan,
        project_id,
        marked,
    })
}

/// The plan of a sync config that is disabled: nothing, and no request for it.
pub fn paused(config: &SyncConfig) -> ConfigPlan {
    empty_plan(config, Outcome::Paused)
}

/// The plan of a sync config that could not be planned, with the reason in one line.
pub fn failed(config: &SyncConfig, reason: String) -> ConfigPlan {
    ConfigPlan {
        failure: Some(reason),
        ..empty_plan(config, Outcome::Failed)
    }
}

/// Where the markers of a sync config must be unique, on the TestRail server of this address.
pub fn territory(config: &SyncConfig, server: &str) -> Territory {
    let identity = &config.identity.value;
    Territory {
        server: server.to_owned(),
        suite: SuiteId(config.suite_id.value),
        marking: (identity.field.as_str().to_owned(), identity.prefix.clone()),
    }
}

/// Which test cases a sync config selects, and how much of them its mapping uses.
pub fn selection(config: &SyncConfig) -> Selection {
    Selection {
        project_id: config.project_id.value,
        aql: config.test_case_aql.value.clone(),
        sources: config.sources(),
    }
}

/// Where a sync config writes to.
pub fn destination(config: &SyncConfig) -> Destination {
    Destination {
        project: config.project.value.clone(),
        suite_id: SuiteId(config.suite_id.value),
        section_id: SectionId(config.section_id.value),
        templates: config.mapping.is_some(),
    }
}

/// Reads the destination: first what it accepts, then, if that will do, its marked cases.
async fn observe(
    config: &SyncConfig,
    target: &impl Reader,
    base: text::Base,
) -> Result<(Catalog, mapping::Resolved, Observed), testrail::Error> {
    let catalog = target.catalog(&destination(config)).await?;
    let resolved = mapping::resolve(config, &catalog, base);
    let observed = match (&resolved.rules, &catalog.project) {
        (Some(rules), Some(project)) => {
            let scope = CaseScope::suite(project.id, SuiteId(config.suite_id.value));
            target
                .cases(&scope, &config.identity.value, &rules.specs())
                .await?
        }
        _ => Observed::default(),
    };
    Ok((catalog, resolved, observed))
}

fn policy(config: &SyncConfig, rules: &Rules) -> Policy {
    let no_create = if !config.create.value {
        Some(NoCreate::Disabled {
            place: config.create.place.clone(),
        })
    } else if !rules.required_of_new.is_empty() {
        let place = config
            .mapping
            .as_ref()
            .map_or(&config.place, |mapping| &mapping.place);
        Some(NoCreate::Required {
            fields: rules.required_of_new.clone(),
            place: place.clone(),
        })
    } else {
        None
    };
    Policy {
        no_create,
        on_drift: rules
            .fields
            .iter()
            .map(|rule| (rule.target.name.clone(), rule.on_drift))
            .collect(),
        required: rules
            .fields
            .iter()
            .filter(|rule| rule.is_required && !rule.has_default)
            .map(FieldRule::named)
            .collect(),
        own_users: None,
        section_place: Some(config.section_id.place.clone()),
        scope_place: Some(config.test_case_aql.place.clone()),
    }
}

fn empty_plan(config: &SyncConfig, outcome: Outcome) -> ConfigPlan {
    let ends = [
        insecure(&config.source.name, &config.source.tls),
        insecure(&config.destination.name, &config.destination.tls),
    ];
    let findings = match outcome {
        Outcome::Paused => Vec::new(),
        _ => ends.into_iter().flatten().collect(),
    };
    ConfigPlan {
        name: config.name.clone(),
        source: SourceEnd {
            integration: config.source.name.clone(),
            project_id: config.project_id.value,
        },
        destination: DestinationEnd {
            integration: config.destination.name.clone(),
            project: config.project.value.clone(),
            suite: SuiteId(config.suite_id.value),
            section: SectionId(config.section_id.value),
        },
        outcome,
        failure: None,
        actions: Vec::new(),
        unchanged: Vec::new(),
        blocked: Vec::new(),
        marked_unclaimed: 0,
        findings,
        fields: Vec::new(),
        identity: config.identity.value.clone(),
        one_by_one: false,
        launches: None,
    }
}

/// A certificate that is not verified is worth a line in every plan.
fn insecure(integration: &str, tls: &Tls) -> Option<Diagnostic> {
    let integration = integration.to_owned();
    tls.insecure_skip_verify.then(|| {
        Diagnostic::notice(DestinationCode::CertificateNotVerified { integration }).at(&tls.place)
    })
}
