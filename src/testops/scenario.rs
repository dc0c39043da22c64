//! From TestOps' tree of steps, which is cut into maps, to a scenario.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::rich_text::step_text;
use super::wire;
use crate::model::{Attachment, Scenario, Step, StepNode, StepText};

/// What an expected result's wrapper is called; its text is in its children.
const WRAPPER: &str = "Expected Result";

/// The deepest nesting that is followed. People nest three or four levels.
const MAX_DEPTH: usize = 64;

/// The most ids of a scenario that are followed: shared steps within shared steps can multiply without an end.
const MAX_IDS: usize = 10_000;

/// A scenario with every reference resolved; `None` when there is no step in it.
pub(super) fn scenario(scenario: &wire::Scenario) -> Option<Scenario> {
    let wire::Scenario {
        root,
        scenario_steps,
        attachments,
        shared_steps,
        shared_step_scenario_steps,
        shared_step_attachments,
    } = scenario;
    let own = Maps {
        steps: scenario_steps,
        attachments,
    };
    let shared = Maps {
        steps: shared_step_scenario_steps,
        attachments: shared_step_attachments,
    };
    let mut walk = Walk {
        shared_steps,
        shared,
        inside: Vec::new(),
        left: MAX_IDS,
        left_out: BTreeSet::new(),
    };
    let children = root.as_ref().map_or(&[][..], |root| &root.children);
    let nodes = walk.nodes(own, children, &mut HashSet::new(), 0);
    (!nodes.is_empty()).then_some(Scenario {
        nodes,
        left_out: walk.left_out,
        ..Scenario::default()
    })
}

/// Where ids resolve: a case's own steps, or those of shared steps.
#[derive(Clone, Copy)]
struct Maps<'a> {
    steps: &'a HashMap<String, wire::Step>,
    attachments: &'a HashMap<String, wire::Attachment>,
}

struct Walk<'a> {
    shared_steps: &'a HashMap<String, wire::Step>,
    shared: Maps<'a>,
    /// The shared steps that we are inside of.
    inside: Vec<i64>,
    /// How many more ids are followed, wherever they lead.
    left: usize,
    /// What has no counterpart, as TestOps names it.
    left_out: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    /// Resolves ids. One that leads nowhere is skipped, as the web interface does, and so is one that was there before:
    /// a tree has each of its nodes once.
    fn nodes(
        &mut self,
        maps: Maps<'a>,
        ids: &[i64],
        seen: &mut HashSet<i64>,
        depth: usize,
    ) -> Vec<StepNode> {
        let mut nodes = Vec::new();
        if depth > MAX_DEPTH {
            return nodes;
        }
        for id in ids {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let Some(step) = maps.steps.get(&id.to_string()) else {
                continue;
            };
            if seen.insert(*id) {
                nodes.extend(self.node(maps, step, seen, depth));
            }
        }
        nodes
    }

    fn node(
        &mut self,
        maps: Maps<'a>,
        step: &wire::Step,
        seen: &mut HashSet<i64>,
        depth: usize,
    ) -> Option<StepNode> {
        if let Some(id) = step.attachment_id {
            return Some(StepNode::Attachment(attachment(maps, id)));
        }
        if let Some(id) = step.shared_step_id {
            return self.shared(id, depth);
        }
        // The wrapper belongs to its owner; should it be listed among the children, it is no step of its own.
        let wrapper = step.expected_result_id.and_then(|id| {
            let fresh = seen.insert(id);
            maps.steps.get(&id.to_string()).filter(|_| fresh)
        });
        let mut expected = match wrapper {
            Some(wrapper) => self.expected(maps, wrapper, seen, depth),
            None => Vec::new(),
        };
        if expected.is_empty() {
            let text = step.expected_result.as_deref().unwrap_or_default();
            expected.extend(said(text.into()));
        }
        let step = Step {
            action: self.text(step),
            expected,
            nodes: self.nodes(maps, &step.children, seen, depth + 1),
        };
        let is_empty = step.action.is_blank() && step.expected.is_empty() && step.nodes.is_empty();
        (!is_empty).then_some(StepNode::Step(step))
    }

    fn expected(
        &mut self,
        maps: Maps<'a>,
        wrapper: &wire::Step,
        seen: &mut HashSet<i64>,
        depth: usize,
    ) -> Vec<StepNode> {
        let mut expected = self.nodes(maps, &wrapper.children, seen, depth + 1);
        if expected.is_empty() {
            let is_header = wrapper.body.as_deref() == Some(WRAPPER);
            let text = (!is_header).then(|| self.text(wrapper));
            expected.extend(text.and_then(said));
        }
        expected
    }

    fn text(&mut self, step: &wire::Step) -> StepText {
        step_text(
            step.body.as_deref(),
            step.body_json.as_ref(),
            &mut self.left_out,
        )
    }

    fn shared(&mut self, id: i64, depth: usize) -> Option<StepNode> {
        let step = self.shared_steps.get(&id.to_string())?;
        if self.inside.contains(&id) {
            return None;
        }
        self.inside.push(id);
        // The same shared step may be in several places, so its nodes are counted afresh.
        let nodes = self.nodes(self.shared, &step.children, &mut HashSet::new(), depth + 1);
        self.inside.pop();
        Some(StepNode::Shared {
            name: step.body.clone().unwrap_or_default(),
            nodes,
        })
    }
}

