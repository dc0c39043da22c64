//! Each test: two sides, one difference, the plan.

use proptest::prelude::*;

use super::cases::Compared;
use super::{
    Action, Context, LastEditor, MarkerScope, Memory, NoCreate, Owners, Policy, Rewritten, Written,
    compare_cases,
};
use crate::diagnostic::{NamedField, Place};
use crate::field::fingerprint;
use crate::model::{
    CaseId, DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Identity, Markup, Observed,
    ObservedCase, SectionId, StepRow, SuiteId, TestCaseId, Value,
};

const SECTION: SectionId = SectionId(310);

pub(super) fn fields() -> Vec<FieldSpec> {
    let field = |(name, type_name)| FieldSpec {
        name: FieldName::new(name),
        kind: FieldKind {
            kept: vec![2, 5],
            ..FieldKind::new(type_name, Markup::Html)
        },
    };
    [
        ("title", "title"),
        ("custom_preconds", "Text"),
        ("custom_status", "Dropdown"),
        ("custom_steps_separated", "Steps"),
        ("refs", "refs"),
        ("template_id", "template_id"),
    ]
    .map(field)
    .into()
}

fn values(id: i64, precondition: &str, refs: &str) -> [Value; 6] {
    [
        Value::Text(format!("Case {id}")),
        Value::Text(precondition.into()),
        Value::Number(2),
        Value::Steps(vec![StepRow {
            content: "<p>Open</p>\n".into(),
            ..StepRow::default()
        }]),
        Value::Text(refs.into()),
        Value::Number(2),
    ]
}

pub(super) fn desired(id: i64) -> DesiredCase {
    let values = values(id, "<p>Account exists</p>\n", &format!("ALLURE-{id}"));
    let fields = fields().into_iter().zip(values);
    DesiredCase {
        id: TestCaseId(id),
        section: SECTION,
        fields: fields
            .map(|(spec, value)| DesiredField::new(spec.name, value))
            .collect(),
    }
}

pub(super) fn observed(id: u64, marked: &[i64]) -> ObservedCase {
    let refs = marked.iter().map(|id| format!("JIRA-7, ALLURE-{id}"));
    let refs = refs.collect::<Vec<_>>().join(",");
    ObservedCase {
        id: CaseId(id),
        marked: marked.iter().map(|id| TestCaseId(*id)).collect(),
        section: SECTION,
        status: None,
        fields: values(marked[0], "<p>Account exists</p>", &refs).into(),
        created_on: 1_780_000_000,
        created_by: Some(1),
        updated_on: 1_780_000_000,
        updated_by: Some(1),
    }
}

pub(super) fn place(line: usize) -> Place {
    Place {
        file: "shop.yaml".into(),
        line,
        column: 5,
    }
}

pub(super) fn policy() -> Policy {
    Policy {
        adopt: None,
        on_empty: std::collections::BTreeMap::new(),
        text_place: Some(place(9)),
        no_create: None,
        on_drift: std::collections::BTreeMap::new(),
        required: Vec::new(),
        own_users: Some([1].into()),
        protected: std::collections::BTreeMap::new(),
        section_place: Some(place(9)),
        scope_place: Some(place(12)),
    }
}

pub(super) fn scope() -> MarkerScope {
    MarkerScope {
        server: "https://example.testrail.io".into(),
        suite: SuiteId(29),
        marking: ("refs".into(), "ALLURE-".into()),
    }
}

fn compare_with(
    desired: Vec<DesiredCase>,
    observed: Vec<ObservedCase>,
    policy: &Policy,
    memory: &Memory,
    owners: &Owners,
) -> Compared {
    let context = Context {
        renders: false,
        config: "shop",
        scope: &scope(),
        identity: &Identity {
            field: FieldName::new("refs"),
            prefix: "ALLURE-".into(),
        },
        fields: &fields(),
        policy,
        memory,
    };
    compare_cases(
        &context,
        desired,
        &Observed {
            evidence: Vec::new(),
            fields: fields().into_iter().map(|spec| spec.name).collect(),
            cases: observed,
            unmarked: Vec::new(),
            almost_marked: Vec::new(),
        },
        owners,
        &std::collections::BTreeMap::new(),
    )
}

