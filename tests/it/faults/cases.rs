//! Every fault at every request of an apply that creates and updates cases.

use serde_json::{Value, json};

use crate::support::binary::Run;
use crate::support::matrix::{Job, Server, deaths, losses, matrix, statuses};
use crate::support::sandbox::Sandbox;
use crate::support::world::{World, testops, testrail};

impl Job for World {
    type Outcome = Vec<Value>;

    /// The cases without what differs from one run to another. A duplicate is a row more.
    fn outcome(&self) -> Vec<Value> {
        let mut cases = self.cases();
        for case in &mut cases {
            let case = case.as_object_mut().unwrap();
            for moving in ["id", "created_on", "updated_on", "display_order"] {
                case.remove(moving);
            }
        }
        cases.sort_by_key(|case| case["title"].as_str().unwrap().to_owned());
        cases
    }

    fn railwright(&self) -> Run {
        Self::railwright(self)
    }

    fn testrail(&self) -> &Sandbox {
        &self.sandbox
    }

    fn testops(&self) -> &Sandbox {
        &self.sandbox
    }
}

fn faults() -> Vec<Value> {
    [deaths(), losses(), statuses()].concat()
}

#[test]
fn cases_are_created_exactly_once_whatever_testrail_does() {
    matrix(World::new, Server::TestRail, &faults(), |_| true);
}

#[test]
fn cases_that_are_created_one_by_one_are_created_exactly_once() {
    let mut seed = testrail();
    seed["bulkCreate"] = json!(false);
    matrix(
        || World::with(&testops(), &seed),
        Server::TestRail,
        &faults(),
        |request| request.method == "POST",
    );
}

#[test]
fn nothing_is_written_wrong_whatever_testops_does() {
    matrix(World::new, Server::TestOps, &faults(), |_| true);
}
