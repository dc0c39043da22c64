//! Finds manifest files and reads them within bounds.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::Source;
use super::types::{Located, NamedFile, manifest_folder};
use crate::diagnostic::{Diagnostic, FileCode, Place, Severity, Unreadable};

/// The largest file that is read, in mebibytes. A manifest of a thousand sync configs has a tenth of it.
const MAX_MEBIBYTES: u64 = 8;

const MAX_BYTES: u64 = MAX_MEBIBYTES * 1024 * 1024;

/// How deep folders may be nested.
const MAX_DEPTH: usize = 64;

/// How many files and folders are looked at; more are no folder of manifests.
const MAX_ENTRIES: usize = 1_000_000;

/// Finds the manifest files at and below some paths, in name order and each once. What is named by the user may be a link;
/// below it links are followed only to what is below it as well, so that whoever may change manifests cannot have other
/// files of the machine read.
pub(super) fn discover(paths: &[PathBuf], problems: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut seen = HashSet::new();
    for path in paths {
        let mut found = Vec::new();
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let is_complete = match fs::canonicalize(path) {
                    Ok(root) => Walk::new(&root, &mut found, problems).folder(path, &root, 0),
                    Err(error) => {
                        problems.push(unreadable(path, &error));
                        false
                    }
                };
                if found.is_empty() && is_complete {
                    problems.push(about_file(path, FileCode::NoManifests));
                }
            }
            Ok(metadata) if metadata.is_file() => found.push(path.clone()),
            Ok(_) => problems.push(about_file(path, FileCode::NeitherFileNorFolder)),
            Err(error) => problems.push(unreadable(path, &error)),
        }
        for path in found {
            // The same file may be reached by two paths; it declares things once.
            if seen.insert(fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
                files.push(path);
            }
        }
    }
    files
}

/// One walk through a folder.
struct Walk<'a> {
    /// The real path of the folder that the user named.
    root: &'a Path,
    found: &'a mut Vec<PathBuf>,
    /// The real paths of the folders that were walked: links lead to a folder in any number of ways.
    walked: HashSet<PathBuf>,
    entries: usize,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Path, found: &'a mut Vec<PathBuf>, problems: &'a mut Vec<Diagnostic>) -> Self {
        Self {
            root,
            found,
            walked: HashSet::new(),
            entries: 0,
            problems,
        }
    }

    /// Collects the files of one folder; false when something could not be read.
    fn folder(&mut self, folder: &Path, real: &Path, depth: usize) -> bool {
        if depth >= MAX_DEPTH || !self.walked.insert(real.to_owned()) {
            return true;
        }
        let entries = match fs::read_dir(real) {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(unreadable(folder, &error));
                return false;
            }
        };
        let room = MAX_ENTRIES.saturating_sub(self.entries);
        let entries = entries.take(room + 1).flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        if names.len() > room {
            // Once is enough for the whole walk.
            if self.entries <= MAX_ENTRIES {
                let limit = MAX_ENTRIES;
                self.problems
                    .push(about_file(folder, FileCode::TooManyFiles { limit }));
            }
            self.entries = MAX_ENTRIES + 1;
            return false;
        }
        self.entries += names.len();
        names.sort();
        let mut is_complete = true;
        for name in names {
            let path = if folder == Path::new(".") {
                PathBuf::from(&name)
            } else {
                folder.join(&name)
            };
            is_complete &= self.entry(path, &real.join(&name), depth);
        }
        is_complete
    }

    /// Collects a file, or the files of a folder.
    fn entry(&mut self, path: PathBuf, at: &Path, depth: usize) -> bool {
        // What is hidden, and a link that leads nowhere, is nobody's manifest.
        let is_hidden = at
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let Ok(metadata) = fs::metadata(at) else {
            return true;
        };
        let is_folder = metadata.is_dir() && !is_hidden;
        let is_file = metadata.is_file() && is_manifest(&path);
        if !(is_folder || is_file) {
            return true;
        }
        let Ok(real) = fs::canonicalize(at) else {
            return true;
        };
        if !real.starts_with(self.root) {
            let to = display(&real);
            self.problems.push(Diagnostic {
                severity: Severity::Warning,
                ..about_file(&path, FileCode::LinkNotFollowed { to })
            });
        } else if is_folder {
            return self.folder(&path, &real, depth + 1);
        } else {
            self.found.push(path);
        }
        true
    }
}

