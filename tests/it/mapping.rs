//! Every source into every type of field that takes it, through the binary: what is written, that nothing is left to do,
//! and what it costs.

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail, text_field};

/// A world in which test case 4711 has something in every source, and TestRail a field of each type for it.
fn world(rows: &str) -> World {
    let mut source = testops();
    let case = &mut source["testCases"][0];
    for (key, value) in [
        ("fullName", json!("shop.Account#reset")),
        ("automated", json!(true)),
        ("layer", json!({"id": -3, "name": "API Tests"})),
        ("tags", json!(["regression", "<smoke>", "*cart*"])),
        (
            "links",
            json!([{"name": "The [spec]", "url": "https://wiki.example.com/a_b"}, {"url": "https://b.example.com/"}]),
        ),
        (
            "customFields",
            json!({"Component": ["Pay & ship"], "Area": ["Cart", "Accounts"]}),
        ),
        ("testKeys", json!(["QA-17"])),
        ("expectedResult", json!("Signed **in**")),
    ] {
        case[key] = value;
    }
    let mut target = testrail();
    let fields = target["case_fields"].as_array_mut().unwrap();
    fields.push(text_field(110, "text"));
    let field = |id: u64, name: &str, type_id: u64, items: &str| {
        let mut field = text_field(id, name);
        field["type_id"] = json!(type_id);
        field["configs"][0]["options"]["items"] = json!(items);
        field
    };
    fields.push(field(111, "line", 1, ""));
    let options = "1, Draft\n2, Automated\n3, API tests\n4, Accounts, Cart\n5, PAY & SHIP";
    fields.push(field(112, "choice", 6, options));
    // Of the three test cases only the first is exported, and it is there.
    let world = World::with(&source, &target);
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  testCases: {aql: 'id = 4711'}\n",
    );
    world.edit(
        "    custom_description: description\n    custom_preconds: precondition\n    custom_steps_separated: scenario\n    \
         custom_status:\n      from: status\n      default: 1\n      values:\n        -3: 2\n",
        rows,
    );
    world
}

/// Applies, expects that nothing is left to do, and tells what is in a field.
fn written(world: &World, field: &str) -> Value {
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    let writes = world.sandbox.writes().len();
    let again = world.apply();
    assert_eq!(again.code, Some(0), "{again}");
    assert_eq!(world.sandbox.writes().len(), writes, "{again}");
    world.cases()[0][field].clone()
}

/// What TestOps was asked for a single test case, once for each plan of [`written`].
fn asked_singly(world: &World) -> Vec<String> {
    let journal = world.sandbox.testops_journal();
    let paths = journal.iter().filter_map(|request| {
        let (_, part) = request.path.split_once("testcase/4711/")?;
        Some(part.to_owned())
    });
    paths.collect()
}

