//! The texts that a crate consists of: those below src, or those that a test makes up.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Texts by their path below src, such as `plan/mod.rs`.
pub(super) struct Sources(BTreeMap<String, String>);

impl Sources {
    /// What is below src.
    pub(super) fn below_src() -> Self {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut texts = BTreeMap::new();
        let mut folders = vec![src.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|ending| ending == "rs") {
                    texts.insert(name(&src, &path), fs::read_to_string(&path).unwrap());
                }
            }
        }
        Self(texts)
    }

    /// Made-up files, in a crate whose lib.rs declares each of their top-level modules.
    pub(super) fn made_up(files: &[(&str, &str)]) -> Self {
        let mut texts: BTreeMap<String, String> = files
            .iter()
            .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
            .collect();
        let modules: BTreeSet<&str> = files
            .iter()
            .filter_map(|(file, _)| file.split(['/', '.']).next())
            .collect();
        let declared: Vec<String> = modules
            .iter()
            .map(|module| format!("mod {module};"))
            .collect();
        texts
            .entry("lib.rs".to_owned())
            .or_insert(declared.concat());
        Self(texts)
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn text(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(String::as_str)
    }
}

fn name(src: &Path, path: &Path) -> String {
    let parts: Vec<&str> = path
        .strip_prefix(src)
        .unwrap()
        .components()
        .map(|part| part.as_os_str().to_str().unwrap())
        .collect();
    parts.join("/")
}
