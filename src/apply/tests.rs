//! Applying against a target in memory that loses answers, refuses rows and rewrites texts on demand.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{ConfigReport, EntryKind, Fate, Progress, State, Stop, apply};
use crate::http;
use crate::model::{
    CaseId, Catalog, DesiredCase, DesiredField, FieldKind, FieldName, FieldSpec, Identity, Marker,
    Markup, Observed, ObservedCase, SectionId, SuiteId, TestCaseId, Value,
};
use crate::plan::{
    Action, Change, ConfigPlan, Create, DestinationEnd, Memory, Outcome, SourceEnd, Update,
};
use crate::testrail::{
    CaseScope, Created, Destination, Error, Reader, Updated, WriteError, Writer,
};

/// What goes wrong in the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mishap {
    #[default]
    None,
    /// The next creation is carried out and its answer lost.
    LoseAnswer,
    /// The next creation is not carried out, and no answer says so.
    LoseRequest,
    /// The case with this id is refused.
    Refuse(i64),
    /// The credentials are rejected.
    Reject,
    /// The server does not answer anybody any more.
    Silence,
    /// Every text is stored in another form.
    Rewrite,
}

#[derive(Debug, Default)]
struct Target {
    mishap: Mutex<Mishap>,
    cases: Mutex<BTreeMap<CaseId, DesiredCase>>,
    creations: Mutex<Vec<usize>>,
}

impl Target {
    fn with(mishap: Mishap) -> Self {
        Self {
            mishap: Mutex::new(mishap),
            ..Self::default()
        }
    }

    fn ids(&self) -> Vec<i64> {
        self.cases
            .lock()
            .unwrap()
            .values()
            .map(|case| case.id.0)
            .collect()
    }

    fn store(&self, case: &DesiredCase) -> Created {
        let mut cases = self.cases.lock().unwrap();
        let id = CaseId(501 + cases.len() as u64);
        cases.insert(id, case.clone());
        let stored = case
            .fields
            .iter()
            .map(|field| self.stored(&field.value))
            .collect();
        Created {
            case: id,
            created_on: 0,
            stored,
        }
    }

    fn stored(&self, value: &Value) -> Value {
        match (value, *self.mishap.lock().unwrap()) {
            (Value::Text(_), Mishap::Rewrite) => Value::Text("<p>Something else</p>".into()),
            _ => value.clone(),
        }
    }
}

fn error() -> http::Error {
    http::Error {
        call: http::Call {
            method: http::Method::Post,
            path: "add_cases/310".into(),
        },
        attempts: 1,
        elapsed: Duration::ZERO,
        kind: Arc::new(http::ErrorKind::Timeout {
            after: Duration::from_mins(1),
        }),
    }
}

impl Reader for Target {
    async fn catalog(&self, _: &Destination) -> Result<Catalog, Error> {
        Ok(Catalog::default())
    }

    async fn cases(&self, _: &CaseScope, _: &Identity, _: &[FieldSpec]) -> Result<Observed, Error> {
        let cases = self.cases.lock().unwrap();
        let cases = cases.iter().map(|(id, case)| ObservedCase {
            id: *id,
            marked: vec![case.id],
            section: case.section,
            fields: case
                .fields
                .iter()
                .map(|field| field.value.clone())
                .collect(),
            created_on: 0,
            updated_on: 0,
            updated_by: None,
        });
        Ok(Observed {
            cases: cases.collect(),
            unmarked: 0,
        })
    }
}

impl Writer for Target {
    async fn create_cases(
        &self,
        _: SectionId,
        _: &Identity,
        _: &[FieldSpec],
        cases: &[DesiredCase],
    ) -> Vec<Result<Created, WriteError>> {
        self.creations.lock().unwrap().push(cases.len());
        let mishap = *self.mishap.lock().unwrap();
        let lost = |stores: bool| {
            *self.mishap.lock().unwrap() = Mishap::None;
            cases
                .iter()
                .map(|case| {
                    if stores {
                        self.store(case);
                    }
                    Err(WriteError::Unclear(error()))
                })
                .collect()
        };
        match mishap {
            Mishap::LoseAnswer => lost(true),
            Mishap::LoseRequest => lost(false),
            Mishap::Reject => cases
                .iter()
                .map(|_| Err(WriteError::Credentials(error())))
                .collect(),
            Mishap::Silence => cases.iter().map(|_| Err(WriteError::NotBegun)).collect(),
            _ => cases
                .iter()
                .map(|case| match mishap {
                    Mishap::Refuse(id) if case.id.0 == id => Err(WriteError::Refused {
                        message: "Field :custom_x is a required field.".into(),
                    }),
                    _ => Ok(self.store(case)),
                })
                .collect(),
        }
    }

