//! What can happen to which request: the cells of the matrix, in an order that is always the same.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use super::shop::Kind;
use crate::support::matrix::Server;
use crate::support::sandbox::Request;

/// One world in which one request fails in one way.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) server: Server,
    pub(super) call: Call,
    pub(super) fault: Fault,
    pub(super) keeps_state: bool,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            server,
            call: Call { pattern, after },
            fault,
            keeps_state,
        } = self;
        let state = if *keeps_state { "with" } else { "without" };
        let kind = match kind {
            Kind::New => "new",
            Kind::OneByOne => "one by one",
            Kind::Grown => "grown",
        };
        let server = match server {
            Server::TestOps => "TestOps",
            Server::TestRail => "TestRail",
        };
        write!(
            f,
            "{kind}: {pattern} of {server}, after {after}: {fault}, {state} state"
        )
    }
}

/// One request of an apply: the one that matches after so many others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    pub(super) pattern: String,
    pub(super) after: usize,
}

impl Call {
    pub(super) fn is_write(&self) -> bool {
        self.pattern.starts_with("POST")
    }

    /// How many of these requests match, whatever came before.
    pub(super) fn matches(&self, requests: &[Request]) -> usize {
        let matching = |request: &&Request| line(request).starts_with(&self.pattern);
        requests.iter().filter(matching).count()
    }
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// Not carried out, and cut.
    Cut,
    /// Carried out, and cut before the answer.
    Lost,
    /// Carried out, and the answer ends in the middle.
    Torn,
    /// Answered with this status, and not carried out.
    Refused(u16),
    /// Answered with this status although it was carried out.
    Hidden(u16),
    /// A gateway gives up at once, and so many milliseconds later it is carried out.
    Late(u64),
    /// The list has so many rows.
    Short(usize),
    /// The process is killed; what it sent never arrives.
    KilledBefore,
    /// The process is killed after what it sent was carried out.
    KilledAfter,
}

/// What can happen to a request that reads. Whether it was carried out makes no difference.
const READS: [Fault; 8] = [
    Fault::Lost,
    Fault::Torn,
    Fault::Refused(500),
    Fault::Refused(502),
    Fault::Refused(504),
    Fault::Short(1),
    Fault::Short(0),
    Fault::KilledAfter,
];

/// What can happen to a request that writes.
const WRITES: [Fault; 15] = [
    Fault::Cut,
    Fault::Lost,
    Fault::Torn,
    Fault::Refused(500),
    Fault::Refused(502),
    Fault::Refused(504),
    Fault::Hidden(500),
    Fault::Hidden(502),
    Fault::Hidden(504),
    Fault::Late(200),
    Fault::Late(1_500),
    Fault::Late(4_000),
    Fault::Late(9_000),
    Fault::KilledBefore,
    Fault::KilledAfter,
];

impl Fault {
    pub(super) fn kills(self) -> bool {
        matches!(self, Self::KilledBefore | Self::KilledAfter)
    }

    /// As the sandbox takes it.
    pub(super) fn at(self, call: &Call) -> Value {
        let mut fault = match self {
            Self::Cut => json!({"do": "drop_before"}),
            Self::Lost => json!({"do": "drop_reply"}),
            Self::Torn => json!({"do": "truncate"}),
            Self::Refused(code) => json!({"do": "status", "code": code}),
            Self::Hidden(code) => json!({"do": "status", "code": code, "executed": true}),
            Self::Late(ms) => json!({"do": "status", "code": 504, "executed": true, "ms": ms}),
            Self::Short(rows) => json!({"do": "short", "rows": rows}),
            Self::KilledBefore => json!({"do": "delay", "ms": 600_000, "executed": false}),
            Self::KilledAfter => json!({"do": "delay", "ms": 600_000}),
        };
        fault["match"] = json!(call.pattern);
        fault["after"] = json!(call.after);
        fault
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str("cut before it was carried out"),
            Self::Lost => f.write_str("answer lost"),
            Self::Torn => f.write_str("answer torn"),
            Self::Refused(code) => write!(f, "{code}, not carried out"),
            Self::Hidden(code) => write!(f, "{code}, carried out"),
            Self::Late(ms) => write!(f, "504, carried out {ms} ms later"),
            Self::Short(0) => f.write_str("list empty"),
            Self::Short(_) => f.write_str("list short"),
            Self::KilledBefore => f.write_str("killed before"),
            Self::KilledAfter => f.write_str("killed after"),
        }
    }
}

/// Every cell about the requests that an undisturbed apply sent: of each kind the first one and the last one.
pub(super) fn cells(kind: Kind, server: Server, seen: &[Request]) -> Vec<Cell> {
    let mut patterns: BTreeMap<String, String> = BTreeMap::new();
    for request in seen {
        let (key, pattern) = kind_of(request);
        patterns.entry(key).or_insert(pattern);
    }
    let mut cells = Vec::new();
    for pattern in patterns.into_values() {
        let first = Call { pattern, after: 0 };
        let last = Call {
            after: first.matches(seen) - 1,
            ..first.clone()
        };
        let mut chosen = vec![first, last];
        chosen.dedup();
        for call in chosen {
            let faults = if call.is_write() {
                &WRITES[..]
            } else {
                &READS[..]
            };
            for fault in faults {
                for keeps_state in [true, false] {
                    cells.push(Cell {
                        kind,
                        server,
                        call: call.clone(),
                        fault: *fault,
                        keeps_state,
                    });
                }
            }
        }
    }
    cells
}

/// The kind of a request, and what matches it. Numbers are no part of a kind.
fn kind_of(request: &Request) -> (String, String) {
    let line = line(request);
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let known: Vec<&str> = line.split('/').filter(|part| !is_number(part)).collect();
    // Of TestRail the method, as far as it tells `get_case/` from `get_cases/`.
    let method = line.split_once('/').map(|(method, _)| format!("{method}/"));
    let is_testrail = request.path.contains("/api/v2/");
    let pattern = method
        .filter(|_| is_testrail)
        .unwrap_or_else(|| line.clone());
    (known.join("/"), pattern)
}

/// Verb and method or path, as faults match them.
fn line(request: &Request) -> String {
    let path = request.path.rsplit("/api/v2/").next().unwrap();
    format!("{} {path}", request.method)
}
