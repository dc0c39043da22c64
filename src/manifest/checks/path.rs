//! Paths of files that a manifest names: they stay in its folder unless it says otherwise.

use std::path::Path;

use crate::manifest::document::Document;
use crate::manifest::named_file::{FileError, NamedFile};
use crate::manifest::problem::Problem;

/// Complains about a path that leads out of the manifest's folder. Links can be judged only where the file is there.
pub(super) fn check(
    document: &Document,
    pointer: &str,
    path: &str,
    allow: &str,
) -> Option<Problem> {
    const LEAVES: &str = "this path leads out of the manifest's folder";
    let file = NamedFile::new(&document.source.folder, Path::new(path), false);
    let message = match file.locate() {
        Err(FileError::Outside) => LEAVES.to_owned(),
        Err(FileError::Linked { to }) => format!("{LEAVES}, through a link to {}", to.display()),
        // Secrets need not be there where manifests are validated.
        Err(FileError::Io(_)) | Ok(_) => return None,
    };
    let help = format!("move the file into the folder, or allow it: {allow}");
    Some(document.error(pointer, message).help(help))
}