    async fn update_case(
        &self,
        _: CaseId,
        changes: &[(&FieldSpec, &Value)],
    ) -> Result<Updated, WriteError> {
        match *self.mishap.lock().unwrap() {
            Mishap::Reject => return Err(WriteError::Credentials(error())),
            Mishap::Silence => return Err(WriteError::NotBegun),
            _ => {}
        }
        let stored = changes
            .iter()
            .map(|(_, value)| self.stored(value))
            .collect();
        Ok(Updated {
            updated_on: 0,
            stored,
        })
    }
}

/// Counts what ended.
#[derive(Debug, Default)]
pub(super) struct Counter(AtomicUsize);

impl Counter {
    pub(super) fn ended(&self) -> usize {
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
        }],
        updated_on: 0,
        edited_by: None,
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
        blocked: Vec::new(),
        marked_unclaimed: 0,
        findings: Vec::new(),
        fields: specs(),
        identity: Identity {
            field: FieldName::new("refs"),
            prefix: "ALLURE-".into(),
        },
        one_by_one: false,
        launches: None,
    }
}

async fn run(target: &Target, creates: i64) -> (ConfigReport, Memory) {
    let mut memory = Memory::default();
    let counter = Counter::default();
    let report = apply(
        &plan(creates),
        1,
        target,
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
        &report.entries[1].fate,
        Fate::Failed(WriteError::Refused { .. })
    ));
}

#[tokio::test]
async fn rejected_credentials_end_the_creations_after_one_call() {
    let target = Target::with(Mishap::Reject);
    let (report, _) = run(&target, 250).await;
    assert_eq!(*target.creations.lock().unwrap(), [100]);
    assert!(report.halted().is_some());
    assert!(matches!(report.entries[249].fate, Fate::NotSent));
}

#[tokio::test]
async fn what_a_silent_server_did_not_get_is_not_begun() {
    let target = Target::with(Mishap::Silence);
    let (report, _) = run(&target, 250).await;
    assert_eq!(*target.creations.lock().unwrap(), [100]);
    let is_left = |entry: &super::Entry| matches!(entry.fate, Fate::NotSent);
    assert!(report.entries.iter().all(is_left));
    assert!(report.is_cut_short() && !report.is_complete());
}

#[tokio::test]
async fn a_stop_lets_no_further_write_begin() {
    let stop = Stop::default();
    stop.request();
    let target = Target::default();
    let counter = Counter::default();
    let report = apply(
        &plan(3),
        1,
        &target,
        &mut Memory::default(),
        &counter,
        &stop,
    )
    .await;
    assert_eq!(counter.ended(), 4);
    assert!(
        report
            .entries
            .iter()
            .all(|entry| matches!(entry.fate, Fate::NotSent))
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
async fn what_testrail_rewrites_is_remembered_on_disk() {
    let (report, memory) = run(&Target::with(Mishap::Rewrite), 1).await;
    assert!(report.is_complete());
    // Title and text of the new case, and the text of the other one.
    assert_eq!(memory.rewritten.len(), 3);

    let folder = tempfile::tempdir().unwrap();
    let state = State::new(folder.path().join("state"));
    state
        .remember("https://a.example.com", "10.2", &memory)
        .unwrap();
    assert_eq!(state.memory("https://a.example.com", "10.2"), memory);
    assert_eq!(
        state.memory("https://b.example.com", "10.2"),
        Memory::default()
    );

    // A damaged file is a forgotten one.
    std::fs::write(state.folder().join("rewritten.json"), b"{\"format\":1,").unwrap();
    assert_eq!(
        state.memory("https://a.example.com", "10.2"),
        Memory::default()
    );
}
