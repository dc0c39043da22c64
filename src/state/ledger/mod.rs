//! The ledger: one line before each write and one after, flushed to disk. What is open in it after a crash is looked up by
//! marker by the next plan; deleting it loses history and nothing else.

mod reading;
mod recent;

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

pub(crate) use self::reading::{Summary, Written, open_writes, past_applies, read_ledger, written};
pub(crate) use self::recent::{RecentWrite, recent_writes};
use super::folder::{self, StateError};
use crate::http::scrub_json;

const FILE: &str = "ledger.ndjson";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) apply: String,
    /// When, as RFC 3339 in UTC.
    pub(crate) at: String,
    #[serde(flatten)]
    pub(crate) event: Event,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// An apply begins to write.
    Begin {
        /// Digest of its plan.
        plan: String,
        /// How many requests it announced.
        requests: usize,
    },
    /// A write is about to be sent.
    Write {
        /// Its number within the apply, from 1.
        n: u64,
        server: String,
        /// The request, such as `add_cases/310`.
        request: String,
        /// What it concerns: markers, cases, results.
        objects: Vec<String>,
    },
    /// A write has ended.
    Ended {
        /// The number of the write.
        n: u64,
        /// What came of each object, such as `ALLURE-4711 → C501`.
        outcome: Vec<String>,
        /// Those of its objects that were surely not written.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        failed: Vec<String>,
    },
    /// Fields of a case were written.
    Wrote(Wrote),
    /// A run was created, renamed or described.
    WroteRun(WroteRun),
    /// The apply has ended.
    End { outcome: String },
}

/// What was written of one case, so that a later plan knows whose value is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrote {
    pub(crate) server: String,
    pub(crate) project: u64,
    pub(crate) suite: u64,
    pub(crate) case: u64,
    /// Its marker.
    pub(crate) marker: String,
    /// The section that it was created in; absent where it was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) section: Option<u64>,
    /// The version of railwright.
    pub(crate) version: String,
    pub(crate) fields: Vec<WroteField>,
}

/// A run that was created, or given another name or description.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WroteRun {
    pub(crate) server: String,
    pub(crate) project: u64,
    pub(crate) suite: u64,
    pub(crate) run: u64,
    /// Its marker.
    pub(crate) refs: String,
    /// The name that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The name that TestRail stored; absent where it is the one that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) stored_name: Option<String>,
    /// Our block of the description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<WroteText>,
}

/// A text that was written, by fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WroteText {
    pub(crate) sent: String,
    pub(crate) stored: String,
}

/// What was written in one field, by fingerprints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WroteField {
    pub(crate) field: String,
    /// Of what was there; absent where the case was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<String>,
    /// Of what was sent; absent where TestRail stored it as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<String>,
    /// Of what TestRail stored.
    pub(crate) stored: String,
    /// What was there, unless it is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) old: Option<serde_json::Value>,
}

/// The ledger of one apply.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    end: Mutex<End>,
    apply: String,
    next: AtomicU64,
    clock: fn() -> String,
}

/// Where the next line goes.
#[derive(Debug)]
struct End {
    file: File,
    /// True when the last line has no end: a crash or a full disk cut it short. What follows must not run into it.
    is_torn: bool,
}

impl Ledger {
    /// Opens the ledger of a state directory for an apply. `clock` gives the time as RFC 3339.
    pub(crate) fn open(
        folder: &Path,
        apply: String,
        clock: fn() -> String,
    ) -> Result<Self, StateError> {
        let path = folder.join(FILE);
        let file = folder::open_file(folder, FILE, File::options().append(true))?;
        let end = End {
            file,
            is_torn: reading::is_torn(&path),
        };
        Ok(Self {
            end: Mutex::new(end),
            path,
            apply,
            next: AtomicU64::new(1),
            clock,
        })
    }

    /// Writes a line and flushes it to disk.
    pub(crate) fn record(&self, event: Event) -> Result<(), StateError> {
        let line = Line {
            apply: self.apply.clone(),
            at: (self.clock)(),
            event,
        };
        let failed = |source| StateError::Write {
            path: self.path.clone(),
            source,
        };
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let text = serde_json::to_string(&line).map_err(|error| failed(error.into()))?;
        let torn = if end.is_torn { "\n" } else { "" };
        let text = [torn, &scrub_json(&text), "\n"].concat();
        let written = end.file.write_all(text.as_bytes());
        end.is_torn = written.is_err();
        written.and_then(|()| end.file.sync_data()).map_err(failed)
    }

    /// Notes a write before it is sent, and gives its number.
    pub(crate) fn note_write(
        &self,
        server: &str,
        request: String,
        objects: Vec<String>,
    ) -> Result<u64, StateError> {
        let n = self.next.fetch_add(1, Ordering::SeqCst);
        let event = Event::Write {
            n,
            server: server.to_owned(),
            request,
            objects,
        };
        self.record(event)?;
        Ok(n)
    }

