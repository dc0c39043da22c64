//! Files that a manifest names.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Located, TextOr};
use crate::diagnostic::Place;

/// A file that a manifest names, not read yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct NamedFile {
    /// The path as the manifest has it.
    written: PathBuf,
    /// Whether a relative path may leave the manifest's folder.
    outside: bool,
}

impl NamedFile {
    /// A file named by a manifest; `outside` lets a relative path leave its folder.
    pub(in crate::manifest) fn new(written: PathBuf, outside: bool) -> Self {
        Self { written, outside }
    }

    /// The path for messages and for reading; relative ones start at the folder of the manifest that names it.
    pub(crate) fn path(&self, named_at: &Place) -> PathBuf {
        manifest_folder(named_at).join(&self.written)
    }

    /// True when the file may be anywhere.
    pub(in crate::manifest) fn is_free(&self) -> bool {
        self.outside || self.written.has_root()
    }

    /// True when the path goes above its start, even if it comes back.
    pub(in crate::manifest) fn leaves(&self) -> bool {
        let mut depth = 0_usize;
        for component in self.written.components() {
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
}

/// The folder of a manifest, which is named by its path.
pub(in crate::manifest) fn manifest_folder(place: &Place) -> &Path {
    Path::new(&*place.file).parent().unwrap_or(Path::new(""))
}

/// A file of certificates: its path alone where there is no more to say.
pub(crate) type CaFile = TextOr<FileOrigin>;

/// A file, with leave to be elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "OriginKeys")]
pub(crate) struct FileOrigin(Located<NamedFile>);

impl Located<CaFile> {
    /// The file with the place of its path.
    pub(super) fn ca_file(&self) -> Located<NamedFile> {
        match &self.value {
            TextOr::Text(path) => self.with(NamedFile::new(path.into(), false)),
            TextOr::Mapping(FileOrigin(file)) => file.clone(),
        }
    }
}

impl TryFrom<OriginKeys> for FileOrigin {
    type Error = &'static str;

    fn try_from(keys: OriginKeys) -> Result<Self, &'static str> {
        keys.file().map(Self).ok_or("no `file`")
    }
}

/// The keys that say where a value is.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct OriginKeys {
    pub(super) env: Option<Located<String>>,
    file: Option<Located<PathBuf>>,
    outside: Option<Located<bool>>,
}

impl OriginKeys {
    /// The file that is named, if one is. One whose `outside` makes no sense is not judged any further.
    pub(super) fn file(&self) -> Option<Located<NamedFile>> {
        let outside = self.outside.as_ref();
        let outside = outside.is_some_and(|outside| outside.is_absent() || outside.value);
        let file = self.file.as_ref()?;
        Some(file.with(NamedFile::new(file.value.clone(), outside)))
    }
}

/// The schema of `{file: PATH}`.
pub(super) fn file_schema(description: &str) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "file": {
                "description": description,
                "type": "string",
                "minLength": 1,
            },
            "outside": {
                "description": "True lets a relative path leave the manifest's folder, by `..` or through a link.",
                "type": "boolean",
                "default": false,
            },
        },
        "required": ["file"],
        "additionalProperties": false,
    })
}

impl JsonSchema for CaFile {
    fn schema_name() -> Cow<'static, str> {
        "CaFile".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let file = file_schema(
            "A file of certificates (PEM). Relative paths start at the manifest's folder.",
        );
        json_schema!({
            "description": "A file of certificates (PEM): its path, or `{file: PATH, outside: true}` where a relative \
                            path leaves the manifest's folder.",
            "oneOf": [{"type": "string", "minLength": 1}, file],
        })
    }
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
        .map(|path| format!("{path}: {}", NamedFile::new(path.into(), false).leaves()));
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
}
