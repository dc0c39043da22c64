//! Reads the cases of both sides for every sync config: each server, project and suite once, however many use it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future;

use super::failure::{test_cases_failed, testrail_failed};
use super::policy::policy;
use super::servers::{Ends, TestRailServer};
use super::{Failure, outline};
use crate::manifest::SyncConfig;
use crate::mapping::{self, AdoptRules, MappedCases, Rules};
use crate::model::{
    Catalog, FieldName, FieldSpec, Identity, Observed, SectionId, SuiteId, TestCase, TestCaseId,
};
use crate::plan::{ConfigPlan, MarkerScope, Memory, Outcome, Reading, Sides};
use crate::testops::{CaseSelection, Source as _};
use crate::testrail::{self, CandidateReader as _, CaseScope, Destination, Reader as _};

/// A sync config of the run, with the servers that it speaks to.
pub(super) struct Connected<'a> {
    pub(super) config: &'a SyncConfig,
    pub(super) scope: MarkerScope,
    /// `None` where the sync config is paused.
    pub(super) ends: Result<Option<Ends>, Failure>,
    /// What earlier applies learnt about the TestRail server.
    pub(super) memory: Arc<Memory>,
}

/// What was read for a sync config.
pub(super) struct ObservedConfig {
    pub(super) reading: Reading,
    /// The TestRail project, once it is known.
    pub(super) project_id: Option<u64>,
}

/// The destination of a sync config: what it accepts, and the cases that are there.
struct Known {
    catalog: Catalog,
    resolved: mapping::Resolved,
    observed: Arc<Observed>,
}

/// Cases that are read together: those of one suite that are marked in one way, through one integration.
type CaseGroup = (String, u64, SuiteId, Identity);

/// How the cases of a group are read.
struct GroupReading {
    server: Arc<TestRailServer>,
    fields: Vec<FieldSpec>,
    /// The fields that tell which cases are adopted; `None` where none are.
    evidence: Option<BTreeSet<FieldName>>,
}

impl GroupReading {
    fn add(&mut self, rules: &Rules) {
        for spec in rules.specs() {
            if !self.fields.iter().any(|known| known.name == spec.name) {
                self.fields.push(spec);
            }
        }
        if let Some(adopt) = &rules.adopt {
            let evidence = self.evidence.get_or_insert_default();
            evidence.insert(FieldName::new("refs"));
            evidence.extend(adopt.evidence());
        }
    }

    async fn read(
        &self,
        scope: &CaseScope,
        identity: &Identity,
    ) -> Result<Observed, testrail::Error> {
        let client = &self.server.client;
        match &self.evidence {
            None => client.cases(scope, identity, &self.fields).await,
            Some(evidence) => {
                let evidence: Vec<FieldName> = evidence.iter().cloned().collect();
                client
                    .cases_and_candidates(scope, identity, &self.fields, &evidence)
                    .await
            }
        }
    }
}

