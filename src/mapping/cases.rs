//! Test cases → desired cases.

use std::collections::BTreeMap;

use super::losses::TextLosses;
use super::steps::{StepLosses, lacks_steps};
use super::{FieldRule, Rules};
use crate::diagnostic::{CaseCode, Diagnostic, NamedValue};
use crate::field::{Converted, NotConverted, marker_value, template_value};
use crate::manifest::OnUnmapped;
use crate::model::{Clue, DesiredCase, DesiredField, Reason, TestCase, TestCaseId};

/// What became of test cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MappedCases {
    /// Those that can be in TestRail like this.
    pub desired: Vec<DesiredCase>,
    /// Those that cannot; a diagnostic says why.
    pub blocked: Vec<TestCaseId>,
    /// What was lost or could not be settled.
    pub diagnostics: Vec<Diagnostic>,
    /// What the rules of adoption look for on behalf of each of them.
    pub clues: BTreeMap<TestCaseId, Vec<Clue>>,
}

/// Maps test cases. Each one is dropped when it is mapped, so that no text is in memory twice.
pub(crate) fn map_cases(rules: &Rules, cases: impl IntoIterator<Item = TestCase>) -> MappedCases {
    let mut mapped = MappedCases::default();
    let mut left_alone = LeftAlone::new();
    let mut losses = StepLosses::default();
    let mut reduced = TextLosses::default();
    for case in cases {
        losses.note(&case);
        reduced.note(rules, &case);
        match map_case(rules, &case, &mut mapped.diagnostics, &mut left_alone) {
            Some(desired) => {
                if let Some(adopt) = &rules.adopt {
                    mapped.clues.insert(case.id, adopt.clues(&case));
                }
                mapped.desired.push(desired);
            }
            None => mapped.blocked.push(case.id),
        }
    }
    mapped.diagnostics.extend(losses.diagnostics(rules));
    mapped.diagnostics.extend(reduced.diagnostic());
    // Once for each value, however many test cases have it.
    for ((index, value), count) in left_alone {
        let rule = &rules.fields[index];
        let code = unmapped(rule, value, count);
        mapped.diagnostics.push(Diagnostic {
            place: rule.place.clone(),
            ..Diagnostic::notice(code)
        });
    }
    mapped
}

/// Fields that are left alone, by the place of their rule and what is in the source: in how many test cases.
type LeftAlone = BTreeMap<(usize, Option<NamedValue>), usize>;

fn map_case(
    rules: &Rules,
    case: &TestCase,
    diagnostics: &mut Vec<Diagnostic>,
    left_alone: &mut LeftAlone,
) -> Option<DesiredCase> {
    let mut fields = Vec::with_capacity(rules.fields.len() + 2);
    let mut is_blocked = false;
    // Whether there is something that people would not see with any template.
    let mut has_steps = false;
    for (index, rule) in rules.fields.iter().enumerate() {
        // Only of test cases that get no case is so little read.
        if !rule.sources.iter().all(|source| case.was_asked(source)) {
            continue;
        }
        let sources: Vec<_> = rule
            .sources
            .iter()
            .map(|source| case.value(source))
            .collect();
        // What TestOps did not tell is no reason to empty a field.
        if !rule.is_required && sources.iter().any(|source| lacks_steps(source)) {
            continue;
        }
        let stop = match rule.target.kind.convert(&sources, &rule.row, &rules.base) {
            Ok(converted) if rule.is_required && converted.value.is_empty() => {
                CaseCode::RequiredFieldEmpty {
                    field: rule.named(),
                }
            }
            Ok(converted) => {
                diagnostics.extend(shortened(rule, case.id, &converted));
                let field = desired_field(rule, converted);
                has_steps |= rule.target.kind.chooses_template() && !field.value.is_empty();
                fields.push(field);
                continue;
            }
            Err(NotConverted::Missing) => CaseCode::NameMissing,
            Err(NotConverted::Unmapped(value)) => match rule.on_unmapped {
                OnUnmapped::Block => unmapped(rule, value, 0),
                OnUnmapped::Skip => {
                    *left_alone.entry((index, value)).or_default() += 1;
                    continue;
                }
            },
        };
        is_blocked = true;
        diagnostics.push(Diagnostic {
            place: rule.place.clone(),
            ..Diagnostic::blocks_case(stop).about(case.id)
        });
    }
    if is_blocked {
        return None;
    }
    let Rules { identity, .. } = rules;
    let marker = marker_value(&identity.marker(case.id));
    fields.push(DesiredField::new(identity.field.clone(), marker));
    fields.extend(rules.template.as_ref().map(|template| DesiredField {
        only_new: template.only_new || !has_steps,
        ..DesiredField::new(template.target.name.clone(), template_value(template.id))
    }));
    Some(DesiredCase {
        id: case.id,
        section: rules.section,
        fields,
    })
}

fn desired_field(rule: &FieldRule, converted: Converted) -> DesiredField {
    let reason = converted.choice.and_then(|choice| {
        Some(Reason {
            source: sources(rule),
            value: choice.value,
            by: choice.by,
            place: choice.place.or_else(|| rule.place.clone())?,
        })
    });
    DesiredField {
        reason,
        ..DesiredField::new(rule.target.name.clone(), converted.value)
    }
}

fn shortened(rule: &FieldRule, id: TestCaseId, converted: &Converted) -> Option<Diagnostic> {
    let (length, limit) = converted.shortened?;
    let code = CaseCode::Shortened {
        field: rule.target.name.to_string(),
        length,
        limit,
    };
    Some(Diagnostic {
        place: rule.place.clone(),
        ..Diagnostic::notice(code).about(id)
    })
}

fn unmapped(rule: &FieldRule, value: Option<NamedValue>, count: usize) -> CaseCode {
    CaseCode::ValueUnmapped {
        field: rule.named(),
        source: sources(rule),
        value,
        count,
    }
}

/// The sources of a rule, as the mapping names them.
fn sources(rule: &FieldRule) -> String {
    let names: Vec<String> = rule.sources.iter().map(ToString::to_string).collect();
    names.join(", ")
}