    /// Notes what was written in a case. What is not noted is found out from TestRail.
    pub(crate) fn note_wrote(&self, wrote: Wrote) {
        let case = wrote.case;
        if let Err(error) = self.record(Event::Wrote(wrote)) {
            tracing::warn!("{error}: what was written in C{case} is not in the ledger");
        }
    }

    /// Notes a run and its texts.
    pub(crate) fn note_wrote_run(&self, wrote: WroteRun) {
        let run = wrote.run;
        if let Err(error) = self.record(Event::WroteRun(wrote)) {
            tracing::warn!("{error}: the texts of R{run} are not in the ledger");
        }
    }

    /// Notes what came of a write. That it cannot be noted is no reason to stop: the write is done, and the next plan
    /// finds it by its marker.
    pub(crate) fn note_outcome(&self, n: u64, outcome: Vec<String>, failed: Vec<String>) {
        let ended = Event::Ended { n, outcome, failed };
        if let Err(error) = self.record(ended) {
            tracing::warn!("{error}: what came of write {n} is not in the ledger");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Event, FILE, Ledger, Line, open_writes, past_applies, read_ledger};

    fn noon() -> String {
        "2026-11-23T12:00:00Z".to_owned()
    }

    #[test]
    fn every_write_stands_in_the_ledger_before_and_after() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path(), "a1".into(), noon).unwrap();
        let n = ledger
            .note_write("https://x", "add_cases/310".into(), vec!["ALLURE-1".into()])
            .unwrap();
        ledger.note_outcome(n, vec!["ALLURE-1 → C501".into()], Vec::new());
        let n = ledger
            .note_write("https://x", "update_case/7".into(), vec!["C7".into()])
            .unwrap();
        assert_eq!(n, 2);
        let open = open_writes(folder.path()).unwrap();
        assert_eq!(open.len(), 1);
        assert!(matches!(open[0].event, Event::Write { n: 2, .. }));
        insta::assert_snapshot!(fs::read_to_string(folder.path().join("ledger.ndjson")).unwrap(), @r#"
        {"apply":"a1","at":"2026-11-23T12:00:00Z","event":"write","n":1,"server":"https://x","request":"add_cases/310","objects":["ALLURE-1"]}
        {"apply":"a1","at":"2026-11-23T12:00:00Z","event":"ended","n":1,"outcome":["ALLURE-1 → C501"]}
        {"apply":"a1","at":"2026-11-23T12:00:00Z","event":"write","n":2,"server":"https://x","request":"update_case/7","objects":["C7"]}
        "#);
    }

    #[test]
    fn a_line_that_a_crash_cut_short_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path(), "a1".into(), noon).unwrap();
        ledger
            .note_write("https://x", "add_case/1".into(), Vec::new())
            .unwrap();
        drop(ledger);
        let path = folder.path().join("ledger.ndjson");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{}", &text[..text.len() / 2])).unwrap();
        let ledger = Ledger::open(folder.path(), "a2".into(), noon).unwrap();
        ledger
            .record(Event::End {
                outcome: "done".into(),
            })
            .unwrap();
        let mut lines = 0;
        read_ledger(folder.path(), |_| lines += 1).unwrap();
        assert_eq!(lines, 2);
        assert!(open_writes(folder.path()).unwrap().is_empty());
        insta::assert_debug_snapshot!(past_applies(folder.path()).unwrap(), @r#"
        [
            Summary {
                apply: "a1",
                began: "2026-11-23T12:00:00Z",
                writes: 1,
                outcome: None,
            },
            Summary {
                apply: "a2",
                began: "2026-11-23T12:00:00Z",
                writes: 0,
                outcome: Some(
                    "done",
                ),
            },
        ]
        "#);
    }

    #[test]
    fn a_ledger_that_somebody_filled_takes_bounded_memory() {
        let folder = tempfile::tempdir().unwrap();
        let line = |n: u64, text: &str| {
            let event = Event::Write {
                n,
                server: "s".into(),
                request: text.to_owned(),
                objects: Vec::new(),
            };
            let (apply, at) = ("a1".into(), noon());
            serde_json::to_string(&Line { apply, at, event }).unwrap() + "\n"
        };
        let many: String = (0..5000).map(|n| line(n, "add_cases/310")).collect();
        let long = line(9000, &"x".repeat(9 << 20));
        let text = [long, many, line(9001, "the last one")].concat();
        fs::write(folder.path().join(FILE), text).unwrap();
        let mut requests = Vec::new();
        read_ledger(folder.path(), |line| {
            if let Event::Write { request, .. } = line.event {
                requests.push(request);
            }
        })
        .unwrap();
        assert_eq!(requests.len(), 5001);
        assert_eq!(requests.last().unwrap(), "the last one");
        assert_eq!(open_writes(folder.path()).unwrap().len(), 1000);
    }
}
