//! The fault matrix: every fault at every request of an apply, then an apply in peace, which has to end as if nothing
//! had happened.

use std::fmt::Debug;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::binary::{Output, Run};
use super::sandbox::{Request, Sandbox};

/// How many worlds are disturbed at once: what they do most is wait.
const AT_ONCE: usize = 24;

/// Which server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    TestOps,
    TestRail,
}

/// Something to apply that ends in a state which can be compared.
pub(crate) trait Job: Sync {
    /// All that an apply leaves, without what depends on the way there.
    type Outcome: Debug + PartialEq + Sync;

    fn outcome(&self) -> Self::Outcome;
    /// The binary in the job's folder, with its variables.
    fn railwright(&self) -> Run;
    fn testrail(&self) -> &Sandbox;
    /// The one that plays TestOps, mostly the same.
    fn testops(&self) -> &Sandbox;

    fn sandbox(&self, server: Server) -> &Sandbox {
        match server {
            Server::TestOps => self.testops(),
            Server::TestRail => self.testrail(),
        }
    }
}

/// The process dies, by SIGKILL, before the server runs the request and after.
pub(crate) fn deaths() -> Vec<Value> {
    vec![
        json!({"do": "delay", "ms": 600_000, "executed": false}),
        json!({"do": "delay", "ms": 600_000}),
    ]
}

/// The connection fails, or something on the way.
pub(crate) fn losses() -> Vec<Value> {
    vec![
        json!({"do": "drop_before"}),
        json!({"do": "drop_reply"}),
        json!({"do": "truncate"}),
        json!({"do": "html"}),
    ]
}

/// The server says no, or says nothing useful.
pub(crate) fn statuses() -> Vec<Value> {
    let refused = [400, 401, 403, 404, 408, 413].map(|code| json!({"do": "status", "code": code}));
    let later = [409, 429].map(|code| json!({"do": "status", "code": code, "retryAfter": 0}));
    let broken = [500, 503].map(|code| json!({"do": "status", "code": code, "body": "boom"}));
    let behind = [502, 504].map(|code| json!({"do": "status", "code": code, "executed": true}));
    [&refused[..], &later, &broken, &behind].concat()
}

/// Runs each of the faults at each of the requests to a server that are chosen.
pub(crate) fn matrix<J: Job>(
    prepare: impl Fn() -> J + Sync,
    server: Server,
    faults: &[Value],
    is_chosen: impl Fn(&Request) -> bool,
) {
    let undisturbed = prepare();
    let before = journal(&undisturbed, server).len();
    apply(&undisturbed, "undisturbed");
    let seen = journal(&undisturbed, server).split_off(before);
    let requests: Vec<usize> = seen
        .iter()
        .enumerate()
        .filter(|(_, request)| is_chosen(request))
        .map(|(index, _)| index)
        .collect();
    assert!(!requests.is_empty(), "nothing to disturb");
    is_settled(&undisturbed, "undisturbed");
    let expected = undisturbed.outcome();

    // Whether reading was carried out before its answer was lost makes no difference.
    let is_worth = |fault: &Value, index: usize| {
        let is_read = seen[index].method == "GET";
        !is_read || fault["executed"].is_null()
    };
    let everywhere: Vec<(Value, usize)> = faults
        .iter()
        .flat_map(|fault| requests.iter().map(move |index| (fault.clone(), *index)))
        .filter(|(fault, index)| is_worth(fault, *index))
        .collect();
    for_each(everywhere, |(fault, index)| {
        let job = prepare();
        let first = disturbed(&job, server, &fault, index);
        let how = first
            .as_ref()
            .map_or_else(|| "killed".to_owned(), Output::to_string);
        let story = format!("{fault} at {index}\n{how}");
        let code = first.and_then(|first| first.code);
        if code == Some(8) {
            resume(&job);
        }
        if code == Some(0) {
            // The fault was overcome at once, so that nothing may be left to do.
            is_settled(&job, &story);
            assert_eq!(job.outcome(), expected, "{story}");
            return;
        }
        let had_begun = !job.testrail().writes().is_empty();
        apply(&job, &story);
        assert_eq!(job.outcome(), expected, "{story}");
        // What had written nothing was as the undisturbed one is, which is settled.
        if had_begun {
            is_settled(&job, &story);
        }
    });
}

/// Does something for each of many, several at a time.
pub(crate) fn for_each<T: Send>(mut all: Vec<T>, work: impl Fn(T) + Sync) {
    all.reverse();
    let left = Mutex::new(all);
    let next = || left.lock().unwrap().pop();
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(one) = next() {
                    work(one);
                }
            });
        }
    });
}

/// Starts an apply and kills it as soon as the server has seen so many requests.
pub(crate) fn apply_and_kill_at<J: Job>(job: &J, server: Server, requests: usize) {
    let mut process = job.railwright().spawn(&["apply", "manifests", "--yes"]);
    let patience = Instant::now() + Duration::from_mins(1);
    while journal(job, server).len() < requests {
        assert!(
            Instant::now() < patience,
            "request {requests} to {server:?} never came"
        );
        thread::sleep(Duration::from_millis(20));
    }
    process.kill().unwrap();
    process.wait().unwrap();
}

/// Applies while one request fails, and says how that ended, unless the process was killed.
fn disturbed<J: Job>(job: &J, server: Server, fault: &Value, index: usize) -> Option<Output> {
    let mut placed = fault.clone();
    placed["match"] = json!("");
    placed["after"] = json!(index);
    let before = journal(job, server).len();
    set_faults(job.sandbox(server), server, &json!([placed]));
    let first = if fault["do"] == json!("delay") {
        apply_and_kill_at(job, server, before + index + 1);
        None
    } else {
        let arguments = ["apply", "manifests", "--yes"];
        Some(job.railwright().run(&arguments))
    };
    set_faults(job.sandbox(server), server, &json!([]));
    first
}

/// Applies in peace, which has to succeed.
fn apply<J: Job>(job: &J, story: &str) {
    let output = job.railwright().run(&["apply", "manifests", "--yes"]);
    assert_eq!(output.code, Some(0), "{story}\n\nthen\n{output}");
}

/// Applies once more, which must not find anything to write.
fn is_settled<J: Job>(job: &J, story: &str) {
    let before = job.testrail().writes();
    let again = job
        .railwright()
        .run(&["apply", "manifests", "--yes", "--detailed-exitcode"]);
    assert_eq!(again.code, Some(0), "{story}\n\nat last\n{again}");
    assert_eq!(job.testrail().writes(), before, "{story}");
}

/// Lets credentials be tried again that a server rejected without reason.
pub(crate) fn resume<J: Job>(job: &J) {
    for integration in ["testrail", "testops"] {
        let resumed = job.railwright().run(&["resume", integration]);
        assert_eq!(resumed.code, Some(0), "{resumed}");
    }
}

fn journal<J: Job>(job: &J, server: Server) -> Vec<Request> {
    match server {
        Server::TestOps => job.testops().testops_journal(),
        Server::TestRail => job.testrail().testrail_journal(),
    }
}

pub(crate) fn set_faults(sandbox: &Sandbox, server: Server, faults: &Value) {
    match server {
        Server::TestOps => sandbox.testops_faults(faults),
        Server::TestRail => sandbox.testrail_faults(faults),
    }
}
