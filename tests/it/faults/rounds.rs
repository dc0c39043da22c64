//! A thousand rounds against servers that fail at random, while people work in TestRail: nothing twice, nothing lost.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::launches::stage::{Stage, three_launches};
use crate::support::matrix::{Job, Server, deaths, for_each, losses, resume, set_faults, statuses};
use crate::support::world::{World, testops, testrail};

/// How many worlds live through rounds of their own, each with its own seed.
const WORLDS: u64 = 25;

/// How many rounds each of them has, with cases and with launches together.
const ROUNDS: usize = 40;

/// After how many rounds everything has to be as it should.
const PEACE: usize = 10;

/// How many requests an apply makes at most when nothing fails.
const REQUESTS: usize = 16;

#[test]
fn nothing_is_twice_and_nothing_is_lost_after_a_thousand_rounds() {
    for_each((0..WORLDS).collect(), |seed| {
        let mut random = Rng::with_seed(seed);
        if seed % 2 == 0 {
            live(&world_with_people(), &mut random, seed, &change_a_case);
        } else {
            live(
                &Stage::new(&three_launches()),
                &mut random,
                seed,
                &delete_a_run,
            );
        }
    });
}

/// A world where somebody else works, too.
fn world_with_people() -> World {
    let mut target = testrail();
    target["users"] = json!([
        {"id": 1, "name": "Administrator", "email": "admin@example.com", "is_active": true, "is_admin": true},
        {"id": 2, "name": "Tess", "email": "tess@example.com", "is_active": true},
    ]);
    let world = World::with(&testops(), &target);
    // Otherwise what people write where TestOps has nothing is left.
    world.edit(
        "custom_preconds: precondition",
        "custom_preconds: {from: precondition, onEmpty: clear}",
    );
    world
}

/// Lives through all rounds of one world. `people` do something in TestRail before each.
fn live<J: Job>(job: &J, random: &mut Rng, seed: u64, people: &dyn Fn(&J, &mut Rng)) {
    let apply = ["apply", "manifests", "--yes"];
    let first = job.railwright().run(&apply);
    assert_eq!(first.code, Some(0), "{first}");
    let expected = job.outcome();
    for round in 1..=ROUNDS {
        people(job, random);
        let faults = [Server::TestOps, Server::TestRail].map(|server| {
            let faults = some_faults(random);
            set_faults(job.sandbox(server), server, &faults);
            faults
        });
        let story = format!("world {seed}, round {round}: {} {}", faults[0], faults[1]);
        let (how, code) = if random.u8(..4) == 0 {
            (killed(job, random), None)
        } else {
            let output = job.railwright().run(&apply);
            assert!(
                matches!(output.code, Some(0 | 1 | 3 | 6 | 8)),
                "{story}\n{output}"
            );
            assert!(!output.stderr.contains("panicked"), "{story}\n{output}");
            (output.to_string(), output.code)
        };
        for server in [Server::TestOps, Server::TestRail] {
            set_faults(job.sandbox(server), server, &json!([]));
        }
        if code.is_none_or(|code| code == 8) {
            resume(job);
        }
        is_nothing_twice(job, &format!("{story}\n{how}"));
        if round % PEACE == 0 {
            let clean = job.railwright().run(&apply);
            assert_eq!(clean.code, Some(0), "{story}\n{how}\n{clean}");
            assert_eq!(job.outcome(), expected, "{story}\n{how}\n{clean}");
            let writes = job.testrail().writes().len();
            let again = job.railwright().run(&apply);
            assert_eq!(again.code, Some(0), "{story}\n{again}");
            assert_eq!(job.testrail().writes().len(), writes, "{story}\n{again}");
        }
    }
}

/// Up to three faults, anywhere.
fn some_faults(random: &mut Rng) -> Value {
    let mut kinds = [losses(), statuses()].concat();
    kinds.push(json!({"do": "delay", "ms": 20}));
    let faults: Vec<Value> = (0..random.usize(..=3))
        .map(|_| {
            let mut fault = random.choice(&kinds).unwrap().clone();
            fault["match"] = random.choice(["", "GET", "POST"]).unwrap().into();
            fault["after"] = random.usize(..REQUESTS).into();
            fault["times"] = random.usize(1..=2).into();
            fault
        })
        .collect();
    json!(faults)
}

/// Applies and kills the process at some request, if it is not done by then.
fn killed<J: Job>(job: &J, random: &mut Rng) -> String {
    let mut fault = random.choice(deaths()).unwrap();
    fault["match"] = json!("");
    fault["after"] = random.usize(..REQUESTS).into();
    set_faults(job.testrail(), Server::TestRail, &json!([fault]));
    let after = fault["after"].as_u64().unwrap();
    let wanted = job.testrail().testrail_journal().len() + usize::try_from(after).unwrap() + 1;
    let mut process = job.railwright().spawn(&["apply", "manifests", "--yes"]);
    let patience = Instant::now() + Duration::from_mins(1);
    while job.testrail().testrail_journal().len() < wanted {
        if process.try_wait().unwrap().is_some() {
            return "done before it could be killed".to_owned();
        }
        assert!(Instant::now() < patience, "an apply that never ends");
        thread::sleep(Duration::from_millis(20));
    }
    process.kill().unwrap();
    process.wait().unwrap();
    format!("killed: {fault}")
}

/// No two cases or runs carry one marker, and no two results of a test one link.
fn is_nothing_twice<J: Job>(job: &J, story: &str) {
    let state = job.testrail().testrail_state();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut count = |object: String| *seen.entry(object).or_default() += 1;
    for list in ["cases", "runs"] {
        for object in state[list].as_array().unwrap() {
            let refs = object["refs"].as_str().unwrap_or_default();
            let markers = refs.split(',').filter(|entry| entry.starts_with("ALLURE-"));
            markers.for_each(|marker| count(marker.to_owned()));
        }
    }
    for result in state["results"].as_array().unwrap() {
        count(format!("{} {}", result["test_id"], result["comment"]));
    }
    let twice: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}\n{story}");
}

/// People rename a case, change a text, or delete one that carries a marker.
fn change_a_case(world: &World, random: &mut Rng) {
    let cases = world.cases();
    let ours: Vec<&Value> = cases
        .iter()
        .filter(|case| {
            case["refs"]
                .as_str()
                .unwrap_or_default()
                .contains("ALLURE-")
        })
        .collect();
    let Some(case) = random.choice(ours) else {
        return;
    };
    let id = &case["id"];
    let post = |method: &str, body: &Value| {
        world
            .sandbox
            .testrail_post_as("tess@example.com", &format!("{method}/{id}"), body);
    };
    match random.u8(..4) {
        0 => post("update_case", &json!({"title": "Renamed by people"})),
        1 => post(
            "update_case",
            &json!({"custom_preconds": "<p>Something else</p>"}),
        ),
        // C501 stays, because its place and its other references are of the seed.
        2 if *id != json!(501) => post("delete_case", &json!({})),
        _ => {}
    }
}

/// People delete a run, now and then.
fn delete_a_run(stage: &Stage, random: &mut Rng) {
    let runs = stage.runs();
    if let (true, Some(run)) = (random.bool(), random.choice(runs)) {
        let method = format!("delete_run/{}", run.id);
        stage.world.sandbox.testrail_post(&method, &json!({}));
    }
}
