//! Which statuses of cases are protected: by name, as TestRail Enterprise calls them.

use std::collections::BTreeMap;

use crate::diagnostic::{CaseCode, Diagnostic, nearest_name};
use crate::manifest::SyncConfig;
use crate::model::Catalog;

/// Finds the statuses that the sync config names. A name that protects nothing must not look as if it did.
pub(super) fn check_protect(
    config: &SyncConfig,
    catalog: &Catalog,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<i64, String> {
    let protect = &config.spec.test_cases.protect;
    let mut protected = BTreeMap::new();
    let mut blocks = |code| {
        diagnostics.push(Diagnostic::blocks_config(code).at(&protect.place));
    };
    if protect.value.is_empty() {
        return protected;
    }
    let Some(statuses) = &catalog.case_statuses else {
        blocks(CaseCode::NoCaseStatuses);
        return protected;
    };
    let folded = |name: &str| name.trim().to_lowercase();
    for name in &protect.value {
        let mut found = statuses
            .iter()
            .filter(|status| folded(&status.name) == folded(name))
            .peekable();
        if found.peek().is_none() {
            let known: Vec<String> = statuses.iter().map(|it| it.name.clone()).collect();
            let similar = nearest_name(name, known.iter().map(String::as_str));
            blocks(CaseCode::NoSuchCaseStatus {
                name: name.clone(),
                similar: similar.map(str::to_owned),
                known,
            });
        }
        protected.extend(found.map(|status| (status.id, status.name.clone())));
    }
    protected
}
