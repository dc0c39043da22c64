//! Scenarios: nesting, expected results, attachments, shared steps.

use insta::assert_snapshot;

use super::*;

/// One test case with these steps.
fn scenario(steps: &Value) -> Testops {
    testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "testCases": [{"id": 1, "projectId": 7, "name": "a", "steps": steps}],
    }))
}

/// The scenario without the history of its nodes.
fn step(testops: &Testops, id: i64) -> Value {
    let mut body = read(testops, &format!("/api/testcase/{id}/step"));
    forget_history(&mut body);
    body
}

fn forget_history(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|key, _| {
                !matches!(
                    key.as_str(),
                    "createdBy" | "createdDate" | "lastModifiedBy" | "lastModifiedDate"
                )
            });
            members.values_mut().for_each(forget_history);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_history),
        _ => {}
    }
}

#[test]
fn without_steps_there_is_no_root() {
    assert_snapshot!(step(&scenario(&json!([])), 1), @r#"{"scenarioSteps":{},"attachments":{},"sharedSteps":{},"sharedStepScenarioSteps":{},"sharedStepAttachments":{}}"#);
}

#[test]
fn steps_nest_and_expected_results_have_a_wrapper() {
    let testops = scenario(&json!([
        {"body": "Open the page\nand wait", "expectedResult": "Form is shown", "steps": [
            {"body": "Click the link", "steps": [{"body": "Twice"}]},
        ]},
        {"body": "Look", "attachment": "form.png"},
        {"attachment": {"name": "gone.log", "missed": true}},
    ]));
    assert_snapshot!(pretty(&step(&testops, 1)), @r#"
    {
      "root": {
        "id": 1001,
        "testCaseId": 1,
        "children": [
          1002,
          1007,
          1009
        ]
      },
      "scenarioSteps": {
        "1002": {
          "id": 1002,
          "testCaseId": 1,
          "body": "Open the page\nand wait",
          "children": [
            1005
          ],
          "expectedResultId": 1003
        },
        "1003": {
          "id": 1003,
          "testCaseId": 1,
          "body": "Expected Result",
          "children": [
            1004
          ]
        },
        "1004": {
          "id": 1004,
          "testCaseId": 1,
          "body": "Form is shown"
        },
        "1005": {
          "id": 1005,
          "testCaseId": 1,
          "body": "Click the link",
          "children": [
            1006
          ]
        },
        "1006": {
          "id": 1006,
          "testCaseId": 1,
          "body": "Twice"
        },
        "1007": {
          "id": 1007,
          "testCaseId": 1,
          "body": "Look",
          "children": [
            1008
          ]
        },
        "1008": {
          "id": 1008,
          "testCaseId": 1,
          "attachmentId": 1
        },
        "1009": {
          "id": 1009,
          "testCaseId": 1,
          "attachmentId": 2
        }
      },
      "attachments": {
        "1": {
          "entity": "test_case",
          "id": 1,
          "name": "form.png",
          "contentType": "image/png",
          "contentLength": 19,
          "missed": false
        },
        "2": {
          "entity": "test_case",
          "id": 2,
          "name": "gone.log",
          "contentType": "text/plain",
          "contentLength": 19,
          "missed": true
        }
      },
      "sharedSteps": {},
      "sharedStepScenarioSteps": {},
      "sharedStepAttachments": {}
    }
    "#);
}

#[test]
fn a_shared_step_is_one_object_for_all_who_use_it() {
    let shared = json!({"name": "Sign in", "steps": [
        {"body": "Enter", "expectedResult": ["Welcome", "A cookie is set"], "attachment": "key.txt"},
    ]});
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "testCases": [
            {"id": 1, "projectId": 7, "name": "a", "steps": [{"sharedStep": shared}, {"sharedStep": "Sign in"}]},
            {"id": 2, "projectId": 7, "name": "b", "steps": [{"sharedStep": shared}]},
            {"id": 3, "projectId": 7, "name": "c", "steps": [
                {"sharedStep": "Sign out", "steps": [{"body": "Leave"}]},
            ]},
        ],
    }));
    assert_snapshot!(pretty(&step(&testops, 1)), @r#"
    {
      "root": {
        "id": 1007,
        "testCaseId": 1,
        "children": [
          1008,
          1009
        ]
      },
      "scenarioSteps": {
        "1008": {
          "id": 1008,
          "testCaseId": 1,
          "sharedStepId": 1
        },
        "1009": {
          "id": 1009,
          "testCaseId": 1,
          "sharedStepId": 1
        }
      },
      "attachments": {},
      "sharedSteps": {
        "1": {
          "id": 1,
          "body": "Sign in",
          "children": [
            1002
          ],
          "archived": false
        }
      },
      "sharedStepScenarioSteps": {
        "1002": {
          "id": 1002,
          "body": "Enter",
          "children": [
            1006
          ],
          "expectedResultId": 1003
        },
        "1003": {
          "id": 1003,
          "body": "Expected Result",
          "children": [
            1004,
            1005
          ]
        },
        "1004": {
          "id": 1004,
          "body": "Welcome"
        },
        "1005": {
          "id": 1005,
          "body": "A cookie is set"
        },
        "1006": {
          "id": 1006,
          "attachmentId": 1
        }
      },
      "sharedStepAttachments": {
        "1": {
          "entity": "test_case",
          "id": 1,
          "name": "key.txt",
          "contentType": "text/plain",
          "contentLength": 18,
          "missed": false
        }
      }
    }
    "#);
    assert_eq!(
        step(&testops, 2)["sharedSteps"],
        step(&testops, 1)["sharedSteps"]
    );
    assert_eq!(step(&testops, 3)["sharedSteps"]["2"]["body"], "Sign out");
    assert_eq!(
        read(&testops, "/api/sharedstep/1/step")["attachments"],
        step(&testops, 1)["sharedStepAttachments"]
    );
}

