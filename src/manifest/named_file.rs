//! Files that manifests name. They stand below the manifest's folder unless the manifest says otherwise, so that a
//! change to manifests cannot quietly reach for other files of the machine that runs railwright.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

/// A file that a manifest names, not read yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NamedFile {
    /// The path as the manifest has it.
    written: PathBuf,
    /// The folder that the manifest was found in.
    folder: PathBuf,
    outside: bool,
}

/// Why a file that a manifest names is not read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The path leaves the manifest's folder by `..`.
    #[error("it leads out of the manifest's folder")]
    Outside,
    /// A link leaves the manifest's folder.
    #[error("it leads out of the manifest's folder, through a link to {}", .to.display())]
    Linked {
        /// Where the file really stands.
        to: PathBuf,
    },
    /// The system cannot read it.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl NamedFile {
    /// A file named in a manifest of some folder; `outside` lets a relative path leave it.
    pub(super) fn new(folder: &Path, written: &Path, outside: bool) -> Self {
        Self {
            written: written.to_owned(),
            folder: folder.to_owned(),
            outside,
        }
    }

    /// The path for messages; relative ones already start at the manifest's folder.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.written)
    }

    /// Finds the path to read. Where the file has to stand below the manifest's folder, that is its real one, so that
    /// what is read is what was judged.
    ///
    /// # Errors
    ///
    /// A relative path leaves the folder without leave, or there is no such file below it. Absolute paths say
    /// themselves where they lead and are given back as they are.
    pub fn locate(&self) -> Result<PathBuf, FileError> {
        let path = self.path();
        if self.outside || self.written.has_root() {
            return Ok(path);
        }
        if leaves(&self.written) {
            return Err(FileError::Outside);
        }
        let folder = if self.folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &self.folder
        };
        // Both, because the folder may itself be reached through a link.
        let (folder, real) = (fs::canonicalize(folder)?, fs::canonicalize(path)?);
        if real.starts_with(folder) {
            Ok(real)
        } else {
            Err(FileError::Linked { to: real })
        }
    }
}

/// True when a relative path goes above its start, even if it comes back.
fn leaves(path: &Path) -> bool {
    let mut depth = 0_usize;
    for component in path.components() {
        match component {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            Component::ParentDir if depth > 0 => depth -= 1,
            // A drive without a root, as in `D:key`, starts somewhere on that drive.
            Component::ParentDir | Component::Prefix(_) | Component::RootDir => return true,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_go_above_their_start_leave_it() {
        let judged = [
            "key",
            "./key",
            "a/b/key",
            "a/../key",
            "a/b/../../key",
            "..key",
            "a/..",
            "..",
            "../key",
            "./../key",
            "a/../../key",
            "../manifests/key",
        ]
        .map(|path| format!("{path}: {}", leaves(Path::new(path))));
        insta::assert_snapshot!(judged.join("\n"), @"
        key: false
        ./key: false
        a/b/key: false
        a/../key: false
        a/b/../../key: false
        ..key: false
        a/..: false
        ..: true
        ../key: true
        ./../key: true
        a/../../key: true
        ../manifests/key: true
        ");
    }

    #[test]
    fn a_path_that_leaves_is_refused_whether_or_not_the_file_is_there() {
        let world = tempfile::tempdir().unwrap();
        let folder = world.path().join("manifests");
        fs::create_dir(&folder).unwrap();
        fs::write(world.path().join("key"), "k").unwrap();
        for path in ["../key", "../nothing"] {
            let error = NamedFile::new(&folder, Path::new(path), false)
                .locate()
                .unwrap_err();
            assert!(matches!(error, FileError::Outside), "{error}");
        }
        let allowed = NamedFile::new(&folder, Path::new("../key"), true);
        assert_eq!(allowed.locate().unwrap(), folder.join("../key"));
        let absolute = NamedFile::new(&folder, &world.path().join("key"), false);
        assert_eq!(absolute.locate().unwrap(), world.path().join("key"));
    }

    #[test]
    fn a_file_that_is_not_there_is_the_system_s_matter() {
        let folder = tempfile::tempdir().unwrap();
        let error = NamedFile::new(folder.path(), Path::new("key"), false)
            .locate()
            .unwrap_err();
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
            match NamedFile::new(folder, Path::new(path), false).locate() {
                Err(FileError::Linked { to }) => to,
                other => panic!("{other:?}"),
            }
        }

        #[test]
        fn a_link_to_a_file_elsewhere_is_refused() {
            let (world, folder) = world();
            symlink("../key", folder.join("key")).unwrap();
            let real = fs::canonicalize(world.path().join("key")).unwrap();
            assert_eq!(refused(&folder, "key"), real);
            let allowed = NamedFile::new(&folder, Path::new("key"), true);
            assert_eq!(fs::read(allowed.locate().unwrap()).unwrap(), b"k");
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
                let file = NamedFile::new(&folder, Path::new("ca.pem"), false);
                assert_eq!(fs::read(file.locate().unwrap()).unwrap(), b"k");
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
