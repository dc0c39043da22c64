//! One test case → one desired case.

use super::{FieldRule, Origin, Rules, scenario, status};
use crate::diagnostic::{CaseCode, Diagnostic, NamedField, NamedNumber, Severity};
use crate::field::{template_value, title_field};
use crate::manifest::SourceField;
use crate::model::{DesiredCase, DesiredField, FieldKind, Markup, TestCase, TestCaseId, Value};
use crate::text;

/// The most characters that TestRail takes for a title and for a String field.
const MAX_LINE: usize = 250;

/// What became of a test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapped {
    /// It can stand in TestRail like this.
    Desired(DesiredCase),
    /// It cannot; a finding says why.
    Blocked(TestCaseId),
}

/// Maps a test case and notes in `findings` what was lost or could not be settled.
pub fn desired(rules: &Rules, case: &TestCase, findings: &mut Vec<Diagnostic>) -> Mapped {
    let id = case.id;
    let before = findings.len();
    let mut fields = vec![title(case, findings)];
    let mapped = rules.fields.iter();
    fields.extend(mapped.map(|rule| field(rules, rule, case, findings)));
    if findings[before..]
        .iter()
        .any(|finding| finding.severity == Severity::BlocksCase)
    {
        return Mapped::Blocked(id);
    }
    let marker = rules.identity.marker(id).0;
    fields.push(DesiredField::new(
        rules.identity.field.clone(),
        Value::Text(marker.into()),
    ));
    if let Some(template) = &rules.template {
        // Only where there is something that people would not see.
        let matters =
            rules.fields.iter().zip(&fields[1..]).any(|(rule, field)| {
                rule.target.kind.chooses_template() && !field.value.is_empty()
            });
        fields.push(DesiredField {
            only_new: template.only_new || !matters,
            ..DesiredField::new(template.target.name.clone(), template_value(template.id))
        });
    }
    Mapped::Desired(DesiredCase {
        id,
        section: rules.section,
        fields,
    })
}

fn title(case: &TestCase, findings: &mut Vec<Diagnostic>) -> DesiredField {
    let title = text::one_line(&case.name);
    if title.is_empty() {
        findings.push(Diagnostic::blocks_case(CaseCode::NameMissing).about(case.id));
    }
    let short = text::shorten(&title, MAX_LINE);
    if short.is_some() {
        findings.push(shortened(case.id, "title", title.chars().count()));
    }
    DesiredField::new(title_field().name, Value::Text(short.unwrap_or(title)))
}

fn field(
    rules: &Rules,
    rule: &FieldRule,
    case: &TestCase,
    findings: &mut Vec<Diagnostic>,
) -> DesiredField {
    let name = rule.target.name.clone();
    let (value, reason) = match &rule.origin {
        Origin::Status(status) => {
            if let Some((value, reason)) = status::option(status, case.status.as_ref()) {
                (value, Some(reason))
            } else {
                findings.push(unmapped_status(rule, case));
                (Value::Empty, None)
            }
        }
        Origin::Field(SourceField::Scenario) => (scenario_value(rule, case, findings), None),
        Origin::Field(SourceField::Description) => (
            text_value(rules, rule, case.id, case.description.as_deref(), findings),
            None,
        ),
        Origin::Field(SourceField::Precondition) => (
            text_value(rules, rule, case.id, case.precondition.as_deref(), findings),
            None,
        ),
        Origin::Field(SourceField::ExpectedResult) => (
            text_value(
                rules,
                rule,
                case.id,
                case.expected_result.as_deref(),
                findings,
            ),
            None,
        ),
    };
    if rule.is_required && value.is_empty() && !matches!(rule.origin, Origin::Status(_)) {
        let code = CaseCode::RequiredFieldEmpty {
            field: NamedField {
                name: name.as_str().to_owned(),
                label: rule.label.clone(),
            },
        };
        findings.push(Diagnostic::blocks_case(code).about(case.id).at(&rule.place));
    }
    DesiredField {
        reason,
        ..DesiredField::new(name, value)
    }
}

fn text_value(
    rules: &Rules,
    rule: &FieldRule,
    id: TestCaseId,
    markdown: Option<&str>,
    findings: &mut Vec<Diagnostic>,
) -> Value {
    let Some(markdown) = markdown.filter(|text| !text.trim().is_empty()) else {
        return Value::Empty;
    };
    match &*rule.target.kind.type_name {
        "Text" => non_empty(text::from_markdown(
            markdown,
            rule.target.kind.markup,
            &rules.base,
        )),
        _ => one_line(rule, id, &text::plain_from_markdown(markdown), findings),
    }
}

fn scenario_value(rule: &FieldRule, case: &TestCase, findings: &mut Vec<Diagnostic>) -> Value {
    let Some(scenario) = &case.scenario else {
        return Value::Empty;
    };
    let FieldKind {
        markup,
        has_expected,
        ..
    } = &rule.target.kind;
    match &*rule.target.kind.type_name {
        "Steps" => {
            let rows = scenario::rows(scenario, *markup, *has_expected);
            if rows.is_empty() {
                Value::Empty
            } else {
                Value::Steps(rows)
            }
        }
        "Text" => non_empty(scenario::numbered(scenario, *markup)),
        _ => one_line(
            rule,
            case.id,
            &scenario::numbered(scenario, Markup::Plain),
            findings,
        ),
    }
}

/// A value for a String field, which holds one line.
fn one_line(rule: &FieldRule, id: TestCaseId, text: &str, findings: &mut Vec<Diagnostic>) -> Value {
    let line = text::one_line(text);
    match text::shorten(&line, MAX_LINE) {
        None => non_empty(line),
        Some(short) => {
            let what = rule.target.name.as_str();
            findings.push(shortened(id, what, line.chars().count()).at(&rule.place));
            Value::Text(short)
        }
    }
}

fn non_empty(text: String) -> Value {
    if text.is_empty() {
        Value::Empty
    } else {
        Value::Text(text)
    }
}

fn shortened(id: TestCaseId, field: &str, length: usize) -> Diagnostic {
    Diagnostic::notice(CaseCode::Shortened {
        field: field.to_owned(),
        length,
        limit: MAX_LINE,
    })
    .about(id)
}

fn unmapped_status(rule: &FieldRule, case: &TestCase) -> Diagnostic {
    let status = case.status.as_ref().map(|status| NamedNumber {
        id: status.id,
        name: status.name.clone(),
    });
    Diagnostic::blocks_case(CaseCode::StatusUnmapped { status })
        .about(case.id)
        .at(&rule.place)
}
