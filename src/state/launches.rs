//! What was last seen of closed launches whose runs are complete and closed, so that not every plan reads their results.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::{self, StateError};

const FILE: &str = "launches.json";

/// The version of that file's shape.
const FORMAT: u32 = 1;

/// A launch as one sync config exported it. Numbers and fingerprints, no texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SeenLaunch {
    /// The address of TestOps.
    pub(crate) source: String,
    /// The sync config.
    pub(crate) config: String,
    pub(crate) launch: i64,
    /// When TestOps saw its last change, in milliseconds since 1970.
    pub(crate) modified: Option<i64>,
    /// How many results TestOps counts of it, by status.
    pub(crate) statistic: BTreeMap<String, u64>,
    /// Which of several results of a test case counted.
    pub(crate) repeats: String,
    /// Fingerprint of the results that counted.
    pub(crate) results: String,
    /// How many those are.
    pub(crate) present: usize,
    /// Attempts that a retry replaced.
    pub(crate) hidden: usize,
    /// Results that another one of the same test case stands for.
    pub(crate) superseded: usize,
    /// The test cases of the results that counted.
    pub(crate) cases: Vec<i64>,
    /// How many results there are of test cases that are not exported, by test case.
    pub(crate) foreign: Vec<(i64, usize)>,
}

#[derive(Serialize, Deserialize)]
struct File {
    format: u32,
    launches: Vec<SeenLaunch>,
}

/// Reads what was seen. A missing, damaged or newer file counts as empty, because forgetting costs requests at most.
pub(crate) fn read_launches(folder: &Path) -> Vec<SeenLaunch> {
    serde_json::from_slice(&folder::read_file(folder, FILE))
        .ok()
        .filter(|file: &File| file.format == FORMAT)
        .map(|file| file.launches)
        .unwrap_or_default()
}

/// Keeps what was seen. Nothing is written where nothing changed.
pub(crate) fn write_launches(folder: &Path, launches: Vec<SeenLaunch>) -> Result<(), StateError> {
    if read_launches(folder) == launches {
        return Ok(());
    }
    let file = File {
        format: FORMAT,
        launches,
    };
    folder::replace_json(folder, FILE, &file)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_was_seen_is_read_again_and_what_is_damaged_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let seen = SeenLaunch {
            source: "https://testops.example.com".into(),
            config: "shop".into(),
            launch: 51,
            statistic: [("passed".into(), 2)].into(),
            foreign: vec![(4713, 1)],
            ..SeenLaunch::default()
        };
        write_launches(folder, vec![seen.clone()]).expect("it is written");
        assert_eq!(read_launches(folder), [seen]);
        fs::write(folder.join(FILE), "{\"format\":1,").expect("written");
        assert_eq!(read_launches(folder), []);
        fs::write(folder.join(FILE), "{\"format\":2,\"launches\":[]}").expect("written");
        assert_eq!(read_launches(folder), []);
    }
}
