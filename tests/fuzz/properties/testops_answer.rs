//! Whatever a TestOps server answers is refused in few words or becomes values that can be planned with.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use crate::diagnostic::Place;
use crate::field::{Row, Target};
use crate::manifest::{self, OnDrift, OnUnmapped};
use crate::mapping::launches::{
    self, Details, LaunchRules, block, desired_result, link_in, merge, read_block, run_name,
};
use crate::mapping::{FieldRule, MappedCases, Rules, map_cases};
use crate::model::{
    CaseSource, FieldKind, FieldName, FieldSpec, Launch, LaunchId, Markup, NamedId, ResultField,
    ResultFieldKind, RunCatalog, RunStatus, SectionId, SourceValue, TestCase, TestCaseId,
    TestResult, TestResultId, Value, Verdict, attachment_name,
};
use crate::plan::{SavedPlan, file_name};
use crate::render::escape;
use crate::testops::answer::{Answer, Call, decode};
use crate::text::Base;
use tempfile::TempDir;

use super::looks::{assert_printable, assert_settled, assert_short};
use super::planned::{assert_shown, identity, plan_of};

/// Where results are seen. The underscores are markup in Markdown.
const WEB: &str = "https://test_ops.example.com/a_b";

/// The most characters of a title, a name or a String field.
const MAX_LINE: usize = 250;

/// The most characters of a comment, with what may be left of markup.
const MAX_COMMENT: usize = 60_000;

/// The most bytes of mapped texts that are looked at: shared steps within shared steps make much of little, and all that
/// follows takes its time for each of them.
const MAX_LENGTH: usize = 50_000;

/// Reads the first byte as a call, `a` as the first one, and the rest as its answer.
pub fn testops_answer(data: &[u8]) {
    let Some((call, body)) = data.split_first() else {
        return;
    };
    let call = Call::ALL[usize::from(call.wrapping_sub(b'a')) % Call::ALL.len()];
    let answer = match decode(call, body) {
        Ok(answer) => answer,
        Err(error) => {
            let error = error.to_string();
            assert_short(&error);
            assert_printable(&escape::terminal(&error));
            assert!(!call.is_confidential() || quotes_nothing(&error), "{error}");
            return;
        }
    };
    match answer {
        Answer::TestCases(cases) => cases.into_iter().for_each(assert_mapped),
        Answer::Overview(case) => assert_mapped(case),
        Answer::Scenario(scenario) => {
            let scenario = scenario.map_or(SourceValue::Empty, SourceValue::Scenario);
            assert_mapped(TestCase {
                id: TestCaseId(4711),
                values: vec![
                    (
                        CaseSource::Name,
                        SourceValue::Plain("User can reset".to_owned()),
                    ),
                    (CaseSource::Scenario, scenario),
                ],
                is_whole: true,
            });
        }
        Answer::Project(name) => assert_printable(&escape::terminal(&name)),
        Answer::Verdict(..) => {}
        Answer::Launches(launches) => launches.iter().for_each(assert_described),
        Answer::Environment(environment) => {
            assert!(environment.is_sorted());
            assert_described(&Launch {
                environment,
                ..launch()
            });
        }
        Answer::Results(results) => {
            for result in &results.results {
                assert_commented(result, &Details::default());
            }
        }
        Answer::Execution(steps) => assert_commented(
            &result(),
            &Details {
                steps,
                ..Details::default()
            },
        ),
        Answer::Issues(issues) => {
            assert!(issues.is_sorted());
            assert_commented(
                &result(),
                &Details {
                    issues,
                    ..Details::default()
                },
            );
        }
        Answer::Attachments(files) => {
            for file in files {
                let name = attachment_name(&file_name(&file));
                assert_printable(&escape::terminal(&name));
                assert_eq!(attachment_name(&name), name);
                assert!(!name.is_empty());
            }
        }
        Answer::Accounts(accounts) => {
            assert!(accounts.is_sorted_by(|a, b| a.login <= b.login));
            assert!(accounts.iter().all(|account| !account.email.is_empty()));
        }
    }
}

/// Whether the words of an error are ours alone.
fn quotes_nothing(error: &str) -> bool {
    const REASONS: [&str; 5] = [
        "it is empty",
        "it is cut",
        "it is no JSON",
        "a value of another kind than expected",
        "missing field `",
    ];
    let reason = error.strip_prefix("cannot read the answer: ");
    reason.is_some_and(|reason| REASONS.iter().any(|start| reason.starts_with(start)))
        && error.len() < 120
}

