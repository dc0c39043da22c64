//! Each test: a mapping, a catalog with one thing wrong or right, a case, and what comes of it.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{Mapped, Resolved, desired, resolve};
use crate::diagnostic::{Diagnostic, NamedField, Place, Severity};
use crate::manifest::{
    CloseRun, Launches, Located, MappedField, Mapping, OnClosedRun, Repeats, Setting, SourceField,
    StatusMapping, StatusRow, SyncConfig, TestopsIntegration, TestrailIntegration, Tls,
};
use crate::model::{
    Attachment, Catalog, CatalogField, DesiredField, FieldKind, FieldName, Identity, Markup,
    NamedId, Project, Scenario, Section, SectionId, Step, StepNode, Suite, SuiteId, SuiteMode,
    Template, TemplateId, TestCase, TestCaseId, Value, WorkflowStatus,
};
use crate::text::Base;

fn at(line: usize) -> Place {
    Place {
        file: "shop.yaml".into(),
        line,
        column: 1,
    }
}

pub(super) fn located<T>(value: T, line: usize) -> Located<T> {
    Located {
        value,
        place: at(line),
    }
}

pub(super) fn mapping(fields: &[(SourceField, &str)]) -> Mapping {
    Mapping {
        name: "default".into(),
        place: at(30),
        fields: fields
            .iter()
            .enumerate()
            .map(|(index, (source, target))| MappedField {
                source: *source,
                target: located(FieldName::new(*target), 31 + index),
            })
            .collect(),
        status: None,
        results: Vec::new(),
        on_drift: std::collections::BTreeMap::new(),
    }
}

fn status_mapping() -> StatusMapping {
    StatusMapping {
        field: located(FieldName::new("custom_status"), 40),
        default: None,
        rows: vec![StatusRow {
            source_id: -3,
            target_id: 2,
            place: at(42),
        }],
    }
}

pub(super) fn config(mapping: Option<Mapping>) -> SyncConfig {
    let tls = Tls {
        insecure_skip_verify: false,
        ca_file: None,
        place: at(1),
    };
    let literal = |text: &str| located(Setting::Literal(text.to_owned()), 1);
    SyncConfig {
        name: "shop".into(),
        place: at(2),
        source: Arc::new(TestopsIntegration {
            name: "testops".into(),
            place: at(1),
            endpoint: literal("https://testops.example.com"),
            token: located(Setting::Env("TESTOPS_TOKEN".into()), 1),
            tls: tls.clone(),
            requests_per_minute: None,
        }),
        project_id: located(7, 5),
        destination: Arc::new(TestrailIntegration {
            name: "testrail".into(),
            place: at(1),
            endpoint: literal("https://example.testrail.io"),
            version: located("7.5".into(), 1),
            username: literal("api@example.com"),
            api_key: located(Setting::Env("TESTRAIL_API_KEY".into()), 1),
            also_writes_as: Vec::new(),
            tls,
            requests_per_minute: None,
            markup: Markup::Html,
        }),
        project: located("Web Shop".into(), 8),
        suite_id: located(29, 9),
        section_id: located(310, 10),
        test_case_aql: located(String::new(), 12),
        create: located(true, 11),
        launches: Launches {
            aql: located(String::new(), 13),
            enabled: false,
            repeats: Repeats::All,
            close: CloseRun::Never,
            on_closed_run: OnClosedRun::Report,
            step_results: false,
            attachments: false,
        },
        disabled: false,
        mapping: mapping.map(Arc::new),
        guard: crate::manifest::Guard::default(),
        identity: located(
            Identity {
                field: FieldName::new("refs"),
                prefix: "ALLURE-".into(),
            },
            3,
        ),
    }
}

fn field(name: &str, kind: FieldKind, templates: Option<&[u64]>) -> CatalogField {
    CatalogField {
        name: FieldName::new(name),
        label: name.trim_start_matches("custom_").to_owned(),
        kind,
        is_active: true,
        in_project: true,
        is_required: false,
        has_default: false,
        templates: templates.map(|ids| ids.iter().copied().map(TemplateId).collect()),
    }
}

