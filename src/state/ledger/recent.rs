//! The writes of the last moments. Whoever reads the server now may not see yet what they made: the answer of one may
//! have been lost while it was still under way, and behind a load balancer reads lag.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::reading::read_ledger;
use super::{Event, Line};

/// A write that may have made something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecentWrite {
    /// When it was begun, as RFC 3339 in UTC.
    pub(crate) at: String,
    pub(crate) server: String,
    /// The request, such as `add_cases/310`.
    pub(crate) request: String,
    /// What it concerns, without what it surely did not write.
    pub(crate) objects: Vec<String>,
}

/// The most writes that are remembered: a minute has far fewer.
const MAX_RECENT: usize = 20_000;

/// The writes that were begun at this time or later, in their order, with what they made or may have made.
pub(crate) fn recent_writes(folder: &Path, since: &str) -> io::Result<Vec<RecentWrite>> {
    let mut recent: BTreeMap<(String, u64), RecentWrite> = BTreeMap::new();
    read_ledger(folder, |line| {
        let Line { apply, at, event } = line;
        match event {
            // All times are in one form, so that they compare as texts.
            Event::Write {
                n,
                server,
                request,
                objects,
            } if *at >= *since && recent.len() < MAX_RECENT => {
                let write = RecentWrite {
                    at,
                    server,
                    request,
                    objects,
                };
                recent.insert((apply, n), write);
            }
            Event::Ended { n, failed, .. } => {
                if let Some(write) = recent.get_mut(&(apply, n)) {
                    write.objects.retain(|object| !failed.contains(object));
                }
            }
            _ => {}
        }
    })?;
    let recent = recent.into_values();
    Ok(recent.filter(|write| !write.objects.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Ledger;

    #[test]
    fn what_was_written_or_may_have_been_is_recent_and_what_was_refused_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let note = |clock: fn() -> String, objects: &[&str]| {
            let ledger = Ledger::open(folder.path(), clock(), clock).unwrap();
            let objects = objects.iter().map(ToString::to_string).collect();
            let n = ledger.note_write("https://x", "add_cases/310".into(), objects);
            (ledger, n.unwrap())
        };
        let (old, n) = note(|| "2026-11-23T11:58:59Z".into(), &["ALLURE-1"]);
        old.note_outcome(n, vec!["ALLURE-1 → C501".into()], Vec::new());
        let (later, n) = note(|| "2026-11-23T12:00:00Z".into(), &["ALLURE-2", "ALLURE-3"]);
        later.note_outcome(n, Vec::new(), vec!["ALLURE-3".into()]);
        note(|| "2026-11-23T12:00:01Z".into(), &["ALLURE-4"]);
        let (refused, n) = note(|| "2026-11-23T12:00:02Z".into(), &["ALLURE-5"]);
        refused.note_outcome(n, Vec::new(), vec!["ALLURE-5".into()]);
        let recent = recent_writes(folder.path(), "2026-11-23T11:59:00Z").unwrap();
        let objects: Vec<_> = recent.into_iter().map(|write| write.objects).collect();
        assert_eq!(objects, [["ALLURE-2"], ["ALLURE-4"]]);
    }
}
