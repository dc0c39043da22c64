//! How a case is found again: markers in `refs` and in a field of their own.

use serde_json::{Value, json};

use crate::support::world::{World, testops, testrail};

/// The usual TestRail with a String field for markers.
fn with_marker_field(cases: Value) -> Value {
    let mut seed = testrail();
    seed["case_fields"].as_array_mut().unwrap().push(json!({
        "id": 110, "is_active": true, "type_id": 1, "name": "allure_id", "system_name": "custom_allure_id",
        "label": "Allure ID", "include_all": true, "template_ids": [],
        "configs": [{"context": {"is_global": true, "project_ids": null},
            "options": {"is_required": false, "default_value": ""}, "id": "c10"}],
    }));
    seed["cases"] = cases;
    seed
}

#[test]
fn a_marker_may_stand_alone_in_a_string_field() {
    let world = World::with(
        &testops(),
        &with_marker_field(json!([
            {"id": 501, "title": "Old", "section_id": 310, "refs": "JIRA-1,ALLURE-4712", "custom_allure_id": "ALLURE-4711"},
            {"id": 502, "title": "Moved", "section_id": 311, "refs": "JIRA-2", "custom_allure_id": "ALLURE-4713"},
            {"id": 503, "title": "Left", "section_id": 310, "custom_allure_id": "ALLURE-99"},
            {"id": 504, "title": "Other", "section_id": 310, "custom_allure_id": "MYALLURE-4712"},
        ])),
    );
    world.edit(
        "  mapping: default\n",
        "  identity: {field: custom_allure_id}\n",
    );
    insta::assert_snapshot!(world.plan().stdout.split("\nPlan sha256:").next().unwrap(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501
          title  [Old → User can reset a forgotten password]
      + ALLURE-4712  Guest can pay by card                         new case
      ~ ALLURE-4713  Корзина сохраняется 🛒                        C502
          title  [Moved → Корзина сохраняется 🛒]
      ? RW0204  manifests/shop.yaml:21:1  1 case carries our marker and is no longer in scope: C503 (left as it is)
      ? RW0205  manifests/shop.yaml:23:83  1 case is in another section: C502 (kept up to date there, not moved)

    3 cases in scope: 1 to create, 2 to update, 0 unchanged, 0 blocked.
    Applying needs 4 TestRail requests.
    ");
    assert_eq!(world.apply().code, Some(0));
    let found: Vec<_> = world
        .cases()
        .iter()
        .map(|case| {
            format!(
                "{} {} {} {}",
                case["id"], case["title"], case["refs"], case["custom_allure_id"]
            )
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    501 "User can reset a forgotten password" "JIRA-1,ALLURE-4712" "ALLURE-4711"
    502 "Корзина сохраняется 🛒" "JIRA-2" "ALLURE-4713"
    503 "Left" null "ALLURE-99"
    504 "Other" null "MYALLURE-4712"
    505 "Guest can pay by card" null "ALLURE-4712"
    "#);
    let again = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(again.code, Some(0), "{again}");
}

#[test]
fn another_prefix_makes_other_markers() {
    let world = World::new();
    world.edit(
        "  mapping: default\n",
        "  mapping: default\n  identity: {prefix: \"QA-\"}\n",
    );
    assert_eq!(world.apply().code, Some(0));
    let refs: Vec<_> = world
        .cases()
        .iter()
        .map(|case| case["refs"].clone())
        .collect();
    assert_eq!(
        refs,
        [
            "JIRA-5,ALLURE-4711",
            "JIRA-9",
            "QA-4711",
            "QA-4712",
            "QA-4713"
        ]
    );
    let again = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(again.code, Some(0), "{again}");
}

#[test]
fn what_is_too_long_is_shortened_once_and_said_each_time() {
    let mut seed = testops();
    // The family is one character to a reader and seven to a counter; it is not taken apart.
    seed["testCases"][1]["name"] = json!(format!("{}👩‍👩‍👧‍👦 end", "x".repeat(246)));
    seed["testCases"][2]["name"] = json!("📦".repeat(251));
    let world = World::with(&seed, &testrail());
    let first = world.apply();
    assert_eq!(first.code, Some(0), "{first}");
    let titles: Vec<_> = world
        .cases()
        .iter()
        .map(|case| case["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(titles[2], format!("{}…", "x".repeat(246)));
    assert_eq!(titles[3], format!("{}…", "📦".repeat(249)));
    let second = world.plan();
    assert!(
        second.stdout.contains("0 to create, 0 to update"),
        "{second}"
    );
    assert_eq!(
        second.stdout.matches("title is shortened").count(),
        2,
        "{second}"
    );
}

#[test]
fn a_case_gets_the_template_that_shows_its_steps() {
    let mut seed = testrail();
    seed["templates"] = json!([
        {"id": 1, "name": "Test Case (Text)", "is_default": true},
        {"id": 2, "name": "Test Case (Steps)", "is_default": false},
    ]);
    seed["cases"][0]["template_id"] = json!(1);
    let world = World::with(&testops(), &seed);
    let output = world.apply();
    assert!(
        output
            .stdout
            .contains("template_id             Test Case (Text) → Test Case (Steps)"),
        "{output}"
    );
    let templates: Vec<_> = world
        .cases()
        .iter()
        .filter(|case| case["id"] != 502)
        .map(|case| case["template_id"].clone())
        .collect();
    assert_eq!(templates, [2, 2, 2]);
    assert!(world.plan().stdout.contains("TestRail is up to date.\n"));
}

/// A world whose cases carry these references.
fn with_refs(refs: &[&str]) -> World {
    let cases = refs.iter().zip(501..);
    let case = |(refs, id)| json!({"id": id, "title": "Theirs", "section_id": 310, "refs": refs});
    let mut seed = testrail();
    seed["cases"] = cases.map(case).collect();
    World::with(&testops(), &seed)
}

#[test]
fn a_marker_in_other_letters_or_other_words_never_becomes_a_second_case() {
    let world = with_refs(&[
        "JIRA-1, allure-4711 ",
        "see ALLURE-4712 (old)",
        "MYALLURE-4713",
    ]);
    let plan = world.plan();
    insta::assert_snapshot!(plan.stdout.split("\nPlan sha256:").next().unwrap(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-4713  Корзина сохраняется 🛒                        new case
          custom_status  Active
      ! RW0218  ALLURE-4711  blocked: C501 carries `allure-4711` in `refs`, which is no marker: those are written ALLURE-4711
          help: if it is the case of this test case, write ALLURE-4711 there; otherwise remove it
      ! RW0218  ALLURE-4712  blocked: C502 carries `see ALLURE-4712 (old)` in `refs`, which is no marker: those are written ALLURE-4712
          help: if it is the case of this test case, write ALLURE-4712 there; otherwise remove it

    3 cases in scope: 1 to create, 0 to update, 0 unchanged, 2 blocked.
    Applying needs 2 TestRail requests.
    ");
    assert_eq!(world.apply().code, Some(0));
    let titles: Vec<_> = world
        .cases()
        .iter()
        .map(|case| case["title"].clone())
        .collect();
    assert_eq!(
        titles,
        ["Theirs", "Theirs", "Theirs", "Корзина сохраняется 🛒"]
    );
}

#[test]
fn a_case_is_found_again_where_references_come_back_as_links_and_lists() {
    let world = with_refs(&[
        r#"JIRA-1, <a href="https://jira/browse/ALLURE-4711?a=1&amp;b=2">ALLURE-4711</a>"#,
        "https://jira/browse/ALLURE-4712",
        "JIRA-2;ALLURE-4713\nJIRA-3",
    ]);
    let applied = world.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(world.cases().len(), 3, "{applied}");
    let refs: Vec<_> = world
        .cases()
        .iter()
        .map(|case| case["refs"].clone())
        .collect();
    assert_eq!(
        refs[2], "JIRA-2;ALLURE-4713\nJIRA-3",
        "people's references stay as they are"
    );
    let again = world
        .railwright()
        .run(&["plan", "manifests", "--detailed-exitcode"]);
    assert_eq!(again.code, Some(0), "{again}");
}
