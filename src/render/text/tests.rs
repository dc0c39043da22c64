//! What a plan reads like, kind by kind.

use super::{Layout, plan as show};
use crate::diagnostic::{
    CaseCode, Diagnostic, NamedValue, Place, ServerCode, Side, TransportFault,
};
use crate::manifest::OnDrift;
use crate::model::{
    CaseId, ChosenBy, DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Identity, Marker,
    Markup, NamedId, Reason, SectionId, StepRow, SuiteId, TestCaseId, Value,
};
use crate::plan::{
    Action, Change, ConfigPlan, Create, DestinationEnd, Editor, LastEditor, Outcome, Plan,
    SourceEnd, Update,
};

pub(crate) fn place(line: usize) -> Place {
    Place {
        file: "manifests/shop.yaml".into(),
        line,
        column: 9,
    }
}

fn specs() -> Vec<FieldSpec> {
    let option = |id, name: &str| NamedId {
        id,
        name: name.into(),
    };
    let field = |(name, type_name, options)| FieldSpec {
        name: FieldName::new(name),
        kind: FieldKind {
            options,
            ..FieldKind::new(type_name, Markup::Html)
        },
    };
    let statuses = vec![option(1, "Draft"), option(2, "Active")];
    let templates = vec![option(2, "Test Case (Steps)")];
    [
        ("title", "title", Vec::new()),
        ("custom_preconds", "Text", Vec::new()),
        ("custom_status", "Dropdown", statuses),
        ("custom_steps_separated", "Steps", Vec::new()),
        ("refs", "refs", Vec::new()),
        ("template_id", "template_id", templates),
    ]
    .map(field)
    .into()
}

fn row(content: &str, expected: &str) -> StepRow {
    StepRow {
        content: format!("<p>{content}</p>\n"),
        expected: format!("<p>{expected}</p>\n"),
        ..StepRow::default()
    }
}

/// A case that is created, with an escape sequence in its title.
fn create() -> Create {
    let values = [
        Value::Text("Guest can pay by card \u{1b}[31m".into()),
        Value::Text("<p>A basket with one item</p>\n<p>A card</p>\n".into()),
        Value::Number(2),
        Value::Steps(vec![row("Pay", "Paid"), row("Leave", "Gone")]),
        Value::Text("ALLURE-4712".into()),
        Value::Number(2),
    ];
    let fields = specs().into_iter().zip(values);
    let mut fields: Vec<DesiredField> = fields
        .map(|(spec, value)| DesiredField::new(spec.name, value))
        .collect();
    fields[2].reason = Some(because_active("status", place(14)));
    Create {
        marker: Marker("ALLURE-4712".into()),
        case: DesiredCase {
            id: TestCaseId(4712),
            section: SectionId(310),
            fields,
        },
    }
}

fn because_active(source: &str, place: Place) -> Reason {
    Reason {
        source: source.to_owned(),
        value: Some(NamedValue {
            id: Some(-3),
            name: "Active".into(),
        }),
        by: ChosenBy::Row,
        place,
    }
}

