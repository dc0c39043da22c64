//! What programs read: the JSON plan and its schema, the Markdown plan, the saved plan.

use serde_json::{Value, json};

use crate::support::binary::railwright;
use crate::support::world::{World, testops, testrail};

const COMMITTED_SCHEMA: &str = include_str!("../../schemas/plan.v2.json");

/// A world in which something of every kind happens.
fn eventful() -> World {
    let mut seed = testrail();
    let cases = seed["cases"].as_array_mut().unwrap();
    let case = |id: u64, section: u64, refs: &str| json!({"id": id, "title": "Twice", "section_id": section, "refs": refs});
    cases.extend([
        case(601, 310, "ALLURE-4713"),
        case(602, 310, "ALLURE-4713"),
        case(603, 310, "ALLURE-1"),
    ]);
    World::with(&testops(), &seed)
}

fn json_plan(world: &World) -> Value {
    let output = world
        .railwright()
        .run(&["plan", "manifests", "--format", "json"]);
    assert_eq!(output.code, Some(0), "{output}");
    serde_json::from_str(&output.stdout).unwrap()
}

#[test]
fn the_committed_schema_of_plans_is_current() {
    let folder = tempfile::tempdir().unwrap();
    let current = railwright(folder.path()).run(&["schema", "plan"]).stdout;
    assert!(
        current == COMMITTED_SCHEMA,
        "schemas/plan.v2.json is not what the types say. Regenerate it:\n    \
         cargo run -- schema plan > schemas/plan.v2.json"
    );
}

