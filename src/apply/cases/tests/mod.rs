pub(in crate::apply::cases) mod fakes;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use self::fakes::{Mishap, Target};
use super::super::{ConfigReport, Entry, EntryKind, EntryOutcome, Notes, Progress, Stop};
use super::{CaseTarget, Written, apply_cases, keep_one_that_concerns_all};
use crate::manifest::OnDrift;
use crate::model::{
    CaseId, DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Identity, Marker, Markup,
    SectionId, SuiteId, TestCaseId, Value,
};
use crate::plan::{
    Action, Change, ConfigPlan, Create, DestinationEnd, LastEditor, Memory, Outcome, SourceEnd,
    Update,
};
use crate::state::ServerMemory;
use crate::testrail::WriteError;

const SETTLE: crate::apply::Settle = crate::apply::Settle::new(std::time::Duration::from_secs(1));

/// What was read just now.
pub(in crate::apply) fn watch() -> crate::apply::Watch {
    let every = std::time::Duration::from_mins(1);
    crate::apply::Watch::new(tokio::time::Instant::now(), every)
}

/// Counts what ended.
#[derive(Debug, Default)]
pub(in crate::apply) struct Counter(AtomicUsize);

impl Counter {
    pub(in crate::apply) fn ended(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Progress for Counter {
    fn ended(&self, n: usize) {
        self.0.fetch_add(n, Ordering::SeqCst);
    }
}

fn specs() -> Vec<FieldSpec> {
    let field = |(name, type_name)| FieldSpec {
        name: FieldName::new(name),
        kind: FieldKind::new(type_name, Markup::Html),
    };
    [("title", "title"), ("custom_preconds", "Text")]
        .map(field)
        .into()
}

/// A plan that creates cases 1 to `creates` and updates C77.
fn plan(creates: i64) -> ConfigPlan {
    let text = Value::Text("<p>Account exists</p>\n".into());
    let create = |id: i64| {
        let values = [Value::Text(format!("Case {id}")), text.clone()];
        let fields = specs().into_iter().zip(values);
        let case = DesiredCase {
            id: TestCaseId(id),
            section: SectionId(310),
            fields: fields
                .map(|(spec, value)| DesiredField::new(spec.name, value))
                .collect(),
        };
        Action::Create(Create {
            marker: Marker(format!("ALLURE-{id}").into()),
            case,
        })
    };
    let update = Action::Update(Update {
        test_case: TestCaseId(1000),
        marker: Marker("ALLURE-1000".into()),
        case: CaseId(77),
        title: "Case 1000".into(),
        changes: vec![Change {
            field: specs()[1].name.clone(),
            before: Value::Empty,
            after: text.clone(),
            reason: None,
            by: LastEditor::Us,
            on_drift: OnDrift::Overwrite,
        }],
        updated_on: 0,
        adopted: None,
    });
    ConfigPlan {
        name: "shop".into(),
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
        actions: (1..=creates).map(create).chain([update]).collect(),
        unchanged: Vec::new(),
        protected: Vec::new(),
        protect: BTreeMap::new(),
        blocked: Vec::new(),
        marked_unclaimed: 0,
        twins: 0,
        diagnostics: Vec::new(),
        fields: specs(),
        identity: Identity {
            field: FieldName::new("refs"),
            prefix: "ALLURE-".into(),
        },
        one_by_one: false,
        launches: None,
    }
}

fn both(target: &Target) -> CaseTarget<'_, Target, Target> {
    CaseTarget {
        reader: target,
        writer: target,
        project_id: 1,
        settle: SETTLE,
        watch: watch(),
        notes: Notes {
            ledger: None,
            server: "https://example.testrail.io",
            project_id: 1,
        },
    }
}

async fn run(target: &Target, creates: i64) -> (ConfigReport, Memory) {
    let mut memory = Memory::default();
    let counter = Counter::default();
    let plan = plan(creates);
    let report = apply_cases(
        &plan,
        &both(target),
        &mut memory,
        &counter,
        &Stop::default(),
    )
    .await;
    assert_eq!(counter.ended(), report.entries.len());
    (report, memory)
}

#[tokio::test]
async fn every_action_is_carried_out_and_reported_in_the_order_of_the_plan() {
    let target = Target::default();
    let (report, memory) = run(&target, 250).await;
    assert!(report.is_complete());
    assert_eq!(report.entries.len(), 251);
    assert_eq!(*target.creations.lock().unwrap(), [100, 100, 50]);
    assert_eq!(
        report.entries.last().unwrap().kind,
        EntryKind::Update(CaseId(77))
    );
    assert_eq!(memory, Memory::default());
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_read_back_and_makes_no_second_case() {
    let target = Target::with(Mishap::LoseAnswer);
    let (report, _) = run(&target, 3).await;
    assert!(report.is_complete());
    assert_eq!(target.ids(), [1, 2, 3]);
    assert_eq!(*target.creations.lock().unwrap(), [3]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_request_is_sent_again() {
    let target = Target::with(Mishap::LoseRequest);
    let (report, _) = run(&target, 3).await;
    assert!(report.is_complete());
    assert_eq!(target.ids(), [1, 2, 3]);
    assert_eq!(*target.creations.lock().unwrap(), [3, 3]);
}

#[tokio::test]
async fn a_refused_case_keeps_nobody_else_from_being_written() {
    let target = Target::with(Mishap::Refuse(2));
    let (report, _) = run(&target, 3).await;
    assert_eq!(target.ids(), [1, 3]);
    assert_eq!(report.done(), 3);
    assert!(matches!(
        &report.entries[1].outcome,
        EntryOutcome::Failed(WriteError::Refused { .. })
    ));
}

#[tokio::test]
async fn rejected_credentials_end_the_creations_after_one_call() {
    let target = Target::with(Mishap::Reject);
    let (report, _) = run(&target, 250).await;
    assert_eq!(*target.creations.lock().unwrap(), [100]);
    assert!(report.halted().is_some());
    assert!(matches!(report.entries[249].outcome, EntryOutcome::NotSent));
}

#[tokio::test]
async fn what_a_silent_server_did_not_get_is_not_begun() {
    let target = Target::with(Mishap::Silence);
    let (report, _) = run(&target, 250).await;
    assert_eq!(*target.creations.lock().unwrap(), [100]);
    let is_left = |entry: &Entry| matches!(entry.outcome, EntryOutcome::NotSent);
    assert!(report.entries.iter().all(is_left));
    assert!(!report.is_complete());
}

#[tokio::test]
async fn a_stop_lets_no_further_write_begin() {
    let stop = Stop::default();
    stop.request();
    let target = Target::default();
    let counter = Counter::default();
    let mut memory = Memory::default();
    let report = apply_cases(&plan(3), &both(&target), &mut memory, &counter, &stop).await;
    assert_eq!(counter.ended(), 4);
    assert!(
        report
            .entries
            .iter()
            .all(|entry| matches!(entry.outcome, EntryOutcome::NotSent))
    );
    assert!(target.ids().is_empty());
}

#[tokio::test(start_paused = true)]
async fn every_action_ends_once_in_the_progress_whatever_fails() {
    for mishap in [
        Mishap::None,
        Mishap::LoseAnswer,
        Mishap::LoseRequest,
        Mishap::Refuse(2),
        Mishap::Reject,
        Mishap::Rewrite,
    ] {
        for (creates, actions) in [(0, 1), (3, 4), (250, 251)] {
            let (report, _) = run(&Target::with(mishap), creates).await;
            assert_eq!(report.entries.len(), actions);
        }
    }
}

#[tokio::test]
async fn what_testrail_rewrites_is_remembered() {
    let (report, memory) = run(&Target::with(Mishap::Rewrite), 1).await;
    assert!(report.is_complete());
    // Title and text of the new case, and the text of the other one.
    assert_eq!(memory.rewritten.len(), 3);

    let kept = ServerMemory::from(memory.clone());
    assert_eq!(Memory::from(kept), memory);
}

#[test]
fn one_reason_is_kept_and_never_one_that_says_nothing() {
    let full = || WriteError::NotRecorded(Arc::new(io::ErrorKind::StorageFull.into()));
    let refused = WriteError::Refused {
        message: "no".into(),
    };
    let mut outcomes: BTreeMap<TestCaseId, Written> = BTreeMap::from([
        (TestCaseId(1), Err(WriteError::NotBegun)),
        (TestCaseId(2), Err(refused)),
        (TestCaseId(3), Err(full())),
        (TestCaseId(4), Err(full())),
    ]);
    keep_one_that_concerns_all(&mut outcomes);
    let kept: Vec<i64> = outcomes.keys().map(|id| id.0).collect();
    assert_eq!(kept, [2, 3]);
}
