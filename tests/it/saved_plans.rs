//! The plan that was reviewed is the plan that runs.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::binary::Output;
use crate::support::world::{World, testops, testrail};

fn save(world: &World) {
    let output = world
        .railwright()
        .run(&["plan", "manifests", "--out", "plan.json"]);
    assert_eq!(output.code, Some(0), "{output}");
}

fn carry_out(world: &World) -> Output {
    world
        .railwright()
        .run(&["apply", "manifests", "--plan", "plan.json", "--yes"])
}

/// Changes the saved plan as text.
fn tamper(world: &World, change: impl Fn(String) -> String) {
    let path = world.path().join("plan.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, change(text)).unwrap();
}

/// A POST to TestRail by somebody else.
fn somebody(world: &World, method: &str, body: &Value) {
    world.sandbox.testrail_post(method, body);
}

#[test]
fn a_saved_plan_is_carried_out_without_asking_testops() {
    let world = World::new();
    save(&world);
    let before = world.sandbox.testops_journal().len();
    let output = carry_out(&world);
    insta::assert_snapshot!(output, @"
    shop   TestOps project 7  →  Web Shop / suite 29 / section 310

      ~ ALLURE-4711  User can reset a forgotten password           C501
          title                   User can reset {+a forgotten +}password
          custom_description      + Checks the **reset** flow
          custom_preconds         Account exists{+ and is active+}
          custom_status           Draft → Active   TestOps status Active (-3), manifests/shop.yaml:38
          custom_steps_separated  step 2 of 2, new
                                  + Open the link within 15 minutes → Form is shown
      + ALLURE-4712  Guest can pay by card                         new case
          custom_preconds         A basket with `<one>` item && a card
          custom_status           Draft
          custom_steps_separated  Pay
      + ALLURE-4713  Корзина сохраняется 🛒                        new case
          custom_status  Active

    3 cases in scope: 2 to create, 1 to update, 0 unchanged, 0 blocked.
    Applying needs 3 TestRail requests.

    Plan sha256:DIGEST

    shop

      ~ ALLURE-4711  User can reset a forgotten password           updated C501  http://TESTRAIL/index.php?/cases/view/501
      + ALLURE-4712  Guest can pay by card                         created C503  http://TESTRAIL/index.php?/cases/view/503
      + ALLURE-4713  Корзина сохраняется 🛒                        created C504  http://TESTRAIL/index.php?/cases/view/504

    2 cases created, 1 updated, 0 failed, with 3 TestRail requests.
    ------- stderr -------
    note[RW0842]: nothing proves that plan.json is what was reviewed
    help: give `plan --out` and `apply --plan` the same secret as RAILWRIGHT_PLAN_KEY, or as --plan-key-file
    ");
    assert_eq!(world.sandbox.testops_journal().len(), before);
    insta::assert_snapshot!(world.sandbox.writes().join("\n"), @"
    add_cases/310
    update_case/501
    ");
    assert_eq!(
        world
            .railwright()
            .run(&["plan", "manifests", "--detailed-exitcode"])
            .code,
        Some(0)
    );
}

#[test]
fn a_plan_that_was_carried_out_is_stale() {
    let world = World::new();
    save(&world);
    assert_eq!(carry_out(&world).code, Some(0));
    let writes = world.sandbox.writes().len();
    let again = carry_out(&world);
    assert_eq!(again.code, Some(4));
    assert!(
        again.stderr.contains("ALLURE-4712 exists by now"),
        "{again}"
    );
    assert_eq!(world.sandbox.writes().len(), writes);
}

/// What a stale plan says of a case, without the day.
fn said_of(output: &Output, case: &str) -> String {
    assert_eq!(output.code, Some(4), "{output}");
    let line = output.stderr.lines().find(|line| line.contains(case));
    let (said, _day) = line.unwrap().rsplit_once(" on ").unwrap();
    said.to_owned()
}

/// How often TestRail was asked who its users are.
fn lookups(world: &World) -> usize {
    let journal = world.sandbox.testrail_journal();
    let asked = journal.iter().map(|request| request.path.as_str());
    asked.filter(|path| path.contains("/get_users")).count()
}

#[test]
fn a_case_that_moved_since_is_named_with_who_and_when() {
    let mut seed = testrail();
    seed["users"] = json!([
        {"id": 1, "name": "Lead\u{1b}[31m", "email": "admin@example.com", "is_active": true, "is_admin": true},
    ]);
    let world = World::with(&testops(), &seed);
    save(&world);
    somebody(
        &world,
        "update_case/501",
        &json!({"custom_preconds": "<p>By hand</p>"}),
    );
    assert_eq!(lookups(&world), 0);
    let output = carry_out(&world);
    insta::assert_snapshot!(said_of(&output, "C501"), @r"  - custom_preconds of C501 is not what it was (last changed by Lead\u{1b}[31m");
    assert_eq!(lookups(&world), 1);

    // Without a right to see users there is a number.
    world.sandbox.testrail_faults(
        &json!([{"match": "GET get_users", "times": 0, "do": "status", "code": 403}]),
    );
    insta::assert_snapshot!(said_of(&carry_out(&world), "C501"), @"  - custom_preconds of C501 is not what it was (last changed by user 1");
    assert_eq!(world.sandbox.writes(), ["update_case/501"]);
}

#[test]
fn what_the_plan_does_not_touch_may_move() {
    let world = World::new();
    save(&world);
    somebody(
        &world,
        "update_case/502",
        &json!({"title": "Something else"}),
    );
    somebody(&world, "update_case/501", &json!({"estimate": "5m"}));
    assert_eq!(carry_out(&world).code, Some(0));
}

#[test]
fn a_file_that_is_not_what_was_saved_is_refused() {
    let world = World::new();
    let mut said = String::new();
    let mut refused = |what: &str, change: &dyn Fn(String) -> String| {
        save(&world);
        tamper(&world, change);
        let output = carry_out(&world);
        assert_eq!(output.code, Some(3), "{what}: {output}");
        write!(said, "# {what}\n{}", output.stderr).unwrap();
    };
    refused("edited", &|text| {
        text.replace("Guest can pay by card", "Guest can steal")
    });
    refused("cut short", &|text| text[..text.len() / 2].to_owned());
    refused("empty", &|_| String::new());
    refused("another version", &|text| {
        text.replace(
            "\"railwright_saved_plan\": 5",
            "\"railwright_saved_plan\": 1",
        )
    });
    refused("another file", &|_| "{\"a\": 1}".to_owned());
    refused("another server", &|text| {
        text.replace("127.0.0.1", "127.0.0.2")
    });
    insta::assert_snapshot!(said, @"
    # edited
    error[RW0823]: plan.json was changed after it was saved
    help: nothing was changed; plan again, and review that plan
    # cut short
    error[RW0821]: plan.json is no saved plan, or only a part of one
      caused by: EOF while parsing an object at line 181 column 21
    help: nothing was changed; plan again, and review that plan
    # empty
    error[RW0821]: plan.json is no saved plan, or only a part of one
    help: nothing was changed; plan again, and review that plan
    # another version
    error[RW0822]: plan.json has format 1, and this version of railwright reads format 5
    help: nothing was changed; plan again, and review that plan
    # another file
    error[RW0821]: plan.json is no saved plan, or only a part of one
    help: nothing was changed; plan again, and review that plan
    # another server
    error[RW0823]: plan.json was changed after it was saved
    help: nothing was changed; plan again, and review that plan
    ");
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn other_manifests_or_another_server_make_a_plan_stale() {
    let world = World::new();
    save(&world);
    let other = World::with(&testops(), &testrail());
    // The files of results come from TestOps when the plan is carried out, so that its address counts as well.
    for variable in ["TESTRAIL_URL", "TESTOPS_URL"] {
        let output = world
            .railwright()
            .env(variable, other.sandbox.variable(variable))
            .run(&["apply", "manifests", "--plan", "plan.json", "--yes"]);
        assert_eq!(output.code, Some(4), "{variable}: {output}");
        assert!(
            output.stderr.contains("made for another server"),
            "{output}"
        );
    }
    world.edit("default: 1", "default: 2");
    let output = carry_out(&world);
    assert_eq!(output.code, Some(4));
    assert!(output.stderr.contains("other manifests"), "{output}");
    assert!(other.sandbox.writes().is_empty() && world.sandbox.writes().is_empty());
}

#[test]
fn a_saved_plan_is_not_narrowed_by_a_name_that_it_would_ignore() {
    let world = World::new();
    save(&world);
    let arguments = [
        "apply",
        "manifests",
        "--plan",
        "plan.json",
        "--only",
        "shop",
    ];
    let output = world
        .railwright()
        .run(&[&arguments[..], &["--yes"]].concat());
    assert_eq!(output.code, Some(3), "{output}");
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn a_plan_that_failed_has_no_digest_and_no_file() {
    let world = World::new();
    let output = world.railwright().env("TESTRAIL_API_KEY", "wrong").run(&[
        "plan",
        "manifests",
        "--out",
        "plan.json",
    ]);
    assert_eq!(output.code, Some(8), "{output}");
    assert!(!output.stdout.contains("sha256"), "{output}");
    assert!(!world.path().join("plan.json").exists());
    assert!(
        output.stderr.contains("plan.json was not written"),
        "{output}"
    );
}

#[test]
fn only_the_expected_digest_is_applied() {
    let world = World::new();
    let plan = world
        .railwright()
        .run(&["plan", "manifests", "--format", "json"])
        .stdout_raw;
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let digest = plan["digest"].as_str().unwrap();
    let wrong =
        world
            .railwright()
            .run(&["apply", "manifests", "--yes", "--expect-digest", "sha256:0"]);
    assert_eq!(wrong.code, Some(4));
    assert!(world.sandbox.writes().is_empty());
    let right = world
        .railwright()
        .run(&["apply", "manifests", "--yes", "--expect-digest", digest]);
    assert_eq!(right.code, Some(0), "{right}");
}

#[cfg(unix)]
#[test]
fn a_saved_plan_is_for_its_owner_only_and_holds_no_secret() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new();
    save(&world);
    let path = world.path().join("plan.json");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let text = fs::read_to_string(path).unwrap();
    for name in ["TESTOPS_TOKEN", "TESTRAIL_API_KEY"] {
        assert!(!text.contains(world.sandbox.variable(name)), "{name}");
    }
}

/// A key for saved plans.
const KEY: &str = "the pipeline's own secret";

fn save_with(world: &World, key: &str) {
    let output = world.railwright().env("RAILWRIGHT_PLAN_KEY", key).run(&[
        "plan",
        "manifests",
        "--out",
        "plan.json",
    ]);
    assert_eq!(output.code, Some(0), "{output}");
}

fn carry_out_with(world: &World, key: &str) -> Output {
    world.railwright().env("RAILWRIGHT_PLAN_KEY", key).run(&[
        "apply",
        "manifests",
        "--plan",
        "plan.json",
        "--yes",
    ])
}

/// Makes a whole file of changed content, as anybody can who knows what a digest is.
fn forge(world: &World, change: impl Fn(String) -> String) {
    let hash = |value: &Value| {
        let digits = Sha256::digest(serde_json::to_vec(value).unwrap());
        digits.iter().fold("sha256:".to_owned(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
    };
    tamper(world, |text| {
        let mut file: Value = serde_json::from_str(&change(text)).unwrap();
        file["digest"] = hash(&json!([file["manifests"], file["plan"]])).into();
        file["seal"] = hash(&json!([file["digest"], file["servers"], file["projects"]])).into();
        serde_json::to_string_pretty(&file).unwrap() + "\n"
    });
}

#[test]
fn what_nobody_reviewed_is_not_written() {
    let world = World::new();
    let steal = |text: String| text.replace("Guest can pay by card", "Guest can steal");
    let mut said = String::new();
    let mut refused = |what: &str, output: &Output| {
        assert_eq!(output.code, Some(3), "{what}: {output}");
        write!(said, "# {what}\n{}", output.stderr).unwrap();
    };
    save(&world);
    refused("not sealed", &carry_out_with(&world, KEY));
    save_with(&world, KEY);
    refused("no key", &carry_out(&world));
    refused(
        "another key",
        &carry_out_with(&world, "the secret of a stranger"),
    );
    tamper(&world, steal);
    refused("changed", &carry_out_with(&world, KEY));
    forge(&world, steal);
    refused("forged", &carry_out_with(&world, KEY));
    for key in ["", "short"] {
        refused("no real key", &carry_out_with(&world, key));
    }
    let missing = world.railwright().run(&[
        "apply",
        "manifests",
        "--plan",
        "plan.json",
        "--yes",
        "--plan-key-file",
        "nowhere",
    ]);
    refused("no such file", &missing);
    insta::assert_snapshot!(said, @"
    # not sealed
    error[RW0829]: plan.json was not sealed with this key, or was changed after that
    help: nothing was changed; plan again with the same key, and review that plan
    # no key
    error[RW0830]: plan.json is sealed with a key, and none is given
    help: set RAILWRIGHT_PLAN_KEY or --plan-key-file to the key that `plan --out` had
    # another key
    error[RW0829]: plan.json was not sealed with this key, or was changed after that
    help: nothing was changed; plan again with the same key, and review that plan
    # changed
    error[RW0829]: plan.json was not sealed with this key, or was changed after that
    help: nothing was changed; plan again with the same key, and review that plan
    # forged
    error[RW0829]: plan.json was not sealed with this key, or was changed after that
    help: nothing was changed; plan again with the same key, and review that plan
    # no real key
    error[RW0843]: the plan key in RAILWRIGHT_PLAN_KEY has fewer than 16 characters
    help: `openssl rand -hex 32` makes a good one
    # no real key
    error[RW0843]: the plan key in RAILWRIGHT_PLAN_KEY has fewer than 16 characters
    help: `openssl rand -hex 32` makes a good one
    # no such file
    error[RW0844]: cannot read the plan key in nowhere
      caused by: No such file or directory (os error 2)
    ");
    assert!(
        world
            .sandbox
            .testrail_journal()
            .iter()
            .all(|request| request.method == "GET")
    );
    assert!(world.sandbox.writes().is_empty());
}

#[test]
fn a_plan_that_the_pipeline_sealed_is_carried_out() {
    let world = World::new();
    save_with(&world, KEY);
    fs::write(world.path().join("key"), format!("{KEY}\n")).unwrap();
    let output = world.railwright().run(&[
        "apply",
        "manifests",
        "--plan",
        "plan.json",
        "--yes",
        "--plan-key-file",
        "key",
    ]);
    assert_eq!(output.code, Some(0), "{output}");
    assert_eq!(output.stderr, "");
    assert_eq!(world.sandbox.writes().len(), 2);
    let file = fs::read_to_string(world.path().join("plan.json")).unwrap();
    assert!(!file.contains(KEY));
}

#[test]
fn a_forged_plan_does_not_leave_the_suite_that_the_manifests_name() {
    let world = World::new();
    let mut said = String::new();
    for (what, from, to) in [
        ("section", "\"section_id\": 310", "\"section_id\": 311"),
        ("section of a case", "\"section\": 310", "\"section\": 311"),
        ("suite", "\"suite_id\": 29", "\"suite_id\": 30"),
        (
            "project",
            "\"project\": \"Web Shop\"",
            "\"project\": \"Other\"",
        ),
        ("source", "\"project_id\": 7", "\"project_id\": 8"),
        (
            "prefix",
            "\"prefix\": \"ALLURE-\"",
            "\"prefix\": \"OTHER-\"",
        ),
        (
            "marker",
            "\"marker\": \"ALLURE-4712\"",
            "\"marker\": \"ALLURE-4799\"",
        ),
    ] {
        save(&world);
        let asked = world.sandbox.testrail_journal().len();
        forge(&world, |text| {
            assert!(text.contains(from), "{what}: {text}");
            text.replace(from, to)
        });
        let output = carry_out(&world);
        assert_eq!(output.code, Some(3), "{what}: {output}");
        said += output.stderr.lines().next().unwrap();
        said += "\n";
        assert_eq!(world.sandbox.testrail_journal().len(), asked, "{what}");
    }
    insta::assert_snapshot!(said, @"
    error[RW0841]: plan.json has 311 for destination.sectionId of sync config shop, and the manifest has 310
    error[RW0841]: plan.json has 311 for destination.sectionId of sync config shop, and the manifest has 310
    error[RW0841]: plan.json has 30 for destination.suiteId of sync config shop, and the manifest has 29
    error[RW0841]: plan.json has Other for destination.project of sync config shop, and the manifest has Web Shop
    error[RW0841]: plan.json has 8 for source.projectId of sync config shop, and the manifest has 7
    error[RW0841]: plan.json has OTHER- for identity.prefix of sync config shop, and the manifest has ALLURE-
    error[RW0841]: plan.json has ALLURE-4799 for identity.prefix of sync config shop, and the manifest has ALLURE-4712
    ");
}

#[test]
fn a_plan_of_unknown_origin_is_said_to_be_that() {
    let world = World::new();
    save(&world);
    let output = carry_out(&world);
    assert_eq!(output.code, Some(0), "{output}");
    insta::assert_snapshot!(output.stderr, @"
    note[RW0842]: nothing proves that plan.json is what was reviewed
    help: give `plan --out` and `apply --plan` the same secret as RAILWRIGHT_PLAN_KEY, or as --plan-key-file
    ");
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_refused_at_its_first_bytes() {
    let world = World::new();
    let made = std::process::Command::new("mkfifo")
        .arg(world.path().join("fifo"))
        .status();
    assert!(made.unwrap().success());
    let huge = fs::File::create(world.path().join("huge")).unwrap();
    huge.set_len(1 << 40).unwrap();
    for file in ["fifo", "/dev/zero", "huge", "manifests"] {
        let begun = std::time::Instant::now();
        let output = world
            .railwright()
            .run(&["apply", "manifests", "--plan", file, "--yes"]);
        assert_eq!(output.code, Some(3), "{file}: {output}");
        assert!(begun.elapsed().as_secs() < 5, "{file}");
    }
}

#[test]
fn each_object_that_moved_has_its_own_line() {
    let world = World::new();
    save(&world);
    assert_eq!(carry_out(&world).code, Some(0));
    somebody(
        &world,
        "update_case/501",
        &json!({"custom_preconds": "<p>By hand</p>"}),
    );
    let output = carry_out(&world);
    assert_eq!(output.code, Some(4), "{output}");
    let lines = output
        .stderr
        .lines()
        .map(|line| line.split(" (last").next().unwrap());
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @"
    error[RW0826]: plan.json is stale: 3 objects are not as planned
      - title of C501 is not what it was
      - ALLURE-4712 exists by now: C503
      - ALLURE-4713 exists by now: C504
    help: nothing was changed; plan again, and review that plan
    ");
}
