//! The state directory on disk: made when something is first kept in it, and its owner's alone.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::regular::{self, private};
use crate::http::scrub_json;

/// Keeps git from offering the state directory for a commit, wherever it is.
const GITIGNORE: (&str, &str) = (".gitignore", "*\n");

/// The most bytes of a file here that are read.
const MAX_FILE: u64 = 64 << 20;

/// Why the state directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    #[error("cannot create the state directory {}", .path.display())]
    Create {
        path: PathBuf,
        /// What is in its place, or the system's words.
        #[source]
        source: io::Error,
    },
    #[error("cannot write {}", .path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl StateError {
    /// What kind of failure the system reports.
    pub(crate) fn kind(&self) -> io::ErrorKind {
        let (Self::Create { path: _, source } | Self::Write { path: _, source }) = self;
        source.kind()
    }

    /// The system's words.
    pub(crate) fn into_source(self) -> io::Error {
        let (Self::Create { path: _, source } | Self::Write { path: _, source }) = self;
        source
    }
}

/// Makes sure that the state directory is there. One that is made here is closed to others and ignored by git; one that
/// was there before is left as it is.
fn create(folder: &Path) -> Result<(), StateError> {
    make(folder).map_err(|source| StateError::Create {
        path: folder.to_owned(),
        source: in_its_place(folder).unwrap_or(source),
    })
}

/// Reads a file of the state directory. What is missing, unreadable, a link or larger than anything written here is empty,
/// for nothing depends on it.
pub(super) fn read_file(folder: &Path, name: &str) -> Vec<u8> {
    regular::open_own(&folder.join(name))
        .and_then(|file| regular::read_at_most(file, MAX_FILE))
        .ok()
        .flatten()
        .unwrap_or_default()
}

/// Replaces a file of the state directory as a whole.
pub(super) fn replace_json(
    folder: &Path,
    name: &str,
    content: &impl Serialize,
) -> Result<(), StateError> {
    create(folder)?;
    let path = folder.join(name);
    serde_json::to_string_pretty(content)
        .map_err(io::Error::from)
        .and_then(|text| regular::replace(&path, scrub_json(&text).as_bytes()))
        .map_err(|source| StateError::Write { path, source })
}

/// Opens a file of the state directory, which is made if it is not there.
pub(super) fn open_file(
    folder: &Path,
    name: &str,
    options: &mut OpenOptions,
) -> Result<File, StateError> {
    create(folder)?;
    let path = folder.join(name);
    regular::may_be_written(&path)
        .and_then(|()| private(options.create(true)).open(&path))
        .map_err(|source| StateError::Write { path, source })
}

fn make(folder: &Path) -> io::Result<()> {
    // An empty path means the current folder.
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Somebody else was quicker.
        Err(_) if folder.is_dir() => return Ok(()),
        made => made?,
    }
    let (name, text) = GITIGNORE;
    fs::write(folder.join(name), text)
}

/// What keeps the folder from being made, where the system says no more than that something exists.
fn in_its_place(folder: &Path) -> Option<io::Error> {
    let metadata = fs::symlink_metadata(folder).ok()?;
    let what = if metadata.is_symlink() && !folder.exists() {
        "a link that leads nowhere is in its place"
    } else if folder.is_dir() {
        return None;
    } else {
        "a file is in its place"
    };
    Some(io::Error::new(io::ErrorKind::AlreadyExists, what))
}