#[test]
fn a_shared_step_may_be_named_before_it_is_described() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "testCases": [
            {"id": 1, "projectId": 7, "name": "a", "steps": [{"sharedStep": "Sign in"}]},
            {"id": 2, "projectId": 7, "name": "b", "steps": [
                {"sharedStep": {"name": "Sign in", "steps": [{"body": "Enter"}]}},
            ]},
        ],
    }));
    assert_eq!(
        step(&testops, 1)["sharedSteps"],
        step(&testops, 2)["sharedSteps"]
    );
}

#[test]
fn a_shared_step_that_contains_itself_is_shown_once() {
    let shared = json!({"name": "Retry", "steps": [{"body": "Try"}, {"sharedStep": "Retry"}]});
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "testCases": [
            {"id": 1, "projectId": 7, "name": "a", "automated": true, "steps": [{"sharedStep": shared}]},
        ],
    }));
    assert_eq!(
        step(&testops, 1)["sharedSteps"].as_object().unwrap().len(),
        1
    );
    let run = read(&testops, "/api/testcase/1/scenariofromrun");
    assert_eq!(run["steps"][0]["steps"].as_array().unwrap().len(), 1);
}

#[test]
fn every_node_is_in_the_map_and_named_once() {
    let testops = scenario(&json!([
        {"body": "a", "expectedResult": "b", "steps": [{"body": "c", "expectedResult": "d"}]},
        {"body": "", "expectedResult": "only this"},
        "e",
    ]));
    let body = step(&testops, 1);
    let nodes = body["scenarioSteps"].as_object().unwrap();
    let mut named: Vec<i64> = Vec::new();
    for node in nodes.values().chain([&body["root"]]) {
        named.extend(
            node["children"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_i64),
        );
        named.extend(node["expectedResultId"].as_i64());
    }
    named.sort_unstable();
    let keys: Vec<i64> = nodes.keys().map(|key| key.parse().unwrap()).collect();
    assert_eq!(named, keys);
}

#[test]
fn the_deprecated_tree_is_empty_and_a_run_has_typed_steps() {
    let testops = shop();
    assert_eq!(
        read(&testops, "/api/testcase/4711/scenario"),
        json!({"steps": [], "attachments": []})
    );
    assert_eq!(
        read(&testops, "/api/testcase/4711/scenariofromrun"),
        json!({"steps": []})
    );
    assert_snapshot!(read(&testops, "/api/testcase/4712/scenariofromrun"), @r#"{"steps":[{"type":"body","body":"POST /pay","steps":[],"expectedResultSteps":[]}]}"#);
}

#[test]
fn attachments_are_listed_and_can_be_fetched_unless_the_file_is_gone() {
    let testops = scenario(&json!([
        {"attachment": {"name": "note.txt", "content": "hello"}},
        {"attachment": {"name": "gone.png", "missed": true}},
    ]));
    let page = read(&testops, "/api/testcase/attachment?testCaseId=1");
    assert_snapshot!(page["content"], @r#"[{"entity":"test_case","id":2,"name":"gone.png","contentType":"image/png","contentLength":19,"missed":true},{"entity":"test_case","id":1,"name":"note.txt","contentType":"text/plain","contentLength":5,"missed":false}]"#);
    let answer = get(&testops, "/api/rs/testcase/attachment/1/content");
    assert_eq!(
        (&*answer.content_type, &*answer.body),
        ("text/plain", &b"hello"[..])
    );
    assert_eq!(
        get(&testops, "/api/testcase/attachment/2/content").status,
        404
    );
}

#[test]
fn a_rich_body_stands_beside_its_plain_text() {
    let document = json!({"type": "doc", "content": [
        {"type": "paragraph", "content": [
            {"type": "text", "text": "Open "}, {"type": "text", "text": "the page", "marks": [{"type": "bold"}]},
            {"type": "lineBreak"}, {"type": "text", "text": "and wait"},
        ]},
        {"type": "code_block", "content": [{"type": "text", "text": "GET /"}]},
    ]});
    let testops = scenario(&json!([
        {"bodyJson": document},
        {"body": "as it was typed", "bodyJson": document},
    ]));
    let nodes = &step(&testops, 1)["scenarioSteps"];
    assert_eq!(nodes["1002"]["body"], "Open the page\nand wait\nGET /");
    assert_eq!(nodes["1002"]["bodyJson"], document);
    assert_eq!(nodes["1003"]["body"], "as it was typed");
}

#[test]
fn a_file_may_be_written_as_text_or_in_base64() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "testCases": [{"id": 1, "projectId": 7, "name": "a", "attachments": [
            {"name": "a.txt", "text": "hello"},
            {"name": "a.png", "base64": "iVBORw0KGgo="},
            {"name": "b.bin", "base64": "AAH/", "size": 7},
        ]}],
    }));
    let content = |id: i64| get(&testops, &format!("/api/testcase/attachment/{id}/content")).body;
    assert_eq!(content(1), "hello");
    assert_eq!(&*content(2), b"\x89PNG\r\n\x1a\n");
    assert_eq!(&*content(3), [0, 1, 255, 0, 1, 255, 0]);
}
