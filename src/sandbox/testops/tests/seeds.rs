//! What can be wrong with a seed, and what is filled in.

use insta::assert_snapshot;

use super::*;

fn error(seed: &Value) -> String {
    Testops::from_seed(&seed.to_string())
        .unwrap_err()
        .to_string()
}

#[test]
fn an_error_names_the_place_and_the_help() {
    let project = json!([{"id": 7, "name": "Web Shop"}]);
    let case = |case: Value| json!({"projects": project, "testCases": [case]});
    let with = |part: Value| {
        let mut case = json!({"id": 1, "projectId": 7, "name": "a"});
        for (key, value) in part.as_object().unwrap() {
            case[key] = value.clone();
        }
        json!({"projects": project, "testCases": [case]})
    };
    let seeds = [
        json!([]),
        json!({"projects": {}}),
        json!({"projects": [{"id": "7", "name": "x"}]}),
        json!({"projects": [{"id": 7}]}),
        json!({"projects": [{"id": 7, "name": "x"}, {"id": 7, "name": "y"}]}),
        case(json!({"id": 1, "projectId": 8, "name": "a"})),
        with(json!({"statusId": -9})),
        with(json!({"steps": [{"steps": [{"body": 5}]}]})),
        with(json!({"steps": [{}]})),
        with(json!({"customFields": {"Epic": [{}]}})),
        with(json!({"members": [{"name": "qa-lead"}]})),
        json!({"projects": project, "launches": [{"id": 1, "projectId": 7, "name": "a", "results": [
            {"id": 1, "name": "b", "status": "green"},
        ]}]}),
        json!({"projects": project, "launches": [
            {"id": 1, "projectId": 7, "name": "a", "results": [{"id": 1, "name": "b"}]},
            {"id": 2, "projectId": 7, "name": "a", "results": [{"id": 1, "name": "b"}]},
        ]}),
        json!({"tokenLifetimeSeconds": -1}),
        json!({"testcases": []}),
        with(json!({"tags": [{"id": 5, "nmae": "smoke"}]})),
        case(
            json!({"id": 1, "projectId": 7, "name": "a", "steps": [{"sharedStep": {"name": "b", "step": []}}]}),
        ),
        with(json!({"layer": 5})),
        with(json!({"deleted": 1})),
        with(json!({"attachments": [{"name": "b", "content": "", "size": 9}]})),
        with(json!({"attachments": [{"name": "b", "base64": "?"}]})),
        with(json!({"attachments": [{"name": "b", "text": "c", "base64": "Yw=="}]})),
        with(json!({"steps": [{"bodyJson": {"type": "paragraph"}}]})),
        with(json!({"members": "qa-lead"})),
        with(json!({"members": {"Owner": [5]}})),
        with(json!({"testKeys": [{"key": "C1"}]})),
        with(json!({"examples": [{"parameters": [{"value": "b"}]}]})),
        json!({"projects": project, "exports": [{"id": 1, "integrationId": 2, "projectId": 8}]}),
        json!({"integrations": [{"id": 1, "name": "a", "type": "jira"}, {"id": 1, "name": "b", "type": "jira"}]}),
        json!({"users": [{"login": "qa-lead"}]}),
        json!({"customFields": [{"name": "Epic", "values": [null]}]}),
    ];
    let errors: Vec<String> = seeds.iter().map(error).collect();
    assert_snapshot!(errors.join("\n"), @r#"
    the seed: this is no object; put its lists in { }
    projects: invalid type: an object, expected a list
    projects[0].id: invalid type: string "7", expected a whole number
    projects[0]: missing key `name`
    projects[1]: the id 7 is twice in this list; give every entry an id of its own
    testCases[0].projectId: there is no project 8; add it to `projects` or name one that is there
    testCases[0].statusId: there is no status -9; add it to `statuses` or name one that is there
    testCases[0].steps[0].steps[0].body: invalid type: integer `5`, expected a string
    testCases[0].steps[0]: this is a step without content; add `body`, `attachment` or `sharedStep`
    testCases[0].customFields.Epic[0]: invalid type: an object, expected a string
    testCases[0].members[0]: missing key `role`
    launches[0].results[0].status: unknown value `green`, expected one of `passed`, `failed`, `broken`, `skipped`, `unknown`
    launches[1].results[0]: the id 1 belongs to another result; give every result of all launches an id of its own
    tokenLifetimeSeconds: invalid value: integer `-1`, expected a whole number that is not negative
    testcases: unknown key `testcases`, expected one of `tokenLifetimeSeconds`, `projects`, `statuses`, `customFields`, `users`, `integrations`, `exports`, `testCases`, `launches`
    testCases[0].tags[0].nmae: unknown key `nmae`, expected `id` or `name`
    testCases[0].steps[0].sharedStep.step: unknown key `step`, expected one of `name`, `archived`, `steps`
    testCases[0].layer: invalid type: integer `5`, expected a string or an object
    testCases[0].deleted: invalid type: integer `1`, expected true or false
    testCases[0].attachments[0]: an empty content cannot be repeated to a `size`; add `content`
    testCases[0].attachments[0]: `base64` is not in base64; encode the file with padding
    testCases[0].attachments[0]: two contents; keep the text or `base64`
    testCases[0].steps[0].bodyJson: this is no document; begin with "type": "doc"
    testCases[0].members: invalid type: string "qa-lead", expected a list or an object
    testCases[0].members.Owner[0]: invalid type: integer `5`, expected a string
    testCases[0].testKeys[0].key: unknown key `key`, expected one of `id`, `name`, `url`, `integrationId`
    testCases[0].examples[0].parameters[0]: missing key `name`
    exports[0].projectId: there is no project 8; add it to `projects` or name one that is there
    integrations[1]: the id 1 is twice in this list; give every entry an id of its own
    users[0].login: unknown key `login`, expected one of `id`, `username`, `email`, `firstName`, `lastName`, `enabled`, `admin`
    customFields[0].values[0]: invalid type: null, expected a string
    "#);
}

#[test]
fn a_text_that_is_no_json_is_refused_with_its_place() {
    let error = Testops::from_seed("{\n  \"projects\": [,]\n}").unwrap_err();
    assert_snapshot!(error, @"line 2, column 16: expected value; make the file valid JSON");
}

#[test]
fn the_state_is_the_seed_with_its_lists_filled_in() {
    let seed = json!({"projects": [{"id": 7, "name": "Web Shop"}], "testCases": [
        {"id": 1, "projectId": 7, "name": "a", "tags": ["smoke"]},
    ]});
    let state = testops(&seed).state();
    assert_eq!(state["testCases"], seed["testCases"]);
    assert_eq!(state["launches"], json!([]));
    assert_snapshot!(state["statuses"], @r#"[{"id":-1,"name":"Draft"},{"id":-2,"name":"Review"},{"id":-3,"name":"Active"},{"id":-4,"name":"Outdated"}]"#);
    assert_eq!(testops(&state).state(), state);
}

#[test]
fn statuses_of_the_seed_replace_the_stock_ones() {
    let testops = testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "statuses": [{"id": 12, "name": "Ready"}],
        "testCases": [{"id": 1, "projectId": 7, "name": "a", "statusId": 12}],
    }));
    assert_eq!(read(&testops, "/api/testcase/1")["status"]["name"], "Ready");
    assert_eq!(read(&testops, "/api/status")["totalElements"], 1);
}

#[test]
fn a_built_in_status_need_not_be_listed() {
    let seed = json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "statuses": [{"id": 12, "name": "Ready"}],
        "testCases": [{"id": 1, "projectId": 7, "name": "a", "statusId": -3}],
    });
    let testops = testops(&seed);
    assert_eq!(
        read(&testops, "/api/testcase/1")["status"]["name"],
        "Active"
    );
    let state = testops.state();
    assert_eq!(
        state["statuses"],
        json!([{"id": 12, "name": "Ready"}, {"id": -3, "name": "Active"}])
    );
}

#[test]
fn a_seed_may_be_empty() {
    let testops = testops(&json!({}));
    assert_eq!(read(&testops, "/api/project")["empty"], true);
}