fn attachment(maps: Maps<'_>, id: i64) -> Attachment {
    let row = maps.attachments.get(&id.to_string());
    Attachment {
        name: row
            .and_then(|row| row.name.clone())
            .unwrap_or_else(|| format!("attachment {id}")),
        missed: row.is_none_or(|row| row.missed.unwrap_or(false)),
    }
}

fn said(text: StepText) -> Option<StepNode> {
    (!text.is_blank()).then(|| {
        StepNode::Step(Step {
            action: text,
            ..Step::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    fn shown(text: &StepText) -> String {
        match text {
            StepText::Plain(text) => text.clone(),
            StepText::Rich(text) => format!("{text:?}"),
        }
    }

    /// The tree as indented lines: `>` before what is expected.
    fn outline(json: &str) -> String {
        fn write(out: &mut String, nodes: &[StepNode], indent: &str) {
            let deeper = format!("{indent}  ");
            for node in nodes {
                match node {
                    StepNode::Attachment(file) => {
                        let note = if file.missed { " (missed)" } else { "" };
                        writeln!(out, "{indent}file {}{note}", file.name).expect("room");
                    }
                    StepNode::Shared { name, nodes } => {
                        writeln!(out, "{indent}shared {name}").expect("room");
                        write(out, nodes, &deeper);
                    }
                    StepNode::Step(step) => {
                        writeln!(out, "{indent}{}", shown(&step.action)).expect("room");
                        write(out, &step.expected, &format!("{indent}> "));
                        write(out, &step.nodes, &deeper);
                    }
                }
            }
        }
        let wire = wire::scenario(json.as_bytes()).expect("a scenario");
        let mut out = String::new();
        write(&mut out, &scenario(&wire).unwrap_or_default().nodes, "");
        out
    }

    #[test]
    fn every_form_of_a_step_is_resolved() {
        let json = r#"{ "root": { "id": 100, "children": [101, 105, 106, 107, 999, 101] },
            "scenarioSteps": {
                "101": { "id": 101, "body": "Open the reset page", "children": [102, 104], "expectedResultId": 102 },
                "102": { "id": 102, "body": "Expected Result", "children": [103, 108] },
                "103": { "id": 103, "body": "Form is shown" },
                "104": { "id": 104, "body": "Click the link", "bodyJson": {"type": "doc"}, "children": null },
                "105": { "id": 105, "attachmentId": 42 },
                "106": { "id": 106, "sharedStepId": 7, "body": null },
                "107": { "id": 107, "body": "Old way", "expectedResult": "Works, too" },
                "108": { "id": 108, "attachmentId": 43 } },
            "attachments": { "42": { "entity": "x", "id": 42, "name": "form.png", "missed": true } },
            "sharedSteps": { "7": { "id": 7, "body": "Sign in", "children": [201, 202, 203], "archived": false } },
            "sharedStepScenarioSteps": { "201": { "id": 201, "body": "Enter credentials" },
                "202": { "id": 202, "sharedStepId": 7 }, "203": {"attachmentId": 9} },
            "sharedStepAttachments": { "9": {"name": "key.txt"} } }"#;
        insta::assert_snapshot!(outline(json), @r"
        Open the reset page
        > Form is shown
        > file attachment 43 (missed)
          Click the link
        file form.png (missed)
        shared Sign in
          Enter credentials
          file key.txt
        Old way
        > Works, too
        ");
    }

    #[test]
    fn a_shared_step_may_stand_twice() {
        let json = r#"{ "root": { "children": [1, 2] },
            "scenarioSteps": { "1": { "sharedStepId": 7 }, "2": { "sharedStepId": 7 }, "3": {} },
            "sharedSteps": { "7": { "body": "Sign in", "children": [201] } },
            "sharedStepScenarioSteps": { "201": { "body": "Enter credentials" } }, "attachments": null }"#;
        insta::assert_snapshot!(outline(json), @r"
        shared Sign in
          Enter credentials
        shared Sign in
          Enter credentials
        ");
    }

    #[test]
    fn no_root_and_no_steps_are_no_scenario() {
        for json in [
            r#"{"scenarioSteps":{}}"#,
            r#"{"root":null,"scenarioSteps":null}"#,
            r#"{"root":{"children":[]},"scenarioSteps":{}}"#,
            r#"{"root":{"children":[1]},"scenarioSteps":{"1":{"body":"  "}}}"#,
        ] {
            let wire = wire::scenario(json.as_bytes()).expect("a scenario");
            assert_eq!(scenario(&wire), None, "{json}");
        }
    }

    #[test]
    fn an_answer_that_is_not_whole_does_not_pass_for_a_case_without_steps() {
        let refusal = |json: &str| {
            wire::scenario(json.as_bytes())
                .expect_err("a refusal")
                .to_string()
        };
        insta::assert_snapshot!(refusal("{}"), @"missing field `scenarioSteps` at line 1 column 2");
        insta::assert_snapshot!(refusal(r#"{"root":null}"#), @"missing field `scenarioSteps` at line 1 column 13");
        for root in [
            "",
            r#""root":null,"#,
            r#""root":{"id":1},"#,
            r#""root":{"children":[]},"#,
        ] {
            let json = format!(r#"{{{root}"scenarioSteps":{{"2":{{"body":"a"}}}}}}"#);
            assert_eq!(
                refusal(&json),
                "there are steps, and `root` names none of them",
                "{json}"
            );
        }
        insta::assert_snapshot!(refusal(r#"{"root":{"children":[2]},"scenarioSteps":{}}"#), @"`root` names steps, and none of them is there");
    }

    #[test]
    fn rich_texts_of_steps_and_of_what_is_expected_are_read() {
        let rich = |text: &str| {
            format!(
                r#"{{"type":"doc","content":[{{"type":"paragraph","content":[{{"type":"text","text":"{text}","marks":[{{"type":"bold"}},{{"type":"text_fill"}}]}}]}}]}}"#
            )
        };
        let json = format!(
            r#"{{"root":{{"children":[1]}},"scenarioSteps":{{
                "1":{{"body":"Open","bodyJson":{},"expectedResultId":2}},
                "2":{{"body":"Expected Result","children":[3]}},
                "3":{{"body":"Seen","bodyJson":{}}}}}}}"#,
            rich("Open"),
            rich("Seen"),
        );
        insta::assert_snapshot!(outline(&json), @r#"
        RichText([Paragraph([Text { text: "Open", looks: [Bold], link: None }])])
        > RichText([Paragraph([Text { text: "Seen", looks: [Bold], link: None }])])
        "#);
        let wire = wire::scenario(json.as_bytes()).expect("a scenario");
        let left_out = scenario(&wire).expect("steps").left_out;
        insta::assert_compact_debug_snapshot!(left_out, @r#"{"text_fill"}"#);
    }

    #[test]
    fn cycles_and_towers_end() {
        let cycle = r#"{"root":{"children":[1]},"scenarioSteps":{
            "1":{"body":"a","children":[2],"expectedResultId":2},"2":{"body":"b","children":[1],"expectedResultId":1}}}"#;
        insta::assert_snapshot!(outline(cycle), @r"
        a
        > b
        ");
        // Shared steps that each hold the next one twice.
        let mut steps = HashMap::new();
        let mut shared_steps = HashMap::new();
        for id in 0..64 {
            for child in [2 * id, 2 * id + 1] {
                let step = wire::Step {
                    shared_step_id: Some(id + 1),
                    ..wire::Step::default()
                };
                steps.insert(child.to_string(), step);
            }
            let step = wire::Step {
                children: vec![2 * id, 2 * id + 1],
                ..wire::Step::default()
            };
            shared_steps.insert(id.to_string(), step);
        }
        let first = wire::Step {
            shared_step_id: Some(0),
            ..wire::Step::default()
        };
        let wire = wire::Scenario {
            root: Some(wire::Step {
                children: vec![1],
                ..wire::Step::default()
            }),
            scenario_steps: HashMap::from([("1".to_owned(), first)]),
            shared_steps,
            shared_step_scenario_steps: steps,
            ..wire::Scenario::default()
        };
        assert!(scenario(&wire).is_some());
    }

    #[test]
    fn ids_that_lead_nowhere_are_counted_too_or_they_would_cost_time_without_an_end() {
        let nowhere: Vec<i64> = (1_000..1_000 + 9_000).collect();
        let json = serde_json::json!({
            "root": {"children": [1, 2, 3]},
            "scenarioSteps": {"1": {"sharedStepId": 7}, "2": {"sharedStepId": 7}, "3": {"body": "too late"}},
            "sharedSteps": {"7": {"body": "Sign in", "children": nowhere}},
        });
        insta::assert_snapshot!(outline(&json.to_string()), @r"
        shared Sign in
        shared Sign in
        ");
    }

    proptest! {
        #[test]
        fn any_graph_of_steps_is_resolved(
            edges in prop::collection::vec((0i64..12, 0i64..12, 0u8..3), 0..60),
        ) {
            let mut steps: HashMap<String, wire::Step> = HashMap::new();
            for (from, to, kind) in edges {
                let step = steps.entry(from.to_string()).or_default();
                match kind {
                    0 => step.children.push(to),
                    1 => step.expected_result_id = Some(to),
                    _ => step.body = Some(to.to_string()),
                }
            }
            let wire = wire::Scenario {
                root: Some(wire::Step { children: (0..12).collect(), ..wire::Step::default() }),
                scenario_steps: steps,
                ..wire::Scenario::default()
            };
            let _ = scenario(&wire);
        }
    }
}
