//! Finds manifest files and reads them within bounds.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::Source;
use crate::diagnostic::{Diagnostic, FileCode, Place, Unreadable};

/// The largest file that is read, in mebibytes. A manifest of a thousand sync configs has a tenth of it.
const MAX_MEBIBYTES: u64 = 8;

const MAX_BYTES: u64 = MAX_MEBIBYTES * 1024 * 1024;

/// How deep folders may be nested.
const MAX_DEPTH: usize = 64;

/// A file to read and what to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ManifestFile {
    pub(super) path: PathBuf,
    pub(super) name: Arc<str>,
}

/// Finds the manifest files at and below some paths, in name order and each once.
pub(super) fn discover(paths: &[PathBuf], problems: &mut Vec<Diagnostic>) -> Vec<ManifestFile> {
    let mut files = Vec::new();
    let mut seen = HashSet::new();
    for path in paths {
        let mut found = Vec::new();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let mut walk = Walk {
                    found: &mut found,
                    open: Vec::new(),
                    problems,
                };
                let is_complete = walk.folder(path);
                if found.is_empty() && is_complete {
                    problems.push(whole(path, FileCode::NoManifests));
                }
            }
            Ok(metadata) if metadata.is_file() => found.push(path.clone()),
            Ok(_) => problems.push(whole(path, FileCode::NeitherFileNorFolder)),
            Err(error) => problems.push(unreadable(path, &error)),
        }
        for path in found {
            // The same file may be reached by two paths; it declares things once.
            if seen.insert(fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
                files.push(ManifestFile {
                    name: display(&path).into(),
                    path,
                });
            }
        }
    }
    files
}

/// One walk through a folder.
struct Walk<'a> {
    found: &'a mut Vec<PathBuf>,
    /// The true paths of the folders that the walk stands in: a link back into one of them is a loop.
    open: Vec<PathBuf>,
    problems: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    /// Collects the files of one folder; false when something could not be read.
    fn folder(&mut self, folder: &Path) -> bool {
        let Ok(real) = fs::canonicalize(folder) else {
            return true;
        };
        if self.open.contains(&real) || self.open.len() >= MAX_DEPTH {
            return true;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(unreadable(folder, &error));
                return false;
            }
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        self.open.push(real);
        let mut is_complete = true;
        for name in names {
            let path = if folder == Path::new(".") {
                PathBuf::from(&name)
            } else {
                folder.join(&name)
            };
            // A dangling link is nobody's manifest.
            let Ok(metadata) = fs::metadata(&path) else {
                continue;
            };
            if metadata.is_dir() && !name.as_encoded_bytes().starts_with(b".") {
                is_complete &= self.folder(&path);
            } else if metadata.is_file() && is_manifest(&path) {
                self.found.push(path);
            }
        }
        self.open.pop();
        is_complete
    }
}

fn is_manifest(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Reads one file as text.
pub(super) fn read(file: &ManifestFile) -> Result<Source, Diagnostic> {
    let ManifestFile { path, name } = file;
    let bytes = read_bounded(path).map_err(|error| unreadable(path, &error))?;
    let Some(bytes) = bytes else {
        let mebibytes = MAX_MEBIBYTES;
        return Err(whole(path, FileCode::FileTooLarge { mebibytes }));
    };
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    decode(name, bytes).map(|source| source.in_folder(folder))
}

/// Makes text of bytes.
pub(super) fn decode(name: &Arc<str>, bytes: Vec<u8>) -> Result<Source, Diagnostic> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let source = Source::new(
            Arc::clone(name),
            String::from_utf8_lossy(&bytes[..valid]).into_owned(),
        );
        source.error(&(valid..valid), FileCode::NotUtf8)
    })?;
    let source = Source::new(Arc::clone(name), text);
    match source.text.find('\0') {
        Some(at) => Err(source.error(&(at..at + 1), FileCode::NulCharacter)),
        None => Ok(source),
    }
}

/// Reads a file unless it is too large, by its size first and, since sizes lie, by what comes.
fn read_bounded(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    if file.metadata()?.len() > MAX_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_BYTES).then_some(bytes))
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => Unreadable::NotFound,
        io::ErrorKind::PermissionDenied => Unreadable::PermissionDenied,
        _ => Unreadable::Other(error.to_string()),
    };
    whole(path, FileCode::FileUnreadable { reason })
}

/// An error about a file or folder as a whole.
fn whole(path: &Path, code: FileCode) -> Diagnostic {
    Diagnostic::error(code).at(&Place::whole(display(path)))
}

/// The name of a path in messages, the same on every system.
fn display(path: &Path) -> String {
    let name = path.display().to_string();
    if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name
    }
}
