//! Moving in: cases that are in TestRail already become ours, none is made a second time, and nobody loses a text.

use std::thread;

use serde_json::{Value, json};

use crate::support::binary::Output;
use crate::support::gate::Gate;
use crate::support::world::{World, testrail};

const RULES: &str = "[testKey, {pattern: '^C(\\d+) '}, {field: custom_automation_id, equals: fullName}, \
                     {marker: {field: refs, prefix: OLD-}}, title]";

/// Test cases of a team whose TestRail is full, however it was filled.
fn testops(testrail: &str) -> Value {
    let case = |id: u64, name: &str| json!({"id": id, "projectId": 7, "name": name, "statusId": -3, "precondition": "There"});
    let mut by_key = case(1, "Known by its key");
    by_key["testKeys"] = json!([{"name": "C601", "url": format!("{testrail}/index.php?/cases/view/601"), "integrationId": 3}]);
    let by_pattern = case(2, "C602 known by its name");
    let mut by_field = case(3, "Known by its full name");
    by_field["fullName"] = json!("com.example.Basket#pays");
    json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "statuses": [{"id": -3, "name": "Active"}],
        "testCases": [
            by_key, by_pattern, by_field, case(4, "Known by its former marker"), case(5, "Known  by its TITLE"),
            case(6, "Known elsewhere"), case(7, "New"), case(8, "Ambiguous"), case(9, "Twice"), case(10, "Twice"),
        ],
        "launches": [],
    })
}

fn full_testrail(creator: u64) -> Value {
    let mut seed = testrail();
    let mut field = crate::support::world::text_field(103, "automation_id");
    field["type_id"] = json!(1);
    seed["case_fields"].as_array_mut().unwrap().push(field);
    seed["cases"] = json!([
        {"id": 601, "title": "Named by people", "section_id": 311, "refs": "JIRA-1", "template_id": 1},
        {"id": 602, "title": "By pattern", "section_id": 310, "template_id": 1, "custom_preconds": "<p>Of people</p>"},
        {"id": 603, "title": "By field", "section_id": 310, "template_id": 1, "custom_automation_id": "com.example.Basket#pays"},
        {"id": 604, "title": "By marker", "section_id": 310, "template_id": 1, "refs": "JIRA-4,OLD-4,JIRA-5"},
        {"id": 605, "title": "known by its title", "section_id": 310, "template_id": 1},
        {"id": 606, "title": "Known elsewhere", "section_id": 311, "template_id": 1, "custom_preconds": "<p>There</p>", "custom_status": 2},
        {"id": 607, "title": "Ambiguous", "section_id": 310, "template_id": 1},
        {"id": 608, "title": "Ambiguous", "section_id": 310, "template_id": 1},
        {"id": 609, "title": "Twice", "section_id": 310, "template_id": 1},
        {"id": 610, "title": "Known by its former marker", "section_id": 310, "template_id": 1, "refs": "OLD-99"},
        {"id": 611, "title": "Of people alone", "section_id": 310, "template_id": 1},
    ]);
    for case in seed["cases"].as_array_mut().unwrap() {
        case["created_by"] = json!(creator);
        case["updated_by"] = json!(creator);
    }
    seed["users"] = json!([
        {"id": 1, "name": "Admin", "email": "admin@example.com", "is_admin": true},
        {"id": 2, "name": "Test designer", "email": "designer@example.com", "role_id": 3},
    ]);
    seed
}

/// A full TestRail, and a TestOps whose keys lead there.
struct Moving {
    world: World,
    source: World,
}

impl Moving {
    /// A TestRail that somebody else filled.
    fn new(adopt: &str) -> Self {
        Self::filled_by(2, adopt)
    }

    /// The same, filled by this user; 1 is ours.
    fn filled_by(creator: u64, adopt: &str) -> Self {
        let world = World::with(&json!({}), &full_testrail(creator));
        world.edit(
            "  mapping: default\n",
            &format!("  testCases: {{adopt: {adopt}}}\n  mapping: default\n"),
        );
        let address = world.sandbox.variable("TESTRAIL_URL").trim_end_matches('/');
        let source = World::with(&testops(address), &testrail());
        Self { world, source }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let testops = self.source.sandbox.variable("TESTOPS_URL");
        self.world
            .railwright()
            .env("TESTOPS_URL", testops)
            .run(arguments)
    }

    fn plan(&self) -> Output {
        self.run(&["plan", "manifests"])
    }

    fn apply(&self) -> Output {
        self.run(&["apply", "manifests", "--yes"])
    }

    fn case(&self, id: u64) -> Value {
        let cases = self.world.cases();
        cases.into_iter().find(|case| case["id"] == id).unwrap()
    }
}

