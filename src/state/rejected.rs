//! What servers refused to credentials, so that a scheduled run does not knock again and lock the account.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::folder::{self, StateError};
use crate::http::Secret;

const FILE: &str = "rejected.json";

/// How long a refusal is remembered, in seconds: then one try shows whether somebody unlocked the account, or gave the
/// user the right.
const REMEMBERED: i64 = 24 * 60 * 60;

#[derive(Default, Serialize, Deserialize)]
struct File {
    rejected: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    integration: String,
    salt: String,
    fingerprint: String,
    refusal: Refusal,
    /// When, in seconds since 1970.
    since: i64,
}

/// What a server refuses to credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub(crate) enum Refusal {
    /// They are wrong, or of no use.
    Credentials,
    /// They are right, and their owner may not even do what everybody may.
    Everything,
    /// Their owner may not read this project.
    Reading { project: String },
    /// Their owner may not write cases of this project.
    WritingCases { project: String },
    /// Their owner may not write runs of this project, or results.
    WritingRuns { project: String },
}

/// The credentials of one integration.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    pub(crate) integration: String,
    /// The server that they are for: another one may know them.
    pub(crate) address: String,
    /// Who they belong to, where that is not what the server finds out from them.
    pub(crate) username: Option<String>,
    pub(crate) secret: Secret,
}

/// A refusal that is remembered, and the integration that met it, which another with the same credentials may have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remembered {
    pub(crate) integration: String,
    pub(crate) refusal: Refusal,
}

/// What just these credentials were refused before, and not too long ago.
pub(crate) fn remembered_refusals(
    folder: &Path,
    credential: &Credential,
    now: i64,
) -> Vec<Remembered> {
    let rows = read_rejected(folder).rejected.into_iter();
    let ours = rows.filter(|row| row.is_fresh(now) && row.is_of(credential));
    ours.map(|row| Remembered {
        integration: row.integration,
        refusal: row.refusal,
    })
    .collect()
}

/// Remembers what credentials were refused, by a salted fingerprint of them.
pub(crate) fn remember_refusal(
    folder: &Path,
    credential: &Credential,
    refusal: Refusal,
    now: i64,
) -> Result<(), StateError> {
    let salt = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
    let fingerprint = fingerprint(&salt, credential);
    let mut file = read_rejected(folder);
    let is_same = |row: &Row| row.refusal == refusal && row.is_of(credential);
    file.rejected
        .retain(|row| row.is_fresh(now) && !is_same(row));
    file.rejected.push(Row {
        integration: credential.integration.clone(),
        salt,
        fingerprint,
        refusal,
        since: now,
    });
    folder::replace_json(folder, FILE, &file)
}

/// Forgets whatever an integration was refused. False when there was nothing.
pub(crate) fn forget_refusals(folder: &Path, integration: &str) -> Result<bool, StateError> {
    let mut file = read_rejected(folder);
    let before = file.rejected.len();
    file.rejected.retain(|row| row.integration != integration);
    if file.rejected.len() == before {
        return Ok(false);
    }
    folder::replace_json(folder, FILE, &file)?;
    Ok(true)
}

impl Row {
    /// What a clock of the future wrote would never end.
    fn is_fresh(&self, now: i64) -> bool {
        now.saturating_sub(self.since).saturating_abs() < REMEMBERED
    }

    fn is_of(&self, credential: &Credential) -> bool {
        self.fingerprint == fingerprint(&self.salt, credential)
    }
}

fn fingerprint(salt: &str, credential: &Credential) -> String {
    let mut hasher = Sha256::new();
    let username = credential.username.as_deref().unwrap_or_default();
    for part in [
        salt,
        &credential.address,
        username,
        credential.secret.expose(),
    ] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digits: Vec<String> = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.concat()
}

fn read_rejected(folder: &Path) -> File {
    serde_json::from_slice(&folder::read_file(folder, FILE)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(integration: &str, secret: &str) -> Credential {
        Credential {
            integration: integration.into(),
            address: "https://example.testrail.io".into(),
            username: Some("ci@example.com".into()),
            secret: Secret::new(secret),
        }
    }

    fn reading(project: &str) -> Refusal {
        Refusal::Reading {
            project: project.into(),
        }
    }

    #[test]
    fn a_refusal_is_forgotten_after_a_day_and_no_clock_keeps_it_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, wrong) = (folder.path(), credential("testrail", "wrong-key"));
        let now = 1_790_000_000;
        remember_refusal(folder, &wrong, Refusal::Credentials, now).unwrap();
        let is_held = |at| !remembered_refusals(folder, &wrong, at).is_empty();
        assert!(is_held(now) && is_held(now + REMEMBERED - 1));
        assert!(!is_held(now + REMEMBERED));
        assert!(!is_held(now - REMEMBERED));
    }

    #[test]
    fn what_one_integration_is_refused_holds_for_all_with_the_same_credentials() {
        let folder = tempfile::tempdir().unwrap();
        let (folder, now) = (folder.path(), 1_790_000_000);
        for refusal in [reading("A"), Refusal::Credentials, reading("A")] {
            remember_refusal(folder, &credential("one", "wrong-key"), refusal, now).unwrap();
        }
        let found = remembered_refusals(folder, &credential("two", "wrong-key"), now);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|row| row.integration == "one"));
        let others = credential("two", "another-key");
        assert_eq!(remembered_refusals(folder, &others, now), []);
        assert!(!forget_refusals(folder, "two").unwrap());
        assert!(forget_refusals(folder, "one").unwrap());
        assert_eq!(read_rejected(folder).rejected.len(), 0);
    }
}
