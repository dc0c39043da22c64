//! The modules of a crate, as `mod` declares them.

use std::collections::BTreeMap;

use super::names::Names;
use super::sources::Sources;

/// A place in [`Crate`].
pub(super) type Id = usize;

/// The module of lib.rs.
pub(super) const ROOT: Id = 0;

/// A module with what its text names.
pub(super) struct Module {
    pub(super) file: String,
    pub(super) parent: Id,
    pub(super) children: BTreeMap<String, Id>,
    pub(super) names: Names,
    path: Vec<String>,
}

impl Module {
    /// The top-level module that it belongs to.
    pub(super) fn top(&self) -> &str {
        self.path.first().map_or("lib", String::as_str)
    }
}

/// The modules of a crate without its tests.
pub(super) struct Crate(pub(super) Vec<Module>);

impl Crate {
    /// Reads lib.rs and whatever it declares, and main.rs beside it.
    pub(super) fn read(sources: &Sources) -> Self {
        let mut modules = Self(Vec::new());
        modules.add_file(sources, "lib.rs", ROOT, &[]);
        if sources.text("main.rs").is_some() {
            modules.add_file(sources, "main.rs", ROOT, &["main".to_owned()]);
        }
        modules
    }

    fn add_file(&mut self, sources: &Sources, file: &str, parent: Id, path: &[String]) -> Id {
        let text = sources
            .text(file)
            .unwrap_or_else(|| panic!("{file} is missing"));
        let names = Names::read(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.add(sources, file, parent, path, names)
    }

    fn add(
        &mut self,
        sources: &Sources,
        file: &str,
        parent: Id,
        path: &[String],
        mut names: Names,
    ) -> Id {
        let id = self.0.len();
        let declared = std::mem::take(&mut names.declared);
        let inline = std::mem::take(&mut names.inline);
        self.0.push(Module {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            names,
            path: path.to_owned(),
        });
        let below = |name: &str| [path, &[name.to_owned()]].concat();
        for name in declared {
            let path = below(&name);
            let child = self.add_file(sources, &file_of(sources, &path), id, &path);
            self.0[id].children.insert(name, child);
        }
        for (name, names) in inline {
            let child = self.add(sources, file, id, &below(&name), names);
            self.0[id].children.insert(name, child);
        }
        id
    }
}

/// A module is in a file of its name, or in `mod.rs` of its folder.
fn file_of(sources: &Sources, path: &[String]) -> String {
    let stem = path.join("/");
    let folder = format!("{stem}/mod.rs");
    match sources.text(&folder) {
        Some(_) => folder,
        None => format!("{stem}.rs"),
    }
}