fn compare(desired: Vec<DesiredCase>, observed: Vec<ObservedCase>) -> Compared {
    compare_with(
        desired,
        observed,
        &policy(),
        &Memory::default(),
        &Owners::default(),
    )
}

fn changed_fields(compared: &Compared) -> Vec<&str> {
    compared
        .actions
        .iter()
        .flat_map(|action| match action {
            Action::Update(update) => update
                .changes
                .iter()
                .map(|change| change.field.as_str())
                .collect(),
            Action::Create(_) => vec!["(create)"],
        })
        .collect()
}

fn messages(compared: &Compared) -> String {
    let lines = compared
        .diagnostics
        .iter()
        .map(|finding| format!("{} {:?}", finding.code.id(), finding.code));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_case_without_its_marker_in_testrail_is_created() {
    let compared = compare(vec![desired(1)], Vec::new());
    assert_eq!(changed_fields(&compared), ["(create)"]);
    assert!(compared.unchanged.is_empty() && compared.diagnostics.is_empty());
}

#[test]
fn a_case_that_stands_as_it_should_is_left_alone() {
    let compared = compare(vec![desired(1)], vec![observed(501, &[1])]);
    assert_eq!(compared.unchanged, [TestCaseId(1)]);
    assert!(compared.actions.is_empty() && compared.diagnostics.is_empty());
}

#[test]
fn every_part_of_a_case_is_compared() {
    let mut title = desired(1);
    title.fields[0].value = Value::Text("Another".into());
    let mut precondition = desired(1);
    precondition.fields[1].value = Value::Text("<p>No account</p>".into());
    let mut status = desired(1);
    status.fields[2].value = Value::Number(1);
    let mut steps = desired(1);
    steps.fields[3].value = Value::Steps(vec![StepRow {
        content: "<p>Open</p>".into(),
        expected: "<p>Shown</p>".into(),
        ..StepRow::default()
    }]);
    for (case, expected) in [
        (title, "title"),
        (precondition, "custom_preconds"),
        (status, "custom_status"),
        (steps, "custom_steps_separated"),
    ] {
        let compared = compare(vec![case], vec![observed(501, &[1])]);
        assert_eq!(changed_fields(&compared), [expected]);
    }
}

#[test]
fn an_empty_value_and_no_value_are_the_same() {
    let mut wanted = desired(1);
    let mut stands = observed(501, &[1]);
    wanted.fields[1].value = Value::Empty;
    wanted.fields[3].value = Value::Empty;
    stands.fields[1] = Value::Text("<p></p>\n".into());
    stands.fields[3] = Value::Steps(Vec::new());
    assert_eq!(
        compare(vec![wanted], vec![stands]).unchanged,
        [TestCaseId(1)]
    );
}

#[test]
fn a_template_that_hides_the_steps_is_changed_and_one_that_shows_them_is_kept() {
    let mut hides = observed(501, &[1]);
    hides.fields[5] = Value::Number(1);
    assert_eq!(
        changed_fields(&compare(vec![desired(1)], vec![hides])),
        ["template_id"]
    );
    let mut other = observed(501, &[1]);
    other.fields[5] = Value::Number(5);
    assert!(compare(vec![desired(1)], vec![other]).actions.is_empty());
}

#[test]
fn two_cases_with_one_marker_block_that_case_only() {
    let compared = compare(
        vec![desired(1), desired(2)],
        vec![observed(77, &[1]), observed(78, &[1]), observed(79, &[2])],
    );
    assert_eq!(compared.blocked, [TestCaseId(1)]);
    assert_eq!(compared.unchanged, [TestCaseId(2)]);
    insta::assert_snapshot!(messages(&compared), @"RW0201 CaseCode(SeveralCases { cases: [77, 78] })");
}

#[test]
fn one_case_with_two_markers_blocks_both() {
    let compared = compare(vec![desired(1), desired(2)], vec![observed(77, &[1, 2])]);
    assert_eq!(compared.blocked, [TestCaseId(1), TestCaseId(2)]);
    insta::assert_snapshot!(messages(&compared), @r#"
    RW0202 CaseCode(SeveralMarkers { case: 77, markers: ["ALLURE-1", "ALLURE-2"] })
    RW0202 CaseCode(SeveralMarkers { case: 77, markers: ["ALLURE-1", "ALLURE-2"] })
    "#);
}

#[test]
fn a_moved_case_is_kept_up_to_date_where_it_stands() {
    let mut moved = observed(501, &[1]);
    moved.section = SectionId(312);
    let compared = compare(vec![desired(1)], vec![moved]);
    assert_eq!(compared.unchanged, [TestCaseId(1)]);
    insta::assert_snapshot!(messages(&compared), @"RW0205 CaseCode(InOtherSection { cases: [501] })");
}

#[test]
fn nothing_is_created_where_creating_is_switched_off() {
    let policy = Policy {
        no_create: Some(NoCreate::Disabled { place: place(15) }),
        ..policy()
    };
    let compared = compare_with(
        vec![desired(1), desired(2)],
        vec![observed(501, &[1])],
        &policy,
        &Memory::default(),
        &Owners::default(),
    );
    assert_eq!(compared.blocked, [TestCaseId(2)]);
    insta::assert_snapshot!(messages(&compared), @"RW0209 CaseCode(CreateDisabled { count: 1 })");
}

#[test]
fn nothing_is_created_without_what_testrail_requires() {
    let fields = vec![NamedField {
        name: "custom_owner".into(),
        label: "Owner".into(),
    }];
    let policy = Policy {
        no_create: Some(NoCreate::Required {
            fields,
            place: place(20),
        }),
        ..policy()
    };
    let compared = compare_with(
        vec![desired(1)],
        Vec::new(),
        &policy,
        &Memory::default(),
        &Owners::default(),
    );
    assert_eq!(compared.blocked, [TestCaseId(1)]);
    insta::assert_snapshot!(messages(&compared), @r#"RW0210 CaseCode(RequiredFieldUnmapped { fields: [NamedField { name: "custom_owner", label: "Owner" }], count: 1 })"#);
}

#[test]
fn a_field_that_testrail_keeps_rewriting_is_reported_and_not_written_again() {
    let mut stands = observed(501, &[1]);
    stands.fields[1] = Value::Text("<p>Account</p>".into());
    let known = Rewritten {
        sent: fingerprint::value(&desired(1).fields[1].value),
        stored: fingerprint::value(&stands.fields[1]),
    };
    let key = (CaseId(501), FieldName::new("custom_preconds"));
    let memory = Memory {
        rewritten: [(key, known)].into(),
        ..Memory::default()
    };
    let again = |stands: ObservedCase| {
        compare_with(
            vec![desired(1)],
            vec![stands],
            &policy(),
            &memory,
            &Owners::default(),
        )
    };
    let compared = again(stands.clone());
    assert_eq!(compared.unchanged, [TestCaseId(1)]);
    insta::assert_snapshot!(messages(&compared), @r#"RW0208 CaseCode(KeepsBeingRewritten { case: 501, fields: ["custom_preconds"] })"#);

    // Somebody touched it since, so that it is ours to write again.
    stands.fields[1] = Value::Text("<p>Something else</p>".into());
    assert_eq!(changed_fields(&again(stands)), ["custom_preconds"]);
}

#[test]
fn what_the_ledger_knows_as_ours_is_asked_of_nobody() {
    let mut case = observed(501, &[1]);
    case.fields[0] = Value::Text("Old".into());
    let by = |memory: &Memory| {
        let (wanted, stands) = (vec![desired(1)], vec![case.clone()]);
        let compared = compare_with(wanted, stands, &policy(), memory, &Owners::default());
        let Some(Action::Update(update)) = compared.actions.first() else {
            panic!("no update")
        };
        update.changes[0].by.clone()
    };
    assert_eq!(by(&Memory::default()), LastEditor::NotAsked);
    let known = |stored: &str| {
        let stored = fingerprint::value(&Value::Text(stored.into()));
        let written = Written {
            sent: stored.clone(),
            stored,
        };
        let mut memory = Memory::default();
        memory
            .written
            .insert((CaseId(501), FieldName::new("title")), written);
        memory
    };
    assert_eq!(by(&known("Old")), LastEditor::Us);
    assert_eq!(by(&known("Older")), LastEditor::NotAsked);
}

#[test]
fn a_case_that_another_sync_config_has_taken_is_left_to_it() {
    let mut owners = Owners::default();
    owners.add(&scope(), "basket", [TestCaseId(1)]);
    let compared = compare_with(
        vec![desired(1)],
        Vec::new(),
        &policy(),
        &Memory::default(),
        &owners,
    );
    assert_eq!(compared.blocked, [TestCaseId(1)]);
    insta::assert_snapshot!(messages(&compared), @r#"RW0203 CaseCode(ClaimedByOtherConfig { owner: "basket" })"#);
}

proptest! {
    #[test]
    fn the_order_of_either_side_does_not_matter_and_counts_balance(
        ids in proptest::collection::btree_set(1_i64..40, 0..20),
        there in proptest::collection::vec((100_u64..140, 1_i64..40), 0..20),
        seed in any::<u64>(),
    ) {
        let wanted: Vec<DesiredCase> = ids.iter().map(|id| desired(*id)).collect();
        let stands: Vec<ObservedCase> = there
            .iter()
            .enumerate()
            .map(|(index, (id, marked))| observed(id * 100 + index as u64, &[*marked]))
            .collect();
        let (mut wanted_shuffled, mut stands_shuffled) = (wanted.clone(), stands.clone());
        let mut random = fastrand::Rng::with_seed(seed);
        random.shuffle(&mut wanted_shuffled);
        random.shuffle(&mut stands_shuffled);

        let compared = compare(wanted, stands);
        prop_assert_eq!(&compared, &compare(wanted_shuffled, stands_shuffled));
        let total = compared.actions.len() + compared.unchanged.len() + compared.blocked.len();
        prop_assert_eq!(total, ids.len());
    }
}

#[test]
fn every_creation_and_change_has_a_name_of_its_own_that_stays() {
    let wanted: Vec<DesiredCase> = (1..=3).map(desired).collect();
    let mut stands = [observed(501, &[1]), observed(502, &[2])];
    for case in &mut stands {
        case.fields[0] = Value::Text("Old".into());
        case.fields[2] = Value::Number(1);
    }
    let names = |config: &str, stands: &[ObservedCase]| {
        let compared = compare(wanted.clone(), stands.to_vec());
        let names = compared.actions.iter().flat_map(|action| match action {
            Action::Create(create) => vec![create.id(config)],
            Action::Update(update) => update
                .changes
                .iter()
                .map(|change| update.change_id(config, change))
                .collect(),
        });
        names.collect::<Vec<_>>()
    };
    let first = names("shop", &stands);
    let unique: std::collections::BTreeSet<_> = first.iter().collect();
    assert_eq!((first.len(), unique.len()), (5, 5));
    assert!(first.iter().all(|name| name.len() == 16));
    assert_eq!(first, names("shop", &stands));
    // Another sync config, another case, another value: another name.
    assert!(
        names("other", &stands)
            .iter()
            .all(|name| !first.contains(name))
    );
    stands[0].fields[0] = Value::Text("Older".into());
    let second = names("shop", &stands);
    assert_ne!(first[0], second[0]);
    assert_eq!(first[1..], second[1..]);
}