fn catalog() -> Catalog {
    let options = vec![
        NamedId {
            id: 1,
            name: "Draft".into(),
        },
        NamedId {
            id: 2,
            name: "Active".into(),
        },
    ];
    let html = |type_name: &'static str| FieldKind::new(type_name, Markup::Html);
    let template = |id, name: &str, is_default| Template {
        id: TemplateId(id),
        name: name.into(),
        is_default,
    };
    Catalog {
        project: Some(Project {
            id: 1,
            name: "Web Shop".into(),
            suite_mode: SuiteMode::Multiple,
            is_completed: false,
        }),
        project_names: vec!["Web Shop".into(), "Mobile".into()],
        suite: Some(Suite {
            id: SuiteId(29),
            name: "Regression".into(),
            project_id: 1,
            is_completed: false,
        }),
        suites: Vec::new(),
        section: Some(Section {
            id: SectionId(310),
            name: "Checkout".into(),
            suite_id: Some(SuiteId(29)),
        }),
        fields: vec![
            field("custom_preconds", html("Text"), Some(&[1, 2])),
            field("custom_expected", html("Text"), Some(&[1])),
            field("custom_description", html("Text"), None),
            field("custom_summary", html("String"), None),
            field(
                "custom_status",
                FieldKind {
                    options,
                    ..html("Dropdown")
                },
                None,
            ),
            field("custom_steps_separated", html("Steps"), Some(&[2])),
            field("custom_steps", html("Text"), Some(&[1])),
            field("custom_reviewed", html("Checkbox"), None),
        ],
        templates: vec![
            template(1, "Test Case (Text)", true),
            template(2, "Test Case (Steps)", false),
            template(3, "Exploratory Session", false),
        ],
        user: None,
    }
}

fn case() -> TestCase {
    TestCase {
        id: TestCaseId(4711),
        name: "User can reset a password".into(),
        description: Some("Checks the **reset** flow".into()),
        precondition: Some("Account exists".into()),
        expected_result: None,
        status: Some(WorkflowStatus {
            id: -3,
            name: "Active".into(),
        }),
        scenario: None,
    }
}

/// What stops how much: the words are somebody else's.
pub(super) fn findings(found: &[Diagnostic]) -> String {
    let mut text = String::new();
    for Diagnostic {
        severity,
        code,
        place,
        objects: _,
    } in found
    {
        let place = place
            .as_ref()
            .map_or_else(|| "-".to_owned(), ToString::to_string);
        let stops = match severity {
            Severity::Error | Severity::BlocksConfig => "all",
            Severity::BlocksCase => "case",
            Severity::Warning | Severity::Notice => "nothing",
        };
        writeln!(text, "stops {stops}: {place} {} {code:?}", code.id()).unwrap();
    }
    text
}

fn resolve_with(mapping: Option<Mapping>, catalog: &Catalog) -> Resolved {
    resolve(&config(mapping), catalog, Base::none())
}

fn map(mapping: Mapping, case: &TestCase) -> (Mapped, Vec<Diagnostic>) {
    let rules = resolve_with(Some(mapping), &catalog()).rules.unwrap();
    let mut findings = Vec::new();
    (desired(&rules, case, &mut findings), findings)
}

/// The values, without the marker, which every case has.
fn values(mapped: &Mapped) -> String {
    let Mapped::Desired(case) = mapped else {
        return "blocked".into();
    };
    let marker = DesiredField::new(FieldName::new("refs"), Value::Text("ALLURE-4711".into()));
    assert!(case.fields.contains(&marker));
    let fields = case.fields.iter().filter(|field| **field != marker);
    fields
        .map(|field| format!("{}: {:?}\n", field.name, field.value))
        .collect()
}

