//! Which TestRail status stands for which verdict, held against the statuses that TestRail has.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, LaunchCode, NamedField, Place, blocks_config};
use crate::manifest::{
    CloseRun, Located, OnClosedRun, Repeats, ResultStatus, StatusRef, SyncConfig,
};
use crate::model::{
    FieldName, Markup, ResultFieldKind, RunCatalog, RunStatus, TestResult, Verdict,
};

/// Everything that is needed to turn the results of a launch into those of a run.
#[derive(Clone, Debug)]
pub(crate) struct LaunchRules {
    /// Status numbers by verdict; muted and known results have an own one only where the mapping says so.
    statuses: BTreeMap<ResultStatus, u64>,
    /// Which of several results of one test case count.
    pub repeats: Repeats,
    /// Whether runs are closed.
    pub close: CloseRun,
    /// What happens when a closed run lacks results.
    pub on_closed_run: OnClosedRun,
    /// The field that step results go into, when they are wanted and TestRail has one.
    pub step_results: Option<FieldName>,
    /// Whether files of results are carried over.
    pub attachments: bool,
    /// What comments hold.
    pub markup: Markup,
    /// The name of the sync config.
    pub config: String,
    /// The web address of TestOps, without a slash at its end.
    pub web: String,
    /// Where the sync config speaks of launches.
    pub place: Place,
}

impl LaunchRules {
    /// The status number for a result. A mute weighs more than a known defect, and both more than the verdict.
    pub(crate) fn status(&self, result: &TestResult) -> u64 {
        let special = |applies: bool, status| {
            applies
                .then(|| self.statuses.get(&status).copied())
                .flatten()
        };
        special(result.muted, ResultStatus::Muted)
            .or_else(|| special(result.known, ResultStatus::Known))
            .unwrap_or_else(|| self.status_of(result.status))
    }

    /// True for a status that some result gets: another one was set by people.
    pub(crate) fn writes(&self, status: u64) -> bool {
        self.statuses.values().any(|known| *known == status)
    }

    /// The status number for a verdict.
    pub(crate) fn status_of(&self, verdict: Verdict) -> u64 {
        let status = match verdict {
            Verdict::Passed => ResultStatus::Passed,
            Verdict::Failed => ResultStatus::Failed,
            Verdict::Broken => ResultStatus::Broken,
            Verdict::Skipped => ResultStatus::Skipped,
            Verdict::Unknown => ResultStatus::Unknown,
        };
        // Rules exist only when every verdict has its status.
        self.statuses.get(&status).copied().unwrap_or_default()
    }
}

/// The statuses where a mapping is silent: there is no stock "skipped", and the vendor's own tool takes "retest".
const DEFAULTS: [(ResultStatus, &str); 5] = [
    (ResultStatus::Passed, "passed"),
    (ResultStatus::Failed, "failed"),
    (ResultStatus::Broken, "failed"),
    (ResultStatus::Skipped, "retest"),
    (ResultStatus::Unknown, "retest"),
];

/// Holds the mapping of results against TestRail. `None` with a finding when a status does not exist or cannot be set.
pub(crate) fn resolve_rules(
    config: &SyncConfig,
    catalog: &RunCatalog,
    web: &str,
    findings: &mut Vec<Diagnostic>,
) -> Option<LaunchRules> {
    let place = config.spec.launches.aql.place.clone();
    let before = findings.len();
    let mut statuses = BTreeMap::new();
    for (status, name) in DEFAULTS {
        let target = Located::new(StatusRef::Name(name.to_owned()), place.clone());
        if !declared(config).any(|rule| rule.source == status) {
            statuses
                .extend(find_status(&target, catalog, findings).map(|found| (status, found.id)));
        }
    }
    for rule in declared(config) {
        statuses.extend(
            find_status(&rule.target, catalog, findings).map(|found| (rule.source, found.id)),
        );
    }
    let step_results = if config.spec.launches.step_results.value {
        let field = catalog
            .result_fields
            .iter()
            .find(|field| field.in_project && matches!(field.kind, ResultFieldKind::Steps(_)));
        if field.is_none() {
            findings.push(Diagnostic::notice(LaunchCode::NoStepResultsField).at(&place));
        }
        field.map(|field| field.name.clone())
    } else {
        None
    };
    for field in &catalog.result_fields {
        if field.in_project && field.is_required && !field.has_default {
            let field = NamedField {
                name: field.name.as_str().to_owned(),
                label: field.label.clone(),
            };
            let code = LaunchCode::RequiredResultField { field };
            findings.push(Diagnostic::blocks_config(code).at(&place));
        }
    }
    if blocks_config(&findings[before..]) {
        return None;
    }
    Some(LaunchRules {
        statuses,
        repeats: config.spec.launches.repeats.value,
        close: config.spec.launches.close.value,
        on_closed_run: config.spec.launches.on_closed_run.value,
        step_results,
        attachments: config.spec.launches.attachments.value,
        markup: config.destination.spec.markup(),
        config: config.name.clone(),
        web: web.to_owned(),
        place,
    })
}

fn declared(config: &SyncConfig) -> impl Iterator<Item = &crate::manifest::ResultRule> {
    config.mapping.iter().flat_map(|mapping| &mapping.results)
}

fn find_status<'a>(
    target: &Located<StatusRef>,
    catalog: &'a RunCatalog,
    findings: &mut Vec<Diagnostic>,
) -> Option<&'a RunStatus> {
    let Located { value, place, .. } = target;
    let found = catalog.statuses.iter().find(|status| match value {
        StatusRef::Name(name) => status.name == *name,
        StatusRef::Id(id) => u64::try_from(*id) == Ok(status.id),
    });
    let status = match value {
        StatusRef::Name(name) => name.clone(),
        StatusRef::Id(id) => id.to_string(),
    };
    let code = match found {
        Some(found) if !found.is_untested => return Some(found),
        Some(_) => LaunchCode::StatusIsUntested { status },
        None => LaunchCode::NoSuchResultStatus {
            status,
            known: catalog
                .statuses
                .iter()
                .filter(|status| !status.is_untested)
                .map(|status| format!("{} ({} \"{}\")", status.name, status.id, status.label))
                .collect(),
        },
    };
    findings.push(Diagnostic::blocks_config(code).at(place));
    None
}
