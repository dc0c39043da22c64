//! The state directory on disk: made when something is first kept in it, and its owner's alone.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

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

/// Reads a file of the state directory. What is missing, unreadable or larger than anything written here is empty, for
/// nothing depends on it.
pub(super) fn read_file(folder: &Path, name: &str) -> Vec<u8> {
    let bytes = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = File::open(folder.join(name))?;
        file.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    bytes()
        .ok()
        .filter(|bytes| bytes.len() as u64 <= MAX_FILE)
        .unwrap_or_default()
}

/// Replaces a file of the state directory as a whole: a crash leaves the old one or the new one.
pub(super) fn replace_json(
    folder: &Path,
    name: &str,
    content: &impl Serialize,
) -> Result<(), StateError> {
    create(folder)?;
    let path = folder.join(name);
    // Plans that run at the same time must not write into one draft.
    let draft = folder.join(format!("{name}.{}.new", std::process::id()));
    let text = serde_json::to_string_pretty(content).map_err(io::Error::from);
    text.and_then(|text| {
        let mut options = OpenOptions::new();
        let options = private(options.write(true).create(true).truncate(true));
        options
            .open(&draft)?
            .write_all(scrub_json(&text).as_bytes())
    })
    .and_then(|()| fs::rename(&draft, &path))
    .map_err(|source| {
        // Nobody would ever clear it away.
        let _ = fs::remove_file(&draft);
        StateError::Write { path, source }
    })
}

/// Opens a file of the state directory, which is made if it is not there.
pub(super) fn open_file(
    folder: &Path,
    name: &str,
    options: &mut OpenOptions,
) -> Result<File, StateError> {
    create(folder)?;
    let path = folder.join(name);
    private(options.create(true))
        .open(&path)
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

/// Makes a new file readable by its owner only: texts of test cases and fingerprints of credentials are kept here.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