/// Reads both sides of all sync configs, in their order.
pub(super) async fn observe_cases(configs: &[Connected<'_>]) -> Vec<ObservedConfig> {
    let at_once = configs.iter().map(|connected| async move {
        if creates_or_adopts(connected.config) {
            Some(read_test_cases(connected, None).await)
        } else {
            None
        }
    });
    let (test_cases, known) =
        future::join(future::join_all(at_once), read_destinations(configs)).await;
    let later = configs.iter().zip(test_cases).zip(&known);
    let later = later.map(|((connected, read), known)| async move {
        match read {
            Some(read) => read,
            None => read_test_cases(connected, Some(marked(known))).await,
        }
    });
    let test_cases = future::join_all(later).await;
    let asked = configs.iter().zip(&test_cases).zip(&known);
    let keys =
        asked.map(|((connected, test_cases), known)| read_keys(connected, test_cases, known));
    let keys = future::join_all(keys).await;
    let all = configs.iter().zip(test_cases).zip(known).zip(keys);
    let observed = all.map(|(((connected, test_cases), known), keys)| {
        let project_id = match &known {
            Ok(Some(known)) => known.catalog.project.as_ref().map(|project| project.id),
            _ => None,
        };
        let read = keys.and_then(|keys| put_together(connected, test_cases, known, &keys));
        let reading = match read {
            Ok(reading) => reading,
            Err(failure) => stopped(connected, outline::failed(connected.config, *failure)),
        };
        ObservedConfig {
            reading,
            project_id,
        }
    });
    observed.collect()
}

/// True where test cases that have no case of ours are needed, with all that is in them.
fn creates_or_adopts(config: &SyncConfig) -> bool {
    config.spec.test_cases.create.value || config.spec.test_cases.adopt.is_some()
}

/// The test cases that have a case in a destination.
fn marked(known: &Result<Option<Known>, Failure>) -> BTreeSet<TestCaseId> {
    let known = known.as_ref().ok().and_then(Option::as_ref);
    let cases = known.into_iter().flat_map(|known| &known.observed.cases);
    cases.flat_map(|case| case.marked.iter().copied()).collect()
}

/// Reads the test cases of a sync config, and of those in `whole`, or of all, what costs a request for each.
async fn read_test_cases(
    connected: &Connected<'_>,
    whole: Option<BTreeSet<TestCaseId>>,
) -> Result<Vec<TestCase>, Failure> {
    let config = connected.config;
    match &connected.ends {
        Err(failure) => Err(failure.clone()),
        Ok(None) => Ok(Vec::new()),
        Ok(Some(ends)) => {
            let selection = CaseSelection {
                whole,
                ..selection(config)
            };
            let test_cases = ends.testops.client.test_cases(&selection).await;
            test_cases.map_err(|error| test_cases_failed(config, &error))
        }
    }
}

/// The addresses of the keys of test cases.
type Keys = BTreeMap<TestCaseId, Vec<String>>;

/// Asks for the keys of those test cases that have no case of ours, where a rule of adoption needs them.
async fn read_keys(
    connected: &Connected<'_>,
    test_cases: &Result<Vec<TestCase>, Failure>,
    known: &Result<Option<Known>, Failure>,
) -> Result<Keys, Failure> {
    let (Ok(test_cases), Ok(Some(known)), Ok(Some(ends))) = (test_cases, known, &connected.ends)
    else {
        return Ok(Keys::new());
    };
    let adopt = known
        .resolved
        .rules
        .as_ref()
        .and_then(|rules| rules.adopt.as_ref());
    if !adopt.is_some_and(AdoptRules::asks_for_keys) {
        return Ok(Keys::new());
    }
    let marked = known.observed.cases.iter().flat_map(|case| &case.marked);
    let marked: BTreeSet<&TestCaseId> = marked.collect();
    let ids = test_cases.iter().map(|case| case.id);
    let ids: Vec<TestCaseId> = ids.filter(|id| !marked.contains(id)).collect();
    let keys = ends.testops.client.key_addresses(ids).await;
    keys.map_err(|error| test_cases_failed(connected.config, &error))
}

/// Reads the destinations: first what they accept, then, where that will do, the marked cases.
async fn read_destinations(configs: &[Connected<'_>]) -> Vec<Result<Option<Known>, Failure>> {
    let crowded = crowded_suites(configs.iter().map(|connected| connected.config));
    let catalogs = configs
        .iter()
        .map(|connected| read_catalog(connected, &crowded));
    let mut known = future::join_all(catalogs).await;
    let mut groups: BTreeMap<CaseGroup, GroupReading> = BTreeMap::new();
    for (connected, known) in configs.iter().zip(&known) {
        if let (Ok(Some(ends)), Ok(Some(known))) = (&connected.ends, known)
            && let Some((group, rules)) = case_group(connected.config, known)
        {
            let reading = groups.entry(group).or_insert_with(|| GroupReading {
                server: Arc::clone(&ends.testrail),
                fields: Vec::new(),
                evidence: None,
            });
            reading.add(rules);
            if rules.adopt.is_some() {
                let identities = configs.iter().map(|other| &other.config.identity.value);
                let evidence = reading.evidence.get_or_insert_default();
                evidence.extend(identities.map(|identity| identity.field.clone()));
            }
        }
    }
    let read = groups.into_iter().map(|(group, reading)| async move {
        let (_, project_id, suite, identity) = &group;
        let scope = CaseScope::suite(*project_id, *suite);
        let observed = reading.read(&scope, identity).await;
        (group, observed.map(Arc::new))
    });
    let read: BTreeMap<_, _> = future::join_all(read).await.into_iter().collect();
    for (connected, slot) in configs.iter().zip(&mut known) {
        let group = match slot {
            Ok(Some(known)) => case_group(connected.config, known).map(|(group, _)| group),
            _ => None,
        };
        match (group.and_then(|group| read.get(&group)), &connected.ends) {
            (Some(Ok(observed)), _) => {
                if let Ok(Some(known)) = slot {
                    known.observed = Arc::clone(observed);
                }
            }
            (Some(Err(error)), Ok(Some(ends))) => {
                *slot = Err(testrail_failed(connected.config, ends, error));
            }
            _ => {}
        }
    }
    known
}

async fn read_catalog(
    connected: &Connected<'_>,
    crowded: &CrowdedSuites,
) -> Result<Option<Known>, Failure> {
    let config = connected.config;
    let ends = match &connected.ends {
        Err(failure) => return Err(failure.clone()),
        Ok(None) => return Ok(None),
        Ok(Some(ends)) => ends,
    };
    let catalog = ends
        .testrail
        .client
        .catalog(&destination(config, crowded))
        .await;
    let catalog = catalog.map_err(|error| testrail_failed(config, ends, &error))?;
    Ok(Some(Known {
        resolved: mapping::resolve(config, &catalog, ends.testops.base()),
        catalog,
        observed: Arc::default(),
    }))
}

/// The group of cases that a sync config needs, unless a diagnostic stops it.
fn case_group<'a>(config: &SyncConfig, known: &'a Known) -> Option<(CaseGroup, &'a Rules)> {
    let rules = known.resolved.rules.as_ref()?;
    let project = known.catalog.project.as_ref()?;
    let group = (
        config.destination.name.clone(),
        project.id,
        SuiteId(config.spec.destination.suite_id.value),
        config.identity.value.clone(),
    );
    Some((group, rules))
}

fn put_together(
    connected: &Connected<'_>,
    test_cases: Result<Vec<TestCase>, Failure>,
    known: Result<Option<Known>, Failure>,
    keys: &Keys,
) -> Result<Reading, Failure> {
    let config = connected.config;
    let (test_cases, known) = (test_cases?, known?);
    let Some(known) = known else {
        return Ok(stopped(connected, outline::paused(config)));
    };
    let mut plan = outline::compared(config);
    plan.diagnostics.extend(known.resolved.diagnostics);
    let Some(rules) = known.resolved.rules else {
        plan.outcome = Outcome::Blocked;
        return Ok(stopped(connected, plan));
    };
    plan.fields = rules.specs();
    let mut policy = policy(config, &rules);
    plan.protect.clone_from(&policy.protected);
    policy.own_users = known.catalog.user.as_ref().map(|user| [user.id].into());
    let MappedCases {
        desired,
        blocked,
        diagnostics,
        mut clues,
    } = mapping::map_cases(&rules, test_cases);
    if let Some(adopt) = &rules.adopt {
        for (id, addresses) in keys {
            if let Some(clues) = clues.get_mut(id) {
                adopt.note_keys(clues, addresses, &connected.scope.server);
            }
        }
    }
    plan.diagnostics.extend(diagnostics);
    Ok(Reading::Read(Box::new(Sides {
        plan,
        scope: connected.scope.clone(),
        policy,
        memory: Arc::clone(&connected.memory),
        desired,
        unmappable: blocked,
        clues,
        observed: known.observed,
    })))
}

fn stopped(connected: &Connected<'_>, plan: ConfigPlan) -> Reading {
    Reading::Stopped {
        plan: Box::new(plan),
        scope: connected.scope.clone(),
    }
}

/// Which test cases a sync config selects, and how much of them its mapping uses.
pub(super) fn selection(config: &SyncConfig) -> CaseSelection {
    CaseSelection {
        project_id: config.spec.source.project_id.value,
        aql: config.spec.test_cases.aql.value.clone(),
        sources: config.sources(),
        whole: None,
    }
}

/// Suites, by integration, into which so many sections lead that listing them takes fewer requests.
pub(super) type CrowdedSuites = BTreeSet<(String, u64)>;

pub(super) fn crowded_suites<'a>(configs: impl Iterator<Item = &'a SyncConfig>) -> CrowdedSuites {
    let mut sections: BTreeMap<(String, u64), BTreeSet<u64>> = BTreeMap::new();
    for config in configs {
        let sections = sections.entry(suite_key(config)).or_default();
        sections.insert(config.spec.destination.section_id.value);
    }
    let crowded = sections
        .into_iter()
        .filter(|(_, sections)| sections.len() > 2);
    crowded.map(|(suite, _)| suite).collect()
}

fn suite_key(config: &SyncConfig) -> (String, u64) {
    (
        config.destination.name.clone(),
        config.spec.destination.suite_id.value,
    )
}

/// Where a sync config writes to.
pub(super) fn destination(config: &SyncConfig, crowded: &CrowdedSuites) -> Destination {
    Destination {
        lists_sections: crowded.contains(&suite_key(config)),
        project: config.spec.destination.project.value.clone(),
        suite_id: SuiteId(config.spec.destination.suite_id.value),
        section_id: SectionId(config.spec.destination.section_id.value),
        templates: config.mapping.is_some(),
        case_statuses: !config.spec.test_cases.protect.value.is_empty(),
    }
}
