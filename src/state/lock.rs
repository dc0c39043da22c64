//! One apply at a time in a state directory.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::folder::{self, StateError};

const FILE: &str = "lock";

/// Held while an apply runs. The system lets go of it when the process ends, however it ends, so that no lock is ever
/// left behind.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Never read: the lock lives as long as the open file.
    _file: File,
}

/// Why the lock is not ours.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// Another apply holds it.
    #[error("another apply holds {}: {holder}", .path.display())]
    Held {
        path: PathBuf,
        /// Who, and since when, as that apply wrote it.
        holder: String,
    },
    /// The state directory cannot be made or written.
    #[error(transparent)]
    State(#[from] StateError),
}

impl Lock {
    /// Takes the lock, or says who holds it. `holder` is what others read about us.
    pub(crate) fn take(folder: &Path, holder: &str) -> Result<Self, LockError> {
        let path = folder.join(FILE);
        let failed = |source| {
            LockError::State(StateError::Write {
                path: path.clone(),
                source,
            })
        };
        let mut options = File::options();
        options.read(true).write(true).truncate(false);
        let mut file = folder::open_file(folder, FILE, &mut options)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockError::Held {
                    holder: holder_of(&mut file),
                    path,
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.write_all(holder.as_bytes())
            .and_then(|()| file.set_len(holder.len() as u64))
            .map_err(failed)?;
        Ok(Self { _file: file })
    }
}

/// What the holder wrote about itself; a few words in any case.
fn holder_of(file: &mut File) -> String {
    let mut text = String::new();
    match file.take(1000).read_to_string(&mut text) {
        Ok(_) if !text.trim().is_empty() => text.trim().to_owned(),
        _ => "unknown process".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Lock, LockError};

    #[test]
    fn a_lock_is_held_once_and_free_again_when_its_holder_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path(), "process 1 since noon").unwrap();
        let Err(LockError::Held { holder, .. }) = Lock::take(folder.path(), "process 2") else {
            panic!("held twice");
        };
        assert_eq!(holder, "process 1 since noon");
        drop(first);
        assert!(Lock::take(folder.path(), "process 3").is_ok());
    }

    #[test]
    fn a_holder_that_wrote_nothing_about_itself_is_unknown() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Lock::take(folder.path(), "").unwrap();
        let Err(LockError::Held { holder, .. }) = Lock::take(folder.path(), "process 2") else {
            panic!("held twice");
        };
        assert_eq!(holder, "unknown process");
    }
}
