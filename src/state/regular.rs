//! Regular files only: a pipe or a device in the place of a file makes whoever reads it wait for ever, and a link in the
//! state directory has a file elsewhere written.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Opens a file for reading, if need be through links.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    // Before it is opened, because opening a pipe waits for somebody to write to it.
    judge(&fs::metadata(path)?)?;
    judge_place(path)?;
    let file = File::open(path)?;
    judge(&file.metadata()?)?;
    Ok(file)
}

/// Opens a file for reading that is no link.
pub(super) fn open_own(path: &Path) -> io::Result<File> {
    judge(&fs::symlink_metadata(path)?)?;
    open_regular(path)
}

/// Reads a file of at most so many bytes; `None` when there are more.
pub(crate) fn read_at_most(file: File, most: u64) -> io::Result<Option<Vec<u8>>> {
    if file.metadata()?.len() > most {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    // Sizes lie, so that what comes counts as well.
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// Makes sure that a path is free, or has a file that is no link.
pub(crate) fn may_be_written(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => judge(&metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes a file beside its place and moves it there as a whole, readable by its owner only: a crash leaves the old one or
/// the new one, and nothing is written through a link.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    may_be_written(path)?;
    let draft = draft(path);
    // One that a crash left, or something that somebody put there.
    let _ = fs::remove_file(&draft);
    let mut options = OpenOptions::new();
    private(options.write(true).create_new(true))
        .open(&draft)
        .and_then(|mut file| file.write_all(text))
        .and_then(|()| fs::rename(&draft, path))
        .inspect_err(|_| {
            // Nobody would ever clear it away.
            let _ = fs::remove_file(&draft);
        })
}

/// Runs at the same time must not write into one draft.
fn draft(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{name}.{}.new", std::process::id()))
}

/// Makes a new file readable by its owner only: texts of test cases and fingerprints of credentials are kept.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// What the kernel shows as files says that it is regular, and some of it waits for ever, such as `/proc/kmsg`.
fn judge_place(path: &Path) -> io::Result<()> {
    // What has no path any more is none of these.
    let is_kernels = fs::canonicalize(path)
        .is_ok_and(|real| ["/proc", "/sys"].iter().any(|root| real.starts_with(root)));
    if is_kernels {
        return Err(in_the_way("it is no regular file"));
    }
    Ok(())
}

fn judge(metadata: &Metadata) -> io::Result<()> {
    let what = if metadata.is_symlink() {
        "it is a link"
    } else if metadata.is_dir() {
        "it is a folder"
    } else if metadata.is_file() {
        return Ok(());
    } else {
        "it is no regular file"
    };
    Err(in_the_way(what))
}

/// What is in the place of a file is in the way of it.
fn in_the_way(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, what)
}