#[test]
fn every_source_goes_into_a_string_and_a_text_field() {
    let mut shown = String::new();
    for source in [
        "name",
        "fullName",
        "url",
        "description",
        "precondition",
        "expectedResult",
        "scenario",
        "status",
        "layer",
        "automated",
        "tags",
        "links",
        "testKeys",
        "customField.Component",
        "customField.Area",
        "customField.Nobody",
        "[tags, layer]",
    ] {
        let world = world(&format!(
            "    custom_line: {source}\n    custom_text: {source}\n"
        ));
        written(&world, "custom_text");
        let case = &world.cases()[0];
        let address = world.sandbox.variable("TESTOPS_URL");
        shown += &format!(
            "# {source}\n{}\n{}\n",
            case["custom_line"], case["custom_text"]
        )
        .replace(address, "https://testops.example.com")
        .replace(address.trim_start_matches("http://"), "testops.example.com");
    }
    insta::assert_snapshot!(shown, @r#"
    # name
    "User can reset a forgotten password"
    "<p>User can reset a forgotten password</p>\n"
    # fullName
    "shop.Account#reset"
    "<p>shop.Account#reset</p>\n"
    # url
    "https://testops.example.com/project/7/test-cases/4711"
    "<p><a href=\"https://testops.example.com/project/7/test-cases/4711\">testops.example.com/…/4711</a></p>\n"
    # description
    "Checks the reset flow"
    "<p>Checks the <strong>reset</strong> flow</p>\n"
    # precondition
    "Account exists and is active"
    "<p>Account exists and is active</p>\n"
    # expectedResult
    "Signed in"
    "<p>Signed <strong>in</strong></p>\n"
    # scenario
    "1. Ask for a link Expected: Mail arrives 2. Open the link within 15 minutes Expected: Form is shown"
    "<ol>\n<li>Ask for a link<br />Expected: Mail arrives</li>\n<li>Open the link within 15 minutes<br />Expected: Form is shown</li>\n</ol>\n"
    # status
    "Active"
    "<p>Active</p>\n"
    # layer
    "API Tests"
    "<p>API Tests</p>\n"
    # automated
    "true"
    "<p>true</p>\n"
    # tags
    "*cart*, <smoke>, regression"
    "<p>*cart*, &lt;smoke&gt;, regression</p>\n"
    # links
    "https://b.example.com/, The [spec] (https://wiki.example.com/a_b)"
    "<ul>\n<li><a href=\"https://b.example.com/\">https://b.example.com/</a></li>\n<li><a href=\"https://wiki.example.com/a_b\">The [spec]</a></li>\n</ul>\n"
    # testKeys
    "QA-17"
    "<p>QA-17</p>\n"
    # customField.Component
    "Pay & ship"
    "<p>Pay &amp; ship</p>\n"
    # customField.Area
    "Accounts, Cart"
    "<p>Accounts, Cart</p>\n"
    # customField.Nobody
    null
    null
    # [tags, layer]
    "*cart*, <smoke>, regression, API Tests"
    "<p>*cart*, &lt;smoke&gt;, regression, API Tests</p>\n"
    "#);
}

#[test]
fn what_names_something_chooses_an_option() {
    for (row, option) in [
        ("{from: name, default: Draft}", 1),
        ("{from: status, values: {Active: Automated}}", 2),
        ("{from: status, values: {-3: custom_2}}", 2),
        (
            "{from: automated, values: {true: Automated, false: Draft}}",
            2,
        ),
        ("layer", 3),
        ("{from: layer, values: {-3: 1}}", 1),
        ("customField.Area", 4),
        ("customField.Component", 5),
        (
            "{from: tags, values: {\"*cart*, <smoke>, regression\": Draft}}",
            1,
        ),
        ("{from: testKeys, values: {QA-17: Draft}}", 1),
        ("{from: customField.Nobody, default: Draft}", 1),
    ] {
        let world = world(&format!("    custom_choice: {row}\n"));
        assert_eq!(written(&world, "custom_choice"), option, "{row}");
    }
}

#[test]
fn only_what_the_list_does_not_tell_costs_requests() {
    let cheap = world(
        "    custom_line: [name, fullName, url, status, layer, automated, tags, links, description]\n",
    );
    written(&cheap, "custom_line");
    assert!(asked_singly(&cheap).is_empty());
    let dear = world(
        "    custom_line: [customField.Component, customField.Area, testKeys]\n    custom_text: scenario\n",
    );
    dear.plan();
    let mut asked = asked_singly(&dear);
    asked.sort();
    assert_eq!(asked, ["overview", "step"]);
}

#[test]
fn what_nothing_stands_for_is_left_alone_and_told_once_for_each_value() {
    let world = world("    custom_choice: fullName\n");
    world.edit("  testCases: {aql: 'id = 4711'}\n", "");
    world.sandbox.testrail_post(
        "update_case/501",
        &json!({"title": "User can reset a forgotten password", "custom_choice": 1}),
    );
    insta::assert_snapshot!(world.plan().stdout.split("\nPlan sha256:").next().unwrap(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-4712  Guest can pay by card                         new case
      + ALLURE-4713  Корзина сохраняется 🛒                        new case
      ? RW0214  manifests/shop.yaml:31:5  fullName is empty in TestOps, and choice (custom_choice) has no default: left alone in 2 test cases
          help: add a `default`
      ? RW0214  manifests/shop.yaml:31:5  fullName shop.Account#reset has neither a row in `values` nor an option of its name in choice (custom_choice), which has no default: left alone in 1 test case
          help: add a row to its `values`, an option in TestRail, or a `default`

    3 cases in scope: 2 to create, 0 to update, 1 unchanged, 0 blocked.
    Applying needs 2 TestRail requests.
    ");
    assert_eq!(written(&world, "custom_choice"), 1);
    // The row says that this is all right.
    let drift = world.railwright().run(&["drift", "manifests"]);
    assert_eq!(drift.code, Some(0), "{drift}");
    let created = world.sandbox.testrail_journal();
    let created = created
        .iter()
        .find(|request| request.path.contains("add_cases"));
    let body = created.unwrap().body.to_string();
    assert!(!body.contains("custom_choice"), "{body}");
}

#[test]
fn what_nothing_stands_for_blocks_its_case_where_the_row_says_so() {
    let world = world("    custom_choice: {from: fullName, onUnmapped: block}\n");
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert!(
        applied.stdout.contains("RW0214  ALLURE-4711  blocked: "),
        "{applied}"
    );
    assert!(world.sandbox.writes().is_empty());
    let drift = world.railwright().run(&["drift", "manifests"]);
    assert_eq!(drift.code, Some(2), "{drift}");
}

#[test]
fn a_required_field_that_is_left_alone_keeps_a_case_from_being_created_only() {
    let (mut source, mut target) = (testops(), testrail());
    source["statuses"][0]["name"] = json!("Nobody knows it");
    target["case_fields"][1]["configs"][0]["options"]["is_required"] = json!(true);
    let world = World::with(&source, &target);
    world.edit("      default: 1\n", "");
    let applied = world.apply();
    assert!(
        applied.stdout.contains("RW0213  ALLURE-4712  blocked: "),
        "{applied}"
    );
    assert!(applied.stdout.contains("updated C501"), "{applied}");
}

#[test]
fn sync_configs_of_one_suite_may_write_different_fields() {
    let world = world("    custom_line: name\n    custom_text: description\n");
    let other = "---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {name: another}\nspec:\n  \
        source: {integration: testops, projectId: 7}\n  destination: {integration: testrail, project: Web Shop, \
        suiteId: 29, sectionId: 310}\n  testCases: {aql: 'id = 4712'}\n  mapping: other\n---\n\
        apiVersion: railwright/v1\nkind: Mapping\nmetadata: {name: other}\nspec:\n  fields: {custom_text: name, \
        custom_preconds: precondition}\n";
    world.add(other);
    assert_eq!(
        written(&world, "custom_line"),
        "User can reset a forgotten password"
    );
    let cases = world.cases();
    let created = cases.last().unwrap();
    assert_eq!(created["custom_text"], "<p>Guest can pay by card</p>\n");
    assert_eq!(created["custom_line"], Value::Null);
}

#[test]
fn columns_of_steps_that_people_fill_survive() {
    let mut target = testrail();
    target["cases"][0]["custom_steps_separated"] = json!([
        {"content": "<p>Ask for a link</p>\n", "expected": "<p>Mail arrives</p>\n", "refs": "JIRA-1"},
        {"content": "<p>Open it</p>\n", "expected": "<p>Form is shown</p>\n", "additional_info": "<p>in time</p>\n"},
    ]);
    let world = World::with(&testops(), &target);
    let steps = written(&world, "custom_steps_separated");
    assert_eq!(steps[0]["refs"], "JIRA-1");
    assert_eq!(
        steps[1]["content"],
        "<p>Open the link within 15 minutes</p>\n"
    );
    assert_eq!(steps[1]["additional_info"], "<p>in time</p>\n");
}

#[test]
fn lines_that_testops_shows_below_one_another_are_not_one_line() {
    let mut source = testops();
    source["testCases"].as_array_mut().unwrap().truncate(1);
    let mut target = testrail();
    target["cases"] = json!([]);
    let world = World::with(&source, &target);
    let page = |shown: &str| {
        json!([{
            "match": "GET /api/testcase/__search", "times": null, "do": "status", "code": 200,
            "body": {
                "content": [{
                    "id": 4711, "projectId": 7, "name": "Sign in", "status": {"id": -3, "name": "Active"},
                    "description": "Given a user\nWhen he logs in", "descriptionHtml": shown,
                }],
                "totalElements": 1, "totalPages": 1, "number": 0, "size": 1000, "last": true,
            },
        }])
    };
    for (shown, written) in [
        (
            "<p>Given a user<br />\nWhen he logs in</p>",
            "<p>Given a user<br />When he logs in</p>",
        ),
        (
            "<p>Given a user\nWhen he logs in</p>",
            "<p>Given a user When he logs in</p>",
        ),
    ] {
        world.sandbox.testops_faults(&page(shown));
        let applied = world.apply();
        assert_eq!(applied.code, Some(0), "{applied}");
        let cases = world.cases();
        let description = cases[0]["custom_description"].as_str().unwrap();
        assert_eq!(description.trim_end(), written);
        let planned = world
            .railwright()
            .run(&["plan", "manifests", "--detailed-exitcode"]);
        assert_eq!(planned.code, Some(0), "{planned}");
    }
}

#[test]
fn a_number_in_quotes_is_said_to_be_a_name() {
    let world = World::new();
    world.edit("default: 1", "default: \"1\"");
    let output = world.plan();
    assert_eq!(output.code, Some(3), "{output}");
    assert!(
        output
            .to_string()
            .contains("a value in quotes is a name; write 1 without quotes for option 1"),
        "{output}"
    );
}

#[test]
fn one_list_of_arguments_serves_validate_as_well() {
    let world = World::new();
    let output = world
        .railwright()
        .run(&["validate", "manifests", "--state-dir", "state"]);
    assert_eq!(output.code, Some(0), "{output}");
    assert!(!world.path().join("state").exists());
}
