//! Paths of files that a manifest names: they stay in its folder unless it says otherwise.

use super::LocateFile;
use crate::diagnostic::{Diagnostic, Setting, SettingCode};
use crate::manifest::files::FileError;
use crate::manifest::source::Source;
use crate::manifest::types::{CaFile, Located, NamedFile, Origin, SettingValue};

/// Finds paths that lead out of the manifest's folder. Links can be judged only where the file is there.
pub(super) struct Files<'a> {
    pub(super) source: &'a Source,
    pub(super) locate: LocateFile,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Files<'_> {
    pub(super) fn setting(&mut self, setting: Setting, value: &Located<SettingValue>) {
        if let SettingValue::From(origin) = &value.value {
            self.origin(setting, origin);
        }
    }

    pub(super) fn origin(&mut self, setting: Setting, origin: &Origin) {
        if let Origin::File(file) = origin {
            self.file(setting, file);
        }
    }

    pub(super) fn ca_file(&mut self, file: Option<&Located<CaFile>>) {
        if let Some(file) = file {
            self.file(Setting::CaFile, &file.file());
        }
    }

    fn file(&mut self, setting: Setting, file: &Located<NamedFile>) {
        if file.is_absent() {
            return;
        }
        let link = match (self.locate)(file) {
            Err(FileError::Outside) => None,
            Err(FileError::Linked { to }) => Some(to.display().to_string()),
            // Secrets need not be there where manifests are validated.
            Err(FileError::Io(_)) | Ok(_) => return,
        };
        let code = SettingCode::PathLeavesFolder { setting, link };
        self.diagnostics.push(self.source.error(&file.span, code));
    }
}