#[test]
fn texts_and_status_go_where_the_mapping_says() {
    let mut mapping = mapping(&[
        (SourceField::Description, "custom_description"),
        (SourceField::Precondition, "custom_preconds"),
    ]);
    mapping.status = Some(status_mapping());
    let (mapped, found) = map(mapping, &case());
    insta::assert_snapshot!(values(&mapped), @r#"
    title: Text("User can reset a password")
    custom_description: Text("<p>Checks the <strong>reset</strong> flow</p>\n")
    custom_preconds: Text("<p>Account exists</p>\n")
    custom_status: Number(2)
    "#);
    assert!(found.is_empty());
}

#[test]
fn a_string_field_gets_one_line_and_says_what_it_loses() {
    let long = TestCase {
        description: Some("word ".repeat(100)),
        ..case()
    };
    let (mapped, found) = map(
        mapping(&[(SourceField::Description, "custom_summary")]),
        &long,
    );
    let Mapped::Desired(mapped) = mapped else {
        panic!("blocked")
    };
    let Value::Text(text) = &mapped.fields[1].value else {
        panic!("no text")
    };
    assert_eq!(text.chars().count(), 250);
    assert!(text.ends_with('…'));
    insta::assert_snapshot!(findings(&found), @r#"stops nothing: shop.yaml:31:1 RW0212 CaseCode(Shortened { field: "custom_summary", length: 499, limit: 250 })"#);
}

#[test]
fn a_long_title_is_shortened_visibly_and_always_the_same_way() {
    let long = TestCase {
        name: format!("{} end", "long ".repeat(60)),
        ..case()
    };
    let (first, found) = map(mapping(&[]), &long.clone());
    let (second, _) = map(mapping(&[]), &long);
    assert_eq!(first, second);
    insta::assert_snapshot!(findings(&found), @r#"stops nothing: - RW0212 CaseCode(Shortened { field: "title", length: 303, limit: 250 })"#);
}

#[test]
fn steps_become_rows_and_what_is_nested_stays_in_its_row() {
    let step = |action: &str, expected: &str, nodes: Vec<StepNode>| Step {
        action: action.into(),
        expected: if expected.is_empty() {
            Vec::new()
        } else {
            vec![StepNode::Step(Step {
                action: expected.into(),
                ..Step::default()
            })]
        },
        nodes,
    };
    let scenario = Scenario {
        nodes: vec![
            StepNode::Step(step(
                "Open <login> page",
                "Form is shown",
                vec![
                    StepNode::Step(step("Enter *name*", "", Vec::new())),
                    StepNode::Step(step("Enter password", "Dots are shown", Vec::new())),
                ],
            )),
            StepNode::Attachment(Attachment {
                name: "form.png".into(),
                missed: false,
            }),
            StepNode::Shared {
                name: "Sign in as admin".into(),
                nodes: vec![StepNode::Step(step("Enter credentials", "", Vec::new()))],
            },
        ],
    };
    let case = TestCase {
        scenario: Some(scenario),
        ..case()
    };
    let (mapped, _) = map(
        mapping(&[(SourceField::Scenario, "custom_steps_separated")]),
        &case,
    );
    insta::assert_snapshot!(values(&mapped), @r#"
    title: Text("User can reset a password")
    custom_steps_separated: Steps([StepRow { content: "<p>Open &lt;login&gt; page</p>\n<ol>\n<li>Enter *name*</li>\n<li>Enter password<br />Expected: Dots are shown</li>\n</ol>\n<p>Attachment: form.png</p>\n", expected: "<p>Form is shown</p>\n" }, StepRow { content: "<p>Sign in as admin</p>\n<ol>\n<li>Enter credentials</li>\n</ol>\n", expected: "" }])
    template_id: Number(2)
    "#);
    let (mapped, _) = map(mapping(&[(SourceField::Scenario, "custom_steps")]), &case);
    insta::assert_snapshot!(values(&mapped), @r#"
    title: Text("User can reset a password")
    custom_steps: Text("<ol>\n<li>Open &lt;login&gt; page<br />Expected: Form is shown\n<ol>\n<li>Enter *name*</li>\n<li>Enter password<br />Expected: Dots are shown</li>\n</ol>\n</li>\n<li>Attachment: form.png</li>\n<li>Sign in as admin\n<ol>\n<li>Enter credentials</li>\n</ol>\n</li>\n</ol>\n")
    template_id: Number(1)
    "#);
}

#[test]
fn a_status_without_row_and_default_blocks_its_case() {
    let mut mapping = mapping(&[]);
    mapping.status = Some(status_mapping());
    let draft = TestCase {
        status: Some(WorkflowStatus {
            id: -1,
            name: "Draft".into(),
        }),
        ..case()
    };
    let (mapped, found) = map(mapping.clone(), &draft.clone());
    assert_eq!(mapped, Mapped::Blocked(TestCaseId(4711)));
    insta::assert_snapshot!(findings(&found), @r#"stops case: shop.yaml:40:1 RW0214 CaseCode(StatusUnmapped { status: Some(NamedNumber { id: -1, name: "Draft" }) })"#);

    mapping.status = Some(StatusMapping {
        default: Some(located(1, 41)),
        ..status_mapping()
    });
    let (mapped, _) = map(mapping, &draft);
    insta::assert_snapshot!(values(&mapped), @r#"
    title: Text("User can reset a password")
    custom_status: Number(1)
    "#);
}

#[test]
fn a_case_without_a_name_is_blocked() {
    let (mapped, found) = map(
        mapping(&[]),
        &TestCase {
            name: " \u{a0}\n".into(),
            ..case()
        },
    );
    assert_eq!(mapped, Mapped::Blocked(TestCaseId(4711)));
    insta::assert_snapshot!(findings(&found), @"stops case: - RW0211 CaseCode(NameMissing)");
}

#[test]
fn a_required_field_that_is_empty_blocks_its_case() {
    let mut catalog = catalog();
    catalog.fields[0].is_required = true;
    let rules = resolve_with(
        Some(mapping(&[(SourceField::Precondition, "custom_preconds")])),
        &catalog,
    )
    .rules
    .unwrap();
    let mut found = Vec::new();
    let mapped = desired(
        &rules,
        &TestCase {
            precondition: None,
            ..case()
        },
        &mut found,
    );
    assert_eq!(mapped, Mapped::Blocked(TestCaseId(4711)));
    insta::assert_snapshot!(findings(&found), @r#"stops case: shop.yaml:31:1 RW0213 CaseCode(RequiredFieldEmpty { field: NamedField { name: "custom_preconds", label: "preconds" } })"#);
}

#[test]
fn a_required_field_that_nothing_is_mapped_to_keeps_cases_from_being_created() {
    let mut catalog = catalog();
    catalog.fields[3].is_required = true;
    catalog.fields[4].is_required = true;
    catalog.fields[4].has_default = true;
    let rules = resolve_with(Some(mapping(&[])), &catalog).rules.unwrap();
    assert_eq!(
        rules.required_of_new,
        [NamedField {
            name: "custom_summary".into(),
            label: "summary".into(),
        }]
    );
}

#[test]
fn a_template_is_chosen_that_shows_the_steps() {
    let resolved = resolve_with(
        Some(mapping(&[
            (SourceField::Scenario, "custom_steps_separated"),
            (SourceField::Precondition, "custom_preconds"),
            (SourceField::ExpectedResult, "custom_expected"),
        ])),
        &catalog(),
    );
    let rules = resolved.rules.unwrap();
    let template = rules.template.unwrap();
    assert_eq!((template.id, template.only_new), (TemplateId(2), false));
    assert_eq!(template.target.kind.kept, [2]);
    insta::assert_snapshot!(findings(&resolved.findings), @r#"stops nothing: shop.yaml:33:1 RW0414 DestinationCode(FieldNotInTemplate { field: NamedField { name: "custom_expected", label: "expected" }, template: "Test Case (Steps)" })"#);

    let rules = resolve_with(
        Some(mapping(&[(SourceField::Precondition, "custom_preconds")])),
        &catalog(),
    )
    .rules
    .unwrap();
    assert_eq!(rules.template, None);
}

#[test]
fn every_way_in_which_a_destination_cannot_take_cases_says_where_to_click() {
    let mut text = String::new();
    let mut case = |name: &str, change: &dyn Fn(&mut Catalog)| {
        let mut catalog = catalog();
        change(&mut catalog);
        let resolved = resolve_with(None, &catalog);
        assert!(resolved.rules.is_none(), "{name}");
        write!(text, "# {name}\n{}", findings(&resolved.findings)).unwrap();
    };
    case("no project", &|catalog| catalog.project = None);
    case("no project, similar", &|catalog| {
        catalog.project = None;
        catalog.project_names = vec!["Webshop".into()];
    });
    case("no project visible", &|catalog| {
        catalog.project = None;
        catalog.project_names.clear();
    });
    let project = |mode, is_completed| {
        move |catalog: &mut Catalog| {
            catalog.project = Some(Project {
                id: 1,
                name: "Web Shop".into(),
                suite_mode: mode,
                is_completed,
            });
        }
    };
    case("single suite", &project(SuiteMode::Single, false));
    case("baselines", &project(SuiteMode::Baselines, false));
    case("unknown mode", &project(SuiteMode::Unknown(9), false));
    case("completed", &project(SuiteMode::Multiple, true));
    case("no suite", &|catalog| {
        catalog.suite = None;
        catalog.suites = vec![NamedId {
            id: 28,
            name: "Smoke".into(),
        }];
    });
    case("suite of another project", &|catalog| {
        catalog.suite = Some(Suite {
            id: SuiteId(29),
            name: "Other".into(),
            project_id: 2,
            is_completed: false,
        });
    });
    case("completed suite", &|catalog| {
        catalog.suite = Some(Suite {
            id: SuiteId(29),
            name: "Old".into(),
            project_id: 1,
            is_completed: true,
        });
    });
    case("no section", &|catalog| catalog.section = None);
    case("section of another suite", &|catalog| {
        catalog.section = Some(Section {
            id: SectionId(310),
            name: "Cart".into(),
            suite_id: Some(SuiteId(30)),
        });
    });
    insta::assert_snapshot!(text, @r#"
    # no project
    stops all: shop.yaml:8:1 RW0401 DestinationCode(NoSuchProject { project: "Web Shop", similar: Some("Web Shop"), visible: ["Web Shop", "Mobile"] })
    # no project, similar
    stops all: shop.yaml:8:1 RW0401 DestinationCode(NoSuchProject { project: "Web Shop", similar: Some("Webshop"), visible: ["Webshop"] })
    # no project visible
    stops all: shop.yaml:8:1 RW0401 DestinationCode(NoSuchProject { project: "Web Shop", similar: None, visible: [] })
    # single suite
    stops all: shop.yaml:8:1 RW0402 DestinationCode(ProjectWithoutSuites { project: "Web Shop", has_baselines: Some(false) })
    # baselines
    stops all: shop.yaml:8:1 RW0402 DestinationCode(ProjectWithoutSuites { project: "Web Shop", has_baselines: Some(true) })
    # unknown mode
    stops all: shop.yaml:8:1 RW0402 DestinationCode(ProjectWithoutSuites { project: "Web Shop", has_baselines: None })
    # completed
    stops all: shop.yaml:8:1 RW0403 DestinationCode(ProjectCompleted { project: "Web Shop" })
    # no suite
    stops all: shop.yaml:9:1 RW0404 DestinationCode(NoSuchSuite { suite: 29, project: "Web Shop", suites: [NamedNumber { id: 28, name: "Smoke" }] })
    # suite of another project
    stops all: shop.yaml:9:1 RW0405 DestinationCode(SuiteOfOtherProject { suite: 29, name: "Other", project: "Web Shop", suites: [] })
    # completed suite
    stops all: shop.yaml:9:1 RW0406 DestinationCode(SuiteCompleted { suite: 29, name: "Old" })
    # no section
    stops all: shop.yaml:10:1 RW0407 DestinationCode(NoSuchSection { section: 310 })
    # section of another suite
    stops all: shop.yaml:10:1 RW0408 DestinationCode(SectionOfOtherSuite { section: 310, name: "Cart", actual: 30, suite: 29 })
    "#);
}

#[test]
fn every_way_in_which_a_field_cannot_be_used_says_where_to_click() {
    let mut text = String::new();
    let mut case =
        |name: &str, source: SourceField, target: &str, change: &dyn Fn(&mut Catalog)| {
            let mut catalog = catalog();
            change(&mut catalog);
            let resolved = resolve_with(Some(mapping(&[(source, target)])), &catalog);
            assert!(resolved.rules.is_none(), "{name}");
            write!(text, "# {name}\n{}", findings(&resolved.findings)).unwrap();
        };
    let nothing = |_: &mut Catalog| {};
    case(
        "missing",
        SourceField::Description,
        "custom_allure_story",
        &nothing,
    );
    case(
        "misspelt",
        SourceField::Description,
        "custom_descripton",
        &nothing,
    );
    case(
        "inactive",
        SourceField::Precondition,
        "custom_preconds",
        &|catalog| catalog.fields[0].is_active = false,
    );
    case(
        "other projects",
        SourceField::Precondition,
        "custom_preconds",
        &|catalog| {
            catalog.fields[0].in_project = false;
        },
    );
    case(
        "wrong type",
        SourceField::Description,
        "custom_reviewed",
        &nothing,
    );
    case(
        "steps for a text",
        SourceField::Description,
        "custom_steps_separated",
        &nothing,
    );
    insta::assert_snapshot!(text, @r#"
    # missing
    stops all: shop.yaml:31:1 RW0409 DestinationCode(NoSuchField { field: "custom_allure_story", similar: None, wanted: "Text" })
    # misspelt
    stops all: shop.yaml:31:1 RW0409 DestinationCode(NoSuchField { field: "custom_descripton", similar: Some("custom_description"), wanted: "Text" })
    # inactive
    stops all: shop.yaml:31:1 RW0410 DestinationCode(FieldInactive { field: NamedField { name: "custom_preconds", label: "preconds" } })
    # other projects
    stops all: shop.yaml:31:1 RW0411 DestinationCode(FieldNotInProject { field: NamedField { name: "custom_preconds", label: "preconds" }, project: "Web Shop" })
    # wrong type
    stops all: shop.yaml:31:1 RW0412 DestinationCode(FieldOfOtherType { field: NamedField { name: "custom_reviewed", label: "reviewed" }, found: "Checkbox", wanted: "Text", holds_marker: false })
    # steps for a text
    stops all: shop.yaml:31:1 RW0412 DestinationCode(FieldOfOtherType { field: NamedField { name: "custom_steps_separated", label: "steps_separated" }, found: "Steps", wanted: "Text", holds_marker: false })
    "#);
}

#[test]
fn options_that_do_not_exist_are_named_with_those_that_do() {
    let mut mapping = mapping(&[]);
    mapping.status = Some(StatusMapping {
        default: Some(located(9, 41)),
        rows: vec![StatusRow {
            source_id: -1,
            target_id: 7,
            place: at(43),
        }],
        ..status_mapping()
    });
    let resolved = resolve_with(Some(mapping), &catalog());
    assert!(resolved.rules.is_none());
    insta::assert_snapshot!(findings(&resolved.findings), @r#"
    stops all: shop.yaml:43:1 RW0413 DestinationCode(NoSuchOption { field: NamedField { name: "custom_status", label: "status" }, option: 7, options: [NamedNumber { id: 1, name: "Draft" }, NamedNumber { id: 2, name: "Active" }] })
    stops all: shop.yaml:41:1 RW0413 DestinationCode(NoSuchOption { field: NamedField { name: "custom_status", label: "status" }, option: 9, options: [NamedNumber { id: 1, name: "Draft" }, NamedNumber { id: 2, name: "Active" }] })
    "#);
}

#[test]
fn markers_need_a_string_field() {
    let mut config = config(None);
    config.identity.value.field = FieldName::new("custom_description");
    let resolved = resolve(&config, &catalog(), Base::none());
    assert!(resolved.rules.is_none());
    insta::assert_snapshot!(findings(&resolved.findings), @r#"stops all: shop.yaml:3:1 RW0412 DestinationCode(FieldOfOtherType { field: NamedField { name: "custom_description", label: "description" }, found: "Text", wanted: "String", holds_marker: true })"#);
}
