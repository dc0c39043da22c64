//! A world with launches that can grow while TestRail stays as it is.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::binary::{Output, Run};
use crate::support::gate::Gate;
use crate::support::sandbox::Sandbox;
use crate::support::world::{World, testrail};

/// The test cases that every launch is about. All of them are in TestRail unchanged, as C601 and so on.
pub(crate) const CASES: [(i64, &str); 4] = [
    (4711, "Password is reset"),
    (4712, "Guest pays by card"),
    (4713, "Cart is kept"),
    (4714, "Search finds"),
];

/// A TestRail that lives as long as the test, and a TestOps that can be exchanged.
pub(crate) struct Stage {
    pub(crate) world: World,
    testops: Gate,
    grown: Option<(Sandbox, TempDir)>,
}

impl Stage {
    /// A world with these launches.
    pub(crate) fn new(launches: &[Value]) -> Self {
        Self::with(launches, &rail())
    }

    /// The same with another TestRail.
    pub(crate) fn with(launches: &[Value], testrail: &Value) -> Self {
        let stage = Self::of(&ops(launches), testrail);
        stage.world.edit("  mapping: default\n", "");
        stage
    }

    /// A world with these seeds, which writes all fields.
    pub(crate) fn of(testops: &Value, testrail: &Value) -> Self {
        let world = World::with(testops, testrail);
        let testops = Gate::before(world.sandbox.variable("TESTOPS_URL"));
        Self {
            world,
            testops,
            grown: None,
        }
    }

    /// Adds to the sync config, below `spec`.
    pub(crate) fn launches(self, yaml: &str) -> Self {
        let destination = "  destination: {integration: testrail, project: Web Shop, suiteId: 29, sectionId: 310}\n";
        self.world.edit(
            destination,
            &format!("{destination}  launches: {{{yaml}}}\n"),
        );
        self
    }

    /// Maps results by these rows of YAML.
    pub(crate) fn results(self, yaml: &str) -> Self {
        self.world
            .edit("sectionId: 310}\n", "sectionId: 310}\n  mapping: default\n");
        self.world.edit(
            "  fields:\n    custom_description: description\n    custom_preconds: precondition\n    \
             custom_steps_separated: scenario\n    custom_status:\n      from: status\n      default: 1\n      \
             values:\n        -3: 2\n",
            &format!("  results: {{statuses: {{{yaml}}}}}\n"),
        );
        self
    }

    /// TestOps has these launches from now on, at the address that it had.
    pub(crate) fn grow(&mut self, launches: &[Value]) {
        self.become_other(&ops(launches));
    }

    /// TestOps holds this from now on, at the address that it had.
    pub(crate) fn become_other(&mut self, testops: &Value) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("testops.json"), testops.to_string()).unwrap();
        fs::write(folder.path().join("testrail.json"), rail().to_string()).unwrap();
        let sandbox = Sandbox::start(folder.path());
        self.testops.lead_to(sandbox.variable("TESTOPS_URL"));
        self.grown = Some((sandbox, folder));
    }

    /// The TestOps that is asked now.
    pub(crate) fn testops(&self) -> &Sandbox {
        self.grown
            .as_ref()
            .map_or(&self.world.sandbox, |(sandbox, _)| sandbox)
    }

    pub(crate) fn railwright(&self) -> Run {
        self.world
            .railwright()
            .env("TESTOPS_URL", self.testops.base())
            .hide(self.testops.address(), "TESTOPS")
    }

    pub(crate) fn plan(&self) -> Output {
        self.railwright().run(&["plan", "manifests"])
    }

    pub(crate) fn apply(&self) -> Output {
        self.railwright().run(&["apply", "manifests", "--yes"])
    }

    /// Applies, which has to succeed.
    pub(crate) fn applied(&self) -> String {
        let output = self.apply();
        assert_eq!(output.code, Some(0), "{output}");
        output.stdout
    }

    /// Applies once more, which must not write anything.
    pub(crate) fn is_settled(&self) {
        let before = self.writes();
        let planned = self
            .railwright()
            .run(&["plan", "manifests", "--detailed-exitcode"]);
        assert_eq!(planned.code, Some(0), "{planned}");
        let again = self.apply();
        assert_eq!(again.code, Some(0), "{again}");
        assert_eq!(self.writes(), before, "{again}");
    }

    /// Applies once more without a look at the plan before, which must not write anything either.
    pub(crate) fn is_done(&self) {
        let before = self.writes();
        let again = self
            .railwright()
            .run(&["apply", "manifests", "--yes", "--detailed-exitcode"]);
        assert_eq!(again.code, Some(0), "{again}");
        assert_eq!(self.writes(), before, "{again}");
    }

    pub(crate) fn writes(&self) -> Vec<String> {
        self.world.sandbox.writes()
    }

    /// The address of TestOps, as links have it.
    pub(crate) fn testops_address(&self) -> &str {
        self.testops.address()
    }

    /// Changes a run as its people do.
    pub(crate) fn edit_run(&self, run: u64, change: &Value) {
        let method = format!("update_run/{run}");
        self.world.sandbox.testrail_post(&method, change);
    }

    /// The runs of TestRail in the order of their ids.
    pub(crate) fn runs(&self) -> Vec<StoredRun> {
        let state = self.world.sandbox.testrail_state();
        let rows = |key: &str| state[key].as_array().unwrap().clone();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let cases: BTreeMap<u64, u64> = rows("tests")
            .iter()
            .map(|test| {
                (
                    test["id"].as_u64().unwrap(),
                    test["case_id"].as_u64().unwrap(),
                )
            })
            .collect();
        let mut runs: Vec<StoredRun> = rows("runs")
            .iter()
            .map(|run| {
                let id = run["id"].as_u64().unwrap();
                let tests: Vec<u64> = rows("tests")
                    .iter()
                    .filter(|test| test["run_id"] == run["id"])
                    .map(|test| test["id"].as_u64().unwrap())
                    .collect();
                let mut results: Vec<Value> = rows("results")
                    .into_iter()
                    .filter(|result| tests.contains(&result["test_id"].as_u64().unwrap()))
                    .collect();
                results.sort_by_key(|result| result["id"].as_u64());
                let mut selected: Vec<u64> = tests.iter().map(|test| cases[test]).collect();
                selected.sort_unstable();
                StoredRun {
                    id,
                    name: text(&run["name"]),
                    refs: text(&run["refs"]),
                    description: text(&run["description"])
                        .replace(self.testops.address(), "TESTOPS"),
                    is_completed: run["is_completed"] == json!(true),
                    selected,
                    results: results
                        .iter()
                        .map(|result| StoredResult {
                            link: linked(&text(&result["comment"])),
                            case: cases[&result["test_id"].as_u64().unwrap()],
                            status: result["status_id"].as_u64().unwrap_or_default(),
                            comment: text(&result["comment"])
                                .replace(self.testops.address(), "TESTOPS"),
                            row: result.clone(),
                        })
                        .collect(),
                }
            })
            .collect();
        runs.sort_by_key(|run| run.id);
        runs
    }
}