#[test]
fn a_full_testrail_gets_no_second_case() {
    let moving = Moving::new(&format!("{{by: {RULES}}}"));
    insta::assert_snapshot!(moving.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      @ ALLURE-1  Known by its key                              adopts C601: a key of the test case in TestOps is its address
          title            [Named → Known] by [people → its key]
          custom_preconds  + There
          custom_status    (none) → Active   TestOps status Active (-3), manifests/shop.yaml:39
          refs             [JIRA-1 → JIRA-1, ALLURE-1]
      @ ALLURE-2  C602 known by its name                        adopts C602: the test case names it
          title            [By → C602 known by] [pattern → its name]
          custom_preconds  [Of people → There]
          custom_status    (none) → Active   TestOps status Active (-3), manifests/shop.yaml:39
          refs             + ALLURE-2
      @ ALLURE-3  Known by its full name                        adopts C603: its custom_automation_id is that of the test case
          title            [By → Known by its] [field → full name]
          custom_preconds  + There
          custom_status    (none) → Active   TestOps status Active (-3), manifests/shop.yaml:39
          refs             + ALLURE-3
      @ ALLURE-4  Known by its former marker                    adopts C604: it carries OLD-4
          title            [By → Known by its former] marker
          custom_preconds  + There
          custom_status    (none) → Active   TestOps status Active (-3), manifests/shop.yaml:39
          refs             JIRA-4, [OLD-4, → ALLURE-4,] JIRA-5
      @ ALLURE-5  Known by its TITLE                            adopts C605: equal title, in the section of the sync config
          title            [known → Known] by its [title → TITLE]
          custom_preconds  + There
          custom_status    (none) → Active   TestOps status Active (-3), manifests/shop.yaml:39
          refs             + ALLURE-5
      @ ALLURE-6  Known elsewhere                               adopts C606: equal title, in another section
          refs  + ALLURE-6
      + ALLURE-7  New                                           new case
          custom_preconds  There
          custom_status    Active
      ! RW0241  ALLURE-8  blocked: C607, C608 fit it by title, so that none is adopted
          help: write the marker of the test case into the right one
      ! RW0241  ALLURE-9  blocked: C609 fits it by title, and fits test case 10 as well, so that none is adopted
          help: write the marker of the right test case into the case; the others are created once it is there
      ! RW0241  ALLURE-10  blocked: C609 fits it by title, and fits test case 9 as well, so that none is adopted
          help: write the marker of the right test case into the case; the others are created once it is there

    10 cases in scope: 1 to create, 6 to adopt, 0 to update, 0 unchanged, 3 blocked.
    Applying needs 14 TestRail requests.

    Plan sha256:DIGEST
    ");
}

#[test]
fn an_apply_adopts_what_its_plan_says() {
    let moving = Moving::new(&format!("{{by: {RULES}}}"));
    let applied = moving.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    let (_, report) = applied.stdout.split_once("Plan sha256").unwrap();
    insta::assert_snapshot!(report, @"
    :DIGEST

    shop

      @ ALLURE-1  Known by its key                              adopted C601  http://TESTRAIL/index.php?/cases/view/601
      @ ALLURE-2  C602 known by its name                        adopted C602  http://TESTRAIL/index.php?/cases/view/602
      @ ALLURE-3  Known by its full name                        adopted C603  http://TESTRAIL/index.php?/cases/view/603
      @ ALLURE-4  Known by its former marker                    adopted C604  http://TESTRAIL/index.php?/cases/view/604
      @ ALLURE-5  Known by its TITLE                            adopted C605  http://TESTRAIL/index.php?/cases/view/605
      @ ALLURE-6  Known elsewhere                               adopted C606  http://TESTRAIL/index.php?/cases/view/606
      + ALLURE-7  New                                           created C612  http://TESTRAIL/index.php?/cases/view/612

    1 case created, 6 adopted, 0 updated, 0 failed, with 14 TestRail requests.
    ");
    assert_eq!(moving.world.cases().len(), 12);
    assert_eq!(moving.case(601)["refs"], "JIRA-1,ALLURE-1");
    assert_eq!(moving.case(604)["refs"], "JIRA-4,ALLURE-4,JIRA-5");
    assert_eq!(moving.case(610)["refs"], "OLD-99");
    let again = moving.plan();
    assert!(again.stdout.contains("0 to create, 0 to update"), "{again}");
}

#[test]
fn without_a_state_folder_an_adopted_case_stays_adopted() {
    let moving = Moving::new(&format!("{{by: {RULES}}}"));
    assert_eq!(moving.apply().code, Some(0));
    std::fs::remove_dir_all(moving.world.path().join(".railwright")).unwrap();
    let again = moving.plan();
    assert!(again.stdout.contains("0 to create, 0 to update"), "{again}");
    // Nothing is asked about cases that are ours already: ten at first, then those that are ambiguous.
    let keys = moving.source.sandbox.testops_journal();
    let asked = keys.iter().filter(|it| it.path.ends_with("/testkey"));
    assert_eq!(asked.count(), 10 + 3);
}

#[test]
fn the_first_step_writes_markers_and_nothing_else() {
    let moving = Moving::new("{by: [title], write: markers}");
    insta::assert_snapshot!(moving.plan(), @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      + ALLURE-1  Known by its key                              new case
          custom_preconds  There
          custom_status    Active
      + ALLURE-2  C602 known by its name                        new case
          custom_preconds  There
          custom_status    Active
      + ALLURE-3  Known by its full name                        new case
          custom_preconds  There
          custom_status    Active
      @ ALLURE-4  Known by its former marker                    adopts C610: equal title, in the section of the sync config
          refs  [OLD-99 → OLD-99, ALLURE-4]
      @ ALLURE-5  Known by its TITLE                            adopts C605: equal title, in the section of the sync config
          refs  + ALLURE-5
      @ ALLURE-6  Known elsewhere                               adopts C606: equal title, in another section
          refs  + ALLURE-6
      + ALLURE-7  New                                           new case
          custom_preconds  There
          custom_status    Active
      ! RW0241  ALLURE-8  blocked: C607, C608 fit it by title, so that none is adopted
          help: write the marker of the test case into the right one
      ! RW0241  ALLURE-9  blocked: C609 fits it by title, and fits test case 10 as well, so that none is adopted
          help: write the marker of the right test case into the case; the others are created once it is there
      ! RW0241  ALLURE-10  blocked: C609 fits it by title, and fits test case 9 as well, so that none is adopted
          help: write the marker of the right test case into the case; the others are created once it is there
      ? RW0243  2 cases differ from TestOps in custom_preconds (2), custom_status (2), title (1), which nobody knows to be ours: left as it is, since `adopt` says `write: markers`
          help: remove `write: markers` once the markers are there, and look at the next plan

    10 cases in scope: 4 to create, 3 to adopt, 0 to update, 0 unchanged, 3 blocked.
    Applying needs 8 TestRail requests.

    Plan sha256:DIGEST
    ");
    assert_eq!(moving.apply().code, Some(0));
    let writes = moving.world.sandbox.testrail_journal();
    let updates = writes.iter().filter(|it| it.path.contains("update_case"));
    for update in updates {
        let fields = update.body.as_object().unwrap();
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["refs"], "{update:?}");
    }
}

#[test]
fn what_people_wrote_is_not_emptied_when_their_case_becomes_ours() {
    let moving = Moving::new("{by: [{pattern: 'C(\\d+)'}, title]}");
    // TestOps has no description; somebody wrote one in TestRail.
    let person = |body: &Value| {
        moving
            .world
            .sandbox
            .testrail_post_as("designer@example.com", "update_case/605", body);
    };
    person(&json!({"custom_description": "<p>Written over years</p>"}));
    let applied = moving.apply();
    assert_eq!(applied.code, Some(0), "{applied}");
    assert!(applied.stdout.contains("RW0242"), "{applied}");
    for _ in 0..2 {
        assert_eq!(
            moving.case(605)["custom_description"],
            "<p>Written over years</p>\n"
        );
        let again = moving.apply();
        assert!(again.stdout.contains("0 to create, 0 to update"), "{again}");
        assert!(again.stdout.contains("RW0244"), "{again}");
    }
    moving.world.edit(
        "custom_description: description",
        "custom_description: {from: description, onEmpty: keep}",
    );
    let kept = moving.plan();
    assert!(!kept.stdout.contains("RW0244"), "{kept}");
    moving.world.edit("onEmpty: keep", "onEmpty: clear");
    assert_eq!(moving.apply().code, Some(0));
    assert_eq!(moving.case(605)["custom_description"], Value::Null);
}

#[test]
fn a_nightly_apply_after_the_first_step_still_writes_nothing_else() {
    // The vendor's own sync may have worked as our user.
    for creator in [1, 2] {
        first_step(&Moving::filled_by(creator, "{by: [title], write: markers}"));
    }
}

fn first_step(moving: &Moving) {
    assert_eq!(moving.apply().code, Some(0));
    for _ in 0..2 {
        let again = moving.apply();
        assert!(again.stdout.contains("0 to create, 0 to update"), "{again}");
        assert!(again.stdout.contains("RW0243"), "{again}");
        std::fs::remove_dir_all(moving.world.path().join(".railwright")).unwrap();
    }
    moving.world.edit(", write: markers", "");
    let second = moving.plan();
    assert!(second.stdout.contains("2 to update"), "{second}");
}

#[test]
fn a_marker_that_is_not_stored_ends_the_adoption_at_once() {
    let moving = Moving::new("{by: [title]}");
    moving.world.sandbox.testrail_faults(
        &json!([{"match": "POST update_case/", "times": null, "do": "status", "code": 200,
        "body": {"id": 605, "title": "Known by its TITLE", "section_id": 310, "refs": null}}]),
    );
    let applied = moving.apply();
    assert_eq!(applied.code, Some(6), "{applied}");
    assert!(applied.stderr.contains("RW0723"), "{applied}");
}

#[test]
fn a_saved_plan_adopts_what_it_says_and_is_stale_when_that_moved() {
    let moving = Moving::new("{by: [title]}");
    let saved = moving.run(&["plan", "manifests", "--out", "plan.json"]);
    assert_eq!(saved.code, Some(0), "{saved}");
    moving.world.sandbox.testrail_post_as(
        "designer@example.com",
        "update_case/605",
        &json!({"title": "Taken"}),
    );
    let stale = moving.run(&["apply", "manifests", "--yes", "--plan", "plan.json"]);
    assert_eq!(stale.code, Some(4), "{stale}");
    assert_eq!(
        moving
            .run(&["plan", "manifests", "--out", "plan.json"])
            .code,
        Some(0)
    );
    let applied = moving.run(&["apply", "manifests", "--yes", "--plan", "plan.json"]);
    assert_eq!(applied.code, Some(0), "{applied}");
    assert_eq!(moving.case(606)["refs"], "ALLURE-6");
}

#[test]
fn two_sync_configs_never_take_the_same_case() {
    let moving = Moving::new("{by: [title]}");
    moving.world.add(
        "---\napiVersion: railwright/v1\nkind: SyncConfig\nmetadata: {name: mobile}\nspec:\n  \
         source: {integration: testops, projectId: 7}\n  \
         destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 310}\n  \
         identity: {prefix: MOB-}\n  testCases: {adopt: {by: [title]}}\n",
    );
    let plan = moving.plan();
    assert!(!plan.stdout.contains("adopts"), "{plan}");
    let both = plan
        .stdout
        .matches("C605 fits it by title, and fits test case 5 as well");
    assert_eq!(both.count(), 2, "{plan}");
}

/// Adopts C606 while a person writes something into it, after the plan.
fn adopted_while_a_person_writes(body: &Value) -> (Output, Value) {
    let moving = Moving::new("{by: [title], write: markers}");
    let testrail = moving.world.sandbox.variable("TESTRAIL_URL");
    let gate = Gate::holding(testrail, "get_case/606");
    let output = thread::scope(|scope| {
        let applying = scope.spawn(|| {
            let testops = moving.source.sandbox.variable("TESTOPS_URL");
            let run = moving.world.railwright().env("TESTOPS_URL", testops);
            run.env("TESTRAIL_URL", gate.base())
                .run(&["apply", "manifests", "--yes"])
        });
        gate.wait_until_reached();
        let sandbox = &moving.world.sandbox;
        sandbox.testrail_post_as("designer@example.com", "update_case/606", body);
        gate.open();
        applying.join().unwrap()
    });
    (output, moving.case(606))
}

#[test]
fn a_reference_or_marker_that_a_person_adds_during_the_apply_is_not_lost() {
    for refs in ["JIRA-6", "MOB-6", "ALLURE-999"] {
        let (output, case) = adopted_while_a_person_writes(&json!({"refs": refs}));
        assert_eq!(output.code, Some(6), "{output}");
        assert_eq!(case["refs"], refs, "{output}");
        let told = "C606, not adopted: refs changed in TestRail since the plan was made";
        assert!(output.stdout.contains(told), "{output}");
    }
    let (output, case) = adopted_while_a_person_writes(&json!({"custom_preconds": "Other"}));
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(case["refs"], "ALLURE-6", "{output}");
}

#[test]
fn a_case_that_was_renamed_after_the_plan_is_not_adopted_by_its_former_title() {
    for write in ["everything", "markers"] {
        let moving = Moving::new(&format!("{{by: [title], write: {write}}}"));
        let saved = moving.run(&["plan", "manifests", "--out", "plan.json"]);
        assert_eq!(saved.code, Some(0), "{saved}");
        let title = json!({"title": "Something else"});
        let sandbox = &moving.world.sandbox;
        sandbox.testrail_post_as("designer@example.com", "update_case/606", &title);
        let stale = moving.run(&["apply", "manifests", "--yes", "--plan", "plan.json"]);
        assert_eq!(stale.code, Some(4), "{stale}");
        let told = "title of C606 is not what it was (last changed by Test designer";
        assert!(stale.stderr.contains(told), "{stale}");
        assert_eq!(moving.case(606)["refs"], Value::Null, "{stale}");
    }
}
