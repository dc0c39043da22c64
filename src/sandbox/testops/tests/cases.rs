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