/// A run as TestRail holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredRun {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) refs: String,
    pub(crate) description: String,
    pub(crate) is_completed: bool,
    pub(crate) selected: Vec<u64>,
    pub(crate) results: Vec<StoredResult>,
}

impl StoredRun {
    /// The TestOps results that are in it, sorted, each as often as it does.
    pub(crate) fn links(&self) -> Vec<u64> {
        let mut links: Vec<u64> = self.results.iter().map(|result| result.link).collect();
        links.sort_unstable();
        links
    }
}

/// A result as TestRail holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredResult {
    pub(crate) link: u64,
    pub(crate) case: u64,
    pub(crate) status: u64,
    pub(crate) comment: String,
    pub(crate) row: Value,
}

/// The number at the end of a comment, found otherwise than the program finds it.
fn linked(comment: &str) -> u64 {
    let (_, behind) = comment.rsplit_once("/testresult/").unwrap_or_default();
    let end = behind.find(|c: char| !c.is_ascii_digit());
    let (digits, rest) = behind.split_at(end.unwrap_or(behind.len()));
    assert!(["", "</a></p>"].contains(&rest.trim()), "{comment}");
    digits.parse().unwrap()
}

/// Three launches, one of them open.
pub(crate) fn three_launches() -> Vec<Value> {
    vec![
        launch(
            51,
            "Closed",
            true,
            &[
                result(901, 4711, "passed"),
                result(902, 4711, "failed"),
                result(903, 4712, "passed"),
            ],
        ),
        launch(52, "Open", false, &[result(904, 4711, "passed")]),
        launch(53, "Small", true, &[result(905, 4714, "broken")]),
    ]
}

/// A launch of the project.
pub(crate) fn launch(id: i64, name: &str, closed: bool, results: &[Value]) -> Value {
    json!({"id": id, "projectId": 7, "name": name, "closed": closed, "results": results})
}

/// A result with nothing but its status.
pub(crate) fn result(id: i64, case: i64, status: &str) -> Value {
    json!({"id": id, "testCaseId": case, "name": "Some test", "status": status})
}

/// The object with further keys.
pub(crate) fn with(mut object: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        object[key] = value.clone();
    }
    object
}

/// A TestOps with these launches.
pub(crate) fn ops(launches: &[Value]) -> Value {
    let cases: Vec<Value> = CASES
        .iter()
        .map(|(id, name)| json!({"id": id, "projectId": 7, "name": name, "statusId": -3, "tags": []}))
        .collect();
    json!({
        "projects": [{"id": 7, "name": "Web Shop"}],
        "statuses": [{"id": -3, "name": "Active"}],
        "testCases": cases,
        "launches": launches,
    })
}

/// A TestRail that has all cases.
pub(crate) fn rail() -> Value {
    let mut seed = testrail();
    let cases: Vec<Value> = CASES
        .iter()
        .zip(601..)
        .map(|((id, name), case)| {
            json!({
                "id": case, "title": name, "section_id": 310, "refs": format!("ALLURE-{id}"),
                "template_id": 2,
            })
        })
        .collect();
    seed["cases"] = json!(cases);
    seed
}
