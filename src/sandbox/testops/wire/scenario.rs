//! Scenarios: flat maps of nodes that name each other by id, and the typed tree of a run.

use serde::Serialize;
use serde_json::{Value, json};

use super::test_case::AttachmentRow;
use crate::sandbox::testops::state::{
    Attachment, BEGINNING, CALLER, Case, History, SharedStep, State, Step,
};

/// What is above an expected result; the texts are its children.
const EXPECTED_RESULT: &str = "Expected Result";

/// `NormalizedScenarioDto`. Without steps there is no root.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::sandbox::testops) struct NormalizedScenarioDto<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<Node<'a>>,
    scenario_steps: ById<Node<'a>>,
    attachments: ById<AttachmentRow<'a>>,
    shared_steps: ById<Node<'a>>,
    shared_step_scenario_steps: ById<Node<'a>>,
    shared_step_attachments: ById<AttachmentRow<'a>>,
}

impl<'a> NormalizedScenarioDto<'a> {
    pub(in crate::sandbox::testops) fn of_case(case: &'a Case, state: &'a State) -> Self {
        let mut shared = Vec::new();
        shared_ids(&case.steps, &mut shared);
        Self::new(Some(case.id), Some(&case.history), case, shared, state)
    }

    pub(in crate::sandbox::testops) fn of_shared_step(
        step: &'a SharedStep,
        state: &'a State,
    ) -> Self {
        let mut shared = Vec::new();
        shared_ids(&step.steps, &mut shared);
        Self::new(None, None, step, shared, state)
    }

    fn new(
        test_case_id: Option<i64>,
        history: Option<&'a History>,
        scenario: &'a impl Scenario,
        mut shared: Vec<i64>,
        state: &'a State,
    ) -> Self {
        let mut nodes = Nodes::new(scenario.first_step_id(), test_case_id, history);
        let root = nodes.root(scenario.steps());
        let mut shared_steps = ById::default();
        let mut shared_nodes = ById::default();
        let mut shared_attachments = ById::default();
        // Shared steps may refer to further ones, so the list grows as it is read.
        let mut index = 0;
        while let Some(id) = shared.get(index).copied() {
            index += 1;
            let Some(step) = state.shared_step(id) else {
                continue;
            };
            shared_ids(&step.steps, &mut shared);
            let mut nodes = Nodes::new(step.first_step_id, None, None);
            let children = nodes.root(&step.steps).and_then(|root| root.children);
            shared_steps.push(
                step.id,
                Node {
                    body: Some(&step.name),
                    children,
                    archived: Some(step.is_archived),
                    ..Node::new(step.id, None, None)
                },
            );
            shared_nodes.extend(nodes.all);
            shared_attachments.extend(rows(&step.attachments));
        }
        Self {
            root,
            scenario_steps: nodes.all,
            attachments: rows(scenario.attachments()),
            shared_steps,
            shared_step_scenario_steps: shared_nodes,
            shared_step_attachments: shared_attachments,
        }
    }
}

trait Scenario {
    fn first_step_id(&self) -> i64;
    fn steps(&self) -> &[Step];
    fn attachments(&self) -> &[Attachment];
}

impl Scenario for Case {
    fn first_step_id(&self) -> i64 {
        self.first_step_id
    }

    fn steps(&self) -> &[Step] {
        &self.steps
    }

    fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }
}

impl Scenario for SharedStep {
    fn first_step_id(&self) -> i64 {
        self.first_step_id
    }

    fn steps(&self) -> &[Step] {
        &self.steps
    }

    fn attachments(&self) -> &[Attachment] {
        &self.attachments
    }
}

fn rows(attachments: &[Attachment]) -> ById<AttachmentRow<'_>> {
    let mut rows = ById::default();
    for attachment in attachments {
        rows.push(attachment.id, AttachmentRow::new(attachment));
    }
    rows
}

/// The shared steps that a scenario refers to, each once, in order.
fn shared_ids(steps: &[Step], found: &mut Vec<i64>) {
    for step in steps {
        match step {
            Step::Shared(id) if !found.contains(id) => found.push(*id),
            Step::Shared(_) | Step::Attachment(_) => {}
            Step::Text {
                body: _,
                body_json: _,
                expected: _,
                steps,
            } => shared_ids(steps, found),
        }
    }
}

/// An object whose keys are ids.
#[derive(Debug)]
struct ById<T>(Vec<(i64, T)>);

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> ById<T> {
    fn push(&mut self, id: i64, item: T) {
        self.0.push((id, item));
    }

    fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
        self.0.sort_by_key(|(id, _)| *id);
    }
}

impl<T: Serialize> Serialize for ById<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, item)| (id.to_string(), item)))
    }
}

/// `NormalizedScenarioStepDto`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Node<'a> {
    id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_case_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_json: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    children: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shared_step_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_result_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived: Option<bool>,
    created_by: &'a str,
    created_date: i64,
    last_modified_by: &'a str,
    last_modified_date: i64,
}

