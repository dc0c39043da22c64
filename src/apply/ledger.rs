//! The ledger: one line before each write and one after, flushed to disk. What is open in it after a crash is looked up by
//! marker by the next plan; deleting it loses history and nothing else.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::state_folder::{self, StateError};

/// The file.
const FILE: &str = "ledger.ndjson";

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The apply that wrote it.
    pub apply: String,
    /// When, as RFC 3339 in UTC.
    pub at: String,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What a line tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
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
        /// The server.
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
    },
    /// The apply has ended.
    End {
        /// How, in words.
        outcome: String,
    },
}

/// The ledger of one apply.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: Mutex<File>,
    apply: String,
    next: AtomicU64,
    clock: fn() -> String,
}

impl Ledger {
    /// Opens the ledger of a state directory for an apply. `clock` tells the time as RFC 3339.
    pub fn open(folder: &Path, apply: String, clock: fn() -> String) -> Result<Self, StateError> {
        let path = folder.join(FILE);
        let failed = |source| StateError::Write {
            path: path.clone(),
            source,
        };
        let mut file = state_folder::open(folder, FILE, File::options().append(true))?;
        if is_torn(&path) {
            // A crash cut the last line short; what follows must not run into it.
            file.write_all(b"\n").map_err(failed)?;
        }
        Ok(Self {
            file: Mutex::new(file),
            path,
            apply,
            next: AtomicU64::new(1),
            clock,
        })
    }

    /// The name of the apply.
    pub fn apply(&self) -> &str {
        &self.apply
    }

    /// Writes a line and flushes it to disk.
    pub fn record(&self, event: Event) -> Result<(), StateError> {
        let line = Line {
            apply: self.apply.clone(),
            at: (self.clock)(),
            event,
        };
        let failed = |source| StateError::Write {
            path: self.path.clone(),
            source,
        };
        let mut text = serde_json::to_vec(&line).map_err(|error| failed(error.into()))?;
        text.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&text)
            .and_then(|()| file.sync_data())
            .map_err(failed)
    }

    /// Notes a write before it is sent, and gives its number.
    pub(super) fn before(
        &self,
        server: &str,
        request: String,
        objects: Vec<String>,
    ) -> Result<u64, Arc<io::Error>> {
        let n = self.next.fetch_add(1, Ordering::SeqCst);
        let event = Event::Write {
            n,
            server: server.to_owned(),
            request,
            objects,
        };
        self.record(event)
            .map_err(|error| Arc::new(error.into_source()))?;
        Ok(n)
    }

    /// Notes what came of a write. That it cannot be noted is no reason to stop: the write is done, and the next plan
    /// finds it by its marker.
    pub(super) fn after(&self, n: u64, outcome: Vec<String>) {
        if let Err(error) = self.record(Event::Ended { n, outcome }) {
            tracing::warn!("{error}: what came of write {n} is not in the ledger");
        }
    }
}

/// Reads the ledger of a state directory; lines that no version of it wrote are left out.
pub fn read(folder: &Path) -> io::Result<Vec<Line>> {
    let file = match File::open(folder.join(FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut lines = Vec::new();
    for line in BufReader::new(file).split(b'\n') {
        lines.extend(serde_json::from_slice(&line?).ok());
    }
    Ok(lines)
}

/// The writes without an end: what a crash left open, by apply.
pub fn open_writes(lines: &[Line]) -> Vec<&Line> {
    let ended = |apply: &str, number: u64| {
        lines.iter().any(|line| {
            line.apply == apply && matches!(line.event, Event::Ended { n, .. } if n == number)
        })
    };
    let last_end = lines
        .iter()
        .rposition(|line| matches!(line.event, Event::End { .. }))
        .map_or(0, |index| index + 1);
    lines[last_end..]
        .iter()
        .filter(|line| matches!(line.event, Event::Write { n, .. } if !ended(&line.apply, n)))
        .collect()
}

/// True when the last line has no end.
fn is_torn(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.last().is_some_and(|byte| *byte != b'\n'))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Event, Ledger, open_writes, read};

    fn noon() -> String {
        "2026-11-23T12:00:00Z".to_owned()
    }

    #[test]
    fn every_write_stands_in_the_ledger_before_and_after() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path(), "a1".into(), noon).unwrap();
        let n = ledger
            .before("https://x", "add_cases/310".into(), vec!["ALLURE-1".into()])
            .unwrap();
        ledger.after(n, vec!["ALLURE-1 → C501".into()]);
        let n = ledger
            .before("https://x", "update_case/7".into(), vec!["C7".into()])
            .unwrap();
        assert_eq!(n, 2);
        let lines = read(folder.path()).unwrap();
        assert_eq!(lines.len(), 3);
        assert_eq!(open_writes(&lines).len(), 1);
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
            .before("https://x", "add_case/1".into(), Vec::new())
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
        let lines = read(folder.path()).unwrap();
        assert_eq!(lines.len(), 2);
        assert!(open_writes(&lines).is_empty());
    }
}