fn is_manifest(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// Reads one file as text.
pub(super) fn read_file(path: &Path) -> Result<Source, Box<Diagnostic>> {
    let bytes = read_bounded(path).map_err(|error| unreadable(path, &error))?;
    let Some(bytes) = bytes else {
        let mebibytes = MAX_MEBIBYTES;
        return Err(about_file(path, FileCode::FileTooLarge { mebibytes }).into());
    };
    decode(&display(path).into(), bytes)
}

/// Why a file that a manifest names is not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// The path leaves the manifest's folder by `..`.
    #[error("it leads out of the manifest's folder")]
    Outside,
    /// A link leaves the manifest's folder.
    #[error("it leads out of the manifest's folder, through a link to {}", .to.display())]
    Linked {
        /// Where the file really is.
        to: PathBuf,
    },
    /// The system cannot read it.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Finds the path to read of a file that a manifest names. Unless the manifest says otherwise, it is below the
/// manifest's folder, so that a change to manifests cannot quietly reach for other files of the machine that runs
/// railwright. The path is its real one then, so that what is read is what was judged.
///
/// # Errors
///
/// A relative path leaves the folder although it may not, or there is no such file below it. Absolute paths are allowed
/// as they are.
pub(crate) fn locate_file(file: &Located<NamedFile>) -> Result<PathBuf, FileError> {
    let path = file.path(&file.place);
    if file.is_free() {
        return Ok(path);
    }
    if file.leaves() {
        return Err(FileError::Outside);
    }
    let folder = match manifest_folder(&file.place) {
        here if here.as_os_str().is_empty() => Path::new("."),
        folder => folder,
    };
    // Both, because the folder may itself be reached through a link.
    let (folder, real) = (fs::canonicalize(folder)?, fs::canonicalize(path)?);
    if real.starts_with(folder) {
        Ok(real)
    } else {
        Err(FileError::Linked { to: real })
    }
}

/// Makes text of bytes.
pub(super) fn decode(name: &Arc<str>, bytes: Vec<u8>) -> Result<Source, Box<Diagnostic>> {
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
        Some(at) => Err(source.error(&(at..at + 1), FileCode::NulCharacter).into()),
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
    about_file(path, FileCode::FileUnreadable { reason })
}

/// An error about a file or folder as a whole.
fn about_file(path: &Path, code: FileCode) -> Diagnostic {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A file named in a manifest of some folder.
    fn named(folder: &Path, path: impl AsRef<Path>, outside: bool) -> Located<NamedFile> {
        let file = NamedFile::new(path.as_ref().to_owned(), outside);
        Located::new(file, Place::whole(display(&folder.join("m.yaml"))))
    }

    #[test]
    fn a_path_that_leaves_is_refused_whether_or_not_the_file_is_there() {
        let world = tempfile::tempdir().unwrap();
        let folder = world.path().join("manifests");
        fs::create_dir(&folder).unwrap();
        fs::write(world.path().join("key"), "k").unwrap();
        for path in ["../key", "../nothing"] {
            let error = locate_file(&named(&folder, path, false)).unwrap_err();
            assert!(matches!(error, FileError::Outside), "{error}");
        }
        let allowed = named(&folder, "../key", true);
        assert_eq!(locate_file(&allowed).unwrap(), folder.join("../key"));
        let absolute = named(&folder, world.path().join("key"), false);
        assert_eq!(locate_file(&absolute).unwrap(), world.path().join("key"));
    }

    #[test]
    fn a_file_that_is_not_there_is_the_system_s_matter() {
        let folder = tempfile::tempdir().unwrap();
        let error = locate_file(&named(folder.path(), "key", false)).unwrap_err();
        let FileError::Io(error) = error else {
            panic!("{error}");
        };
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    mod links {
        use std::os::unix::fs::symlink;

        use tempfile::TempDir;

        use super::*;

        /// A folder `manifests`, and a key beside it that none of them should get.
        fn world() -> (TempDir, PathBuf) {
            let world = tempfile::tempdir().unwrap();
            let folder = world.path().join("manifests");
            fs::create_dir(&folder).unwrap();
            fs::write(world.path().join("key"), "k").unwrap();
            (world, folder)
        }

        fn refused(folder: &Path, path: &str) -> PathBuf {
            match locate_file(&named(folder, path, false)) {
                Err(FileError::Linked { to }) => to,
                other => panic!("{other:?}"),
            }
        }

        /// The files that are found, and what is said about the others.
        fn discovered(folder: &Path) -> String {
            let mut problems = Vec::new();
            let files = discover(&[folder.to_owned()], &mut problems);
            let found = files.iter().map(|file| display(file));
            let said = problems.iter().map(|problem| {
                format!(
                    "{:?} {:?}",
                    problem.place.as_ref().unwrap().file,
                    problem.code
                )
            });
            let shown: Vec<String> = found.chain(said).collect();
            let parent = fs::canonicalize(folder.parent().unwrap()).unwrap();
            let shown = shown.join("\n").replace(&display(&parent), "WORLD");
            shown.replace(&display(folder.parent().unwrap()), "WORLD")
        }

        #[test]
        fn manifests_behind_a_link_out_of_the_folder_are_not_read() {
            let (world, folder) = world();
            fs::create_dir(world.path().join("elsewhere")).unwrap();
            fs::write(world.path().join("elsewhere/m.yaml"), "a: 1").unwrap();
            fs::write(folder.join("own.yaml"), "a: 1").unwrap();
            symlink("own.yaml", folder.join("same.yaml")).unwrap();
            symlink("../key", folder.join("key.yaml")).unwrap();
            symlink("../elsewhere", folder.join("link")).unwrap();
            symlink("nowhere", folder.join("none.yaml")).unwrap();
            symlink("/proc/self/environ", folder.join("environ")).unwrap();
            insta::assert_snapshot!(discovered(&folder), @r#"
            WORLD/manifests/own.yaml
            "WORLD/manifests/key.yaml" FileCode(LinkNotFollowed { to: "WORLD/key" })
            "WORLD/manifests/link" FileCode(LinkNotFollowed { to: "WORLD/elsewhere" })
            "#);
            // What the user names may be a link itself.
            symlink("manifests", world.path().join("m")).unwrap();
            insta::assert_snapshot!(discovered(&world.path().join("m")), @r#"
            WORLD/m/own.yaml
            "WORLD/m/key.yaml" FileCode(LinkNotFollowed { to: "WORLD/key" })
            "WORLD/m/link" FileCode(LinkNotFollowed { to: "WORLD/elsewhere" })
            "#);
        }

        #[test]
        fn folders_that_lead_to_each_other_are_walked_once() {
            let (_world, folder) = world();
            for a in 0..8 {
                let inner = folder.join(format!("f{a}"));
                fs::create_dir(&inner).unwrap();
                fs::write(inner.join("m.yaml"), "a: 1").unwrap();
                for b in 0..8 {
                    symlink(format!("../f{b}"), inner.join(format!("to{b}"))).unwrap();
                }
            }
            assert_eq!(discovered(&folder).lines().count(), 8);
        }

        #[test]
        fn the_whole_machine_is_not_walked() {
            let (_world, folder) = world();
            fs::write(folder.join("own.yaml"), "a: 1").unwrap();
            for to in ["/", "/proc", "/sys", ".."] {
                let name = format!("to{}", to.replace('/', "-"));
                symlink(to, folder.join(name)).unwrap();
            }
            insta::assert_snapshot!(discovered(&folder), @r#"
            WORLD/manifests/own.yaml
            "WORLD/manifests/to-" FileCode(LinkNotFollowed { to: "/" })
            "WORLD/manifests/to-proc" FileCode(LinkNotFollowed { to: "/proc" })
            "WORLD/manifests/to-sys" FileCode(LinkNotFollowed { to: "/sys" })
            "WORLD/manifests/to.." FileCode(LinkNotFollowed { to: "WORLD" })
            "#);
        }

        #[test]
        fn manifests_of_a_mounted_config_map_are_found_once() {
            let (_world, folder) = world();
            let data = folder.join("..2026_11_23");
            fs::create_dir(&data).unwrap();
            fs::write(data.join("m.yaml"), "a: 1").unwrap();
            symlink("..2026_11_23", folder.join("..data")).unwrap();
            symlink("..data/m.yaml", folder.join("m.yaml")).unwrap();
            insta::assert_snapshot!(discovered(&folder), @"WORLD/manifests/m.yaml");
        }

        #[test]
        fn a_link_to_a_file_elsewhere_is_refused() {
            let (world, folder) = world();
            symlink("../key", folder.join("key")).unwrap();
            let real = fs::canonicalize(world.path().join("key")).unwrap();
            assert_eq!(refused(&folder, "key"), real);
            let allowed = named(&folder, "key", true);
            assert_eq!(fs::read(locate_file(&allowed).unwrap()).unwrap(), b"k");
        }

        #[test]
        fn a_folder_that_is_a_link_is_followed() {
            let (world, folder) = world();
            fs::create_dir_all(world.path().join("deep/er")).unwrap();
            symlink(world.path().join("deep/er"), folder.join("er")).unwrap();
            fs::write(world.path().join("deep/key"), "k").unwrap();
            // By its letters this stays inside, and by the links it does not.
            let real = fs::canonicalize(world.path().join("deep/key")).unwrap();
            assert_eq!(refused(&folder, "er/../key"), real);
        }

        #[test]
        fn a_mounted_config_map_keeps_its_files() {
            let (world, folder) = world();
            let data = folder.join("..2026_11_23");
            fs::create_dir(&data).unwrap();
            fs::write(data.join("ca.pem"), "k").unwrap();
            symlink("..2026_11_23", folder.join("..data")).unwrap();
            symlink("..data/ca.pem", folder.join("ca.pem")).unwrap();
            symlink("manifests", world.path().join("mounted")).unwrap();
            for folder in [folder, world.path().join("mounted")] {
                let file = named(&folder, "ca.pem", false);
                assert_eq!(fs::read(locate_file(&file).unwrap()).unwrap(), b"k");
            }
        }

        #[test]
        fn a_folder_whose_name_only_begins_alike_is_elsewhere() {
            let (world, folder) = world();
            let other = world.path().join("manifests-old");
            fs::create_dir(&other).unwrap();
            fs::write(other.join("key"), "k").unwrap();
            symlink("../manifests-old/key", folder.join("old")).unwrap();
            assert!(refused(&folder, "old").ends_with("manifests-old/key"));
        }
    }
}