/// A case that differs in every kind of field.
fn update() -> Update {
    let specs = specs();
    let change = |index: usize, before: Value, after: Value, reason: Option<Reason>| Change {
        field: specs[index].name.clone(),
        before,
        after,
        reason,
        by: LastEditor::Person {
            editor: Editor {
                id: 2,
                name: Some("Tester \u{1b}[31m `@channel`".into()),
            },
            on: 1_795_132_800,
        },
        on_drift: OnDrift::Overwrite,
    };
    Update {
        test_case: TestCaseId(4711),
        marker: Marker("ALLURE-4711".into()),
        case: CaseId(501),
        title: "User can reset a forgotten password".into(),
        changes: vec![
            change(
                0,
                Value::Text("User can reset password".into()),
                Value::Text("User can reset a forgotten password".into()),
                None,
            ),
            change(
                1,
                Value::Text("<p>Account exists</p>\n<p>Mail works</p>\n<p>Browser is open</p>".into()),
                Value::Text("<p>Account exists and is active</p>\n<p>Mail works</p>\n<p>Browser is open</p>".into()),
                None,
            ),
            change(
                2,
                Value::Number(1),
                Value::Number(2),
                Some(because_active("status", place(14))),
            ),
            change(
                3,
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
        adopted: None,
    }
}

pub(crate) fn sample() -> ConfigPlan {
    ConfigPlan {
        name: "checkout-regression".into(),
        source: SourceEnd {
            integration: "testops".into(),
            project_id: 7,
        },
        destination: DestinationEnd {
            integration: "testrail".into(),
            project: "Web Shop".into(),
            suite: SuiteId(29),
            section: SectionId(310),
        },
        outcome: Outcome::Compared,
        failure: None,
        actions: vec![Action::Update(update()), Action::Create(create())],
        unchanged: (1..=39).map(TestCaseId).collect(),
        protected: Vec::new(),
        protect: std::collections::BTreeMap::new(),
        blocked: vec![TestCaseId(4713)],
        marked_unclaimed: 2,
        twins: 0,
        diagnostics: vec![
            Diagnostic::blocks_case(CaseCode::SeveralCases {
                cases: vec![77, 78],
            })
            .about(TestCaseId(4713)),
            Diagnostic::notice(CaseCode::OutOfScope {
                cases: vec![91, 94],
            })
            .at(&place(12)),
        ],
        fields: specs(),
        identity: Identity {
            field: FieldName::new("refs"),
            prefix: "ALLURE-".into(),
        },
        one_by_one: false,
        launches: None,
    }
}

fn layout() -> Layout {
    Layout {
        rates: [("testrail".to_owned(), 180)].into(),
        ..Layout::default()
    }
}

#[test]
fn a_plan_reads_like_a_colleague_wrote_it() {
    insta::assert_snapshot!(show(&Plan { configs: vec![sample()] }, &layout()), @r"
    checkout-regression   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501, edited in TestRail by Tester \u{1b}[31m `@channel` on 2026-11-20
          title                   User can reset {+a forgotten +}password
          custom_preconds         - Account exists
                                  + Account exists{+ and is active+}

                                    Mail works
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:14
          custom_steps_separated  step 1 of 3, new
                                  + Sign out → Start page
                                  step 3 of 3
                                  - Open the link → Form is shown
                                  + Open the link {+within 15 minutes +}→ Form is shown
      + ALLURE-4712  Guest can pay by card \u{1b}[31m              new case
          custom_preconds         A basket with one item … 2 lines more
          custom_status           Active
          custom_steps_separated  Pay → Paid … 2 steps
      ! RW0201  ALLURE-4713  blocked: C77 and C78 both carry this marker
          help: remove the marker from one of them
      ? RW0204  manifests/shop.yaml:12:9  2 cases carry our marker and are no longer in scope: C91, C94 (left as they are)

    42 cases in scope: 1 to create, 1 to update, 39 unchanged, 1 blocked.
    Applying needs 3 TestRail requests, under 1 second at 180 a minute.
    ");
}

#[test]
fn a_plan_without_changes_says_so() {
    let empty = ConfigPlan {
        actions: Vec::new(),
        diagnostics: Vec::new(),
        blocked: Vec::new(),
        ..sample()
    };
    insta::assert_snapshot!(show(&Plan { configs: vec![empty] }, &layout()), @"
    checkout-regression   TestOps project 7  →  Web Shop / suite 29 / section 310

    39 cases in scope: 0 to create, 0 to update, 39 unchanged, 0 blocked.
    TestRail is up to date.
    ");
}

#[test]
fn what_was_not_planned_says_why() {
    let paused = ConfigPlan {
        outcome: Outcome::Paused,
        ..sample()
    };
    let failed = ConfigPlan {
        outcome: Outcome::Failed,
        failure: Some(Diagnostic {
            causes: vec!["GET get_projects answered 502".into()],
            ..Diagnostic::error(ServerCode::NotReadable {
                integration: "testrail".into(),
                side: Side::Testrail,
                fault: TransportFault::Failing,
            })
        }),
        ..sample()
    };
    insta::assert_snapshot!(show(&Plan { configs: vec![paused, failed] }, &layout()), @"
    checkout-regression   TestOps project 7  →  Web Shop / suite 29 / section 310

      paused: `disabled: true` in the manifest. Nothing was asked of any server.

    checkout-regression   TestOps project 7  →  Web Shop / suite 29 / section 310

      ✗ RW0717  cannot read from TestRail
          caused by: GET get_projects answered 502
          help: try again when the server of integration testrail is available; nothing is lost by that

    Not planned.
    ");
}

#[test]
fn the_same_plan_in_colour_says_the_same() {
    let layout = Layout {
        paint: super::super::style::Paint { colour: true },
        ..layout()
    };
    let coloured = show(
        &Plan {
            configs: vec![sample()],
        },
        &layout,
    );
    assert!(coloured.contains("\u{1b}[32m"));
    // Nothing that came from a server colours anything.
    assert!(!coloured.contains("\u{1b}[31m      "));
    let bare = anstream::adapter::strip_str(&coloured).to_string();
    assert!(bare.contains("~ ALLURE-4711  User can reset a forgotten password"));
}

#[test]
fn a_comment_for_a_pull_request_has_a_table_and_a_difference() {
    insta::assert_snapshot!(super::super::markdown::plan(&Plan { configs: vec![sample()] }, &[], "sha256:0"), @r"
    ## railwright plan

    | sync config | in scope | create | update | unchanged | blocked | findings | requests |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | checkout-regression | 42 | 1 | 1 | 39 | 1 | 2 | 3 |

    <details><summary>checkout-regression</summary>

    ```diff
    checkout-regression   TestOps project 7  →  Web Shop / suite 29 / section 310

    !  ALLURE-4711  User can reset a forgotten password           C501, edited in TestRail by Tester \u{1b}[31m `@channel` on 2026-11-20
          title                   User can reset {+a forgotten +}password
          custom_preconds         
    -                              Account exists
    +                              Account exists{+ and is active+}

                                    Mail works
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:14
          custom_steps_separated  step 1 of 3, new
    +                              Sign out → Start page
                                  step 3 of 3
    -                              Open the link → Form is shown
    +                              Open the link {+within 15 minutes +}→ Form is shown
    +  ALLURE-4712  Guest can pay by card \u{1b}[31m              new case
          custom_preconds         A basket with one item … 2 lines more
          custom_status           Active
          custom_steps_separated  Pay → Paid … 2 steps
    !  RW0201  ALLURE-4713  blocked: C77 and C78 both carry this marker
          help: remove the marker from one of them
      ? RW0204  manifests/shop.yaml:12:9  2 cases carry our marker and are no longer in scope: C91, C94 (left as they are)

    42 cases in scope: 1 to create, 1 to update, 39 unchanged, 1 blocked.
    Applying needs 3 TestRail requests.
    ```

    </details>

    Plan `sha256:0`
    ");
}

#[test]
#[expect(clippy::too_many_lines, reason = "the snapshot is long")]
fn a_plan_for_programs_keeps_its_shape() {
    let plan = ConfigPlan {
        unchanged: vec![TestCaseId(1)],
        ..sample()
    };
    insta::assert_snapshot!(super::super::json::v2::plan(&Plan { configs: vec![plan] }, &[], "sha256:0"), @r#"
    {
      "format_version": 2,
      "digest": "sha256:0",
      "guards": [],
      "sync_configs": [
        {
          "name": "checkout-regression",
          "source": {
            "integration": "testops",
            "project_id": 7
          },
          "destination": {
            "integration": "testrail",
            "project": "Web Shop",
            "suite_id": 29,
            "section_id": 310
          },
          "outcome": "compared",
          "summary": {
            "in_scope": 4,
            "create": 1,
            "adopt": 0,
            "update": 1,
            "unchanged": 1,
            "blocked": 1,
            "requests": 3
          },
          "actions": [
            {
              "action": "update",
              "test_case": 4711,
              "marker": "ALLURE-4711",
              "case": 501,
              "title": "User can reset a forgotten password",
              "changes": [
                {
                  "id": "6292a9f22d5fcdda",
                  "field": "title",
                  "before": "User can reset password",
                  "after": "User can reset a forgotten password",
                  "changed_by": "person",
                  "edited_by": {
                    "id": 2,
                    "name": "Tester \u001b[31m `@channel`"
                  },
                  "edited_on": 1795132800
                },
                {
                  "id": "6450f761c912634d",
                  "field": "custom_preconds",
                  "before": "<p>Account exists</p>\n<p>Mail works</p>\n<p>Browser is open</p>",
                  "after": "<p>Account exists and is active</p>\n<p>Mail works</p>\n<p>Browser is open</p>",
                  "changed_by": "person",
                  "edited_by": {
                    "id": 2,
                    "name": "Tester \u001b[31m `@channel`"
                  },
                  "edited_on": 1795132800
                },
                {
                  "id": "c0070c13bf078703",
                  "field": "custom_status",
                  "before": {
                    "id": 1,
                    "name": "Draft"
                  },
                  "after": {
                    "id": 2,
                    "name": "Active"
                  },
                  "because": {
                    "text": "TestOps status Active (-3)",
                    "place": {
                      "file": "manifests/shop.yaml",
                      "line": 14,
                      "column": 9
                    }
                  },
                  "changed_by": "person",
                  "edited_by": {
                    "id": 2,
                    "name": "Tester \u001b[31m `@channel`"
                  },
                  "edited_on": 1795132800
                },
                {
                  "id": "b8b1971b72933690",
                  "field": "custom_steps_separated",
                  "before": [
                    {
                      "content": "<p>Ask for a link</p>\n",
                      "expected": "<p>Mail arrives</p>\n"
                    },
                    {
                      "content": "<p>Open the link</p>\n",
                      "expected": "<p>Form is shown</p>\n"
                    }
                  ],
                  "after": [
                    {
                      "content": "<p>Sign out</p>\n",
                      "expected": "<p>Start page</p>\n"
                    },
                    {
                      "content": "<p>Ask for a link</p>\n",
                      "expected": "<p>Mail arrives</p>\n"
                    },
                    {
                      "content": "<p>Open the link within 15 minutes</p>\n",
                      "expected": "<p>Form is shown</p>\n"
                    }
                  ],
                  "changed_by": "person",
                  "edited_by": {
                    "id": 2,
                    "name": "Tester \u001b[31m `@channel`"
                  },
                  "edited_on": 1795132800
                }
              ],
              "updated_on": 1795132800,
              "edited_by_others": true,
              "edited_by": {
                "id": 2,
                "name": "Tester \u001b[31m `@channel`"
              }
            },
            {
              "action": "create",
              "id": "4716278110402942",
              "test_case": 4712,
              "marker": "ALLURE-4712",
              "title": "Guest can pay by card \u001b[31m",
              "section_id": 310,
              "fields": [
                {
                  "field": "title",
                  "value": "Guest can pay by card \u001b[31m"
                },
                {
                  "field": "custom_preconds",
                  "value": "<p>A basket with one item</p>\n<p>A card</p>\n"
                },
                {
                  "field": "custom_status",
                  "value": {
                    "id": 2,
                    "name": "Active"
                  },
                  "because": {
                    "text": "TestOps status Active (-3)",
                    "place": {
                      "file": "manifests/shop.yaml",
                      "line": 14,
                      "column": 9
                    }
                  }
                },
                {
                  "field": "custom_steps_separated",
                  "value": [
                    {
                      "content": "<p>Pay</p>\n",
                      "expected": "<p>Paid</p>\n"
                    },
                    {
                      "content": "<p>Leave</p>\n",
                      "expected": "<p>Gone</p>\n"
                    }
                  ]
                },
                {
                  "field": "refs",
                  "value": "ALLURE-4712"
                },
                {
                  "field": "template_id",
                  "value": {
                    "id": 2,
                    "name": "Test Case (Steps)"
                  }
                }
              ]
            }
          ],
          "unchanged": [
            1
          ],
          "blocked": [
            4713
          ],
          "diagnostics": [
            {
              "code": "RW0201",
              "severity": "blocks_case",
              "message": "C77 and C78 both carry this marker",
              "help": "remove the marker from one of them",
              "data": {
                "cases": [
                  77,
                  78
                ]
              },
              "objects": [
                {
                  "kind": "test_case",
                  "id": 4713
                }
              ]
            },
            {
              "code": "RW0204",
              "severity": "notice",
              "message": "2 cases carry our marker and are no longer in scope: C91, C94 (left as they are)",
              "data": {
                "cases": [
                  91,
                  94
                ]
              },
              "place": {
                "file": "manifests/shop.yaml",
                "line": 12,
                "column": 9
              },
              "objects": []
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn names_of_files_and_fields_cannot_steer_the_terminal() {
    let odd = Place {
        file: "a\u{1b}[2J.yaml".into(),
        ..place(1)
    };
    let mut config = sample();
    for finding in &mut config.diagnostics {
        finding.place = Some(odd.clone());
    }
    for spec in &mut config.fields {
        spec.name = FieldName::new(format!("{}\u{1b}", spec.name));
    }
    for action in &mut config.actions {
        match action {
            Action::Create(create) => {
                for field in &mut create.case.fields {
                    field.name = FieldName::new(format!("{}\u{1b}", field.name));
                }
            }
            Action::Update(update) => {
                for change in &mut update.changes {
                    change.field = FieldName::new(format!("{}\u{1b}", change.field));
                    change.reason = Some(because_active("status\u{1b}", odd.clone()));
                }
            }
        }
    }
    let plan = Plan {
        configs: vec![config],
    };
    let shown = show(&plan, &layout());
    assert!(!shown.contains('\u{1b}'), "{shown}");
    assert_eq!(shown.matches("a\\u{1b}[2J.yaml").count(), 5, "{shown}");
}