impl<'a> Node<'a> {
    fn new(id: i64, test_case_id: Option<i64>, history: Option<&'a History>) -> Self {
        Self {
            id,
            test_case_id,
            body: None,
            body_json: None,
            children: None,
            attachment_id: None,
            shared_step_id: None,
            expected_result_id: None,
            archived: None,
            created_by: history.map_or(CALLER, |history| &history.created_by),
            created_date: history.map_or(BEGINNING, |history| history.created_date),
            last_modified_by: history.map_or(CALLER, |history| &history.last_modified_by),
            last_modified_date: history.map_or(BEGINNING, |history| history.last_modified_date),
        }
    }
}

/// Takes a tree apart into numbered nodes.
struct Nodes<'a> {
    next: i64,
    test_case_id: Option<i64>,
    history: Option<&'a History>,
    all: ById<Node<'a>>,
}

impl<'a> Nodes<'a> {
    fn new(first: i64, test_case_id: Option<i64>, history: Option<&'a History>) -> Self {
        Self {
            next: first,
            test_case_id,
            history,
            all: ById::default(),
        }
    }

    fn root(&mut self, steps: &'a [Step]) -> Option<Node<'a>> {
        if steps.is_empty() {
            return None;
        }
        let mut root = self.node();
        root.children = Some(self.add_all(steps));
        self.all.0.sort_by_key(|(id, _)| *id);
        Some(root)
    }

    fn node(&mut self) -> Node<'a> {
        let id = self.next;
        self.next += 1;
        Node::new(id, self.test_case_id, self.history)
    }

    fn add_all(&mut self, steps: &'a [Step]) -> Vec<i64> {
        steps.iter().map(|step| self.add(step)).collect()
    }

    fn add(&mut self, step: &'a Step) -> i64 {
        let mut node = self.node();
        match step {
            Step::Attachment(id) => node.attachment_id = Some(*id),
            Step::Shared(id) => node.shared_step_id = Some(*id),
            Step::Text {
                body,
                body_json,
                expected,
                steps,
            } => {
                node.body = Some(body);
                node.body_json = body_json.as_ref();
                if !expected.is_empty() {
                    node.expected_result_id = Some(self.add_expected(expected));
                }
                if !steps.is_empty() {
                    node.children = Some(self.add_all(steps));
                }
            }
        }
        let id = node.id;
        self.all.push(id, node);
        id
    }

    fn add_expected(&mut self, texts: &'a [String]) -> i64 {
        let mut wrapper = self.node();
        wrapper.body = Some(EXPECTED_RESULT);
        let children = texts.iter().map(|text| {
            let mut node = self.node();
            node.body = Some(text);
            let id = node.id;
            self.all.push(id, node);
            id
        });
        wrapper.children = Some(children.collect());
        let id = wrapper.id;
        self.all.push(id, wrapper);
        id
    }
}

/// `TestCaseScenarioV2Dto`: the steps of an automated test case as its last run had them. Where a seed has one
/// list of steps, an automated test case has been run with just these.
pub(in crate::sandbox::testops) fn from_run(case: &Case, state: &State) -> Value {
    let steps = if case.is_automated {
        let steps = case.run_steps.as_ref().unwrap_or(&case.steps);
        typed(steps, &case.attachments, state, &mut Vec::new())
    } else {
        Vec::new()
    };
    json!({ "steps": steps })
}

/// `open` are the shared steps around: one that contains itself is not shown again.
fn typed(
    steps: &[Step],
    attachments: &[Attachment],
    state: &State,
    open: &mut Vec<i64>,
) -> Vec<Value> {
    let mut shown = Vec::new();
    for step in steps {
        shown.push(match step {
            Step::Attachment(id) => {
                let row = attachments.iter().find(|attachment| attachment.id == *id);
                json!({
                    "type": "attachment",
                    "attachmentId": id,
                    "attachment": row.map(AttachmentRow::new),
                })
            }
            Step::Shared(id) => {
                let Some(shared) = state.shared_step(*id).filter(|_| !open.contains(id)) else {
                    continue;
                };
                open.push(*id);
                let steps = typed(&shared.steps, &shared.attachments, state, open);
                open.pop();
                json!({ "type": "body", "body": shared.name, "steps": steps })
            }
            Step::Text {
                body,
                body_json,
                expected,
                steps,
            } => {
                let expected = expected
                    .iter()
                    .map(|text| json!({ "type": "expected_body", "body": text }));
                let mut node = json!({
                    "type": "body",
                    "body": body,
                    "steps": typed(steps, attachments, state, open),
                    "expectedResultSteps": expected.collect::<Vec<_>>(),
                });
                if let Some(document) = body_json {
                    node["bodyJson"] = document.clone();
                }
                node
            }
        });
    }
    shown
}
