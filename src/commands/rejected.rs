//! Credentials that a server rejected, so that a scheduled run does not knock again and lock the account.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::{Error, chain};
use super::{Exit, output};
use crate::apply::{LockError, StateError, state_folder};
use crate::cli;
use crate::http::Secret;
use crate::render::escape;

/// The file in the state directory.
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
pub(super) struct Credential {
    pub(super) integration: String,
    /// Who they belong to, where that is not what the server finds out from them.
    pub(super) username: Option<String>,
    pub(super) secret: Secret,
}

/// True when just these credentials were rejected before.
pub(super) fn is_known(state_dir: &Path, credential: &Credential) -> bool {
    read(state_dir).rejected.iter().any(|row| {
        row.integration == credential.integration
            && row.fingerprint == fingerprint(&row.salt, credential)
    })
}

/// Remembers rejected credentials by a salted fingerprint. A state directory that cannot be written costs another try.
pub(super) fn remember(state_dir: &Path, credential: &Credential) {
    if is_known(state_dir, credential) {
        return;
    }
    let salt = format!("{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
    let fingerprint = fingerprint(&salt, credential);
    let integration = credential.integration.clone();
    let mut file = read(state_dir);
    file.rejected.retain(|row| row.integration != integration);
    file.rejected.push(Row {
        integration,
        salt,
        fingerprint,
    });
    if let Err(error) = write(state_dir, &file) {
        tracing::warn!(
            "the next run tries the rejected credentials again: {}",
            chain(&error)
        );
    }
}

/// `railwright resume`: forgets that the credentials of an integration were rejected.
pub(super) fn resume(args: &cli::Resume) -> Result<Exit, Error> {
    let mut file = read(&args.state_dir);
    let before = file.rejected.len();
    file.rejected.retain(|row| row.integration != args.name);
    let name = escape::terminal(&args.name).into_owned();
    if file.rejected.len() == before {
        output::data(&format!("Nothing was held back for {name}.\n"))?;
        return Ok(Exit::Done);
    }
    write(&args.state_dir, &file).map_err(|error| Error::Lock(LockError::State(error)))?;
    output::data(&format!(
        "The next run tries the credentials of {name} again.\n"
    ))?;
    Ok(Exit::Done)
}

fn fingerprint(salt: &str, credential: &Credential) -> String {
    let mut hasher = Sha256::new();
    let username = credential.username.as_deref().unwrap_or_default();
    for part in [salt, username, credential.secret.expose()] {
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

fn path(state_dir: &Path) -> PathBuf {
    state_dir.join(FILE)
}

fn read(state_dir: &Path) -> File {
    serde_json::from_slice(&state_folder::read(state_dir, FILE)).unwrap_or_default()
}

fn write(state_dir: &Path, file: &File) -> Result<(), StateError> {
    let text = serde_json::to_vec_pretty(file).map_err(|error| StateError::Write {
        path: path(state_dir),
        source: error.into(),
    })?;
    state_folder::replace(state_dir, FILE, &text)
}
