//! Everything that a plan would need, tried.

use futures_util::future;

use super::Failure;
use super::failure::{launches_failed, test_cases_failed, testrail_failed};
use super::observe::{CrowdedSuites, crowded_suites, destination, selection};
use super::refusals::Projects;
use super::servers::{Ends, Servers};
use crate::diagnostic::{CaseCode, Diagnostic, Object, RunCode, Severity};
use crate::field::TextFormats;
use crate::manifest::SyncConfig;
use crate::mapping;
use crate::model::{Catalog, FieldSpec, SuiteId};
use crate::plan::{Answers, Check, CheckedLaunches, CheckedTestOps, CheckedTestRail, ConfigCheck};
use crate::testops::{LaunchSelection, LaunchSource as _, Source as _};
use crate::testrail::{self, CaseSampler as _, CaseScope, Reader as _, RunReader as _};

/// Checks sync configs, side by side.
pub(crate) async fn check<'a>(servers: &mut Servers, configs: &[&'a SyncConfig]) -> Check<'a> {
    let connected: Vec<_> = configs
        .iter()
        .map(|config| (*config, servers.connect(config).ends))
        .collect();
    let crowded = &crowded_suites(configs.iter().copied());
    let refusals = &servers.refusals().clone();
    let checks = connected.into_iter().map(|(config, ends)| async move {
        let (check, ends) = match ends {
            Ok(None) => (ConfigCheck::Paused, None),
            Err(failure) => (ConfigCheck::NotConnected(failure), None),
            Ok(Some(ends)) => {
                let missing = refusals.rights_to_write(&ends, &config.into());
                let check = check_config(config, &ends, crowded, missing).await;
                (check, Some(ends))
            }
        };
        (config, check, ends)
    });
    let checks = future::join_all(checks).await;
    for (config, check, ends) in &checks {
        for failure in check.failures() {
            if let Some(ends) = ends {
                let projects = Projects::from(*config);
                servers.refusals().learn(ends, &projects, failure).await;
            }
        }
    }
    let configs = checks.into_iter().map(|(config, check, _)| (config, check));
    Check {
        configs: configs.collect(),
    }
}

async fn check_config(
    config: &SyncConfig,
    ends: &Ends,
    crowded: &CrowdedSuites,
    missing: Vec<Diagnostic>,
) -> ConfigCheck {
    let (selection, destination) = (selection(config), destination(config, crowded));
    let (testops, catalog) = future::join(
        ends.testops
            .client
            .check(selection.project_id, &selection.aql),
        ends.testrail.client.catalog(&destination),
    )
    .await;
    let testops = testops.map_err(|error| test_cases_failed(config, &error));
    let project = catalog
        .as_ref()
        .ok()
        .and_then(|catalog| catalog.project.as_ref())
        .map(|project| project.id);
    let launches = match project {
        Some(project) if config.spec.launches.enabled.value && testops.is_ok() => {
            Some(check_launches(config, project, ends).await)
        }
        _ => None,
    };
    let testrail = match catalog {
        Ok(catalog) => check_destination(config, &catalog, ends, missing).await,
        Err(error) => Err(error),
    };
    let testrail = testrail.map_err(|error| testrail_failed(config, ends, &error));
    ConfigCheck::Asked(Box::new(Answers {
        testops: testops.map(|probe| CheckedTestOps {
            nothing_selected: (probe.count == Some(0)).then(|| nothing_selected(config)),
            project_name: probe.project_name,
            count: probe.count,
        }),
        testrail,
        launches,
    }))
}

fn nothing_selected(config: &SyncConfig) -> Diagnostic {
    Diagnostic::new(Severity::Warning, CaseCode::NothingSelected)
        .at(&config.spec.test_cases.aql.place)
        .about(Object::SyncConfig(config.name.clone()))
}