#[test]
fn a_json_plan_keeps_to_its_schema() {
    let schema: Value = serde_json::from_str(COMMITTED_SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let world = eventful();
    let mut plan = json_plan(&world);
    assert!(
        validator.is_valid(&plan),
        "{:?}",
        validator.iter_errors(&plan).next()
    );
    // The schema says no as well.
    plan["format_version"] = json!(1);
    assert!(!validator.is_valid(&plan));
}

#[test]
fn the_counts_of_a_json_plan_balance() {
    let plan = json_plan(&eventful());
    let summary = &plan["sync_configs"][0]["summary"];
    insta::assert_snapshot!(summary, @r#"{"in_scope":3,"create":1,"adopt":0,"update":1,"unchanged":0,"blocked":1,"requests":3}"#);
    let sum: i64 = ["create", "update", "unchanged", "blocked"]
        .iter()
        .map(|key| summary[key].as_i64().unwrap())
        .sum();
    assert_eq!(summary["in_scope"], json!(sum));
}

#[test]
fn a_plan_that_cannot_be_saved_is_an_error() {
    let world = World::new();
    let output =
        world
            .railwright()
            .run(&["plan", "manifests", "--out", "no/such/folder/plan.json"]);
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stderr, @"
    error[RW0805]: cannot write no/such/folder/plan.json
      caused by: No such file or directory (os error 2)
    ");
}

#[test]
fn a_markdown_plan_is_a_comment() {
    let world = eventful();
    insta::assert_snapshot!(world.railwright().run(&["plan", "manifests", "--format", "markdown"]).stdout, @"
    ## railwright plan

    | sync config | in scope | create | update | unchanged | blocked | findings | requests |
    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
    | shop | 3 | 1 | 1 | 0 | 1 | 2 | 3 |

    <details><summary>shop</summary>

    ```diff
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

    !  ALLURE-4711  User can reset a forgotten password           C501
          title                   User can reset {+a forgotten +}password
          custom_description      
    +                              Checks the **reset** flow
          custom_preconds         Account exists{+ and is active+}
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:38
          custom_steps_separated  step 2 of 2, new
    +                              Open the link within 15 minutes → Form is shown
    +  ALLURE-4712  Guest can pay by card                         new case
          custom_preconds         A basket with `<one>` item && a card
          custom_status           Draft
          custom_steps_separated  Pay
    !  RW0201  ALLURE-4713  blocked: C601 and C602 both carry this marker
          help: remove the marker from one of them
      ? RW0204  manifests/shop.yaml:21:1  1 case carries our marker and is no longer in scope: C603 (left as it is)

    3 cases in scope: 1 to create, 1 to update, 0 unchanged, 1 blocked.
    Applying needs 3 TestRail requests.
    ```

    </details>

    Plan `sha256:DIGEST`
    ");
}

#[test]
fn what_a_server_says_cannot_leave_the_comment() {
    let mut seed = testops();
    seed["testCases"][2]["name"] =
        json!("``` </details> @team <img src=x> | [x](http://y) \u{1b}[31m");
    let world = World::with(&seed, &testrail());
    let comment = world
        .railwright()
        .run(&["plan", "manifests", "--format", "markdown"])
        .stdout;
    assert!(!comment.contains('\u{1b}'));
    let fence = comment
        .lines()
        .find(|line| line.ends_with("diff"))
        .unwrap()
        .trim_end_matches("diff");
    assert_eq!(fence, "````");
    assert_eq!(comment.matches(fence).count(), 2);
}

#[test]
fn no_format_carries_a_command_for_a_ci_system() {
    let name = "##vso[task.setvariable variable=PATH]/tmp ##[error]no";
    let mut seed = testops();
    seed["testCases"][0]["name"] = json!(name);
    let world = World::with(&seed, &testrail());
    for format in ["text", "markdown", "json"] {
        let output = world
            .railwright()
            .run(&["plan", "manifests", "--format", format]);
        assert!(!output.stdout.contains("##vso["), "{output}");
        assert!(!output.stdout.contains("##["), "{output}");
    }
    let plan = json_plan(&world);
    assert_eq!(plan["sync_configs"][0]["actions"][0]["title"], name);
    let applied = world.apply();
    assert!(!applied.stdout.contains("##vso["), "{applied}");
    assert_eq!(world.cases()[0]["title"], name);
}

/// A world whose only case was edited by somebody of this name.
fn edited_by(name: &str) -> World {
    let mut seed = testrail();
    seed["users"] = json!([
        {"id": 1, "name": "Administrator", "email": "admin@example.com", "is_active": true, "is_admin": true},
        {"id": 2, "name": name, "email": "tester@example.com", "is_active": true},
    ]);
    seed["cases"][0]["created_on"] = json!(1_780_000_000);
    seed["cases"][0]["updated_on"] = json!(1_795_132_800);
    seed["cases"][0]["updated_by"] = json!(2);
    World::with(&testops(), &seed)
}

#[test]
fn every_format_names_who_edited_a_case() {
    let world = edited_by("Test designer");
    let markdown = world
        .railwright()
        .run(&["plan", "manifests", "--format", "markdown"]);
    for output in [world.plan(), markdown] {
        assert!(
            output
                .stdout
                .contains("  C501, edited in TestRail by Test designer on 2026-11-20\n"),
            "{output}"
        );
    }
    let update = json_plan(&world)["sync_configs"][0]["actions"][0].clone();
    assert_eq!(update["edited_by_others"], true);
    assert_eq!(
        update["edited_by"],
        json!({"id": 2, "name": "Test designer"})
    );
}

#[test]
fn no_name_of_a_user_leaves_its_line_in_any_format() {
    let name = format!(
        "\u{1b}[31m\u{202e}``` </details> @channel | ##vso[task.complete]\n+ {}",
        "x".repeat(10_000)
    );
    let world = edited_by(&name);
    let run = |arguments: &[&str]| world.railwright().run(arguments).stdout;
    let text = run(&["plan", "manifests"]);
    let markdown = run(&["plan", "manifests", "--format", "markdown"]);
    let drift = run(&["drift", "manifests"]);
    let lines: Vec<&str> = [&text, &markdown, &drift]
        .iter()
        .map(|output| output.lines().find(|line| line.contains("C501")).unwrap())
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
      ~ ALLURE-4711  User can reset a forgotten password           C501, edited in TestRail by \u{1b}[31m\u{202e}``` </details> @channel | #\u0023vso[task.complete] + xxxx… on 2026-11-20
    !  ALLURE-4711  User can reset a forgotten password           C501, edited in TestRail by \u{1b}[31m\u{202e}``` </details> @channel | #\u0023vso[task.complete] + xxxx… on 2026-11-20
      ~ ALLURE-4711  C501, edited by \u{1b}[31m\u{202e}``` </details> @channel | #\u0023vso[task.complete] + xxxx… on 2026-11-20: title, custom_description, custom_preconds, custom_status, custom_steps_separated
    ");
    let fence = markdown
        .lines()
        .find(|line| line.ends_with("diff"))
        .unwrap();
    assert_eq!(fence, "````diff");
    for output in [&text, &markdown, &drift] {
        assert!(!output.contains(['\u{1b}', '\u{202e}']), "{output}");
    }
    let json = run(&["plan", "manifests", "--format", "json"]);
    for output in [text, markdown, drift, json] {
        assert!(!output.contains('\u{1b}'), "{output}");
        assert!(!output.contains("##vso["), "{output}");
        assert!(!output.contains(&"x".repeat(61)), "{output}");
    }
}
