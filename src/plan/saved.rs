//! A plan on disk: what was reviewed, sealed, so that exactly that can be carried out later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Plan;
use crate::text::hex_digits;

/// The version of the shape. A change of any type in it makes another one.
const FORMAT: u32 = 5;

/// What precedes a digest where people and pipelines see it.
const PREFIX: &str = "sha256:";

/// A plan with all that has to be as it was when it is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedPlan {
    /// Digest of the manifests that it was made from.
    pub manifests: String,
    /// The servers, by the name of their integration.
    pub servers: BTreeMap<String, String>,
    /// The TestRail projects, by the name of the sync config.
    pub projects: BTreeMap<String, u64>,
    /// The plan.
    pub plan: Plan,
}

/// Why a file is no plan that can be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SavedPlanError {
    /// It is not what was written: cut short, or another file.
    #[error("it is no saved plan, or only a part of one")]
    Unreadable(#[source] serde_json::Error),
    /// Another version of railwright wrote it.
    #[error("it has format {found}, and this version of railwright reads format {expected}")]
    Version {
        /// Its format.
        found: u64,
        /// The format that is read here.
        expected: u64,
    },
    /// Somebody changed it.
    #[error("it was changed after it was saved")]
    Edited,
}

/// The file, in the order in which it is written.
#[derive(Serialize, Deserialize)]
struct File {
    railwright_saved_plan: u32,
    digest: String,
    seal: String,
    manifests: String,
    servers: BTreeMap<String, String>,
    projects: BTreeMap<String, u64>,
    plan: Plan,
}

/// The part of a file that every version has.
#[derive(Deserialize)]
struct Version {
    railwright_saved_plan: u64,
}

impl SavedPlan {
    /// The digest of manifests and plan: equal inputs give equal digests, whatever the servers are called.
    pub(crate) fn digest(&self) -> String {
        digest(&(&self.manifests, &self.plan))
    }

    /// Writes the file.
    pub(crate) fn to_text(&self) -> Result<String, serde_json::Error> {
        let digest = self.digest();
        let file = File {
            railwright_saved_plan: FORMAT,
            seal: seal(&digest, &self.servers, &self.projects),
            digest,
            manifests: self.manifests.clone(),
            servers: self.servers.clone(),
            projects: self.projects.clone(),
            plan: self.plan.clone(),
        };
        let mut text = serde_json::to_string_pretty(&file)?;
        text.push('\n');
        Ok(text)
    }

    /// Reads a file and makes sure that it is whole and as it was written.
    pub(crate) fn from_text(text: &[u8]) -> Result<Self, SavedPlanError> {
        let version: Version = serde_json::from_slice(text).map_err(SavedPlanError::Unreadable)?;
        if version.railwright_saved_plan != u64::from(FORMAT) {
            return Err(SavedPlanError::Version {
                found: version.railwright_saved_plan,
                expected: u64::from(FORMAT),
            });
        }
        let file: File = serde_json::from_slice(text).map_err(SavedPlanError::Unreadable)?;
        let saved = Self {
            manifests: file.manifests,
            servers: file.servers,
            projects: file.projects,
            plan: file.plan,
        };
        // The digest and the seal are in it, and so is what they do not cover: keys that nobody reads, spaces, line ends.
        match saved.to_text() {
            Ok(written) if written.as_bytes() == text => Ok(saved),
            _ => Err(SavedPlanError::Edited),
        }
    }
}

fn seal(
    digest: &str,
    servers: &BTreeMap<String, String>,
    projects: &BTreeMap<String, u64>,
) -> String {
    self::digest(&(digest, servers, projects))
}

/// Digests a value: the same for equal values, on every machine.
pub(crate) fn digest(value: &impl Serialize) -> String {
    // Only maps with keys that are no strings fail, and there are none.
    let text = serde_json::to_vec(value).unwrap_or_default();
    [PREFIX, &hex_digits(&Sha256::digest(&text))].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> String {
        let saved = SavedPlan {
            manifests: "0123".into(),
            servers: BTreeMap::from([("testrail".into(), "https://example.testrail.io".into())]),
            projects: BTreeMap::from([("shop".into(), 1)]),
            plan: Plan::default(),
        };
        saved.to_text().expect("a file")
    }

    #[test]
    fn a_file_is_as_it_was_written_to_the_last_byte() {
        let text = written();
        assert!(SavedPlan::from_text(text.as_bytes()).is_ok());
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= 1;
            assert!(SavedPlan::from_text(&changed).is_err(), "byte {at}");
            changed.remove(at);
            assert!(SavedPlan::from_text(&changed).is_err(), "byte {at}");
        }
    }

    #[test]
    fn what_no_digest_covers_makes_another_file_too() {
        let text = written();
        for changed in [
            text.replace('\n', "\r\n"),
            text.trim_end().to_owned(),
            text.replace("\"plan\": {", "\"plan\": {\n    \"force\": true,"),
            text.replace("\"digest\"", "\"note\": 1,\n  \"digest\""),
        ] {
            let read = SavedPlan::from_text(changed.as_bytes());
            assert!(matches!(read, Err(SavedPlanError::Edited)), "{changed}");
        }
    }
}