/// Maps a test case to fields of every kind, and plans, shows and saves what comes of it.
fn assert_mapped(case: TestCase) {
    let rules = &*RULES;
    let MappedCases {
        desired,
        diagnostics,
        ..
    } = map_cases(rules, [case]);
    let Some(desired) = desired.into_iter().next() else {
        return;
    };
    let length: usize = desired
        .fields
        .iter()
        .map(|field| length(&field.value))
        .sum();
    if length > MAX_LENGTH {
        return;
    }
    let specs = rules.specs();
    assert_eq!(desired.fields[0].name.as_str(), "title");
    assert!(!desired.fields[0].value.is_empty());
    let fields: Vec<FieldSpec> = specs
        .into_iter()
        .filter(|spec| desired.field(&spec.name).is_some())
        .collect();
    for (field, spec) in desired.fields.iter().zip(&fields) {
        assert_eq!(field.name, spec.name);
        let markup = spec.kind.markup;
        match &field.value {
            Value::Text(text) => {
                assert!(spec.kind.type_name == "Text" || text.chars().count() <= MAX_LINE);
                assert_settled(text, markup);
            }
            Value::Steps(rows) => {
                for row in rows {
                    assert_settled(&row.content, markup);
                    assert_settled(&row.expected, markup);
                }
            }
            Value::Empty | Value::Number(_) => {}
        }
    }
    let nothing = vec![Value::Empty; desired.fields.len()];
    let plan = plan_of(desired, fields, &nothing, diagnostics);
    assert_shown(&plan);
    let saved = SavedPlan {
        manifests: String::new(),
        servers: BTreeMap::new(),
        projects: BTreeMap::new(),
        plan,
    };
    let text = saved.to_text().expect("any plan can be written");
    assert_eq!(SavedPlan::from_text(text.as_bytes()).ok(), Some(saved));
}

fn length(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Steps(rows) => rows
            .iter()
            .map(|row| row.content.len() + row.expected.len())
            .sum(),
        Value::Empty | Value::Number(_) => 0,
    }
}

/// Names and describes the run of a launch.
fn assert_described(launch: &Launch) {
    for continues in [false, true] {
        let name = run_name(launch, continues);
        assert!((1..=MAX_LINE).contains(&name.chars().count()), "{name:?}");
        assert_settled(&name, Markup::Plain);
    }
    let block = block(launch, WEB, "shop", Some("0123".to_owned()));
    let description = merge("Written by hand", &block, Markup::Html);
    assert_eq!(
        read_block(&description),
        Some(block.clone()),
        "{description}"
    );
    assert_eq!(merge(&description, &block, Markup::Html), description);
}

/// Writes a result for fields of every markup.
fn assert_commented(result: &TestResult, details: &Details) {
    for rules in &*LAUNCH_RULES {
        let desired = desired_result(rules, &launch(), result, TestCaseId(4711), details);
        let comment = desired.comment;
        assert_eq!(link_in(&comment, WEB), Some(result.id), "{comment}");
        assert!(comment.chars().count() <= MAX_COMMENT);
        assert_settled(&comment, rules.markup);
        for row in desired.steps.iter().flat_map(|steps| &steps.rows) {
            for text in [&row.content, &row.expected, &row.actual] {
                assert_settled(text, rules.markup);
            }
        }
        for line in [desired.elapsed, desired.version, desired.defects] {
            let line = line.unwrap_or_default();
            assert!(line.chars().count() <= MAX_LINE, "{line:?}");
        }
    }
}

fn launch() -> Launch {
    Launch {
        id: LaunchId(55),
        name: "Nightly".to_owned(),
        closed: true,
        created_date: 0,
        modified: None,
        tags: Vec::new(),
        environment: Vec::new(),
    }
}

fn result() -> TestResult {
    TestResult {
        id: TestResultId(9001),
        test_case: Some(TestCaseId(4711)),
        name: "User can reset a forgotten password".into(),
        status: Verdict::Passed,
        message: None,
        trace: None,
        left_out: 0,
        start: None,
        duration: None,
        muted: false,
        known: false,
        tested_by: None,
        parameters: Box::default(),
    }
}

