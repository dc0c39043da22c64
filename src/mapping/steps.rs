//! What of the steps of test cases did not arrive.

use std::collections::BTreeMap;

use super::Rules;
use crate::diagnostic::{CaseCode, Diagnostic};
use crate::model::{CaseSource, SourceValue, TestCase};

/// True for a scenario whose steps TestOps did not tell.
pub(super) fn lacks_steps(source: &SourceValue) -> bool {
    matches!(source, SourceValue::Scenario(scenario) if scenario.is_missing)
}

/// What was lost, each kind of it once however many test cases have it.
#[derive(Debug, Default)]
pub(super) struct StepLosses {
    /// By what was left out of texts: in how many test cases.
    reduced: BTreeMap<String, usize>,
    missing: Vec<i64>,
}

impl StepLosses {
    pub(super) fn note(&mut self, case: &TestCase) {
        let SourceValue::Scenario(scenario) = case.value(&CaseSource::Scenario) else {
            return;
        };
        for kind in &scenario.left_out {
            *self.reduced.entry(kind.clone()).or_default() += 1;
        }
        if scenario.is_missing {
            self.missing.push(case.id.0);
        }
    }

    pub(super) fn diagnostics(self, rules: &Rules) -> Vec<Diagnostic> {
        let rule = rules
            .fields
            .iter()
            .find(|rule| rule.sources.contains(&CaseSource::Scenario));
        let place = rule.and_then(|rule| rule.place.clone());
        let Self {
            reduced,
            mut missing,
        } = self;
        let reduced = reduced
            .into_iter()
            .map(|(kind, count)| CaseCode::StepTextReduced { kind, count });
        missing.sort_unstable();
        let missing = (!missing.is_empty()).then_some(CaseCode::StepsMissing {
            test_cases: missing,
        });
        reduced
            .chain(missing)
            .map(|code| Diagnostic {
                place: place.clone(),
                ..Diagnostic::notice(code)
            })
            .collect()
    }
}