async fn check_destination(
    config: &SyncConfig,
    catalog: &Catalog,
    ends: &Ends,
    missing: Vec<Diagnostic>,
) -> Result<CheckedTestRail, testrail::Error> {
    let mut resolved = mapping::resolve(config, catalog, ends.testops.base());
    let role = role_too_small(config, catalog, ends);
    resolved
        .diagnostics
        .splice(0..0, missing.into_iter().chain(role));
    let unmapped = resolved
        .rules
        .as_ref()
        .and_then(|rules| unmapped(config, rules));
    resolved.diagnostics.extend(unmapped);
    let formats = match (&resolved.rules, &catalog.project) {
        (Some(rules), Some(project)) => text_formats(config, project.id, rules, ends).await?,
        _ => TextFormats::default(),
    };
    let target = &config.destination;
    let (markup, place) = (target.spec.markup(), target.spec.markup_place());
    resolved
        .diagnostics
        .extend(formats.finding(markup, &target.name, place, false));
    let destination = match (&resolved.rules, &catalog.suite, &catalog.section) {
        (Some(_), Some(suite), Some(section)) => {
            Some((suite.clone(), section.clone(), config.mapped_fields().len()))
        }
        _ => None,
    };
    Ok(CheckedTestRail {
        user: catalog.user.as_ref().map(|user| user.name.clone()),
        diagnostics: resolved.diagnostics,
        destination,
    })
}

/// What the texts that people wrote in the suite are written in, where the mapping writes texts: one page of cases.
async fn text_formats(
    config: &SyncConfig,
    project: u64,
    rules: &mapping::Rules,
    ends: &Ends,
) -> Result<TextFormats, testrail::Error> {
    let mut formats = TextFormats::default();
    let fields = rules.specs();
    let fields: Vec<FieldSpec> = fields
        .into_iter()
        .filter(|spec| spec.kind.has_markup())
        .collect();
    if fields.is_empty() {
        return Ok(formats);
    }
    let suite = SuiteId(config.spec.destination.suite_id.value);
    let scope = CaseScope::suite(project, suite);
    let client = &ends.testrail.client;
    for values in client
        .sample(&scope, &config.identity.value, &fields)
        .await?
    {
        for (spec, value) in fields.iter().zip(&values) {
            formats.add(&spec.kind, value);
        }
    }
    Ok(formats)
}

/// What a role that is named as TestRail's own may not do. The API tells no rights, and administrators may change them,
/// so that this stops nothing.
fn role_too_small(config: &SyncConfig, catalog: &Catalog, ends: &Ends) -> Option<Diagnostic> {
    let user = catalog.user.as_ref().filter(|user| !user.is_admin)?;
    let role = user.role.as_ref()?;
    let may_write_runs = match role.trim().to_lowercase().as_str() {
        "tester" => true,
        "read-only" | "read only" => false,
        _ => return None,
    };
    let code = RunCode::RoleTooSmall {
        integration: config.destination.name.clone(),
        username: ends.testrail.username.clone(),
        role: role.clone(),
        may_write_runs,
    };
    Some(Diagnostic::new(Severity::Warning, code))
}

/// Required fields that nothing fills keep every new case out, which a plan says only once there is one.
fn unmapped(config: &SyncConfig, rules: &mapping::Rules) -> Option<Diagnostic> {
    if !config.spec.test_cases.create.value || rules.required_of_new.is_empty() {
        return None;
    }
    let place = config
        .mapping
        .as_ref()
        .map_or(&config.place, |mapping| &mapping.place);
    let fields = rules.required_of_new.clone();
    let code = CaseCode::RequiredFieldUnmapped { fields, count: 0 };
    Some(Diagnostic::blocks_config(code).at(place))
}

/// Lets TestOps read the AQL for launches, and holds the mapping of results against what TestRail accepts.
async fn check_launches(
    config: &SyncConfig,
    project_id: u64,
    ends: &Ends,
) -> Result<CheckedLaunches, Failure> {
    let selection = LaunchSelection {
        project_id: config.spec.source.project_id.value,
        aql: config.spec.launches.aql.value.clone(),
    };
    let (launches, catalog) = future::join(
        ends.testops.client.launches(&selection),
        ends.testrail.client.run_catalog(project_id),
    )
    .await;
    let catalog = catalog.map_err(|error| testrail_failed(config, ends, &error))?;
    let launches = launches.map_err(|error| launches_failed(config, &error))?;
    let mut diagnostics = Vec::new();
    // Whether there are rules is in the diagnostics, too.
    let _ =
        mapping::launches::resolve_rules(config, &catalog, &ends.testops.web(), &mut diagnostics);
    Ok(CheckedLaunches {
        diagnostics,
        count: launches.len(),
    })
}
