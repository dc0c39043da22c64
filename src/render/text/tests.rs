//! What a plan reads like, kind by kind.

use super::{Layout, plan as show};
use crate::model::{
    CaseId, Catalog, DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Finding, FindingKind, Identity,
    Marker, Markup, NamedId, Place, Reason, SectionId, Severity, StepRow, SuiteId, TestCaseId, Value,
};
use crate::plan::{
    Action, Change, ConfigPlan, Create, DestinationEnd, Labels, Outcome, Plan, SourceEnd, Update,
};

pub(crate) fn place(line: usize) -> Place {
    Place { file: "manifests/shop.yaml".into(), line, column: 9 }
}

fn specs() -> Vec<FieldSpec> {
    let options = vec![NamedId { id: 1, name: "Draft".into() }, NamedId { id: 2, name: "Active".into() }];
    vec![
        FieldSpec { name: FieldName::new("custom_preconds"), kind: FieldKind::Text(Markup::Html) },
        FieldSpec { name: FieldName::new("custom_status"), kind: FieldKind::Dropdown(options) },
        FieldSpec {
            name: FieldName::new("custom_steps_separated"),
            kind: FieldKind::Steps { markup: Markup::Html, has_expected: true },
        },
    ]
}

fn row(content: &str, expected: &str) -> StepRow {
    StepRow { content: format!("<p>{content}</p>\n"), expected: format!("<p>{expected}</p>\n") }
}

pub(crate) fn sample() -> ConfigPlan {
    let specs = specs();
    let labels = Labels::new(&Catalog::default(), &specs);
    let create = Create {
        marker: Marker("ALLURE-4712".into()),
        case: DesiredCase {
            id: TestCaseId(4712),
            title: "Guest can pay by card \u{1b}[31m".into(),
            section: SectionId(310),
            template: None,
            fields: vec![
                DesiredField {
                    name: FieldName::new("custom_preconds"),
                    value: Value::Text("<p>A basket with one item</p>\n<p>A card</p>\n".into()),
                    reason: None,
                },
                DesiredField {
                    name: FieldName::new("custom_status"),
                    value: Value::Option(2),
                    reason: Some(Reason { because: "TestOps status Active (-3)".into(), place: place(14) }),
                },
                DesiredField {
                    name: FieldName::new("custom_steps_separated"),
                    value: Value::Steps(vec![row("Pay", "Paid"), row("Leave", "Gone")]),
                    reason: None,
                },
            ],
        },
    };
    let change = |index: usize, before: Value, after: Value, reason: Option<Reason>| Change {
        field: specs[index].name.clone(),
        kind: specs[index].kind.clone(),
        before,
        after,
        reason,
    };
    let update = Update {
        test_case: TestCaseId(4711),
        marker: Marker("ALLURE-4711".into()),
        case: CaseId(501),
        title: "User can reset a forgotten password".into(),
        changes: vec![
            Change {
                field: FieldName::new("title"),
                kind: FieldKind::String,
                before: Value::Text("User can reset password".into()),
                after: Value::Text("User can reset a forgotten password".into()),
                reason: None,
            },
            change(
                0,
                Value::Text("<p>Account exists</p>\n<p>Mail works</p>\n<p>Browser is open</p>".into()),
                Value::Text("<p>Account exists and is active</p>\n<p>Mail works</p>\n<p>Browser is open</p>".into()),
                None,
            ),
            change(
                1,
                Value::Option(1),
                Value::Option(2),
                Some(Reason { because: "TestOps status Active (-3)".into(), place: place(14) }),
            ),
            change(
                2,
                Value::Steps(vec![row("Ask for a link", "Mail arrives"), row("Open the link", "Form is shown")]),
                Value::Steps(vec![
                    row("Sign out", "Start page"),
                    row("Ask for a link", "Mail arrives"),
                    row("Open the link within 15 minutes", "Form is shown"),
                ]),
                None,
            ),
        ],
        updated_on: 1_795_132_800,
        edited_by_others: true,
    };
    let finding = |severity, kind, test_case, place, message: &str, mend: &str| Finding {
        severity,
        kind,
        place,
        test_case,
        cases: Vec::new(),
        message: message.into(),
        mend: mend.into(),
    };
    ConfigPlan {
        name: "checkout-regression".into(),
        source: SourceEnd { integration: "testops".into(), project_id: 7 },
        destination: DestinationEnd {
            integration: "testrail".into(),
            project: "Web Shop".into(),
            suite: SuiteId(29),
            section: SectionId(310),
        },
        outcome: Outcome::Compared,
        failure: None,
        actions: vec![Action::Update(update), Action::Create(create)],
        unchanged: (1..=39).map(TestCaseId).collect(),
        blocked: vec![TestCaseId(4713)],
        findings: vec![
            finding(
                Severity::BlocksCase,
                FindingKind::Duplicate,
                Some(TestCaseId(4713)),
                None,
                "C77 and C78 both carry this marker",
                "Remove it from one of them",
            ),
            finding(
                Severity::Notice,
                FindingKind::OutOfScope,
                None,
                Some(place(12)),
                "2 cases carry our marker and are no longer in scope: C91, C94 (left as they are)",
                "",
            ),
        ],
        labels,
        fields: specs,
        identity: Identity { field: FieldName::new("refs"), prefix: "ALLURE-".into() },
    }
}

fn layout() -> Layout {
    Layout { rates: [("testrail".to_owned(), 180)].into(), ..Layout::default() }
}

#[test]
fn a_plan_reads_like_a_colleague_wrote_it() {
    insta::assert_snapshot!(show(&Plan { configs: vec![sample()] }, &layout()), @"");
}

#[test]
fn a_plan_without_changes_says_so() {
    let empty = ConfigPlan { actions: Vec::new(), findings: Vec::new(), blocked: Vec::new(), ..sample() };
    insta::assert_snapshot!(show(&Plan { configs: vec![empty] }, &layout()), @"");
}

#[test]
fn what_was_not_planned_says_why() {
    let paused = ConfigPlan { outcome: Outcome::Paused, ..sample() };
    let failed = ConfigPlan {
        outcome: Outcome::Failed,
        failure: Some("failed to read TestRail: 401".into()),
        ..sample()
    };
    insta::assert_snapshot!(show(&Plan { configs: vec![paused, failed] }, &layout()), @"");
}

#[test]
fn the_same_plan_in_colour_says_the_same() {
    let layout = Layout { paint: super::super::style::Paint { colour: true }, ..layout() };
    let coloured = show(&Plan { configs: vec![sample()] }, &layout);
    assert!(coloured.contains("\u{1b}[32m"));
    // Nothing that came from a server colours anything.
    assert!(!coloured.contains("\u{1b}[31m      "));
    let bare = anstream::adapter::strip_str(&coloured).to_string();
    assert!(bare.contains("~ ALLURE-4711  User can reset a forgotten password"));
}

#[test]
fn a_comment_for_a_pull_request_has_a_table_and_a_difference() {
    insta::assert_snapshot!(super::super::markdown::plan(&Plan { configs: vec![sample()] }), @"");
}

#[test]
fn a_plan_for_programs_keeps_its_shape() {
    insta::assert_snapshot!(super::super::json::v1::plan(&Plan { configs: vec![sample()] }), @"");
}
