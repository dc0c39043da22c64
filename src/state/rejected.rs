//! Credentials that a server rejected, so that a scheduled run does not knock again and lock the account.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::folder::{self, StateError};
use crate::http::Secret;

const FILE: &str = "rejected.json";

#[derive(Default, Serialize, Deserialize)]
struct File {
    rejected: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    integration: String,
    salt: String,
    fingerprint: String,
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

/// True when just these credentials were rejected before.
pub(crate) fn is_rejected(folder: &Path, credential: &Credential) -> bool {
    read_rejected(folder).rejected.iter().any(|row| {
        row.integration == credential.integration
            && row.fingerprint == fingerprint(&row.salt, credential)
    })
}

/// Remembers rejected credentials by a salted fingerprint.
pub(crate) fn remember_rejected(folder: &Path, credential: &Credential) -> Result<(), StateError> {
    if is_rejected(folder, credential) {
        return Ok(());
    }
    let salt = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
    let fingerprint = fingerprint(&salt, credential);
    let integration = credential.integration.clone();
    let mut file = read_rejected(folder);
    file.rejected.retain(|row| row.integration != integration);
    file.rejected.push(Row {
        integration,
        salt,
        fingerprint,
    });
    folder::replace_json(folder, FILE, &file)
}

/// Forgets that credentials of an integration were rejected. False when none were.
pub(crate) fn forget_rejected(folder: &Path, integration: &str) -> Result<bool, StateError> {
    let mut file = read_rejected(folder);
    let before = file.rejected.len();
    file.rejected.retain(|row| row.integration != integration);
    if file.rejected.len() == before {
        return Ok(false);
    }
    folder::replace_json(folder, FILE, &file)?;
    Ok(true)
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
