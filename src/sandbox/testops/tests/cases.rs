//! What one test case looks like from each side.

use insta::assert_snapshot;

use super::*;

#[test]
fn a_search_row_holds_everything_but_relations_and_leaves_out_what_is_empty() {
    let page = read(
        &shop(),
        "/api/rs/testcase/__search?projectId=7&rql=true&sort=id,ASC",
    );
    assert_snapshot!(lines(&page["content"][0]), @r##"
    id: 4711
    projectId: 7
    name: "Guest can pay by card"
    description: "Checks **payment**\n\n& more"
    descriptionHtml: "<p>Checks **payment**</p><p>&amp; more</p>"
    precondition: "Cart is full"
    preconditionHtml: "<p>Cart is full</p>"
    expectedResult: "Order is paid"
    expectedResultHtml: "<p>Order is paid</p>"
    automated: false
    external: false
    deleted: false
    editable: true
    status: {"id":-3,"name":"Active","color":"#94a3b8","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}
    tags: [{"id":1,"name":"smoke"},{"id":2,"name":"pay"}]
    links: [{"name":"Spec","url":"https://wiki.example.com/pay","type":"link"}]
    createdBy: "qa-lead"
    createdDate: 1767225600000
    lastModifiedBy: "qa-lead"
    lastModifiedDate: 1781519400123
    workflow: {"id":-1,"name":"Default Manual"}
    testLayer: {"id":-3,"name":"API Tests","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}
    "##);
    assert_snapshot!(lines(&page["content"][1]), @r#"
    id: 4712
    projectId: 7
    name: "Robot can pay"
    fullName: "shop.PayTest.robot"
    automated: true
    external: false
    deleted: false
    editable: true
    tags: [{"id":2,"name":"pay"}]
    links: []
    createdBy: "qa-lead"
    createdDate: 1767225700000
    lastModifiedBy: "qa-lead"
    lastModifiedDate: 1767225700000
    workflow: {"id":-2,"name":"Default Automated"}
    "#);
}

#[test]
fn the_old_prefix_answers_the_same() {
    let testops = shop();
    let calls = [
        "testcase/4711",
        "testcase/4711/overview",
        "testcase/4711/step",
        "launch/55/statistic",
        "testresult?launchId=55",
    ];
    for call in calls {
        assert_eq!(
            read(&testops, &format!("/api/rs/{call}")),
            read(&testops, &format!("/api/{call}")),
        );
    }
}

#[test]
fn an_overview_adds_what_a_row_lacks() {
    let testops = shop();
    let mut overview = read(&testops, "/api/testcase/4711/overview");
    let row = read(&testops, "/api/testcase/4711");
    let overview = overview.as_object_mut().unwrap();
    overview.retain(|key, value| row.get(key) != Some(value));
    assert_snapshot!(lines(&json!(overview)), @r##"
    workflow: {"id":-1,"name":"Default Manual","statuses":[{"id":-1,"name":"Draft","color":"#94a3b8","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000},{"id":-2,"name":"Review","color":"#94a3b8","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000},{"id":-3,"name":"Active","color":"#94a3b8","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000},{"id":-4,"name":"Outdated","color":"#94a3b8","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}],"createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}
    layer: {"id":-3,"name":"API Tests","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}
    customFields: [{"id":1,"name":"Cart","global":false,"customField":{"id":-1,"name":"Epic","archived":false,"locked":false,"required":false,"singleSelect":false,"createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}},{"id":2,"name":"Payment","global":false,"customField":{"id":-1,"name":"Epic","archived":false,"locked":false,"required":false,"singleSelect":false,"createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}},{"id":3,"name":"High","global":false,"customField":{"id":1,"name":"Risk","archived":false,"locked":false,"required":false,"singleSelect":false,"createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}}]
    issues: [{"id":1,"name":"SHOP-1","displayName":"SHOP-1","closed":false,"integrationId":1,"integrationType":"jira"},{"id":2,"name":"SHOP-2","displayName":"SHOP-2","url":"https://tracker.example.com/SHOP-2","closed":true,"integrationId":1,"integrationType":"jira"}]
    members: [{"id":1,"name":"qa-lead","role":{"id":-1,"name":"Owner","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}},{"id":2,"name":"dev-lead","role":{"id":1,"name":"Lead","createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}}]
    testKeys: []
    examples: []
    parameters: []
    hasManualScenario: true
    style: "regular"
    "##);
}

#[test]
fn custom_fields_come_flat_or_grouped() {
    let testops = shop();
    let names = |value: &Value| {
        json!([
            value["customField"]["id"],
            value["customField"]["name"],
            value["id"],
            value["name"]
        ])
    };
    let flat = read(&testops, "/api/testcase/4711/cfv?projectId=7");
    let flat: Vec<Value> = flat.as_array().unwrap().iter().map(names).collect();
    assert_snapshot!(json!(flat), @r#"[[-1,"Epic",1,"Cart"],[-1,"Epic",2,"Payment"],[1,"Risk",3,"High"]]"#);
    let grouped = read(&testops, "/api/testcase/4711/cfv?projectId=7&v2=true");
    assert_snapshot!(lines(&grouped[0]), @r#"
    customField: {"id":49999,"name":"Epic","projectId":7,"required":false,"locked":false,"singleSelect":false,"customField":{"id":-1,"name":"Epic","archived":false,"locked":false,"required":false,"singleSelect":false,"createdBy":"qa-lead","createdDate":1767225600000,"lastModifiedBy":"qa-lead","lastModifiedDate":1767225600000}}
    values: [{"id":1,"name":"Cart"},{"id":2,"name":"Payment"}]
    "#);
}

#[test]
fn the_parts_of_a_test_case_can_be_asked_for_alone() {
    let testops = shop();
    let overview = read(&testops, "/api/testcase/4711/overview");
    for (call, key) in [
        ("tag", "tags"),
        ("issue", "issues"),
        ("members", "members"),
        ("testkey", "testKeys"),
        ("workflow", "workflow"),
    ] {
        assert_eq!(
            read(&testops, &format!("/api/testcase/4711/{call}")),
            overview[key],
            "{call}"
        );
    }
    assert_eq!(read(&testops, "/api/testcase/4711/relation"), json!([]));
    assert_eq!(read(&testops, "/api/testcase/4711/example")["empty"], true);
}

#[test]
fn lists_without_a_query_are_poorer_and_know_the_deleted_ones() {
    let testops = shop();
    let page = read(&testops, "/api/testcase?projectId=7");
    assert_eq!(ids(&page), [4712, 4711]);
    assert_snapshot!(page["content"][0], @r#"{"id":4712,"name":"Robot can pay","automated":true}"#);
    assert_eq!(
        ids(&read(&testops, "/api/testcase/deleted?projectId=7")),
        [4713]
    );
    let deleted = "/api/testcase/__search?projectId=7&rql=true&deleted=true";
    assert_eq!(ids(&read(&testops, deleted)), [4713]);
}

/// One test case with everything that a seed can say of it.
fn rich() -> Testops {
    testops(&json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "customFields": [{"name": "Priority", "singleSelect": true, "required": true, "values": ["High", "Low"]}],
        "testCases": [{
            "id": 1, "projectId": 7, "name": "a", "automated": true, "fullName": "shop.PayTest.card",
            "workflow": "Regulated", "layer": "E2E", "tags": ["smoke", {"id": 31, "name": "pay"}],
            "links": ["https://wiki.example.com/a"],
            "issues": [{"name": "SHOP-1", "integrationId": 4, "integrationType": "youtrack"}],
            "members": {"Owner": "alice", "Lead": ["bob", "carol"]},
            "customFields": {"Priority": "High", "Build": [7, true]},
            "testKeys": ["C1", {"id": 90, "name": "C2", "url": "https://rail.example.com/index.php?/cases/view/2", "integrationId": 3}],
            "parameters": ["card"],
            "examples": [{"parameters": [{"name": "card", "value": "visa"}]},
                         {"parameters": [{"name": "card", "value": 5}], "status": "passed"}],
        }],
    }))
}

#[test]
fn an_overview_has_everything_that_the_seed_says() {
    let testops = rich();
    let mut overview = read(&testops, "/api/testcase/1/overview");
    forget_audit(&mut overview);
    let keys = "fullName automated layer tags links issues members customFields testKeys parameters examples";
    let parts: Vec<String> = keys
        .split(' ')
        .map(|key| format!("{key}: {}", overview[key]))
        .collect();
    assert_snapshot!(parts.join("\n"), @r#"
    fullName: "shop.PayTest.card"
    automated: true
    layer: {"id":1,"name":"E2E"}
    tags: [{"id":1,"name":"smoke"},{"id":31,"name":"pay"}]
    links: [{"url":"https://wiki.example.com/a"}]
    issues: [{"id":1,"name":"SHOP-1","displayName":"SHOP-1","closed":false,"integrationId":4,"integrationType":"youtrack"}]
    members: [{"id":1,"name":"alice","role":{"id":-1,"name":"Owner"}},{"id":2,"name":"bob","role":{"id":1,"name":"Lead"}},{"id":3,"name":"carol","role":{"id":1,"name":"Lead"}}]
    customFields: [{"id":1,"name":"High","global":false,"customField":{"id":1,"name":"Priority","archived":false,"locked":false,"required":true,"singleSelect":true}},{"id":3,"name":"7","global":false,"customField":{"id":2,"name":"Build","archived":false,"locked":false,"required":false,"singleSelect":false}},{"id":4,"name":"true","global":false,"customField":{"id":2,"name":"Build","archived":false,"locked":false,"required":false,"singleSelect":false}}]
    testKeys: [{"id":1,"integrationId":2,"name":"C1"},{"id":90,"integrationId":3,"name":"C2","url":"https://rail.example.com/index.php?/cases/view/2"}]
    parameters: [{"name":"card"}]
    examples: [{"id":1,"parameters":[{"name":"card","value":"visa"}]},{"id":2,"parameters":[{"name":"card","value":"5"}],"status":"passed"}]
    "#);
    assert_eq!(overview["workflow"]["name"], "Regulated");
    assert_eq!(
        read(&testops, "/api/testcase/1")["workflow"],
        json!({"id": 1, "name": "Regulated"})
    );
    assert_eq!(
        read(&testops, "/api/testcase/1/example")["content"],
        overview["examples"]
    );
}

/// Leaves out who made something, and when.
fn forget_audit(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members
                .retain(|key, _| !key.starts_with("created") && !key.starts_with("lastModified"));
            members.values_mut().for_each(forget_audit);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_audit),
        _ => {}
    }
}
