//! Paths of files that a manifest names: they stay in its folder unless it says otherwise.

use std::path::Path;

use crate::diagnostic::{Diagnostic, SettingCode};
use crate::manifest::document::Document;
use crate::manifest::named_file::{FileError, NamedFile};

/// Finds out that a path leads out of the manifest's folder. Links can be judged only where the file is there.
pub(super) fn check(
    document: &Document,
    pointer: &str,
    path: &str,
    setting: &str,
) -> Option<Diagnostic> {
    let file = NamedFile::new(&document.source.folder, Path::new(path), false);
    let link = match file.locate() {
        Err(FileError::Outside) => None,
        Err(FileError::Linked { to }) => Some(to.display().to_string()),
        // Secrets need not be there where manifests are validated.
        Err(FileError::Io(_)) | Ok(_) => return None,
    };
    let code = SettingCode::PathLeavesFolder {
        setting: setting.to_owned(),
        link,
    };
    Some(document.error(pointer, code))
}
