//! The steps of an automated test case as its last run had them.

use std::collections::BTreeSet;

use super::rich_text::step_text;
use super::wire::{Attachment, RunScenario, RunStep};
use crate::model::{self, Scenario, Step, StepNode, StepText};

/// The scenario; `None` when there is no step in it.
pub(super) fn run_scenario(run: RunScenario) -> Option<Scenario> {
    let Some(steps) = run.steps else {
        // A list that is always sent and is not there says nothing.
        return Some(missing());
    };
    let mut left_out = BTreeSet::new();
    let mut nodes = nodes(steps, &mut left_out);
    nodes.extend(files(run.attachments));
    (!nodes.is_empty()).then_some(Scenario {
        nodes,
        left_out,
        is_missing: false,
    })
}

/// What stands for steps that TestOps did not tell.
pub(super) fn missing() -> Scenario {
    Scenario {
        is_missing: true,
        ..Scenario::default()
    }
}

/// The nodes of a list. The depth is that of the JSON, which its parser bounds.
fn nodes(steps: Vec<RunStep>, left_out: &mut BTreeSet<String>) -> Vec<StepNode> {
    let mut nodes: Vec<StepNode> = Vec::new();
    for step in steps {
        match step.kind.as_deref() {
            Some("attachment") => nodes.push(StepNode::Attachment(file(&step))),
            Some("expected_body") => {
                let expected = node(step, left_out);
                match nodes.last_mut() {
                    // Belongs to the step before it.
                    Some(StepNode::Step(step)) => step.expected.extend(expected),
                    _ => nodes.extend(expected),
                }
            }
            _ => nodes.extend(node(step, left_out)),
        }
    }
    nodes
}

fn node(step: RunStep, left_out: &mut BTreeSet<String>) -> Option<StepNode> {
    if step.shared_step_id.is_some() {
        // Its name and its steps are elsewhere.
        left_out.insert("shared".to_owned());
    }
    let action = action(&step, left_out);
    let mut expected = nodes(step.expected_result_steps, left_out);
    if let Some(text) = step.expected_result.filter(|text| !text.trim().is_empty()) {
        expected.push(StepNode::Step(Step {
            action: text.into(),
            ..Step::default()
        }));
    }
    let mut nodes = nodes(step.steps, left_out);
    nodes.extend(files(step.attachments));
    let is_empty = action.is_blank() && expected.is_empty() && nodes.is_empty();
    (!is_empty).then_some(StepNode::Step(Step {
        action,
        expected,
        nodes,
    }))
}

/// What was done, which servers before 25 tell in two parts.
fn action(step: &RunStep, left_out: &mut BTreeSet<String>) -> StepText {
    if step.body.is_some() || step.body_json.is_some() {
        return step_text(step.body.as_deref(), step.body_json.as_ref(), left_out);
    }
    let name = step.name.as_deref().unwrap_or_default();
    match step.keyword.as_deref().map(str::trim) {
        Some(keyword) if !keyword.is_empty() && !name.starts_with(keyword) => {
            format!("{keyword} {name}").into()
        }
        _ => name.into(),
    }
}

fn files(attachments: Vec<Attachment>) -> impl Iterator<Item = StepNode> {
    attachments.into_iter().map(|row| {
        StepNode::Attachment(model::Attachment {
            name: row.name.unwrap_or_else(|| "attachment".to_owned()),
            missed: row.missed.unwrap_or_default(),
        })
    })
}

fn file(step: &RunStep) -> model::Attachment {
    let row = step.attachment.as_ref();
    let number = step.attachment_id.map(|id| format!(" {id}"));
    model::Attachment {
        name: row
            .and_then(|row| row.name.clone())
            .unwrap_or_else(|| format!("attachment{}", number.unwrap_or_default())),
        missed: row.is_some_and(|row| row.missed.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Scenario> {
        run_scenario(serde_json::from_str(json).expect("a scenario"))
    }

    #[test]
    fn steps_of_a_current_server_are_read() {
        let scenario = read(
            r#"{"steps":[
                {"type":"body","body":"Open","steps":[{"type":"body","body":"Wait"}],
                 "expectedResultSteps":[{"type":"expected_body","body":"Open it is"}]},
                {"type":"expected_body","body":"Still open"},
                {"type":"attachment","attachmentId":4,"attachment":{"name":"a.png","missed":true}},
                {"type":"shared","sharedStepId":7},
                {"type":"body","body":" "}]}"#,
        );
        insta::assert_debug_snapshot!(scenario, @r#"
        Some(
            Scenario {
                nodes: [
                    Step(
                        Step {
                            action: Plain(
                                "Open",
                            ),
                            expected: [
                                Step(
                                    Step {
                                        action: Plain(
                                            "Open it is",
                                        ),
                                        expected: [],
                                        nodes: [],
                                    },
                                ),
                                Step(
                                    Step {
                                        action: Plain(
                                            "Still open",
                                        ),
                                        expected: [],
                                        nodes: [],
                                    },
                                ),
                            ],
                            nodes: [
                                Step(
                                    Step {
                                        action: Plain(
                                            "Wait",
                                        ),
                                        expected: [],
                                        nodes: [],
                                    },
                                ),
                            ],
                        },
                    ),
                    Attachment(
                        Attachment {
                            name: "a.png",
                            missed: true,
                        },
                    ),
                ],
                left_out: {
                    "shared",
                },
                is_missing: false,
            },
        )
        "#);
    }

    #[test]
    fn steps_of_an_older_server_are_read() {
        let scenario = read(
            r#"{"steps":[{"name":"a user","keyword":"Given ","expectedResult":"There is one","leaf":true,
                "attachments":[{"name":"log.txt"}],"steps":null}],"attachments":null,"testResultId":9}"#,
        );
        insta::assert_debug_snapshot!(scenario, @r#"
        Some(
            Scenario {
                nodes: [
                    Step(
                        Step {
                            action: Plain(
                                "Given a user",
                            ),
                            expected: [
                                Step(
                                    Step {
                                        action: Plain(
                                            "There is one",
                                        ),
                                        expected: [],
                                        nodes: [],
                                    },
                                ),
                            ],
                            nodes: [
                                Attachment(
                                    Attachment {
                                        name: "log.txt",
                                        missed: false,
                                    },
                                ),
                            ],
                        },
                    ),
                ],
                left_out: {},
                is_missing: false,
            },
        )
        "#);
    }

    #[test]
    fn no_list_is_no_proof_that_there_are_no_steps() {
        assert_eq!(read(r#"{"steps":[]}"#), None);
        for json in ["{}", r#"{"steps":null}"#] {
            assert_eq!(read(json), Some(missing()), "{json}");
        }
    }
}
