//! Each test: a mapping, a catalog with one thing wrong or right, a case, and what comes of it.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{MappedCases, Resolved, map_cases, resolve};
use crate::diagnostic::{Diagnostic, NamedField, NamedValue, Place, Severity};
use crate::field::{Row, SourceKey, Target, ValueRow};
use crate::manifest::types::{DestinationSpec, SyncConfigSpec, TestopsSpec, TestrailSpec};
use crate::manifest::{
    CloseRun, Launches, Located, MappedField, Mapping, OnDrift, OnUnmapped, SyncConfig,
    TestopsIntegration, TestrailIntegration,
};
use crate::model::{
    Attachment, CaseSource, Catalog, CatalogField, DesiredCase, DesiredField, FieldKind, FieldName,
    Identity, Markup, NamedId, Project, Reason, Scenario, Section, SectionId, SourceValue, Step,
    StepNode, Suite, SuiteId, SuiteMode, Template, TemplateId, TestCase, TestCaseId, Value,
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
    Located::new(value, at(line))
}

/// A row that says nothing but where the value comes from.
fn row(target: &str, sources: &[CaseSource], line: usize) -> MappedField {
    MappedField {
        target: located(FieldName::new(target), line),
        sources: sources.to_vec(),
        row: Row::default(),
        on_unmapped: None,
        on_drift: OnDrift::Overwrite,
        on_empty: None,
    }
}

pub(super) fn mapping(fields: &[(CaseSource, &str)]) -> Mapping {
    let rows = fields.iter().enumerate();
    Mapping {
        name: "default".into(),
        place: at(30),
        fields: rows
            .map(|(index, (source, target))| row(target, std::slice::from_ref(source), 31 + index))
            .collect(),
        results: Vec::new(),
    }
}

fn value_row(source: SourceKey, target: Target, line: usize) -> ValueRow {
    ValueRow {
        source,
        target,
        place: at(line),
    }
}

/// The status goes into the dropdown; there is no row but for the third one.
fn status_row() -> MappedField {
    MappedField {
        row: Row {
            values: vec![value_row(SourceKey::Id(-3), Target::Id(2), 42)],
            ..Row::default()
        },
        ..row("custom_status", &[CaseSource::Status], 40)
    }
}

fn with_row(row: MappedField) -> Mapping {
    Mapping {
        fields: vec![row],
        ..mapping(&[])
    }
}

pub(super) fn config(mapping: Option<Mapping>) -> SyncConfig {
    let identity = Identity {
        field: FieldName::new("refs"),
        prefix: "ALLURE-".into(),
    };
    SyncConfig {
        name: "shop".into(),
        place: at(2),
        source: Arc::new(TestopsIntegration {
            name: "testops".into(),
            place: at(1),
            spec: TestopsSpec::default(),
        }),
        destination: Arc::new(TestrailIntegration {
            name: "testrail".into(),
            place: at(1),
            spec: TestrailSpec::default(),
        }),
        mapping: mapping.map(Arc::new),
        identity: located(identity, 3),
        spec: SyncConfigSpec {
            destination: located(
                DestinationSpec {
                    project: located("Web Shop".into(), 8),
                    suite_id: located(29, 9),
                    section_id: located(310, 10),
                    ..DestinationSpec::default()
                },
                7,
            ),
            launches: located(
                Launches {
                    aql: located(String::new(), 13),
                    enabled: located(false, 14),
                    close: located(CloseRun::Never, 15),
                    ..Launches::default()
                },
                12,
            ),
            ..SyncConfigSpec::default()
        },
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
            parent: None,
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
        case_statuses: None,
    }
}

fn named(id: i64, name: &str) -> SourceValue {
    SourceValue::Named(NamedValue {
        id: Some(id),
        name: name.into(),
    })
}

fn markdown(text: &str) -> SourceValue {
    SourceValue::Markdown(text.into())
}

fn case() -> TestCase {
    TestCase {
        id: TestCaseId(4711),
        values: vec![
            (
                CaseSource::Name,
                SourceValue::Plain("User can reset a password".into()),
            ),
            (
                CaseSource::Description,
                markdown("Checks the **reset** flow"),
            ),
            (CaseSource::Precondition, markdown("Account exists")),
            (CaseSource::Status, named(-3, "Active")),
        ],
        is_whole: true,
    }
}

