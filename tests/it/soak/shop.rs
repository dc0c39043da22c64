//! Worlds in which an apply makes every request that it can make: of cases, launches and files.

use std::fs;

use serde_json::{Value, json};

use crate::launches::stage::{Stage, launch, rail, result, with};
use crate::support::binary::Run;
use crate::support::matrix::Job;
use crate::support::sandbox::Sandbox;

/// A shop whose cases, launches and files are exported.
pub(super) struct Shop(Stage);

/// A kind of shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Nothing was exported yet.
    New,
    /// The same, in a TestRail that creates cases one by one.
    OneByOne,
    /// All was exported once, and TestOps has more since.
    Grown,
}

impl Shop {
    pub(super) fn new(kind: Kind) -> Self {
        let mut testrail = rail();
        // Two of the four cases are there; one of them differs.
        testrail["cases"].as_array_mut().unwrap().truncate(2);
        testrail["cases"][0]["title"] = json!("An old title");
        testrail["bulkCreate"] = json!(kind != Kind::OneByOne);
        let mut stage = Stage::of(&before(), &testrail).launches("attachments: true");
        if kind == Kind::Grown {
            stage.applied();
            stage.become_other(&after());
        }
        Self(stage)
    }

    /// Deletes the state directory.
    pub(super) fn forget(&self) {
        let folder = self.0.world.path().join(".railwright");
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
    }
}

/// All of a TestRail that an apply is about, without ids that depend on the way there.
#[derive(Debug, PartialEq)]
pub(super) struct Outcome {
    cases: Vec<Value>,
    runs: Vec<Value>,
}

impl Job for Shop {
    type Outcome = Outcome;

    fn outcome(&self) -> Outcome {
        let state = self.0.world.sandbox.testrail_state();
        let rows = |key: &str| state[key].as_array().unwrap().clone();
        let mut cases = rows("cases");
        for case in &mut cases {
            let case = case.as_object_mut().unwrap();
            for moving in ["id", "created_on", "updated_on", "display_order"] {
                case.remove(moving);
            }
        }
        cases.sort_by_key(|case| case["title"].to_string());
        let title = |id: u64| {
            let cases = rows("cases");
            let case = cases.iter().find(|case| case["id"] == id).cloned();
            case.unwrap_or_default()["title"].clone()
        };
        let files = |id: &Value| {
            let id = id.to_string();
            let mut names: Vec<Value> = rows("attachments")
                .into_iter()
                .filter(|file| file["entity_id"].as_str() == Some(&id))
                .map(|file| json!([file["name"], file["size"]]))
                .collect();
            names.sort_by_key(ToString::to_string);
            names
        };
        let runs = self.0.runs().into_iter().map(|run| {
            let mut selected: Vec<Value> = run.selected.iter().map(|id| title(*id)).collect();
            selected.sort_by_key(ToString::to_string);
            let mut results: Vec<Value> = run
                .results
                .iter()
                .map(|result| {
                    let (case, files) = (title(result.case), files(&result.row["id"]));
                    json!([result.link, case, result.status, files])
                })
                .collect();
            results.sort_by_key(ToString::to_string);
            json!([run.refs, run.name, run.is_completed, selected, results])
        });
        let mut runs: Vec<Value> = runs.collect();
        runs.sort_by_key(ToString::to_string);
        Outcome { cases, runs }
    }

    fn railwright(&self) -> Run {
        self.0.railwright()
    }

    fn testrail(&self) -> &Sandbox {
        &self.0.world.sandbox
    }

    fn testops(&self) -> &Sandbox {
        self.0.testops()
    }
}

fn case(id: i64, name: &str) -> Value {
    json!({
        "id": id, "projectId": 7, "name": name, "statusId": -3, "description": format!("About {name}"),
        "steps": [{"body": "Do it", "expectedResult": "Done"}],
    })
}

/// A result with a file.
fn filed(id: i64, case: i64) -> Value {
    let file = json!({"attachments": [{"name": format!("log-{id}.txt"), "text": "all of it"}]});
    with(result(id, case, "failed"), &file)
}

fn testops(cases: &[Value], launches: &[Value]) -> Value {
    json!({
        "projects": [{"id": 7, "name": "Web Shop"}], "statuses": [{"id": -3, "name": "Active"}],
        "testCases": cases, "launches": launches,
    })
}

fn before() -> Value {
    let closed = [result(901, 4711, "passed"), filed(902, 4713)];
    let open = [filed(903, 4712), result(904, 4713, "passed")];
    testops(
        &[
            case(4711, "Password is reset"),
            case(4712, "Guest pays by card"),
            case(4713, "Cart is kept"),
            case(4714, "Search finds"),
        ],
        &[
            launch(51, "Closed", true, &closed),
            launch(52, "Open", false, &open),
        ],
    )
}

/// A case is called otherwise, two are new, the open launch has more and is closed, and there is one more.
fn after() -> Value {
    let grown = [
        filed(903, 4712),
        result(904, 4713, "passed"),
        filed(905, 4714),
        result(906, 4715, "passed"),
    ];
    testops(
        &[
            case(4711, "Password is reset"),
            case(4712, "Guest pays by any card"),
            case(4713, "Cart is kept"),
            case(4714, "Search finds"),
            case(4715, "Order is sent"),
            case(4716, "Order comes back"),
        ],
        &[
            launch(
                51,
                "Closed",
                true,
                &[result(901, 4711, "passed"), filed(902, 4713)],
            ),
            launch(52, "Open", true, &grown),
            launch(54, "New", true, &[filed(908, 4716)]),
        ],
    )
}