/// Rules that write each source of a test case somewhere, to fields of every kind and markup.
static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let place = Place {
        file: "shop.yaml".into(),
        line: 1,
        column: 1,
    };
    let rule = |name: &str, kind: FieldKind, sources: &[&str]| FieldRule {
        target: FieldSpec {
            name: FieldName::new(name),
            kind,
        },
        label: name.to_owned(),
        is_required: false,
        has_default: false,
        sources: sources
            .iter()
            .map(|name| CaseSource::parse(name).expect("a source"))
            .collect(),
        row: Row {
            default: Some((Target::Id(1), place.clone())),
            ..Row::default()
        },
        on_unmapped: OnUnmapped::Skip,
        on_drift: OnDrift::Overwrite,
        on_empty: None,
        place: Some(place.clone()),
    };
    let text = |markup| FieldKind::new("Text", markup);
    let line = || FieldKind::new("String", Markup::Plain);
    let steps = |markup, has_expected| FieldKind {
        has_expected,
        ..FieldKind::new("Steps", markup)
    };
    let dropdown = || FieldKind {
        options: vec![NamedId {
            id: 1,
            name: "Draft".to_owned(),
        }],
        ..FieldKind::new("Dropdown", Markup::Plain)
    };
    let names = &[
        "tags",
        "layer",
        "automated",
        "testKeys",
        "customField.Component",
    ];
    let everything = &["description", "tags", "links", "url", "scenario"];
    Rules {
        adopt: None,
        section: SectionId(310),
        fields: vec![
            rule("title", FieldKind::new("title", Markup::Plain), &["name"]),
            rule("custom_a", text(Markup::Html), &["description"]),
            rule("custom_b", text(Markup::Markdown), &["description"]),
            rule("custom_c", text(Markup::Plain), &["precondition"]),
            rule("custom_d", line(), &["expectedResult"]),
            rule("custom_e", steps(Markup::Html, true), &["scenario"]),
            rule("custom_f", steps(Markup::Markdown, false), &["scenario"]),
            rule("custom_g", text(Markup::Html), &["scenario"]),
            rule("custom_h", text(Markup::Plain), &["scenario"]),
            rule("custom_i", text(Markup::Html), names),
            rule("custom_j", text(Markup::Markdown), names),
            rule("custom_k", line(), names),
            rule("custom_l", text(Markup::Html), &["links"]),
            rule("custom_m", text(Markup::Markdown), &["links", "url"]),
            rule("custom_n", line(), &["links", "fullName"]),
            rule("custom_o", text(Markup::Html), everything),
            rule("custom_p", text(Markup::Markdown), everything),
            rule("custom_q", dropdown(), &["status"]),
            rule("custom_r", dropdown(), names),
        ],
        identity: identity(),
        template: None,
        base: Base::new(&"https://testops.example.com".parse().expect("an address")),
        protected: BTreeMap::new(),
        required_of_new: Vec::new(),
    }
});

/// The manifests of a sync config that carries over all that there is about a launch.
const MANIFESTS: &str = "
apiVersion: railwright/v1
kind: Integration
metadata: {name: testrail}
spec:
  type: testrail
  endpoint: https://example.testrail.io/
  version: '7.5'
  credentials: {username: robot@example.com, apiKey: {env: TESTRAIL_API_KEY}}
---
apiVersion: railwright/v1
kind: Integration
metadata: {name: testops}
spec:
  type: testops
  endpoint: https://testops.example.com/
  credentials: {token: {env: TESTOPS_TOKEN}}
---
apiVersion: railwright/v1
kind: SyncConfig
metadata: {name: shop}
spec:
  source: {integration: testops, projectId: 7}
  destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 310}
  launches: {enabled: true, stepResults: true}
";

/// Rules of launches for each markup.
static LAUNCH_RULES: LazyLock<Vec<LaunchRules>> = LazyLock::new(|| {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("shop.yaml");
    fs::write(&path, MANIFESTS).expect("room for a file");
    let manifests = manifest::load(&[path]).expect("manifests");
    let status = |(id, name): (u64, &str)| RunStatus {
        id,
        name: name.to_owned(),
        label: name.to_owned(),
        is_untested: false,
    };
    let statuses = [(1, "passed"), (4, "retest"), (5, "failed")].map(status);
    let catalog = RunCatalog {
        statuses: statuses.into(),
        result_fields: vec![ResultField {
            name: FieldName::new("custom_step_results"),
            label: "Steps".to_owned(),
            kind: ResultFieldKind::Steps(Markup::Html),
            in_project: true,
            is_required: false,
            has_default: false,
            templates: None,
        }],
    };
    let rules = launches::resolve_rules(&manifests.sync_configs[0], &catalog, WEB, &mut Vec::new())
        .expect("every verdict has a status");
    let with = |markup| {
        let mut rules = rules.clone();
        rules.markup = markup;
        rules
    };
    [Markup::Html, Markup::Markdown, Markup::Plain]
        .map(with)
        .into()
});