/// The case with something else in a source.
fn case_with(source: CaseSource, value: SourceValue) -> TestCase {
    let mut case = case();
    case.values.retain(|(known, _)| *known != source);
    case.values.push((source, value));
    case
}

/// What stops how much: the words are somebody else's.
#[expect(clippy::use_debug, reason = "codes have no words here")]
pub(super) fn findings(found: &[Diagnostic]) -> String {
    let mut text = String::new();
    for Diagnostic {
        severity,
        code,
        place,
        objects: _,
        excerpt: _,
        causes: _,
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

fn map(mapping: Mapping, case: &TestCase) -> MappedCases {
    let rules = resolve_with(Some(mapping), &catalog()).rules.unwrap();
    map_cases(&rules, [case.clone()])
}

/// The values, without the marker, which every case has.
fn values(mapped: &MappedCases) -> String {
    let [case] = mapped.desired.as_slice() else {
        return "blocked".into();
    };
    let marker = DesiredField::new(FieldName::new("refs"), Value::Text("ALLURE-4711".into()));
    assert!(case.fields.contains(&marker));
    let fields = case.fields.iter().filter(|field| **field != marker);
    fields.fold(String::new(), |shown, field| {
        format!("{shown}{}: {:?}\n", field.name, field.value)
    })
}

#[test]
fn texts_and_status_go_where_the_mapping_says() {
    let mut mapping = mapping(&[
        (CaseSource::Description, "custom_description"),
        (CaseSource::Precondition, "custom_preconds"),
    ]);
    mapping.fields.push(status_row());
    let mapped = map(mapping, &case());
    insta::assert_snapshot!(values(&mapped), @r#"
    title: Text("User can reset a password")
    custom_description: Text("<p>Checks the <strong>reset</strong> flow</p>\n")
    custom_preconds: Text("<p>Account exists</p>\n")
    custom_status: Number(2)
    "#);
    assert!(mapped.diagnostics.is_empty());
}

#[test]
fn a_string_field_gets_one_line_and_says_what_it_loses() {
    let long = case_with(CaseSource::Description, markdown(&"word ".repeat(100)));
    let mapped = map(
        mapping(&[(CaseSource::Description, "custom_summary")]),
        &long,
    );
    let Value::Text(text) = &mapped.desired[0].fields[1].value else {
        panic!("no text")
    };
    assert_eq!(text.chars().count(), 250);
    assert!(text.ends_with('…'));
    insta::assert_snapshot!(findings(&mapped.diagnostics), @r#"stops nothing: shop.yaml:31:1 RW0212 CaseCode(Shortened { field: "custom_summary", length: 499, limit: 250 })"#);
}

#[test]
fn a_long_title_is_shortened_visibly_and_always_the_same_way() {
    let name = format!("{} end", "long ".repeat(60));
    let long = case_with(CaseSource::Name, SourceValue::Plain(name));
    let first = map(mapping(&[]), &long);
    assert_eq!(first, map(mapping(&[]), &long));
    insta::assert_snapshot!(findings(&first.diagnostics), @r#"stops nothing: - RW0212 CaseCode(Shortened { field: "title", length: 303, limit: 250 })"#);
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
        ..Scenario::default()
    };
    let case = case_with(CaseSource::Scenario, SourceValue::Scenario(scenario));
    let mapped = map(
        mapping(&[(CaseSource::Scenario, "custom_steps_separated")]),
        &case,
    );
    insta::assert_snapshot!(values(&mapped), @r#"
    title: Text("User can reset a password")
    custom_steps_separated: Steps([StepRow { content: "<p>Open &lt;login&gt; page</p>\n<ol>\n<li>Enter *name*</li>\n<li>Enter password<br />Expected: Dots are shown</li>\n</ol>\n<p>Attachment: form.png</p>\n", expected: "<p>Form is shown</p>\n", columns: {}, part: None }, StepRow { content: "<p>Sign in as admin</p>\n<ol>\n<li>Enter credentials</li>\n</ol>\n", expected: "", columns: {}, part: None }])
    template_id: Number(2)
    "#);
    let mapped = map(mapping(&[(CaseSource::Scenario, "custom_steps")]), &case);
    insta::assert_snapshot!(values(&mapped), @r#"
    title: Text("User can reset a password")
    custom_steps: Text("<ol>\n<li>Open &lt;login&gt; page<br />Expected: Form is shown\n<ol>\n<li>Enter *name*</li>\n<li>Enter password<br />Expected: Dots are shown</li>\n</ol>\n</li>\n<li>Attachment: form.png</li>\n<li>Sign in as admin\n<ol>\n<li>Enter credentials</li>\n</ol>\n</li>\n</ol>\n")
    template_id: Number(1)
    "#);
}

#[test]
fn an_option_is_found_by_its_row_then_by_its_name_then_by_default() {
    let row = MappedField {
        row: Row {
            values: vec![
                value_row(SourceKey::Id(-3), Target::Id(2), 42),
                value_row(
                    SourceKey::Name(" review".into()),
                    Target::Name("DRAFT ".into()),
                    43,
                ),
                value_row(SourceKey::Name("Gone".into()), Target::Nothing, 44),
            ],
            default: Some((Target::Name("active".into()), at(45))),
            join: None,
        },
        ..row("custom_status", &[CaseSource::Status], 40)
    };
    let chosen = |status: SourceValue| {
        let mapped = map(
            with_row(row.clone()),
            &case_with(CaseSource::Status, status),
        );
        let field = mapped.desired[0].fields[1].clone();
        let Reason { by, place, .. } = field.reason.unwrap();
        format!("{:?} by {by:?} at {place}", field.value)
    };
    let all = [
        named(-3, "Whatever"),
        named(-2, "Review"),
        named(7, "gone"),
        named(-1, " draft"),
        named(9, "Nobody knows it"),
        SourceValue::Empty,
    ];
    insta::assert_snapshot!(all.map(chosen).join("\n"), @"
    Number(2) by Row at shop.yaml:42:1
    Number(1) by Row at shop.yaml:43:1
    Empty by Row at shop.yaml:44:1
    Number(1) by Name at shop.yaml:40:1
    Number(2) by Default at shop.yaml:45:1
    Number(2) by Default at shop.yaml:45:1
    ");
}

#[test]
fn what_nothing_says_anything_about_leaves_the_field_alone_and_is_told_once() {
    let cases = [
        (1, named(-1, "Nobody knows it")),
        (2, named(-1, "Nobody knows it")),
        (3, SourceValue::Empty),
        (4, named(-3, "Active")),
    ];
    let rules = resolve_with(Some(with_row(status_row())), &catalog())
        .rules
        .unwrap();
    let cases = cases.map(|(id, status)| TestCase {
        id: TestCaseId(id),
        ..case_with(CaseSource::Status, status)
    });
    let mapped = map_cases(&rules, cases.clone());
    assert!(mapped.blocked.is_empty());
    let has_field = |case: &DesiredCase| case.field(&FieldName::new("custom_status")).is_some();
    let written: Vec<bool> = mapped.desired.iter().map(has_field).collect();
    assert_eq!(written, [false, false, false, true]);
    insta::assert_snapshot!(findings(&mapped.diagnostics), @r#"
    stops nothing: shop.yaml:40:1 RW0214 CaseCode(ValueUnmapped { field: NamedField { name: "custom_status", label: "status" }, source: "status", value: None, count: 1 })
    stops nothing: shop.yaml:40:1 RW0214 CaseCode(ValueUnmapped { field: NamedField { name: "custom_status", label: "status" }, source: "status", value: Some(NamedValue { id: Some(-1), name: "Nobody knows it" }), count: 2 })
    "#);

    let row = MappedField {
        on_unmapped: Some(located(OnUnmapped::Block, 46)),
        ..status_row()
    };
    let rules = resolve_with(Some(with_row(row)), &catalog()).rules.unwrap();
    let mapped = map_cases(&rules, cases);
    assert_eq!(
        mapped.blocked,
        [TestCaseId(1), TestCaseId(2), TestCaseId(3)]
    );
    insta::assert_snapshot!(findings(&mapped.diagnostics), @r#"
    stops case: shop.yaml:40:1 RW0214 CaseCode(ValueUnmapped { field: NamedField { name: "custom_status", label: "status" }, source: "status", value: Some(NamedValue { id: Some(-1), name: "Nobody knows it" }), count: 0 })
    stops case: shop.yaml:40:1 RW0214 CaseCode(ValueUnmapped { field: NamedField { name: "custom_status", label: "status" }, source: "status", value: Some(NamedValue { id: Some(-1), name: "Nobody knows it" }), count: 0 })
    stops case: shop.yaml:40:1 RW0214 CaseCode(ValueUnmapped { field: NamedField { name: "custom_status", label: "status" }, source: "status", value: None, count: 0 })
    "#);
}

#[test]
fn a_case_without_a_name_is_blocked() {
    let blank = SourceValue::Plain(" \u{a0}\n".into());
    let mapped = map(mapping(&[]), &case_with(CaseSource::Name, blank));
    assert_eq!(mapped.blocked, [TestCaseId(4711)]);
    insta::assert_snapshot!(findings(&mapped.diagnostics), @"stops case: - RW0211 CaseCode(NameMissing)");
}

#[test]
fn the_title_comes_from_wherever_its_row_says() {
    let sources = [CaseSource::CustomField("Area".into()), CaseSource::Name];
    let row = MappedField {
        row: Row {
            join: Some(": ".into()),
            ..Row::default()
        },
        ..row("title", &sources, 31)
    };
    let case = case_with(
        sources[0].clone(),
        SourceValue::List(vec![named(1, "Accounts")]),
    );
    insta::assert_snapshot!(values(&map(with_row(row), &case)), @r#"title: Text("Accounts: User can reset a password")"#);
}

#[test]
fn a_required_field_that_is_empty_blocks_its_case() {
    let mut catalog = catalog();
    catalog.fields[0].is_required = true;
    let rules = resolve_with(
        Some(mapping(&[(CaseSource::Precondition, "custom_preconds")])),
        &catalog,
    )
    .rules
    .unwrap();
    let mapped = map_cases(
        &rules,
        [case_with(CaseSource::Precondition, SourceValue::Empty)],
    );
    assert_eq!(mapped.blocked, [TestCaseId(4711)]);
    insta::assert_snapshot!(findings(&mapped.diagnostics), @r#"stops case: shop.yaml:31:1 RW0213 CaseCode(RequiredFieldEmpty { field: NamedField { name: "custom_preconds", label: "preconds" } })"#);
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
            (CaseSource::Scenario, "custom_steps_separated"),
            (CaseSource::Precondition, "custom_preconds"),
            (CaseSource::ExpectedResult, "custom_expected"),
        ])),
        &catalog(),
    );
    let rules = resolved.rules.unwrap();
    let template = rules.template.unwrap();
    assert_eq!((template.id, template.only_new), (TemplateId(2), false));
    assert_eq!(template.target.kind.kept, [2]);
    insta::assert_snapshot!(findings(&resolved.diagnostics), @r#"stops nothing: shop.yaml:33:1 RW0414 DestinationCode(FieldNotInTemplate { field: NamedField { name: "custom_expected", label: "expected" }, template: "Test Case (Steps)" })"#);

    let rules = resolve_with(
        Some(mapping(&[(CaseSource::Precondition, "custom_preconds")])),
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
        write!(text, "# {name}\n{}", findings(&resolved.diagnostics)).unwrap();
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
            parent: None,
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
    let mut case = |name: &str, source: CaseSource, target: &str, change: &dyn Fn(&mut Catalog)| {
        let mut catalog = catalog();
        change(&mut catalog);
        let resolved = resolve_with(Some(mapping(&[(source, target)])), &catalog);
        assert!(resolved.rules.is_none(), "{name}");
        write!(text, "# {name}\n{}", findings(&resolved.diagnostics)).unwrap();
    };
    let nothing = |_: &mut Catalog| {};
    case(
        "missing",
        CaseSource::Description,
        "custom_allure_story",
        &nothing,
    );
    case(
        "misspelt",
        CaseSource::Description,
        "custom_descripton",
        &nothing,
    );
    case(
        "inactive",
        CaseSource::Precondition,
        "custom_preconds",
        &|catalog| catalog.fields[0].is_active = false,
    );
    case(
        "other projects",
        CaseSource::Precondition,
        "custom_preconds",
        &|catalog| {
            catalog.fields[0].in_project = false;
        },
    );
    case(
        "wrong type",
        CaseSource::Description,
        "custom_reviewed",
        &nothing,
    );
    case(
        "steps for a text",
        CaseSource::Description,
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
    let row = MappedField {
        row: Row {
            values: vec![value_row(
                SourceKey::Id(-1),
                Target::Name("Drafted".into()),
                43,
            )],
            default: Some((Target::Id(9), at(41))),
            join: None,
        },
        ..status_row()
    };
    let resolved = resolve_with(Some(with_row(row)), &catalog());
    assert!(resolved.rules.is_none());
    insta::assert_snapshot!(findings(&resolved.diagnostics), @r#"
    stops all: shop.yaml:43:1 RW0413 DestinationCode(NoSuchOption { field: NamedField { name: "custom_status", label: "status" }, option: "Drafted", options: [NamedNumber { id: 1, name: "Draft" }, NamedNumber { id: 2, name: "Active" }] })
    stops all: shop.yaml:41:1 RW0413 DestinationCode(NoSuchOption { field: NamedField { name: "custom_status", label: "status" }, option: "9", options: [NamedNumber { id: 1, name: "Draft" }, NamedNumber { id: 2, name: "Active" }] })
    "#);
}

#[test]
fn only_a_field_with_options_has_values() {
    let with_default = |target: &str| MappedField {
        row: Row {
            default: Some((Target::Id(9), at(41))),
            ..Row::default()
        },
        ..row(target, &[CaseSource::Layer], 40)
    };
    let blocking = MappedField {
        on_unmapped: Some(located(OnUnmapped::Block, 46)),
        ..row("custom_preconds", &[CaseSource::Layer], 45)
    };
    let mapping = Mapping {
        fields: vec![
            with_default("custom_summary"),
            with_default("title"),
            blocking,
        ],
        ..mapping(&[])
    };
    let resolved = resolve_with(Some(mapping), &catalog());
    assert!(resolved.rules.is_none());
    insta::assert_snapshot!(findings(&resolved.diagnostics), @r#"
    stops all: shop.yaml:41:1 RW0416 DestinationCode(FieldWithoutOptions { field: NamedField { name: "custom_summary", label: "summary" }, found: "String" })
    stops all: shop.yaml:41:1 RW0416 DestinationCode(FieldWithoutOptions { field: NamedField { name: "title", label: "Title" }, found: "title" })
    stops all: shop.yaml:46:1 RW0416 DestinationCode(FieldWithoutOptions { field: NamedField { name: "custom_preconds", label: "preconds" }, found: "Text" })
    "#);
}

#[test]
fn nothing_is_mapped_to_the_field_that_markers_stand_in() {
    let mut config = config(Some(mapping(&[(CaseSource::FullName, "custom_summary")])));
    config.identity.value.field = FieldName::new("custom_summary");
    let resolved = resolve(&config, &catalog(), Base::none());
    assert!(resolved.rules.is_none());
    insta::assert_snapshot!(findings(&resolved.diagnostics), @r#"stops all: shop.yaml:31:1 RW0417 DestinationCode(FieldHoldsMarker { field: NamedField { name: "custom_summary", label: "summary" } })"#);
}

#[test]
fn markers_need_a_string_field() {
    let mut config = config(None);
    config.identity.value.field = FieldName::new("custom_description");
    let resolved = resolve(&config, &catalog(), Base::none());
    assert!(resolved.rules.is_none());
    insta::assert_snapshot!(findings(&resolved.diagnostics), @r#"stops all: shop.yaml:3:1 RW0412 DestinationCode(FieldOfOtherType { field: NamedField { name: "custom_description", label: "description" }, found: "Text", wanted: "String", holds_marker: true })"#);
}
